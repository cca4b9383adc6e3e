//! Putting: how a reporter's report or message gets into the thread of a mailbox.

use rusqlite::Connection;

use super::open::pragma;
use super::thread::{find, has_entry, insert, is_withdrawn, new_thread, set_week};
use super::{Store, StoreError, meta};
use crate::event::Fault;
use zegel_core::calendar::Week;
use zegel_core::id::ThreadId;
use zegel_core::seal::CLASSES;
use zegel_core::thread::{Entry, Mailbox, SealedEntry};
use zegel_core::withdrawal::WithdrawalSecret;

/// The outcome of storing a reporter's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is stored, now or already.
    Stored,
    /// It was withdrawn before; nothing was stored.
    Withdrawn,
    /// The mailbox is, or may be, somebody else's; nothing was stored.
    Taken,
}

/// A report under a token that came in a page, which more than one person may have been shown.
pub struct FormReport {
    pub mailbox: Mailbox,
    /// The secret that would have withdrawn the thread of this token.
    pub withdrawal: WithdrawalSecret,
    pub entry: Entry,
    /// Whether it may begin the thread; else it is only looked up.
    pub may_begin: bool,
}

impl Store {
    /// Stores a reporter's entry in the thread of a mailbox, or in a new one. The same entry again changes
    /// nothing, and the answer does not tell.
    pub async fn put(&self, mailbox: Mailbox, entry: Entry, week: Week) -> Result<Put, StoreError> {
        self.check_room()?;
        self.call(move |connection| {
            if is_withdrawn(connection, entry.id)? {
                return Ok(Put::Withdrawn);
            }
            let week = meta::no_earlier(connection, week)?;
            match find(connection, mailbox)? {
                Some(thread) => add(connection, thread, &entry, week)?,
                None => begin(connection, mailbox, &entry, week)?,
            }
            Ok(Put::Stored)
        })
        .await
    }

    /// Stores a report only where no other one is or was: in a new thread, or again in the one that has
    /// it. All is decided in one transaction of the one writer, so that of two people at the same moment
    /// only one begins the thread.
    pub async fn put_report(&self, report: FormReport, week: Week) -> Result<Put, StoreError> {
        self.check_room()?;
        self.call(move |connection| {
            let FormReport { mailbox, withdrawal, entry, may_begin } = report;
            if is_withdrawn(connection, entry.id)? {
                return Ok(Put::Withdrawn);
            }
            if let Some(thread) = find(connection, mailbox)? {
                let is_the_same = has_entry(connection, thread, entry.id)?;
                return Ok(if is_the_same { Put::Stored } else { Put::Taken });
            }
            if !may_begin || was_used(connection, &withdrawal)? {
                return Ok(Put::Taken);
            }
            let week = meta::no_earlier(connection, week)?;
            begin(connection, mailbox, &entry, week)?;
            Ok(Put::Stored)
        })
        .await
    }

    /// The room that a short disk has left is for answers and withdrawals.
    fn check_room(&self) -> Result<(), StoreError> {
        if self.fault() == Some(Fault::Short) { Err(StoreError::Full) } else { Ok(()) }
    }
}

fn begin(connection: &Connection, mailbox: Mailbox, entry: &Entry, week: Week) -> Result<(), StoreError> {
    let thread = new_thread(connection, mailbox, week)?;
    add(connection, thread, entry, week)
}

fn add(connection: &Connection, thread: ThreadId, entry: &Entry, week: Week) -> Result<(), StoreError> {
    if insert(connection, thread, entry)? {
        check_last_tenth(connection, entry)?;
        set_week(connection, thread, week)?;
    }
    Ok(())
}

/// The last tenth of the store is for documents of the smallest class: whoever fills it with large ones
/// keeps no short report out.
fn check_last_tenth(connection: &Connection, entry: &Entry) -> Result<(), StoreError> {
    let SealedEntry::FromReporter(document) = &entry.sealed else { return Ok(()) };
    if document.outside().is_ok_and(|(class, _)| class.size() == CLASSES[0]) {
        return Ok(());
    }
    let free = pragma(connection, "freelist_count")?;
    let used = pragma(connection, "page_count")? - free;
    let most = pragma(connection, "max_page_count")?;
    if used > most / 10 * 9 { Err(StoreError::Full) } else { Ok(()) }
}

/// Whether a thread of this token was withdrawn. Its mailbox is forgotten then, what was revealed is not.
fn was_used(connection: &Connection, withdrawal: &WithdrawalSecret) -> Result<bool, StoreError> {
    let mut query = connection.prepare_cached("select 1 from thread where withdrawal = ?1")?;
    Ok(query.exists([withdrawal.as_bytes()])?)
}
