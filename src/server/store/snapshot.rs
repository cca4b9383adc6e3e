//! Snapshots: copies of the store as it is at one moment, taken by another process while the server
//! serves.
//!
//! `VACUUM INTO` writes it anew: nothing that was deleted is in it, and no order of arrival. Its
//! tables are in clear, so it lies beside the database, on the same volume, and loses its name as
//! soon as it is whole; what a killed process left is removed by the next.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use rustix::fs::{FlockOperation, OFlags, flock};

use super::db_files::beside;
use super::integrity::{Facts, IntegrityError};
use super::lock::has_log_of_another;
use super::open;

/// A snapshot, which is removed when this is dropped.
pub struct Snapshot {
    /// The whole copy, to be read once.
    pub file: File,
    pub facts: Facts,
}

/// The reason why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Another process is making one.
    #[error("another backup is being made")]
    Busy,
    /// The log beside the database is that of the one before.
    #[error("the log beside the database is another's: see what the server said when it started")]
    OtherLog,
    /// The file system refused.
    #[error("{0}")]
    File(#[from] io::Error),
    /// SQLite refused, such as on a full disk.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused.
    #[cfg(feature = "postgres")]
    #[error("{0}")]
    Store(#[from] super::StoreError),
    /// What was copied is no store.
    #[error("{0}")]
    Image(#[from] IntegrityError),
}

/// A file that this process alone has, empty, which is removed when this is dropped.
struct Claimed {
    path: PathBuf,
    _lock: File,
}

impl Drop for Claimed {
    fn drop(&mut self) {
        // It may have gone already.
        let _ = fs::remove_file(&self.path);
    }
}

impl Snapshot {
    /// Copies the database at this path. Its server may go on writing.
    pub fn take(database: &Path) -> Result<Self, SnapshotError> {
        let claimed = Claimed::new(snapshot_file(database))?;
        copy(database, &claimed.path)?;
        let facts = Facts::read(&open_only(&claimed.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)?;
        Ok(Self { file: File::open(&claimed.path)?, facts })
    }

    /// Copies the store on PostgreSQL, with this file in the place of its database.
    #[cfg(feature = "postgres")]
    pub fn take_from(servers: &super::postgres::Servers, database: &Path) -> Result<Self, SnapshotError> {
        let claimed = Claimed::new(snapshot_file(database))?;
        let image = open::image(&claimed.path).map_err(|_| IntegrityError::Foreign)?;
        let transaction = image.unchecked_transaction()?;
        servers.copy_to(&transaction)?;
        transaction.commit()?;
        let facts = Facts::read(&image)?;
        drop(image);
        Ok(Self { file: File::open(&claimed.path)?, facts })
    }

    /// Removes what a process that was killed left behind.
    pub fn clear(database: &Path) {
        if snapshot_file(database).symlink_metadata().is_ok() {
            // Of a process that is at it, nothing is taken.
            let _ = Claimed::new(snapshot_file(database));
        }
    }
}

impl Claimed {
    fn new(path: PathBuf) -> Result<Self, SnapshotError> {
        let lock = claim(&path)?.ok_or(SnapshotError::Busy)?;
        Ok(Self { path, _lock: lock })
    }
}

fn snapshot_file(database: &Path) -> PathBuf {
    beside(database, ".snapshot")
}

/// Claims a file for this process: for this user alone, emptied, and locked while it is held. Nothing if
/// another process holds it. No link is followed.
pub fn claim(path: &Path) -> io::Result<Option<File>> {
    let no_link = i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default();
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600).custom_flags(no_link);
    let file = options.open(path)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        // Who held it may have given it its name just now: then it is finished, and not ours.
        Ok(()) if leads_to(path, &file)? => file.set_len(0).map(|()| Some(file)),
        Ok(()) | Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether a path leads to this open file.
fn leads_to(path: &Path, file: &File) -> io::Result<bool> {
    let same =
        |there: fs::Metadata, here: fs::Metadata| (there.dev(), there.ino()) == (here.dev(), here.ino());
    match path.symlink_metadata() {
        Ok(there) => Ok(same(there, file.metadata()?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn copy(database: &Path, to: &Path) -> Result<(), SnapshotError> {
    if has_log_of_another(database)? {
        return Err(SnapshotError::OtherLog);
    }
    let connection = open_only(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute("vacuum into ?1", [to.to_string_lossy()])?;
    Ok(())
}

/// Opens a file that exists.
fn open_only(path: &Path, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_with_flags(path, flags)?;
    open::distrust(&connection)?;
    Ok(connection)
}

/// The facts about a store that a server may have open. Nothing is written.
pub fn facts(database: &Path) -> Result<Facts, SnapshotError> {
    Ok(Facts::read(&open_only(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?)?)
}
