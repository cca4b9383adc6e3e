//! The lock on a database: one server at a time.
//!
//! The lock is on a file of its own, because SQLite's locks on the database end when any handle on it is closed.
//! What stands in it tells that a database has been made here, and which file that is and which its log: SQLite
//! writes a log into whatever database stands beside it.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::OpenError;
use super::db_files::beside;
use super::wal;

/// What stands in the lock file once a database has been made.
const TRACE: &[u8] =
    b"zegeld has served the database beside this file. While this file stands here, none is made anew.\n";

/// The inodes of a database and of its log. They stay as long as a file is only written.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Inodes {
    database: u64,
    log: u64,
}

impl Inodes {
    /// Those that are there now; nothing if one is missing.
    fn of(database: &Path) -> Option<Self> {
        let inode = |path: &Path| Some(std::fs::metadata(path).ok()?.ino());
        Some(Self { database: inode(database)?, log: inode(&beside(database, "-wal"))? })
    }

    /// Those that stand behind [`TRACE`].
    fn parse(content: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(content.strip_prefix(TRACE)?).ok()?;
        let (database, log) = line.trim_end().split_once(' ')?;
        Some(Self { database: database.parse().ok()?, log: log.parse().ok()? })
    }
}

/// Whether the log beside a database is that of another, which was there before it. Of a folder that was
/// copied both are new.
pub(super) fn has_log_of_another(database: &Path) -> io::Result<bool> {
    let content = match std::fs::read(beside(database, ".lock")) {
        Ok(content) => content,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let (Some(now), Some(then)) = (Inodes::of(database), Inodes::parse(&content)) else { return Ok(false) };
    Ok(now.log == then.log && now.database != then.database && !is_blank(database)?)
}

/// Whether nothing stands in the log, not even what SQLite does not know.
fn is_blank(database: &Path) -> io::Result<bool> {
    match wal::length_of_log(database) {
        Ok(length) => Ok(length == 0),
        Err(error) if error.kind() == ErrorKind::InvalidData => Ok(false),
        Err(error) => Err(error),
    }
}

/// The lock of the server that serves a database. The kernel releases it when the process ends, however
/// it ends.
pub struct Lock(File);

impl Lock {
    /// Takes the lock; refused if another process has it.
    pub fn take(database: &Path) -> Result<Self, OpenError> {
        let path = beside(database, ".lock");
        let file = File::options().read(true).append(true).create(true).mode(0o600).open(path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self(file)),
            Err(Errno::WOULDBLOCK) => Err(OpenError::Busy),
            Err(error) => Err(OpenError::File(error.into())),
        }
    }

    /// Whether a database has ever stood here.
    pub(super) fn remembers(&self) -> Result<bool, OpenError> {
        Ok(self.0.metadata()?.len() > 0)
    }

    /// Remembers that a database stands here, which file it is, and which its log.
    pub(super) fn remember(&mut self, database: &Path) -> Result<(), OpenError> {
        if !self.remembers()? {
            self.0.write_all(TRACE)?;
        }
        let there = std::fs::read(beside(database, ".lock"))?;
        if let Some(inodes) = Inodes::of(database)
            && Inodes::parse(&there) != Some(inodes)
        {
            self.0.set_len(TRACE.len() as u64)?;
            writeln!(self.0, "{} {}", inodes.database, inodes.log)?;
        }
        self.0.sync_all()?;
        Ok(())
    }
}
