//! Putting: how a reporter's report or message gets into the thread of a mailbox.

use super::db::Db;
use super::thread::{has_entry, insert, insert_new, new_thread, set_week};
use super::{Store, StoreError, meta};
use crate::event::Fault;
use zegel_core::calendar::Week;
use zegel_core::id::{EntryId, ThreadId};
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
        self.call(move |db| {
            let before = Before::find(db, mailbox, entry.id, week)?;
            if before.is_withdrawn {
                return Ok(Put::Withdrawn);
            }
            let week = before.no_earlier;
            match before.thread {
                Some(thread) => add(db, thread, &entry, week)?,
                None => begin(db, mailbox, &entry, week)?,
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
        self.call(move |db| {
            let FormReport { mailbox, withdrawal, entry, may_begin } = &report;
            let before = Before::find(db, *mailbox, entry.id, week)?;
            if before.is_withdrawn {
                return Ok(Put::Withdrawn);
            }
            if let Some(thread) = before.thread {
                let is_the_same = has_entry(db, thread, entry.id)?;
                return Ok(if is_the_same { Put::Stored } else { Put::Taken });
            }
            if !may_begin || was_used(db, withdrawal)? {
                return Ok(Put::Taken);
            }
            begin(db, *mailbox, entry, before.no_earlier)?;
            Ok(Put::Stored)
        })
        .await
    }

    /// The room that a short disk has left is for answers and withdrawals.
    fn check_room(&self) -> Result<(), StoreError> {
        if self.fault() == Some(Fault::Short) { Err(StoreError::Full) } else { Ok(()) }
    }
}

/// What there is before an entry is stored.
struct Before {
    /// Whether this entry was withdrawn.
    is_withdrawn: bool,
    /// The thread of the mailbox.
    thread: Option<ThreadId>,
    /// The week that it gets: this one, or a later one of the last purge.
    no_earlier: Week,
}

impl Before {
    /// In one query, because each is a way to PostgreSQL and back.
    fn find(db: &Db<'_>, mailbox: Mailbox, entry: EntryId, now: Week) -> Result<Self, StoreError> {
        let sql = "select (select entry from withdrawn where entry = ?1), (select id from thread where mailbox = ?2),
                   (select value from meta where key = ?3)";
        let arguments = [entry.as_bytes().into(), mailbox.as_bytes().into(), meta::PURGED.into()];
        let found = db.row(sql, &arguments, |columns| {
            let withdrawn: Option<[u8; 16]> = columns.optional_array(0)?;
            Ok(Self {
                is_withdrawn: withdrawn.is_some(),
                thread: columns.optional_array(1)?.map(ThreadId::from_bytes),
                no_earlier: meta::no_earlier_than(columns.optional_array(2)?, now),
            })
        });
        found?.ok_or(StoreError::Failed)
    }
}

fn begin(db: &Db<'_>, mailbox: Mailbox, entry: &Entry, week: Week) -> Result<(), StoreError> {
    let thread = new_thread(db, mailbox, week)?;
    insert_new(db, thread, entry)?;
    check_last_tenth(db, entry)
}

fn add(db: &Db<'_>, thread: ThreadId, entry: &Entry, week: Week) -> Result<(), StoreError> {
    if insert(db, thread, entry)? {
        check_last_tenth(db, entry)?;
        set_week(db, thread, week)?;
    }
    Ok(())
}

/// The last tenth of the store is for documents of the smallest class: whoever fills it with large ones
/// keeps no short report out.
fn check_last_tenth(db: &Db<'_>, entry: &Entry) -> Result<(), StoreError> {
    let SealedEntry::FromReporter(document) = &entry.sealed else { return Ok(()) };
    if document.outside().is_ok_and(|(class, _)| class.size() == CLASSES[0]) {
        return Ok(());
    }
    let room = db.room()?;
    if room.used > room.most / 10 * 9 { Err(StoreError::Full) } else { Ok(()) }
}

/// Whether a thread of this token was withdrawn. Its mailbox is forgotten then, what was revealed is not.
fn was_used(db: &Db<'_>, withdrawal: &WithdrawalSecret) -> Result<bool, StoreError> {
    Ok(db.exists("select 1 from thread where withdrawal = ?1", &[withdrawal.as_bytes().into()])?)
}
