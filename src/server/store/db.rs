//! The database in a transaction. Statements are written once, in the SQL that every engine knows, with `?1`
//! for the first argument; what differs between engines is here.

use rusqlite::types::{FromSql, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};

use super::StoreError;
use super::open::pragma;

/// A database in a transaction.
#[derive(Clone, Copy)]
pub(super) enum Db<'a> {
    /// An SQLite file, or SQLite in memory.
    Sqlite(&'a Connection),
}

/// The reason why a statement failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// SQLite refused.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
}

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Sqlite(error) => error.into(),
        }
    }
}

/// An argument of a statement.
#[derive(Clone, Copy)]
pub(super) enum Argument<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
}

impl From<i64> for Argument<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for Argument<'_> {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u8> for Argument<'_> {
    fn from(number: u8) -> Self {
        Self::Integer(number.into())
    }
}

impl<'a> From<&'a [u8]> for Argument<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Argument<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl ToSql for Argument<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// The columns of a row that was found, by their places.
pub(super) enum Columns<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
}

impl Columns<'_> {
    pub(super) fn integer(&self, place: usize) -> Result<i64, DbError> {
        self.get(place)
    }

    pub(super) fn bytes(&self, place: usize) -> Result<Vec<u8>, DbError> {
        self.get(place)
    }

    pub(super) fn array<const N: usize>(&self, place: usize) -> Result<[u8; N], DbError> {
        self.get(place)
    }

    pub(super) fn optional_array<const N: usize>(&self, place: usize) -> Result<Option<[u8; N]>, DbError> {
        self.get(place)
    }

    fn get<T: FromSql>(&self, place: usize) -> Result<T, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(place)?),
        }
    }
}

/// How much of a store is used, in the unit of its engine.
pub(super) struct Room {
    pub(super) used: i64,
    pub(super) most: i64,
    /// Bytes of one unit.
    pub(super) unit: i64,
}

impl<'a> Db<'a> {
    /// Executes a statement. Gives how many rows it changed.
    pub(super) fn execute(&self, sql: &str, arguments: &[Argument<'_>]) -> Result<usize, DbError> {
        match self {
            Self::Sqlite(_) => Ok(self.prepare(sql)?.execute(rusqlite::params_from_iter(arguments))?),
        }
    }

    /// The rows that a query finds, each as it is read.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        arguments: &[Argument<'_>],
        mut read: impl FnMut(&Columns<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        let mut found = Vec::new();
        let mut query = self.prepare(sql)?;
        let mut rows = query.query(rusqlite::params_from_iter(arguments))?;
        while let Some(row) = rows.next()? {
            found.push(read(&Columns::Sqlite(row))?);
        }
        Ok(found)
    }

    /// The first row that a query finds.
    pub(super) fn row<T>(
        &self,
        sql: &str,
        arguments: &[Argument<'_>],
        read: impl FnMut(&Columns<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        Ok(self.rows(sql, arguments, read)?.into_iter().next())
    }

    /// Whether a query finds anything.
    pub(super) fn exists(&self, sql: &str, arguments: &[Argument<'_>]) -> Result<bool, DbError> {
        Ok(self.row(sql, arguments, |_| Ok(()))?.is_some())
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'a>, DbError> {
        match self {
            Self::Sqlite(connection) => Ok(connection.prepare_cached(sql)?),
        }
    }

    /// What stands for the body of an entry in a query of entries.
    pub(super) fn sealed(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "(select sealed from body where key = entry.body)",
        }
    }

    /// Stores a body under its key.
    pub(super) fn insert_body(&self, key: i64, sealed: &[u8]) -> Result<(), DbError> {
        let sql = "insert into body (key, sealed) values (?1, ?2)";
        self.execute(sql, &[key.into(), sealed.into()]).map(drop)
    }

    /// Removes the body of a key.
    pub(super) fn delete_body(&self, key: i64) -> Result<(), DbError> {
        self.execute("delete from body where key = ?1", &[key.into()]).map(drop)
    }

    /// How much of the store is used.
    pub(super) fn room(&self) -> Result<Room, DbError> {
        let Self::Sqlite(connection) = self;
        let used = pragma(connection, "page_count")? - pragma(connection, "freelist_count")?;
        Ok(Room { used, most: pragma(connection, "max_page_count")?, unit: pragma(connection, "page_size")? })
    }
}
