//! The lock on a database: one server at a time.
//!
//! The lock is on a file of its own, because SQLite's locks on the database end when any handle on it is closed.
//! What stands in it tells that a database has been made here.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::OpenError;
use super::db_files::beside;

/// What stands in the lock file once a database has been made.
const TRACE: &[u8] =
    b"zegeld has served the database beside this file. While this file stands here, none is made anew.\n";

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

    /// Remembers that a database stands here.
    pub(super) fn remember(&mut self) -> Result<(), OpenError> {
        if !self.remembers()? {
            self.0.write_all(TRACE)?;
            self.0.sync_all()?;
        }
        Ok(())
    }
}
