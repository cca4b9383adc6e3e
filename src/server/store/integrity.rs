//! Integrity check of a database that comes from elsewhere: that it is a store, whole, and nothing else.

use std::io::Read;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::db::Db;
use super::open;
use zegel_core::calendar::Week;
use zegel_core::id::Instance;

/// Facts about a store: whose it is, and how much is in it.
#[derive(Clone, Copy)]
pub struct Facts {
    pub instance: Instance,
    /// The version of the schema.
    pub schema: u32,
    /// The number of threads, withdrawn ones too.
    pub threads: u64,
    pub entries: u64,
}

/// The reason why a database is refused.
#[derive(Debug, thiserror::Error)]
pub enum IntegrityError {
    /// SQLite refused.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// SQLite finds damage.
    #[error("it is damaged: SQLite finds that its parts do not fit together")]
    Damaged,
    /// Written by a later version of this program.
    #[error("it was written by a later version of zegeld")]
    Later,
    /// Other tables than ours, or something among them that would act.
    #[error("it is a database, and no store of zegeld")]
    Foreign,
    /// A body that is no age file.
    #[error("something in it is not sealed")]
    Unsealed,
    /// Without the installation's id nothing that was sent would be found again.
    #[error("it does not say of which installation it is")]
    Nobody,
}

impl Facts {
    pub(super) fn read(connection: &Connection) -> Result<Self, IntegrityError> {
        let count = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let instance = "select value from meta where key = 'instance'";
        let instance = connection.query_row(instance, [], |row| row.get::<_, [u8; 16]>(0));
        Ok(Self {
            instance: Instance::from_bytes(instance.map_err(|_| IntegrityError::Nobody)?),
            schema: u32::try_from(open::version(connection)?).unwrap_or(u32::MAX),
            threads: count("select count(*) from thread")?.unsigned_abs(),
            entries: count("select count(*) from entry")?.unsigned_abs(),
        })
    }
}

/// Checks the whole database in this file. Nothing is written.
pub fn check_file(path: &Path) -> Result<Facts, IntegrityError> {
    check(&Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

/// Checks a database of so many bytes in memory, and restores it there: what [`super::Store`] would do
/// with it is done, and forgotten.
pub fn try_out(from: impl Read, bytes: usize, now: Week) -> Result<Facts, IntegrityError> {
    let mut connection = Connection::open_in_memory()?;
    connection.deserialize_read_exact("main", from, bytes, false)?;
    let facts = check(&connection)?;
    open::migrate(&mut connection).map_err(|_| IntegrityError::Foreign)?;
    super::meta::begin_generation(&Db::Sqlite(&connection), now).map_err(|_| IntegrityError::Damaged)?;
    Ok(facts)
}

/// Checks from the outside inwards: the version, the schema, the pages, the references, the bodies.
fn check(connection: &Connection) -> Result<Facts, IntegrityError> {
    open::distrust(connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    let damaged = |_| IntegrityError::Damaged;
    let version = usize::try_from(open::version(connection).map_err(damaged)?).unwrap_or(usize::MAX);
    if version > open::MIGRATIONS.len() {
        return Err(IntegrityError::Later);
    }
    // Compared with a schema made by the same migrations: a trigger or view that somebody added acts. Before the
    // pages are looked through, because SQLite runs code of its own for tables of other kinds then.
    let found = schema(connection).map_err(damaged)?;
    if version == 0 || found != schema(&open::of_version(version)?)? {
        return Err(IntegrityError::Foreign);
    }
    let whole: String =
        connection.query_row("pragma integrity_check(1)", [], |row| row.get(0)).map_err(damaged)?;
    if whole != "ok" {
        return Err(IntegrityError::Damaged);
    }
    if connection.prepare("pragma foreign_key_check")?.exists([])? {
        return Err(IntegrityError::Damaged);
    }
    let unsealed =
        "select 1 from body where substr(sealed, 1, 22) <> cast('age-encryption.org/v1' || char(10) as blob)";
    if connection.prepare(unsealed)?.exists([])? {
        return Err(IntegrityError::Unsealed);
    }
    Facts::read(connection)
}

/// Every table, index, view and trigger, as it was made.
fn schema(connection: &Connection) -> Result<Vec<[Option<String>; 4]>, rusqlite::Error> {
    let mut query =
        connection.prepare("select type, name, tbl_name, sql from sqlite_schema order by type, name")?;
    let rows = query.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
    rows.collect()
}
