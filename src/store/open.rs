//! Opening the file: the pragmas that keep it silent, read back, and the migrations.

use std::path::Path;

use rusqlite::Connection;

use super::Options;

/// Each once, in order; the number of those done stands in `user_version`.
pub(super) const MIGRATIONS: [&str; 1] = [include_str!("../../schema/001-store.sql")];

/// Of the file in memory, in KiB: the indexes of some 100,000 threads, so that a look-up takes as
/// long in a full store as in an empty one. Nothing but ids and sealed bytes is in it.
const CACHE: i64 = 8 * 1024;

/// Why the store is not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite refused.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A setting that keeps deleted text from staying did not take.
    #[error("SQLite does not keep `{0}`")]
    Setting(&'static str),
    /// The file was written by a later version of this program.
    #[error("the store was written by a later version of zegeld")]
    Later,
}

pub(super) fn open(path: &Path, options: Options) -> Result<Connection, OpenError> {
    let connection = Connection::open(path)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        // What VACUUM sets aside is sealed too, but belongs on the same volume.
        connection.pragma_update(None, "temp_store_directory", folder.to_string_lossy())?;
    }
    connection.pragma_update(None, "auto_vacuum", "full")?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    prepare(connection, options)
}

pub(super) fn scratch(options: Options) -> Result<Connection, OpenError> {
    prepare(Connection::open_in_memory()?, options)
}

fn prepare(mut connection: Connection, options: Options) -> Result<Connection, OpenError> {
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "secure_delete", "on")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    connection.pragma_update(None, "trusted_schema", "off")?;
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

pub(super) fn pragma(connection: &Connection, name: &str) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let done = usize::try_from(pragma(connection, "user_version")?).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        return Err(OpenError::Later);
    }
    for (number, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", i64::try_from(number + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    Ok(())
}
