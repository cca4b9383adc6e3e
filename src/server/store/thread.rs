//! Threads and their entries: finding, adding, replacing, removing.

use sha2::{Digest, Sha256};

use super::db::{Columns, Db, DbError};
use super::{Store, StoreError, meta};
use zegel_core::calendar::Week;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::{ForDesk, ForReporter};
use zegel_core::thread::{Direction, Entry, Mailbox, SealedEntry, Thread, Version};
use zegel_core::withdrawal::WithdrawalSecret;

impl Store {
    /// The sealed replies of a mailbox; none for an unknown one, by the same query.
    pub async fn replies(&self, mailbox: Mailbox) -> Result<Vec<ForReporter>, StoreError> {
        self.read(move |db| {
            let sql = format!(
                "select {} from thread join entry on entry.thread = thread.id and direction = 1 where mailbox = ?1",
                db.sealed()
            );
            let bodies = db.rows(&sql, &[mailbox.as_bytes().into()], |columns| columns.bytes(0))?;
            bodies.into_iter().map(|bytes| ForReporter::from_bytes(bytes).map_err(|_| StoreError::Failed)).collect()
        })
        .await
    }

    /// All threads, with the name and version of each entry.
    pub async fn threads(&self) -> Result<Vec<(Thread, Vec<(EntryId, Version)>)>, StoreError> {
        self.read(|db| {
            let sql = "select thread.id, week, withdrawal, entry.id, body from thread
                       left join entry on entry.thread = thread.id order by thread.id";
            let mut threads: Vec<(Thread, Vec<(EntryId, Version)>)> = Vec::new();
            db.rows(sql, &[], |columns| {
                let id = ThreadId::from_bytes(columns.array(0)?);
                if threads.last().is_none_or(|(thread, _)| thread.id != id) {
                    let week = read_week(columns, 1)?;
                    let withdrawal = columns.optional_array(2)?.map(WithdrawalSecret::from_bytes);
                    threads.push((Thread { id, week, withdrawal }, Vec::new()));
                }
                let entry = columns.optional_array(3)?.map(EntryId::from_bytes);
                if let (Some((_, entries)), Some(entry)) = (threads.last_mut(), entry) {
                    entries.push((entry, Version::from_key(columns.integer(4)?)));
                }
                Ok(())
            })?;
            Ok(threads)
        })
        .await
    }

    /// All entries of a thread, with their bodies and the versions of these.
    pub async fn entries(&self, thread: ThreadId) -> Result<Vec<(Entry, Version)>, StoreError> {
        self.read(move |db| {
            let sql = format!("select id, direction, {}, body from entry where thread = ?1", db.sealed());
            let rows = db.rows(&sql, &[thread.as_bytes().into()], |columns| {
                let id = EntryId::from_bytes(columns.array(0)?);
                let version = Version::from_key(columns.integer(3)?);
                Ok((id, columns.integer(1)?, columns.bytes(2)?, version))
            })?;
            let read = |(id, direction, bytes, version)| Ok((read_entry(id, direction, bytes)?, version));
            rows.into_iter().map(read).collect()
        })
        .await
    }

    /// Puts the same document, sealed for other keys, in the place of an entry, if the bytes that
    /// stand there have this SHA-256. The week stays: nobody has said anything.
    pub async fn replace(
        &self,
        thread: ThreadId,
        id: EntryId,
        replaces: [u8; 32],
        sealed: ForDesk,
    ) -> Result<(), StoreError> {
        self.call(move |db| {
            let sql =
                format!("select body, direction, {} from entry where thread = ?1 and id = ?2", db.sealed());
            let place = [thread.as_bytes().into(), id.as_bytes().into()];
            let found = db.row(&sql, &place, |columns| {
                Ok((columns.integer(0)?, columns.integer(1)?, columns.bytes(2)?))
            });
            let (old, direction, bytes) = found?.ok_or(StoreError::NoThread)?;
            if bytes == sealed.as_bytes() {
                // Done already, in a transaction of which nobody heard the end.
                return Ok(());
            }
            // An answer is sealed for the reporter: no desk can have sealed it anew.
            let is_answer = read_direction(direction)? == Direction::ToReporter;
            if is_answer || <[u8; 32]>::from(Sha256::digest(&bytes)) != replaces {
                return Err(StoreError::Changed);
            }
            let body = insert_body(db, sealed.as_bytes())?;
            let [thread, id] = place;
            db.execute(
                "update entry set body = ?3 where thread = ?1 and id = ?2",
                &[thread, id, body.into()],
            )?;
            db.delete_body(old)?;
            Ok(())
        })
        .await
    }

    /// Adds what a desk wrote, all or nothing. Only a reply counts as words; a note does not.
    pub async fn add(&self, thread: ThreadId, entries: Vec<Entry>, week: Week) -> Result<(), StoreError> {
        self.call(move |db| {
            if !is_active(db, thread)? {
                return Err(StoreError::NoThread);
            }
            let week = meta::no_earlier(db, week)?;
            for entry in &entries {
                let new = insert(db, thread, entry)?;
                if new && entry.sealed.direction() == Direction::ToReporter {
                    set_week(db, thread, week)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Adds a note that says why, and keeps the thread for a whole retention from now on. The same
    /// note again changes nothing.
    pub async fn keep_longer(&self, thread: ThreadId, note: Entry, week: Week) -> Result<(), StoreError> {
        self.call(move |db| {
            if !is_active(db, thread)? {
                return Err(StoreError::NoThread);
            }
            if insert(db, thread, &note)? {
                set_week(db, thread, meta::no_earlier(db, week)?)?;
            }
            Ok(())
        })
        .await
    }

    /// Removes a thread and all that belongs to it.
    pub async fn delete(&self, thread: ThreadId) -> Result<(), StoreError> {
        let mut was_there = false;
        self.call(move |db| {
            was_there |= remove(db, thread)?;
            if was_there { Ok(()) } else { Err(StoreError::NoThread) }
        })
        .await
    }

    /// Removes all threads whose last words are more than `weeks` weeks old. Gives their number.
    /// Refused after a leap of the clock.
    pub async fn purge(&self, now: Week, weeks: u16) -> Result<usize, StoreError> {
        self.call(move |db| {
            meta::record_purge(db, now)?;
            let oldest = now.to_number() - i32::from(weeks);
            let sql = "select id from thread where week < ?1";
            let ids = db.rows(sql, &[oldest.into()], |columns| columns.array(0).map(ThreadId::from_bytes))?;
            for id in &ids {
                remove(db, *id)?;
            }
            Ok(ids.len())
        })
        .await
    }
}

pub(super) fn find(db: &Db<'_>, mailbox: Mailbox) -> Result<Option<ThreadId>, StoreError> {
    let sql = "select id from thread where mailbox = ?1";
    let thread = db.row(sql, &[mailbox.as_bytes().into()], |columns| columns.array(0));
    Ok(thread?.map(ThreadId::from_bytes))
}

/// Whether a thread is there and has not been withdrawn.
pub(super) fn is_active(db: &Db<'_>, thread: ThreadId) -> Result<bool, StoreError> {
    let sql = "select 1 from thread where id = ?1 and mailbox is not null";
    Ok(db.exists(sql, &[thread.as_bytes().into()])?)
}

pub(super) fn new_thread(db: &Db<'_>, mailbox: Mailbox, week: Week) -> Result<ThreadId, StoreError> {
    let thread = ThreadId::random().map_err(|_| StoreError::Failed)?;
    let values = [thread.as_bytes().into(), mailbox.as_bytes().into(), week.to_number().into()];
    db.execute("insert into thread (id, mailbox, week) values (?1, ?2, ?3)", &values)?;
    Ok(thread)
}

pub(super) fn set_week(db: &Db<'_>, thread: ThreadId, week: Week) -> Result<(), StoreError> {
    let sql = "update thread set week = ?2 where id = ?1 and week <> ?2";
    db.execute(sql, &[thread.as_bytes().into(), week.to_number().into()])?;
    Ok(())
}

/// Whether an entry is in a thread.
pub(super) fn has_entry(db: &Db<'_>, thread: ThreadId, id: EntryId) -> Result<bool, StoreError> {
    let sql = "select 1 from entry where thread = ?1 and id = ?2";
    Ok(db.exists(sql, &[thread.as_bytes().into(), id.as_bytes().into()])?)
}

/// Inserts an entry. False if it was there; then the first ciphertext stays.
pub(super) fn insert(db: &Db<'_>, thread: ThreadId, entry: &Entry) -> Result<bool, StoreError> {
    if has_entry(db, thread, entry.id)? {
        return Ok(false);
    }
    insert_new(db, thread, entry)?;
    Ok(true)
}

/// Inserts an entry that is not in the thread.
pub(super) fn insert_new(db: &Db<'_>, thread: ThreadId, entry: &Entry) -> Result<(), StoreError> {
    let body = insert_body(db, entry.sealed.as_bytes())?;
    let sql = "insert into entry (thread, id, direction, body) values (?1, ?2, ?3, ?4)";
    let direction = entry.sealed.direction().to_number();
    let values = [thread.as_bytes().into(), entry.id.as_bytes().into(), direction.into(), body.into()];
    db.execute(sql, &values)?;
    Ok(())
}

fn insert_body(db: &Db<'_>, sealed: &[u8]) -> Result<i64, StoreError> {
    let key = random_key()?;
    db.insert_body(key, sealed)?;
    Ok(key)
}

/// The key of a body: 63 random bits. Two equal ones would be refused by the table, and the sender told to try again.
fn random_key() -> Result<i64, StoreError> {
    let bytes = zegel_core::id::random::<8>().map_err(|_| StoreError::Failed)?;
    Ok(i64::from_be_bytes(bytes) & i64::MAX)
}

pub(super) fn remove_entries(db: &Db<'_>, thread: ThreadId) -> Result<(), StoreError> {
    let thread = [thread.as_bytes().into()];
    let bodies =
        db.rows("select body from entry where thread = ?1", &thread, |columns| columns.integer(0))?;
    db.execute("delete from entry where thread = ?1", &thread)?;
    for body in bodies {
        db.delete_body(body)?;
    }
    Ok(())
}

pub(super) fn remove(db: &Db<'_>, thread: ThreadId) -> Result<bool, StoreError> {
    remove_entries(db, thread)?;
    let thread = [thread.as_bytes().into()];
    db.execute("delete from withdrawn where thread = ?1", &thread)?;
    Ok(db.execute("delete from thread where id = ?1", &thread)? > 0)
}

fn read_week(columns: &Columns<'_>, place: usize) -> Result<Week, DbError> {
    let number = i32::try_from(columns.integer(place)?).unwrap_or(i32::MAX);
    Ok(Week::from_number(number))
}

fn read_direction(number: i64) -> Result<Direction, StoreError> {
    let number = u8::try_from(number).map_err(|_| StoreError::Failed)?;
    Direction::from_number(number).ok_or(StoreError::Failed)
}

fn read_entry(id: EntryId, direction: i64, bytes: Vec<u8>) -> Result<Entry, StoreError> {
    let direction = read_direction(direction)?;
    let sealed = SealedEntry::from_bytes(direction, bytes).map_err(|_| StoreError::Failed)?;
    Ok(Entry { id, sealed })
}
