//! Metadata of the installation: its id, its generation, the proofs of its keys, and the weeks of the
//! last fetch, purge and restore.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Proofs, Store, StoreError};
use zegel_core::calendar::Week;
use zegel_core::id::{Instance, random};
use zegel_core::seal::RecipientDigest;

/// Bytes of a generation.
const GENERATION: usize = 16;
/// Pages that the tables and indexes may need beside a body.
const SPARE_PAGES: i64 = 16;

impl Store {
    /// The installation's id, made by the first start of a new store.
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

    /// Whether a sealed body of so many bytes still fits below the bound of the store.
    pub async fn has_room_for(&self, bytes: usize) -> Result<bool, StoreError> {
        self.call(move |connection| {
            let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let pages = pragma("max_page_count")? - pragma("page_count")? + pragma("freelist_count")?;
            // Beside the body itself, pages of the tables and of their indexes.
            let needed = i64::try_from(bytes).unwrap_or(i64::MAX) / pragma("page_size")? + SPARE_PAGES;
            Ok(pages >= needed)
        })
        .await
    }

    /// The generation: 16 random bytes in hex that are others after each restore; made by the first
    /// start.
    pub async fn generation(&self) -> Result<String, StoreError> {
        self.call(|connection| {
            if let Some(bytes) = get::<[u8; GENERATION]>(connection, "generation")? {
                return Ok(HEXLOWER.encode(&bytes));
            }
            new_generation(connection)
        })
        .await
    }

    /// Begins a new generation: the store came out of a backup in this week. Desks first say what was withdrawn and deleted
    /// since, and the page opens when one of them has proved again that it opens what is sealed.
    pub async fn begin_generation(&self, week: Week) -> Result<(), StoreError> {
        self.call(move |connection| begin_generation(connection, week)).await
    }

    /// The week in which a desk last fetched.
    pub async fn collected(&self) -> Result<Option<Week>, StoreError> {
        self.call(|connection| week(connection, COLLECTED)).await
    }

    /// Records the week in which a desk fetched.
    pub async fn set_collected(&self, week: Week) -> Result<(), StoreError> {
        self.call(move |connection| set_week(connection, COLLECTED, week)).await
    }

    /// Accepts the clock after a leap, because somebody has checked it.
    pub async fn accept_clock(&self, now: Week) -> Result<(), StoreError> {
        self.call(move |connection| set_week(connection, PURGED, now)).await
    }

    /// The proofs of keys.
    pub async fn proofs(&self) -> Result<Proofs, StoreError> {
        self.call(|connection| Ok(proofs(connection)?)).await
    }

    /// Records that this key has proved that it opens what is sealed for this set.
    pub async fn record_proof(
        &self,
        prover: RecipientDigest,
        recipients: BTreeSet<RecipientDigest>,
    ) -> Result<(), StoreError> {
        self.call(move |connection| {
            let mut proofs = proofs(connection)?;
            proofs.record(prover, &recipients);
            set(connection, PROVED, &proofs.to_bytes())
        })
        .await
    }
}

/// The name of the proofs in `meta`.
const PROVED: &str = "proved";

pub(super) fn proofs(connection: &Connection) -> Result<Proofs, rusqlite::Error> {
    let bytes: Option<Vec<u8>> = get(connection, PROVED)?;
    Ok(bytes.map(|bytes| Proofs::from_bytes(&bytes)).unwrap_or_default())
}

pub(super) fn begin_generation(connection: &Connection, now: Week) -> Result<(), StoreError> {
    connection.execute("delete from meta where key = ?1", [PROVED])?;
    set_week(connection, RESTORED, now)?;
    new_generation(connection).map(drop)
}

/// Whether a desk has ever proved itself or fetched, or the store came out of a backup.
pub(super) fn was_used(connection: &Connection) -> Result<bool, rusqlite::Error> {
    let mut query = connection.prepare("select 1 from meta where key in (?1, ?2, ?3)")?;
    query.exists([PROVED, COLLECTED, RESTORED])
}

/// Whether the store came out of a backup within so many weeks.
pub(super) fn was_restored(connection: &Connection, now: Week, weeks: u16) -> Result<bool, StoreError> {
    let restored = week(connection, RESTORED)?;
    Ok(restored.is_some_and(|restored| now.since(restored) <= i32::from(weeks)))
}

fn new_generation(connection: &Connection) -> Result<String, StoreError> {
    let bytes = random::<GENERATION>().map_err(|_| StoreError::Failed)?;
    set(connection, "generation", &bytes)?;
    Ok(HEXLOWER.encode(&bytes))
}

/// The most weeks between two purges. More do not pass between two nights without anybody's knowing: the
/// clock is wrong, or nobody served for long.
const LONGEST_LEAP: i32 = 4;

/// Records the week of a purge, or refuses it: under a wrong clock everything would be too old.
pub(super) fn record_purge(connection: &Connection, now: Week) -> Result<(), StoreError> {
    match week(connection, PURGED)? {
        Some(last) if now.since(last) > LONGEST_LEAP => Err(StoreError::Clock),
        // A clock that was set back is forgotten once it is right again.
        Some(last) if now <= last => Ok(()),
        _ => set_week(connection, PURGED, now),
    }
}

/// This week, or that of the last purge if it is later: what is written under a clock that was set back
/// would be purged as soon as the clock is right.
pub(super) fn no_earlier(connection: &Connection, now: Week) -> Result<Week, StoreError> {
    Ok(week(connection, PURGED)?.map_or(now, |last| last.max(now)))
}

const COLLECTED: &str = "collected";
const PURGED: &str = "purged";
const RESTORED: &str = "restored";

fn week(connection: &Connection, key: &str) -> Result<Option<Week>, StoreError> {
    let bytes = get::<[u8; 4]>(connection, key)?;
    Ok(bytes.map(|bytes| Week::from_number(i32::from_be_bytes(bytes))))
}

fn set_week(connection: &Connection, key: &str, week: Week) -> Result<(), StoreError> {
    set(connection, key, &week.to_number().to_be_bytes())
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
