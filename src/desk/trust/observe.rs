//! Observing: what a server shows now, held against what this computer was shown before, and learnt.

use std::collections::BTreeSet;

use crate::calendar::Week;
use crate::desk::trust::pins::Pins;
use crate::desk::trust::seen::{SeenThread, Shown, WEEKS_GONE};
use crate::desk::trust::warning::Warning;
use crate::id::ThreadId;
use crate::wire::ThreadHead;

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

    /// Threads that the server does not list any more although it should: their sealed copies stay.
    pub fn missing(&self) -> BTreeSet<ThreadId> {
        let missing = self.threads.iter().filter(|(_, seen)| seen.is_missing());
        missing.map(|(id, _)| *id).collect()
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
