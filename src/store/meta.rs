//! What the installation knows of itself.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError};
use crate::calendar::Week;
use crate::id::Instance;

impl Store {
    /// The installation's id; made by the first start of a new store.
    pub async fn instance(&self) -> Result<Instance, StoreError> {
        self.call(|connection| {
            if let Some(bytes) = get::<[u8; 16]>(connection, "instance")? {
                return Ok(Instance::from_bytes(bytes));
            }
            let instance = Instance::random().map_err(|_| StoreError::Failed)?;
            set(connection, "instance", instance.as_bytes())?;
            Ok(instance)
        })
        .await
    }

    /// The week in which a desk last fetched.
    pub async fn collected(&self) -> Result<Option<Week>, StoreError> {
        self.call(|connection| {
            let week = get::<[u8; 4]>(connection, "collected")?;
            Ok(week.map(|bytes| Week::from_number(i32::from_be_bytes(bytes))))
        })
        .await
    }

    /// A desk has fetched.
    pub async fn set_collected(&self, week: Week) -> Result<(), StoreError> {
        self.call(move |connection| set(connection, "collected", &week.to_number().to_be_bytes())).await
    }

    /// The fingerprint of the set that a desk has proved to open.
    pub async fn proved(&self) -> Result<Option<String>, StoreError> {
        self.call(|connection| {
            let value: Option<Vec<u8>> = get(connection, "proved")?;
            Ok(value.and_then(|bytes| String::from_utf8(bytes).ok()))
        })
        .await
    }

    /// A desk has proved that it opens what is sealed for this set.
    pub async fn set_proved(&self, fingerprint: String) -> Result<(), StoreError> {
        self.call(move |connection| set(connection, "proved", fingerprint.as_bytes())).await
    }
}

pub(super) fn get<T: rusqlite::types::FromSql>(
    connection: &Connection,
    key: &str,
) -> Result<Option<T>, rusqlite::Error> {
    let mut query = connection.prepare_cached("select value from meta where key = ?1")?;
    query.query_row([key], |row| row.get(0)).optional()
}

fn set(connection: &Connection, key: &str, value: &[u8]) -> Result<(), StoreError> {
    let sql = "insert into meta (key, value) values (?1, ?2) on conflict do update set value = ?2 where value <> ?2";
    connection.prepare_cached(sql)?.execute(params![key, value])?;
    Ok(())
}
