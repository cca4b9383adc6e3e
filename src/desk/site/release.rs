//! Which release this program is of, by which a site is held: its version, and the digest that stands in the
//! release's `SHA256SUMS`.

use std::fs::File;
use std::io;
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::{self, DeskError};

/// A program, as its release names it.
pub struct Release {
    pub version: &'static str,
    /// SHA-256 of the program's file, in hex.
    pub sum: String,
}

impl Release {
    /// The release of the program that runs.
    pub fn of_this_program() -> Result<Self, DeskError> {
        let program = std::env::current_exe().map_err(|why| error::files::read(Path::new("zegel"), why))?;
        let sum = sum(&program).map_err(|why| error::files::read(&program, why))?;
        Ok(Self { version: env!("CARGO_PKG_VERSION"), sum })
    }
}

fn sum(file: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut File::open(file)?, &mut hash)?;
    Ok(HEXLOWER.encode(&hash.finalize()))
}
