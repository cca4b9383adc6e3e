//! Tombstones: what is remembered of a withdrawn thread, and what is erased again after a restore
//! brought it back.

use super::db::Db;
use super::thread::{find, is_active, remove, remove_entries};
use super::{Store, StoreError, meta};
use zegel_core::calendar::Week;
use zegel_core::id::ThreadId;
use zegel_core::thread::Mailbox;
use zegel_core::withdrawal::WithdrawalSecret;

impl Store {
    /// Withdraws the thread of a mailbox: removes mailbox and entries. The thread's id, what the reporter revealed and the ids of the
    /// reporter's entries stay until the retention ends, so that the desk is told, with the proof,
    /// and an old form stores nothing.
    pub async fn withdraw(
        &self,
        mailbox: Mailbox,
        withdrawal: WithdrawalSecret,
        week: Week,
    ) -> Result<(), StoreError> {
        self.call(move |db| match find(db, mailbox)? {
            Some(thread) => withdraw(db, thread, &withdrawal, week),
            None => Ok(()),
        })
        .await
    }

    /// Withdraws and removes what a desk remembers as withdrawn and deleted, where it is there. Gives
    /// how many threads had come back and are erased now.
    ///
    /// Refused unless the store came out of a backup within the retention: at any other time nothing
    /// can have come back, and one caseworker could make the report of another one "withdrawn".
    pub async fn reapply(
        &self,
        withdrawn: Vec<(ThreadId, WithdrawalSecret)>,
        deleted: Vec<ThreadId>,
        now: Week,
        retention: u16,
    ) -> Result<usize, StoreError> {
        self.call(move |db| {
            if !meta::was_restored(db, now, retention)? {
                return Err(StoreError::NotRestored);
            }
            let mut count = 0;
            for (thread, withdrawal) in &withdrawn {
                if is_active(db, *thread)? {
                    withdraw(db, *thread, withdrawal, now)?;
                    count += 1;
                }
            }
            for thread in &deleted {
                if remove(db, *thread)? {
                    count += 1;
                }
            }
            Ok(count)
        })
        .await
    }
}

fn withdraw(
    db: &Db<'_>,
    thread: ThreadId,
    withdrawal: &WithdrawalSecret,
    week: Week,
) -> Result<(), StoreError> {
    let week = meta::no_earlier(db, week)?;
    let sql = "select id from entry where thread = ?1 and direction = 0";
    let ids: Vec<[u8; 16]> = db.rows(sql, &[thread.as_bytes().into()], |columns| columns.array(0))?;
    // First, so that a store that is full has room for the tombstones.
    remove_entries(db, thread)?;
    // An id that another mailbox has withdrawn already is remembered once.
    let sql = "insert into withdrawn (entry, thread) values (?1, ?2) on conflict do nothing";
    for id in &ids {
        db.execute(sql, &[id.into(), thread.as_bytes().into()])?;
    }
    let sql = "update thread set mailbox = null, withdrawal = ?2, week = ?3 where id = ?1";
    db.execute(sql, &[thread.as_bytes().into(), withdrawal.as_bytes().into(), week.to_number().into()])?;
    Ok(())
}
