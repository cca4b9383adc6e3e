//! The database in a transaction. Statements are written once, in the SQL that every engine knows, with `?1`
//! for the first argument; what differs between engines is here.

use rusqlite::Connection;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use super::StoreError;
use super::open::pragma;
#[cfg(feature = "postgres")]
use super::postgres::{self, Failure, Link};

/// A database in a transaction.
#[derive(Clone, Copy)]
pub(super) enum Db<'a> {
    /// An SQLite file, or SQLite in memory.
    Sqlite(&'a Connection),
    /// A connection to PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(&'a Link),
}

/// The reason why a statement failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// SQLite refused.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL did not do it.
    #[cfg(feature = "postgres")]
    #[error("{0}")]
    Postgres(#[from] Failure),
}

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Sqlite(error) => error.into(),
            #[cfg(feature = "postgres")]
            DbError::Postgres(Failure::Full) => StoreError::Full,
            #[cfg(feature = "postgres")]
            DbError::Postgres(_) => StoreError::Failed,
        }
    }
}

/// An argument of a statement.
#[derive(Clone, Copy)]
pub(super) enum Argument<'a> {
    Null,
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

impl<'a, const N: usize> From<&'a Option<[u8; N]>> for Argument<'a> {
    fn from(bytes: &'a Option<[u8; N]>) -> Self {
        bytes.as_ref().map_or(Self::Null, Self::from)
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
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// The columns of a row that was found, by their places.
pub(super) enum Columns<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    #[cfg(feature = "postgres")]
    Postgres(&'a tokio_postgres::Row),
}

impl Columns<'_> {
    pub(super) fn integer(&self, place: usize) -> Result<i64, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(place)?),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => Ok(postgres::integer(row, place)?),
        }
    }

    #[cfg(feature = "postgres")]
    pub(super) fn text(&self, place: usize) -> Result<String, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(place)?),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => Ok(row.try_get(place).map_err(Failure::from)?),
        }
    }

    pub(super) fn bytes(&self, place: usize) -> Result<Vec<u8>, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(place)?),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => Ok(postgres::bytes(row, place)?.ok_or(Failure::Refused)?.to_vec()),
        }
    }

    pub(super) fn array<const N: usize>(&self, place: usize) -> Result<[u8; N], DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(place)?),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Ok(self.optional_array(place)?.ok_or(Failure::Refused)?),
        }
    }

    pub(super) fn optional_array<const N: usize>(&self, place: usize) -> Result<Option<[u8; N]>, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(place)?),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => {
                let bytes = postgres::bytes(row, place)?;
                Ok(bytes.map(<[u8; N]>::try_from).transpose().map_err(|_| Failure::Refused)?)
            }
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

/// The most bytes of a piece of a body: it has to fit a page of PostgreSQL, which is 8 KiB, in one part.
#[cfg(feature = "postgres")]
const PIECE: usize = 4000;

impl Db<'_> {
    /// Executes a statement. Gives how many rows it changed.
    pub(super) fn execute(&self, sql: &str, arguments: &[Argument<'_>]) -> Result<usize, DbError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                Ok(statement.execute(rusqlite::params_from_iter(arguments))?)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(link) => Ok(link.execute(sql, arguments)?),
        }
    }

    /// The rows that a query finds, each as it is read.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        arguments: &[Argument<'_>],
        mut read: impl FnMut(&Columns<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        match self {
            Self::Sqlite(connection) => {
                let mut found = Vec::new();
                let mut query = connection.prepare_cached(sql)?;
                let mut rows = query.query(rusqlite::params_from_iter(arguments))?;
                while let Some(row) = rows.next()? {
                    found.push(read(&Columns::Sqlite(row))?);
                }
                Ok(found)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(link) => {
                let rows = link.rows(sql, arguments)?;
                rows.iter().map(|row| read(&Columns::Postgres(row))).collect()
            }
        }
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

    /// What stands for the body of an entry in a query of entries.
    pub(super) fn sealed(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "(select sealed from body where key = entry.body)",
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                "(select string_agg(bytes, ''::bytea order by number) from piece where piece.body = entry.body)"
            }
        }
    }

    /// Stores a body under its key.
    pub(super) fn insert_body(&self, key: i64, sealed: &[u8]) -> Result<(), DbError> {
        match self {
            Self::Sqlite(_) => {
                let sql = "insert into body (key, sealed) values (?1, ?2)";
                self.execute(sql, &[key.into(), sealed.into()])?;
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                // It is cut there: each statement is a way to the database and back.
                let sql = format!(
                    "insert into piece (body, number, bytes)
                     select ?1::bigint, number, substring(?2::bytea from number * {PIECE} + 1 for {PIECE})
                     from generate_series(0, (octet_length(?2::bytea) - 1) / {PIECE}) number"
                );
                self.execute(&sql, &[key.into(), sealed.into()])?;
            }
        }
        Ok(())
    }

    /// Removes the body of a key.
    pub(super) fn delete_body(&self, key: i64) -> Result<(), DbError> {
        let sql = match self {
            Self::Sqlite(_) => "delete from body where key = ?1",
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => "delete from piece where body = ?1",
        };
        self.execute(sql, &[key.into()]).map(drop)
    }

    /// How much of the store is used.
    pub(super) fn room(&self) -> Result<Room, DbError> {
        match self {
            Self::Sqlite(connection) => {
                let used = pragma(connection, "page_count")? - pragma(connection, "freelist_count")?;
                let most = pragma(connection, "max_page_count")?;
                Ok(Room { used, most, unit: pragma(connection, "page_size")? })
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(link) => Ok(link.room()),
        }
    }
}
