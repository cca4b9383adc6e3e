//! Observing: what a server shows now, held against what this computer was shown before, and learnt.

use std::collections::BTreeSet;

use crate::trust::pins::Pins;
use crate::trust::seen::{SeenThread, Shown, WEEKS_GONE};
use crate::trust::warning::Warning;
use zegel_core::calendar::Week;
use zegel_core::id::ThreadId;
use zegel_core::wire::ThreadHead;
use zegel_core::withdrawal::WithdrawalDigest;

/// What a list shows against what was seen before.
pub struct Observed {
    /// What a caseworker should know.
    pub warnings: Vec<Warning>,
    /// Threads that are gone because their retention is over.
    pub erased: Vec<ThreadId>,
}

impl Pins {
    /// Whether something known was not shown: then the list may be older than the entries.
    pub fn misses(&self, shown: &Shown) -> bool {
        shown.iter().any(|(id, shown)| self.threads.get(id).is_some_and(|seen| seen.misses(shown)))
    }

    /// What the report of a thread says of its withdrawal, unless something else was said before.
    pub fn learn_digest(&mut self, head: &ThreadHead, digest: WithdrawalDigest) {
        let seen = self.threads.entry(head.id).or_insert_with(|| SeenThread::new(head.week));
        seen.withdrawal.get_or_insert(digest);
    }

    /// How many threads are not in the list before their time, of which nobody here was told.
    pub fn vanished(&self, heads: &[ThreadHead], now: Week) -> usize {
        let listed: BTreeSet<ThreadId> = heads.iter().map(|head| head.id).collect();
        let retention = i32::from(self.retention());
        let known = self.threads.iter().filter(|(id, seen)| !listed.contains(id) && seen.missing.is_none());
        known.filter(|(_, seen)| now.since(seen.week) < retention).count()
    }

    /// Holds what was shown against what is known, and learns it.
    pub fn observe(&mut self, heads: &[ThreadHead], shown: &Shown, now: Week) -> Observed {
        let mut observed = self.observe_absent(heads, now);
        for head in heads.iter().filter(|head| !self.tombstones.contains_key(&head.id)) {
            let seen = self.threads.entry(head.id).or_insert_with(|| SeenThread::new(head.week));
            seen.observe_head(head, &mut observed.warnings);
            if let Some(shown) = shown.get(&head.id).filter(|_| !head.is_withdrawn()) {
                seen.observe(shown, &mut observed.warnings);
            }
        }
        observed
    }

    /// Threads that are not in the list: erased where their time was over, else noticed once, and
    /// remembered for half a year.
    fn observe_absent(&mut self, heads: &[ThreadHead], now: Week) -> Observed {
        let listed: BTreeSet<ThreadId> = heads.iter().map(|head| head.id).collect();
        let retention = i32::from(self.retention());
        let tombstones = &self.tombstones;
        let mut observed = Observed { warnings: Vec::new(), erased: Vec::new() };
        self.threads.retain(|id, seen| {
            if listed.contains(id) {
                return true;
            }
            if let Some(since) = seen.missing {
                return now.since(since) <= WEEKS_GONE;
            }
            if tombstones.contains_key(id) {
                return false;
            }
            if now.since(seen.week) >= retention {
                observed.erased.push(*id);
                return false;
            }
            seen.missing = Some(now);
            observed.warnings.push(Warning::ThreadVanished(*id));
            true
        });
        observed
    }
}
