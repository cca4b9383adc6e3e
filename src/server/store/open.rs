//! Opening the database: the pragmas by which deleted text is overwritten, read back, and the
//! migrations.

use std::io::ErrorKind;
use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use super::Options;
use super::db_files::{DbFiles, folder};
use super::lock::has_log_of_another;
use crate::event::Fault;

/// The migrations, each done once, in order; the number of those done stands in `user_version`.
pub(super) const MIGRATIONS: [&str; 2] =
    [include_str!("../../../schema/001-store.sql"), include_str!("../../../schema/002-withdrawal.sql")];

/// The value of `auto_vacuum=full` as it is read back.
pub(super) const FULL: i64 = 1;

/// The page cache in KiB: the upper pages of all indexes. What is not in it comes from the kernel's cache in a few
/// microseconds, where a look-up takes most of a millisecond to derive its keys. Nothing but ids and sealed bytes
/// is in it.
const CACHE: i64 = 2 * 1024;

/// The largest file that is looked through at each start, in bytes: some thousand reports, in a fraction of a
/// second. Of a larger one `zegeld doctor` says whether it is whole.
pub(super) const LOOKED_THROUGH: u64 = 64 << 20;

/// The reason why a store is not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite refused.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// SQLite did not accept a setting by which deleted text is overwritten.
    #[error("SQLite does not keep `{0}`")]
    Setting(&'static str),
    /// The file was written by a later version of this program.
    #[error("the store was written by a later version of zegeld")]
    Later,
    /// There is no file, or nothing in it, and there was.
    #[error("there is no database, and none is made anew")]
    Missing,
    /// SQLite finds damage in it.
    #[error("the database is damaged")]
    Damaged,
    /// The log beside it is that of the database which was there before.
    #[error("the log beside the database is another's")]
    OtherLog,
    /// Another process serves it.
    #[error("another zegeld has it")]
    Busy,
    /// The operating system refused.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// PostgreSQL did not do what has to be done at a start.
    #[cfg(feature = "postgres")]
    #[error("{0}")]
    Postgres(super::postgres::Failure),
    /// There is something in the store into which a backup would be restored.
    #[cfg(feature = "postgres")]
    #[error("the store on PostgreSQL has been used")]
    Used,
}

impl OpenError {
    /// The fault that the administrator is told.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Later => Fault::Later,
            Self::Missing => Fault::Missing,
            Self::Damaged => Fault::Damaged,
            Self::OtherLog => Fault::OtherLog,
            Self::Busy => Fault::Busy,
            Self::Setting(_) => Fault::Failed,
            Self::Sqlite(error) => sqlite_fault(error),
            Self::File(error) => file_fault(error),
            #[cfg(feature = "postgres")]
            Self::Postgres(failure) => failure.fault(),
            #[cfg(feature = "postgres")]
            Self::Used => Fault::Failed,
        }
    }
}

fn sqlite_fault(error: &rusqlite::Error) -> Fault {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Fault::Damaged,
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Fault::Denied,
        Some(ErrorCode::DiskFull) => Fault::Full,
        _ => Fault::Failed,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "no other kind has advice of its own")]
fn file_fault(error: &std::io::Error) -> Fault {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Fault::Missing,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Fault::Denied,
        ErrorKind::StorageFull => Fault::Full,
        _ => Fault::Failed,
    }
}

/// Whether there is nothing to open. SQLite takes an empty file for a new database.
pub(super) fn is_missing(path: &Path) -> Result<bool, OpenError> {
    match std::fs::metadata(path) {
        Ok(found) => Ok(found.len() == 0),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Opens the database, or makes it.
pub(super) fn open(files: DbFiles, options: Options) -> Result<(Connection, DbFiles), OpenError> {
    let path = files.file();
    if has_log_of_another(path)? {
        return Err(OpenError::OtherLog);
    }
    let connection = Connection::open(path)?;
    // SQLite opens what it may not write for reading alone, and says so with the first report.
    if connection.is_readonly("main")? {
        return Err(OpenError::File(ErrorKind::PermissionDenied.into()));
    }
    // Before anything is set: what a later version wrote is not touched.
    check_version(&connection)?;
    // What SQLite sets aside, such as for VACUUM or to undo a part of a transaction, is sealed too, but
    // belongs on the same volume, and the confined process may write nowhere else.
    connection.pragma_update(None, "temp_store_directory", folder(path).to_string_lossy())?;
    // Setting it writes, and there may be no room to.
    if pragma(&connection, "auto_vacuum")? != FULL {
        connection.pragma_update(None, "auto_vacuum", "full")?;
    }
    connection.pragma_update(None, "journal_mode", "wal")?;
    let connection = prepare(connection, options)?;
    if std::fs::metadata(path)?.len() <= LOOKED_THROUGH {
        is_whole(&connection)?;
    }
    Ok((connection, files.opened()))
}

/// Looks through the whole file, so that damage is found before a report is taken and not when a caseworker
/// fetches.
pub(super) fn is_whole(connection: &Connection) -> Result<(), OpenError> {
    let found: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(OpenError::Damaged) }
}

/// An empty store in a new file, to be copied and thrown away.
#[cfg(feature = "postgres")]
pub(super) fn image(path: &Path) -> Result<Connection, OpenError> {
    prepare(Connection::open(path)?, Options::default())
}

pub(super) fn scratch(options: Options) -> Result<Connection, OpenError> {
    prepare(Connection::open_in_memory()?, options)
}

fn prepare(mut connection: Connection, options: Options) -> Result<Connection, OpenError> {
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "secure_delete", "on")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    distrust(&connection)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "temp_store", "file")?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.set_prepared_statement_cache_capacity(32);
    if pragma(&connection, "secure_delete")? != 1 {
        return Err(OpenError::Setting("secure_delete"));
    }
    if pragma(&connection, "synchronous")? != 2 {
        return Err(OpenError::Setting("synchronous"));
    }
    let page = pragma(&connection, "page_size")?;
    let pages = i64::try_from(options.max_bytes).unwrap_or(i64::MAX) / page.max(1);
    connection.pragma_update(None, "max_page_count", pages)?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Lets nothing that stands in the file act when it is read.
pub(super) fn distrust(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.pragma_update(None, "trusted_schema", "off")
}

/// The number of migrations that the file has seen.
pub(super) fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    pragma(connection, "user_version")
}

/// An empty store in memory, of an earlier version or the present one.
pub(super) fn of_version(version: usize) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_in_memory()?;
    MIGRATIONS.iter().take(version).try_for_each(|migration| connection.execute_batch(migration))?;
    Ok(connection)
}

pub(super) fn pragma(connection: &Connection, name: &str) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// The number of migrations that the file has seen, if this program knows them all.
fn check_version(connection: &Connection) -> Result<usize, OpenError> {
    let done = usize::try_from(pragma(connection, "user_version")?).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() { Err(OpenError::Later) } else { Ok(done) }
}

pub(super) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let done = check_version(connection)?;
    for (number, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", i64::try_from(number + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    Ok(())
}
