//! Withdrawal of a thread: what a list says of it, what that proves, and what is remembered of it.

use crate::trust::pins::Pins;
use crate::trust::seen::WEEKS_GONE;
use crate::trust::tombstones::Tombstone;
use crate::trust::warning::Warning;
use zegel_core::calendar::Week;
use zegel_core::id::ThreadId;
use zegel_core::wire::{ThreadHead, WithdrawnThread};
use zegel_core::withdrawal::WithdrawalDigest;

/// How a thread stands in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    /// Nobody says that it was withdrawn.
    None,
    /// Its reporter withdrew it, and the secret shows that.
    Proved,
    /// The server says so, and this computer cannot tell whether it is true.
    Claimed,
}

impl Pins {
    /// This desk has deleted a thread, for everyone.
    pub fn deleted(&mut self, thread: ThreadId, now: Week) {
        self.threads.remove(&thread);
        self.tombstones.entry(thread).or_insert(Tombstone { withdrawal: None, week: now });
    }

    /// How a thread of a list stands.
    pub fn withdrawal(&self, head: &ThreadHead) -> Withdrawal {
        let Some(secret) = &head.withdrawal else { return Withdrawal::None };
        let remembered = self.tombstones.get(&head.id).and_then(|tombstone| tombstone.withdrawal.as_ref());
        let seen = self.threads.get(&head.id).and_then(|seen| seen.withdrawal());
        let proves = |digest: &WithdrawalDigest| digest.is_proved_by(secret);
        if remembered == Some(secret) || seen.is_some_and(proves) {
            Withdrawal::Proved
        } else {
            Withdrawal::Claimed
        }
    }

    /// Remembers what a list proves to be withdrawn. No backup gives back what is older than the
    /// retention, so that nothing older needs to be remembered.
    pub fn learn_withdrawals(&mut self, heads: &[ThreadHead], now: Week) {
        let longest = i32::from(self.retention()).max(WEEKS_GONE);
        self.tombstones.retain(|_, tombstone| now.since(tombstone.week) <= longest);
        for head in heads {
            if self.withdrawal(head) == Withdrawal::Proved {
                let withdrawal = head.withdrawal.clone();
                self.tombstones.entry(head.id).or_insert(Tombstone { withdrawal, week: now });
                self.threads.remove(&head.id);
            }
        }
    }

    /// Shows what came back as what it was: withdrawn, or not there.
    pub fn bury(&self, heads: &mut Vec<ThreadHead>) -> Vec<Warning> {
        let mut back = Vec::new();
        heads.retain_mut(|head| {
            let Some(tombstone) = self.tombstones.get(&head.id) else { return true };
            if head.withdrawal.is_none() {
                back.push(Warning::ThreadBack(head.id));
            }
            head.withdrawal.clone_from(&tombstone.withdrawal);
            head.entries.clear();
            tombstone.withdrawal.is_some()
        });
        back
    }

    /// What a server that was put back is told, the withdrawn with their proof.
    pub fn to_reapply(&self) -> (Vec<WithdrawnThread>, Vec<ThreadId>) {
        let mut withdrawn = Vec::new();
        let mut deleted = Vec::new();
        for (thread, tombstone) in &self.tombstones {
            match &tombstone.withdrawal {
                Some(secret) => {
                    withdrawn.push(WithdrawnThread { thread: *thread, withdrawal: secret.clone() });
                }
                None => deleted.push(*thread),
            }
        }
        (withdrawn, deleted)
    }
}
