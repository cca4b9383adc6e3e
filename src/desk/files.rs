//! Files that may have been put there by somebody else: read only as far as they can be ours, and
//! never through a link.

use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::platform;
use zegel_core::id::random;

/// The bytes of a plain file of at most `most` bytes; of a link, a pipe or a larger file none.
pub fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>> {
    let data = fs::symlink_metadata(path)?;
    if !data.is_file() || data.len() > most {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts a file in the place of what was there, whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let suffix = u64::from_le_bytes(random::<8>().map_err(Error::other)?);
    let draft = path.with_extension(format!("{suffix:016x}.new"));
    write_new(&draft, bytes)?;
    platform::replace(&draft, path).inspect_err(|_| {
        let _ = fs::remove_file(&draft);
    })
}

/// A folder of ours, made if it is not there; a link to another place is none.
pub fn own_folder(path: &Path) -> Result<()> {
    private_folder(path)?;
    if is_own_folder(path) { Ok(()) } else { Err(ErrorKind::NotADirectory.into()) }
}

/// Whether this is a folder and no link to one.
pub fn is_own_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir())
}

/// A new file, only for its owner and never over another, on the disk before this returns. What could
/// not be written whole is gone again.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create_new(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}

fn create_new(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    platform::for_owner(&mut options);
    options.open(path)
}

/// A folder of ours, made for its owner only.
pub fn private_folder(path: &Path) -> Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    platform::folder_for_owner(&mut folder);
    folder.create(path)
}

/// SHA-256 in hex.
pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
