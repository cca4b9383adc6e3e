//! Threads and their entries: finding, adding, replacing, removing.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::{Store, StoreError, meta};
use zegel_core::calendar::Week;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::{ForDesk, ForReporter};
use zegel_core::thread::{Direction, Entry, Mailbox, SealedEntry, Thread, Version};
use zegel_core::withdrawal::WithdrawalSecret;

impl Store {
    /// The sealed replies of a mailbox; none for an unknown one, by the same query.
    pub async fn replies(&self, mailbox: Mailbox) -> Result<Vec<ForReporter>, StoreError> {
        self.call(move |connection| {
            let sql = "select sealed from thread join entry on entry.thread = thread.id and direction = 1
                       join body on body.key = entry.body where mailbox = ?1";
            let mut query = connection.prepare_cached(sql)?;
            let rows = query.query_map([mailbox.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?;
            rows.map(|bytes| ForReporter::from_bytes(bytes?).map_err(|_| StoreError::Failed)).collect()
        })
        .await
    }

    /// All threads, with the name and version of each entry.
    pub async fn threads(&self) -> Result<Vec<(Thread, Vec<(EntryId, Version)>)>, StoreError> {
        self.call(|connection| {
            let sql = "select thread.id, week, withdrawal, entry.id, body from thread
                       left join entry on entry.thread = thread.id order by thread.id";
            let mut query = connection.prepare_cached(sql)?;
            let mut rows = query.query([])?;
            let mut threads: Vec<(Thread, Vec<(EntryId, Version)>)> = Vec::new();
            while let Some(row) = rows.next()? {
                let id = ThreadId::from_bytes(row.get(0)?);
                if threads.last().is_none_or(|(thread, _)| thread.id != id) {
                    let week = Week::from_number(row.get(1)?);
                    let withdrawal = row.get::<_, Option<[u8; 32]>>(2)?.map(WithdrawalSecret::from_bytes);
                    threads.push((Thread { id, week, withdrawal }, Vec::new()));
                }
                let entry = row.get::<_, Option<[u8; 16]>>(3)?.map(EntryId::from_bytes);
                if let (Some((_, entries)), Some(entry)) = (threads.last_mut(), entry) {
                    entries.push((entry, Version::from_key(row.get(4)?)));
                }
            }
            Ok(threads)
        })
        .await
    }

    /// All entries of a thread, with their bodies and the versions of these.
    pub async fn entries(&self, thread: ThreadId) -> Result<Vec<(Entry, Version)>, StoreError> {
        self.call(move |connection| {
            let sql = "select id, direction, sealed, body from entry join body on body.key = entry.body where thread = ?1";
            let mut query = connection.prepare_cached(sql)?;
            let rows = query.query_map([thread.as_bytes()], |row| {
                let entry = (EntryId::from_bytes(row.get(0)?), row.get::<_, u8>(1)?, row.get::<_, Vec<u8>>(2)?);
                Ok((entry, Version::from_key(row.get(3)?)))
            })?;
            let read = |row: rusqlite::Result<_>| {
                let (entry, version) = row?;
                Ok((read_entry(entry)?, version))
            };
            rows.map(read).collect()
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
        self.call(move |connection| {
            let sql = "select body, direction, sealed from entry join body on body.key = entry.body
                       where thread = ?1 and id = ?2";
            let mut query = connection.prepare_cached(sql)?;
            let found = query.query_row(params![thread.as_bytes(), id.as_bytes()], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, u8>(1)?, row.get::<_, Vec<u8>>(2)?))
            });
            let (old, direction, bytes) = found.optional()?.ok_or(StoreError::NoThread)?;
            // An answer is sealed for the reporter: no desk can have sealed it anew.
            let is_answer = Direction::from_number(direction) == Some(Direction::ToReporter);
            if is_answer || <[u8; 32]>::from(Sha256::digest(&bytes)) != replaces {
                return Err(StoreError::Changed);
            }
            let body = insert_body(connection, sealed.as_bytes())?;
            let sql = "update entry set body = ?3 where thread = ?1 and id = ?2";
            connection.prepare_cached(sql)?.execute(params![thread.as_bytes(), id.as_bytes(), body])?;
            connection.prepare_cached("delete from body where key = ?1")?.execute([old])?;
            Ok(())
        })
        .await
    }

    /// Adds what a desk wrote, all or nothing. Only a reply counts as words; a note does not.
    pub async fn add(&self, thread: ThreadId, entries: Vec<Entry>, week: Week) -> Result<(), StoreError> {
        self.call(move |connection| {
            if !is_active(connection, thread)? {
                return Err(StoreError::NoThread);
            }
            let week = meta::no_earlier(connection, week)?;
            for entry in &entries {
                let new = insert(connection, thread, entry)?;
                if new && entry.sealed.direction() == Direction::ToReporter {
                    set_week(connection, thread, week)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Adds a note that says why, and keeps the thread for a whole retention from now on. The same
    /// note again changes nothing.
    pub async fn keep_longer(&self, thread: ThreadId, note: Entry, week: Week) -> Result<(), StoreError> {
        self.call(move |connection| {
            if !is_active(connection, thread)? {
                return Err(StoreError::NoThread);
            }
            if insert(connection, thread, &note)? {
                set_week(connection, thread, meta::no_earlier(connection, week)?)?;
            }
            Ok(())
        })
        .await
    }

    /// Removes a thread and all that belongs to it.
    pub async fn delete(&self, thread: ThreadId) -> Result<(), StoreError> {
        self.call(
            move |connection| {
                if remove(connection, thread)? { Ok(()) } else { Err(StoreError::NoThread) }
            },
        )
        .await
    }

    /// Removes all threads whose last words are more than `weeks` weeks old. Gives their number.
    /// Refused after a leap of the clock.
    pub async fn purge(&self, now: Week, weeks: u16) -> Result<usize, StoreError> {
        self.call(move |connection| {
            meta::record_purge(connection, now)?;
            let oldest = now.to_number() - i32::from(weeks);
            let mut query = connection.prepare_cached("select id from thread where week < ?1")?;
            let ids = query.query_map([oldest], |row| row.get(0).map(ThreadId::from_bytes))?;
            let ids = ids.collect::<Result<Vec<_>, _>>()?;
            for id in &ids {
                remove(connection, *id)?;
            }
            Ok(ids.len())
        })
        .await
    }
}

pub(super) fn find(connection: &Connection, mailbox: Mailbox) -> Result<Option<ThreadId>, StoreError> {
    let mut query = connection.prepare_cached("select id from thread where mailbox = ?1")?;
    Ok(query.query_row([mailbox.as_bytes()], |row| row.get(0).map(ThreadId::from_bytes)).optional()?)
}

/// Whether a thread is there and has not been withdrawn.
pub(super) fn is_active(connection: &Connection, thread: ThreadId) -> Result<bool, StoreError> {
    let sql = "select 1 from thread where id = ?1 and mailbox is not null";
    Ok(connection.prepare_cached(sql)?.exists([thread.as_bytes()])?)
}

pub(super) fn is_withdrawn(connection: &Connection, entry: EntryId) -> Result<bool, StoreError> {
    let mut query = connection.prepare_cached("select 1 from withdrawn where entry = ?1")?;
    Ok(query.exists([entry.as_bytes()])?)
}

pub(super) fn new_thread(
    connection: &Connection,
    mailbox: Mailbox,
    week: Week,
) -> Result<ThreadId, StoreError> {
    let thread = ThreadId::random().map_err(|_| StoreError::Failed)?;
    let sql = "insert into thread (id, mailbox, week) values (?1, ?2, ?3)";
    let values = params![thread.as_bytes(), mailbox.as_bytes(), week.to_number()];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(thread)
}

pub(super) fn set_week(connection: &Connection, thread: ThreadId, week: Week) -> Result<(), StoreError> {
    let sql = "update thread set week = ?2 where id = ?1 and week <> ?2";
    connection.prepare_cached(sql)?.execute(params![thread.as_bytes(), week.to_number()])?;
    Ok(())
}

/// Whether an entry is in a thread.
pub(super) fn has_entry(connection: &Connection, thread: ThreadId, id: EntryId) -> Result<bool, StoreError> {
    let sql = "select 1 from entry where thread = ?1 and id = ?2";
    Ok(connection.prepare_cached(sql)?.exists(params![thread.as_bytes(), id.as_bytes()])?)
}

/// Inserts an entry. False if it was there; then the first ciphertext stays.
pub(super) fn insert(connection: &Connection, thread: ThreadId, entry: &Entry) -> Result<bool, StoreError> {
    if has_entry(connection, thread, entry.id)? {
        return Ok(false);
    }
    let body = insert_body(connection, entry.sealed.as_bytes())?;
    let sql = "insert into entry (thread, id, direction, body) values (?1, ?2, ?3, ?4)";
    let direction = entry.sealed.direction().to_number();
    let values = params![thread.as_bytes(), entry.id.as_bytes(), direction, body];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(true)
}

fn insert_body(connection: &Connection, sealed: &[u8]) -> Result<i64, StoreError> {
    let key = random_key()?;
    let sql = "insert into body (key, sealed) values (?1, ?2)";
    connection.prepare_cached(sql)?.execute(params![key, sealed])?;
    Ok(key)
}

/// The key of a body: 63 random bits. Two equal ones would be refused by the table, and the sender told to try again.
fn random_key() -> Result<i64, StoreError> {
    let bytes = zegel_core::id::random::<8>().map_err(|_| StoreError::Failed)?;
    Ok(i64::from_be_bytes(bytes) & i64::MAX)
}

pub(super) fn remove_entries(connection: &Connection, thread: ThreadId) -> Result<(), StoreError> {
    let mut query = connection.prepare_cached("select body from entry where thread = ?1")?;
    let bodies = query.query_map([thread.as_bytes()], |row| row.get::<_, i64>(0))?;
    let bodies = bodies.collect::<Result<Vec<_>, _>>()?;
    connection.prepare_cached("delete from entry where thread = ?1")?.execute([thread.as_bytes()])?;
    for body in bodies {
        connection.prepare_cached("delete from body where key = ?1")?.execute([body])?;
    }
    Ok(())
}

pub(super) fn remove(connection: &Connection, thread: ThreadId) -> Result<bool, StoreError> {
    remove_entries(connection, thread)?;
    connection.prepare_cached("delete from withdrawn where thread = ?1")?.execute([thread.as_bytes()])?;
    Ok(connection.prepare_cached("delete from thread where id = ?1")?.execute([thread.as_bytes()])? > 0)
}

fn read_entry((id, direction, bytes): (EntryId, u8, Vec<u8>)) -> Result<Entry, StoreError> {
    let direction = Direction::from_number(direction).ok_or(StoreError::Failed)?;
    let sealed = SealedEntry::from_bytes(direction, bytes).map_err(|_| StoreError::Failed)?;
    Ok(Entry { id, sealed })
}
