//! Backup note: what the server writes down when it makes a backup, and compares it with later without
//! opening it. `schema/backup.md` describes both files.

use std::ffi::OsString;
use std::io::{Read, Result, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::calendar::Week;
use crate::id::Instance;

/// The first bytes of a SQLite file, in which its length stands.
pub const HEADER: usize = 100;
/// Far above any note of a backup.
pub const LARGEST_CHECK: u64 = 4096;

/// The note beside a backup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The version of this note.
    pub version: Version,
    /// The installation.
    pub instance: Instance,
    /// The week in which it was made.
    pub week: Week,
    /// The version of the store's schema.
    pub schema: u32,
    /// How many threads are in it, withdrawn ones too.
    pub threads: u64,
    /// How many sealed entries are in it.
    pub entries: u64,
    /// The length of the database in bytes.
    pub bytes: u64,
    /// SHA-256 in hex of the database.
    pub database: String,
    /// SHA-256 in hex of the sealed file.
    pub sealed: String,
}

/// The version of a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Version {
    /// The only one there is.
    #[serde(rename = "zegel/backup/v1")]
    V1,
}

/// The configuration that is sealed beside a backup: what is appended to the name of the backup, and the name
/// that the opened file has.
pub const CONFIGURATION: [(&str, &str); 2] = [(".config", "zegeld.toml"), (".recipients", "recipients.txt")];
/// Far above any file of a configuration.
pub const LARGEST_CONFIGURATION: u64 = 1024 * 1024;

/// The path of a backup's note: `FILE.check`.
pub fn check_file(file: &Path) -> PathBuf {
    beside(file, ".check")
}

/// The path with a suffix appended to its name.
pub fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    name.into()
}

/// The path of the note of a database's last backup. The file's time is that of the backup.
pub fn note(database: &Path) -> PathBuf {
    beside(database, ".backup")
}

/// Reads the length in bytes of a database from its header; nothing for what is no SQLite file
/// (<https://www.sqlite.org/fileformat2.html>, section 1.3).
pub fn database_length(header: &[u8; HEADER]) -> Option<u64> {
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size if size >= 512 && size.is_power_of_two() => u64::from(size),
        _ => return None,
    };
    // The count of pages is valid only where these two agree.
    let is_ours = header.starts_with(b"SQLite format 3\0") && number(24) == number(92);
    Some(page * u64::from(number(28)?)).filter(|length| is_ours && *length > 0)
}

/// A reader or writer that counts and hashes what passes through it.
pub struct Hashing<T> {
    inner: T,
    hash: Sha256,
    bytes: u64,
}

impl<T> Hashing<T> {
    /// Wraps a reader or a writer.
    pub fn new(inner: T) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0 }
    }

    /// How many bytes have passed.
    pub fn passed(&self) -> u64 {
        self.bytes
    }

    /// SHA-256 in hex of what has passed, and what it passed through.
    pub fn finish(self) -> (String, T) {
        (HEXLOWER.encode(&self.hash.finalize()), self.inner)
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.pass(&buffer[..read]);
        Ok(read)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buffer: &[u8]) -> Result<usize> {
        let written = self.inner.write(buffer)?;
        self.pass(&buffer[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> Result<()> {
        self.inner.flush()
    }
}
