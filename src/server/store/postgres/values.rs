//! Values as PostgreSQL's binary format has them: whole numbers of two, four or eight bytes, and bytes, which
//! an id (`uuid`) is too.

use std::error::Error;
use std::fmt;

use tokio_postgres::Row;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::Failure;
use crate::store::db::Argument;

impl fmt::Debug for Argument<'_> {
    /// Nothing: the client says its arguments to a log, if there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl ToSql for Argument<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Bytes(bytes) => out.extend_from_slice(bytes),
            Self::Text(text) => out.extend_from_slice(text.as_bytes()),
            Self::Integer(number) if *kind == Type::INT2 => {
                out.extend_from_slice(&i16::try_from(*number)?.to_be_bytes());
            }
            Self::Integer(number) if *kind == Type::INT4 => {
                out.extend_from_slice(&i32::try_from(*number)?.to_be_bytes());
            }
            Self::Integer(number) => out.extend_from_slice(&number.to_be_bytes()),
        }
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        Whole::accepts(kind) || Bytes::accepts(kind) || *kind == Type::TEXT
    }

    to_sql_checked!();
}

/// A whole number.
struct Whole(i64);

impl<'a> FromSql<'a> for Whole {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match raw.len() {
            2 => i16::from_sql(kind, raw)?.into(),
            4 => i32::from_sql(kind, raw)?.into(),
            _ => i64::from_sql(kind, raw)?,
        }))
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT2, Type::INT4, Type::INT8].contains(kind)
    }
}

/// Bytes.
struct Bytes<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Bytes<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(kind: &Type) -> bool {
        [Type::BYTEA, Type::UUID].contains(kind)
    }
}

/// The whole number in a column.
pub(in crate::store) fn integer(row: &Row, place: usize) -> Result<i64, Failure> {
    row.try_get(place).map(|Whole(number)| number).map_err(|_| Failure::Refused)
}

/// The bytes in a column, if there are any.
pub(in crate::store) fn bytes(row: &Row, place: usize) -> Result<Option<&[u8]>, Failure> {
    let bytes: Option<Bytes<'_>> = row.try_get(place).map_err(|_| Failure::Refused)?;
    Ok(bytes.map(|Bytes(bytes)| bytes))
}
