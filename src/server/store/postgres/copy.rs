//! Copies of a whole store from one engine to the other: a backup is an SQLite image whichever engine it comes from, and
//! is restored into whichever engine is configured.

use crate::store::StoreError;
use crate::store::db::Db;
use crate::store::meta::SHARED_SECRET;

/// The place of one entry: its thread, its id, its direction, and the key of its body.
type Place = ([u8; 16], [u8; 16], i64, i64);

/// Copies all rows, in the order of their random keys. The other store is empty but for what it knows of itself.
pub(super) fn copy(from: &Db<'_>, to: &Db<'_>) -> Result<(), StoreError> {
    copy_meta(from, to)?;
    copy_threads(from, to)?;
    copy_entries(from, to)?;
    copy_withdrawn(from, to)
}

fn copy_meta(from: &Db<'_>, to: &Db<'_>) -> Result<(), StoreError> {
    let sql = "select key, value from meta where key not in ('schema', ?1) order by key";
    let rows =
        from.rows(sql, &[SHARED_SECRET.into()], |columns| Ok((columns.text(0)?, columns.bytes(1)?)))?;
    let sql = "insert into meta (key, value) values (?1, ?2) on conflict (key) do update set value = excluded.value";
    for (key, value) in &rows {
        to.execute(sql, &[key.as_str().into(), value.as_slice().into()])?;
    }
    Ok(())
}

fn copy_threads(from: &Db<'_>, to: &Db<'_>) -> Result<(), StoreError> {
    let sql = "select id, mailbox, withdrawal, week from thread order by id";
    let rows = from.rows(sql, &[], |columns| {
        let mailbox: Option<[u8; 32]> = columns.optional_array(1)?;
        let withdrawal: Option<[u8; 32]> = columns.optional_array(2)?;
        Ok((columns.array::<16>(0)?, mailbox, withdrawal, columns.integer(3)?))
    })?;
    let sql = "insert into thread (id, mailbox, withdrawal, week) values (?1, ?2, ?3, ?4)";
    for (id, mailbox, withdrawal, week) in &rows {
        to.execute(sql, &[id.into(), mailbox.into(), withdrawal.into(), (*week).into()])?;
    }
    Ok(())
}

fn copy_entries(from: &Db<'_>, to: &Db<'_>) -> Result<(), StoreError> {
    let sql = "select thread, id, direction, body from entry order by body";
    let places: Vec<Place> = from.rows(sql, &[], |columns| {
        Ok((columns.array(0)?, columns.array(1)?, columns.integer(2)?, columns.integer(3)?))
    })?;
    let sealed = format!("select {} from entry where thread = ?1 and id = ?2", from.sealed());
    let sql = "insert into entry (thread, id, direction, body) values (?1, ?2, ?3, ?4)";
    for (thread, id, direction, body) in &places {
        // One body after the other: all together may be gigabytes.
        let bytes = from.row(&sealed, &[thread.into(), id.into()], |columns| columns.bytes(0))?;
        to.insert_body(*body, &bytes.ok_or(StoreError::Failed)?)?;
        to.execute(sql, &[thread.into(), id.into(), (*direction).into(), (*body).into()])?;
    }
    Ok(())
}

fn copy_withdrawn(from: &Db<'_>, to: &Db<'_>) -> Result<(), StoreError> {
    let sql = "select entry, thread from withdrawn order by entry";
    let rows: Vec<([u8; 16], [u8; 16])> =
        from.rows(sql, &[], |columns| Ok((columns.array(0)?, columns.array(1)?)))?;
    for (entry, thread) in &rows {
        to.execute("insert into withdrawn (entry, thread) values (?1, ?2)", &[entry.into(), thread.into()])?;
    }
    Ok(())
}
