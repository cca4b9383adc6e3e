//! Metadata of the installation: its id, its generation, the proofs of its keys, and the weeks of the
//! last fetch, purge and restore.

use std::collections::BTreeSet;

use super::db::{Argument, Columns, Db, DbError};
use super::{Proofs, Store, StoreError};
use data_encoding::HEXLOWER;
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
        if let Some(bytes) = self.read(|db| Ok(get::<16>(db, "instance")?)).await? {
            return Ok(Instance::from_bytes(bytes));
        }
        self.call(|db| {
            if let Some(bytes) = get::<16>(db, "instance")? {
                return Ok(Instance::from_bytes(bytes));
            }
            let instance = Instance::random().map_err(|_| StoreError::Failed)?;
            set(db, "instance", instance.as_bytes())?;
            Ok(instance)
        })
        .await
    }

    /// The secret that all servers of a store share, made by the first of them; nothing where there is only one. It
    /// comes into no backup.
    pub async fn shared_secret(&self) -> Result<Option<[u8; 32]>, StoreError> {
        if !self.is_shared() {
            return Ok(None);
        }
        // A transaction that writes waits for a standby.
        if let Some(secret) = self.read(|db| Ok(get(db, SHARED_SECRET)?)).await? {
            return Ok(Some(secret));
        }
        self.call(|db| {
            if let Some(secret) = get(db, SHARED_SECRET)? {
                return Ok(Some(secret));
            }
            let secret = random().map_err(|_| StoreError::Failed)?;
            set(db, SHARED_SECRET, &secret)?;
            Ok(Some(secret))
        })
        .await
    }

    /// Whether a sealed body of so many bytes still fits below the bound of the store.
    pub async fn has_room_for(&self, bytes: usize) -> Result<bool, StoreError> {
        self.call(move |db| {
            let room = db.room()?;
            // Beside the body itself, pages of the tables and of their indexes.
            let needed = i64::try_from(bytes).unwrap_or(i64::MAX) / room.unit + SPARE_PAGES;
            Ok(room.most - room.used >= needed)
        })
        .await
    }

    /// The generation: 16 random bytes in hex that are others after each restore; made by the first
    /// start.
    pub async fn generation(&self) -> Result<String, StoreError> {
        if let Some(bytes) = self.read(|db| Ok(get::<GENERATION>(db, "generation")?)).await? {
            return Ok(HEXLOWER.encode(&bytes));
        }
        self.call(|db| {
            if let Some(bytes) = get::<GENERATION>(db, "generation")? {
                return Ok(HEXLOWER.encode(&bytes));
            }
            new_generation(db)
        })
        .await
    }

    /// Begins a new generation: the store came out of a backup in this week. Desks first say what was withdrawn and deleted
    /// since, and the page opens when one of them has proved again that it opens what is sealed.
    pub async fn begin_generation(&self, week: Week) -> Result<(), StoreError> {
        self.call(move |db| begin_generation(db, week)).await
    }

    /// The week in which a desk last fetched.
    pub async fn collected(&self) -> Result<Option<Week>, StoreError> {
        self.read(|db| week(db, COLLECTED)).await
    }

    /// Records the week in which a desk fetched.
    pub async fn set_collected(&self, week: Week) -> Result<(), StoreError> {
        self.call(move |db| set_week(db, COLLECTED, week)).await
    }

    /// Accepts the clock after a leap, because somebody has checked it.
    pub async fn accept_clock(&self, now: Week) -> Result<(), StoreError> {
        self.call(move |db| set_week(db, PURGED, now)).await
    }

    /// The proofs of keys.
    pub async fn proofs(&self) -> Result<Proofs, StoreError> {
        self.read(|db| Ok(proofs(db)?)).await
    }

    /// Records that this key has proved that it opens what is sealed for this set.
    pub async fn record_proof(
        &self,
        prover: RecipientDigest,
        recipients: BTreeSet<RecipientDigest>,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            let mut proofs = proofs(db)?;
            proofs.record(prover.clone(), &recipients);
            set(db, PROVED, &proofs.to_bytes())
        })
        .await
    }
}

/// The name of the secret that servers share, in `meta`.
pub(super) const SHARED_SECRET: &str = "shared_secret";
/// That of the proofs.
const PROVED: &str = "proved";

pub(super) fn proofs(db: &Db<'_>) -> Result<Proofs, DbError> {
    let bytes = value(db, PROVED, |columns| columns.bytes(0))?;
    Ok(bytes.map(|bytes| Proofs::from_bytes(&bytes)).unwrap_or_default())
}

pub(super) fn begin_generation(db: &Db<'_>, now: Week) -> Result<(), StoreError> {
    db.execute("delete from meta where key = ?1", &[PROVED.into()])?;
    set_week(db, RESTORED, now)?;
    new_generation(db).map(drop)
}

/// Whether a desk has ever proved itself or fetched, or the store came out of a backup.
pub(super) fn was_used(db: &Db<'_>) -> Result<bool, DbError> {
    let keys = [PROVED, COLLECTED, RESTORED].map(Argument::from);
    db.exists("select 1 from meta where key in (?1, ?2, ?3)", &keys)
}

/// Whether the store came out of a backup within so many weeks.
pub(super) fn was_restored(db: &Db<'_>, now: Week, weeks: u16) -> Result<bool, StoreError> {
    let restored = week(db, RESTORED)?;
    Ok(restored.is_some_and(|restored| now.since(restored) <= i32::from(weeks)))
}

fn new_generation(db: &Db<'_>) -> Result<String, StoreError> {
    let bytes = random::<GENERATION>().map_err(|_| StoreError::Failed)?;
    set(db, "generation", &bytes)?;
    Ok(HEXLOWER.encode(&bytes))
}

/// The most weeks between two purges. More do not pass between two nights without anybody's knowing: the
/// clock is wrong, or nobody served for long.
const LONGEST_LEAP: i32 = 4;

/// Records the week of a purge, or refuses it: under a wrong clock everything would be too old.
pub(super) fn record_purge(db: &Db<'_>, now: Week) -> Result<(), StoreError> {
    match week(db, PURGED)? {
        Some(last) if now.since(last) > LONGEST_LEAP => Err(StoreError::Clock),
        // A clock that was set back is forgotten once it is right again.
        Some(last) if now <= last => Ok(()),
        _ => set_week(db, PURGED, now),
    }
}

/// This week, or that of the last purge if it is later: what is written under a clock that was set back
/// would be purged as soon as the clock is right.
pub(super) fn no_earlier(db: &Db<'_>, now: Week) -> Result<Week, StoreError> {
    Ok(no_earlier_than(get(db, PURGED)?, now))
}

/// The same with the value of [`PURGED`].
pub(super) fn no_earlier_than(purged: Option<[u8; 4]>, now: Week) -> Week {
    purged.map(read_week).map_or(now, |last| last.max(now))
}

const COLLECTED: &str = "collected";
/// The key of the week of the last purge.
pub(super) const PURGED: &str = "purged";
const RESTORED: &str = "restored";

fn week(db: &Db<'_>, key: &str) -> Result<Option<Week>, StoreError> {
    let bytes = get::<4>(db, key)?;
    Ok(bytes.map(read_week))
}

fn read_week(bytes: [u8; 4]) -> Week {
    Week::from_number(i32::from_be_bytes(bytes))
}

fn set_week(db: &Db<'_>, key: &str, week: Week) -> Result<(), StoreError> {
    set(db, key, &week.to_number().to_be_bytes())
}

/// A value of so many bytes.
pub(super) fn get<const N: usize>(db: &Db<'_>, key: &str) -> Result<Option<[u8; N]>, DbError> {
    value(db, key, |columns| columns.array(0))
}

fn value<T>(
    db: &Db<'_>,
    key: &str,
    read: impl FnMut(&Columns<'_>) -> Result<T, DbError>,
) -> Result<Option<T>, DbError> {
    db.row("select value from meta where key = ?1", &[key.into()], read)
}

fn set(db: &Db<'_>, key: &str, value: &[u8]) -> Result<(), StoreError> {
    let sql = "insert into meta (key, value) values (?1, ?2)
               on conflict (key) do update set value = ?2 where meta.value <> ?2";
    db.execute(sql, &[key.into(), value.into()])?;
    Ok(())
}
