//! Reading a file of a key, bounded, into memory that is wiped.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::{self, DeskError};

/// Far above any identity file or passphrase.
const MOST: u64 = 64 * 1024;

/// A file that is no larger than an identity or a passphrase can be.
pub fn read_bounded(path: &Path) -> Result<Zeroizing<Vec<u8>>, DeskError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
    let read = File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes));
    match read {
        Ok(length) if length as u64 > MOST => Err(error::keys::not_an_identity(path)),
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(error::keys::no_identity(path)),
        Err(error) => Err(error::files::read(path, error)),
    }
}
