//! Inspection of a store without touching it, for the administrator.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::Proofs;
use super::db::{Db, DbError};
use super::db_files::beside;
use super::meta::{get, proofs, was_used};
use super::open::{FULL, LOOKED_THROUGH, MIGRATIONS, is_whole, pragma};
use zegel_core::calendar::Week;
use zegel_core::id::Instance;

/// The reason why a store cannot be inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// SQLite refused.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A statement failed.
    #[error("{0}")]
    Statement(#[from] DbError),
    /// A server ended without closing it. To read its log a file would have to be made.
    #[error("a server ended in the middle of its work, and its log waits for the next start")]
    Interrupted,
}

/// The condition of a store: its schema, the settings that erase, and what its server last recorded.
pub struct Condition {
    /// The number of its last migration.
    pub schema: i64,
    /// The number of the last one that this program knows.
    pub known_schema: i64,
    /// Whether what is deleted is overwritten on a connection of this program.
    pub secure_delete: bool,
    /// Whether the file gives back what is free (`auto_vacuum` is `full`).
    pub auto_vacuum: bool,
    /// Whether SQLite finds its pages as they should be (`quick_check`).
    pub is_whole: bool,
    /// The week of the last collection.
    pub collected: Option<Week>,
    /// The week of the last purge.
    pub purged: Option<Week>,
    pub proofs: Proofs,
    /// The latest week of a thread.
    pub latest: Option<Week>,
}

/// Whether the pages of a store are as they should be. One that is too large to be looked through in a moment
/// counts as such: as long as somebody reads, what was withdrawn stays in the log.
pub fn is_undamaged(path: &Path) -> Result<bool, InspectError> {
    if path.metadata().is_ok_and(|data| data.len() > LOOKED_THROUGH) {
        return Ok(true);
    }
    Ok(is_whole(&open(path)?).is_ok())
}

impl Condition {
    /// Reads the condition of the store in this file. Nothing is written, and no file is made.
    pub fn read(path: &Path) -> Result<Self, InspectError> {
        let connection = open(path)?;
        connection.pragma_update(None, "secure_delete", "on")?;
        let week = |bytes: [u8; 4]| Week::from_number(i32::from_be_bytes(bytes));
        let check: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
        let latest: Option<i32> =
            connection.query_row("select max(week) from thread", [], |row| row.get(0))?;
        let db = Db::Sqlite(&connection);
        Ok(Self {
            schema: pragma(&connection, "user_version")?,
            known_schema: i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX),
            secure_delete: pragma(&connection, "secure_delete")? == 1,
            auto_vacuum: pragma(&connection, "auto_vacuum")? == FULL,
            is_whole: check == "ok",
            collected: get(&db, "collected")?.map(week),
            purged: get(&db, "purged")?.map(week),
            proofs: proofs(&db)?,
            latest: latest.map(Week::from_number),
        })
    }
}

/// The installation of a store that nobody has ever used, if it is one: no report has come, no key has proved
/// itself, and no backup was restored into it. Nothing is lost with it.
pub fn unused(path: &Path) -> Result<Option<Instance>, InspectError> {
    let connection = open(path)?;
    let rows =
        "select (select count(*) from thread) + (select count(*) from entry) + (select count(*) from body)
        + (select count(*) from withdrawn)";
    let rows: i64 = connection.query_row(rows, [], |row| row.get(0))?;
    if rows > 0 || was_used(&Db::Sqlite(&connection))? {
        return Ok(None);
    }
    Ok(get(&Db::Sqlite(&connection), "instance")?.map(Instance::from_bytes))
}

/// Opens a store to read. SQLite would make the files beside a store that nobody has open, for the user
/// who inspects it, and a server of another user could then not open its own: so such a store is opened
/// as one that cannot change.
fn open(path: &Path) -> Result<Connection, InspectError> {
    let is_there = |suffix: &str| beside(path, suffix).metadata().is_ok_and(|data| data.len() > 0);
    let mode = if is_there("-shm") {
        "mode=ro"
    } else if is_there("-wal") {
        return Err(InspectError::Interrupted);
    } else {
        "immutable=1"
    };
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(uri(path, mode), flags)?)
}

/// The URI of a path with options, as SQLite reads it; what has a meaning there is escaped (RFC 3986).
fn uri(path: &Path, options: &str) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                uri.push(char::from(*byte))
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("{uri}?{options}")
}
