//! Raw rows of the tables, column by column, as the privacy page shows them.

use rusqlite::types::ValueRef;

use super::{Store, StoreError};

/// One row of one table.
pub struct Row {
    /// The table.
    pub table: String,
    /// Each column's name and value; bytes in hex, the first 24 of them.
    pub columns: Vec<(String, String)>,
}

/// The bytes of a value that are shown.
const SHOWN: usize = 24;

impl Store {
    /// Every row of every table. For a scratch store with one invented report.
    pub async fn rows(&self) -> Result<Vec<Row>, StoreError> {
        self.on_sqlite(|connection| {
            let sql = "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name desc";
            let mut tables = connection.prepare(sql)?;
            let tables = tables.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
            let mut rows = Vec::new();
            for table in tables {
                let mut query = connection.prepare(&format!("select * from \"{table}\""))?;
                let names: Vec<String> = query.column_names().map(str::to_owned).collect();
                let found = query.query_map([], |row| {
                    let value = |(i, name): (usize, &String)| Ok((name.clone(), display(row.get_ref(i)?)));
                    let columns = names.iter().enumerate().map(value).collect::<Result<_, rusqlite::Error>>()?;
                    Ok(Row { table: table.clone(), columns })
                })?;
                rows.extend(found.collect::<Result<Vec<_>, _>>()?);
            }
            Ok(rows)
        })
        .await
    }
}

fn display(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "–".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) if bytes.len() > 64 => {
            let first = data_encoding::HEXLOWER.encode(&bytes[..SHOWN]);
            format!("{first}… ({} bytes)", bytes.len())
        }
        ValueRef::Blob(bytes) => data_encoding::HEXLOWER.encode(bytes),
    }
}
