//! What was seen: every thread and entry that a server has shown to this computer, by digests. A
//! server can read nothing, but it could change, hide or bring back; held against this, it shows.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::calendar::Week;
use crate::desk::trust::merge::merge;
use crate::desk::trust::pins::Pins;
use crate::desk::trust::warning::Warning;
use crate::id::{EntryId, ThreadId};
use crate::wire::ThreadHead;
use crate::withdrawal::WithdrawalDigest;

/// What has gone is remembered for half a year, to know it when it comes back.
pub const WEEKS_GONE: i32 = 26;

/// A thread as it was last seen.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenThread {
    /// The latest week of words that anything here has shown: the list, or a document.
    week: Week,
    /// The week in which it was missing first, while it is.
    missing: Option<Week>,
    /// SHA-256 of the secret that withdraws it, as its report says.
    withdrawal: Option<WithdrawalDigest>,
    entries: BTreeMap<EntryId, SeenEntry>,
}

/// An entry as it was last seen.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeenEntry {
    /// SHA-256 in hex of the sealed bytes.
    sealed: String,
    /// SHA-256 in hex of the first document that was opened under this id; none if none was.
    document: Option<String>,
    /// Another document that a person on this computer has decided to go on with.
    accepted: Option<String>,
    missing: bool,
}

/// An entry that a server has just shown.
pub struct ShownEntry {
    /// SHA-256 in hex of its sealed bytes.
    pub sealed: String,
    /// SHA-256 in hex of the opened document, if it opened and no colleague has read another one.
    pub document: Option<String>,
}

/// A thread that a server has just shown, opened.
#[derive(Default)]
pub struct ShownThread {
    /// Its entries that are from a reporter or from the desk.
    pub entries: BTreeMap<EntryId, ShownEntry>,
    /// The latest week of its documents.
    pub week: Option<Week>,
    /// SHA-256 of the secret that withdraws it, if its documents agree on one.
    pub withdrawal: Option<WithdrawalDigest>,
}

/// What a server has just shown, for the threads whose entries were fetched.
pub type Shown = BTreeMap<ThreadId, ShownThread>;

/// SHA-256 in hex of sealed bytes.
pub fn digest(sealed: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(sealed))
}

impl SeenThread {
    fn new(week: Week) -> Self {
        Self { week, missing: None, withdrawal: None, entries: BTreeMap::new() }
    }

    /// The entries that it ever had here.
    pub fn entries(&self) -> impl Iterator<Item = EntryId> {
        self.entries.keys().copied()
    }

    /// The entries of which a document was opened here.
    pub fn opened_entries(&self) -> impl Iterator<Item = EntryId> {
        self.entries.iter().filter(|(_, seen)| seen.document.is_some()).map(|(id, _)| *id)
    }

    /// The first document that was opened under an entry.
    pub fn document(&self, entry: EntryId) -> Option<&str> {
        self.entries.get(&entry)?.document.as_deref()
    }

    /// The other document that a person here has decided to go on with.
    pub fn accepted(&self, entry: EntryId) -> Option<&str> {
        self.entries.get(&entry)?.accepted.as_deref()
    }

    /// SHA-256 of the secret that withdraws it.
    pub fn withdrawal(&self) -> Option<&WithdrawalDigest> {
        self.withdrawal.as_ref()
    }

    /// A person has decided to go on with this document.
    pub fn accept(&mut self, entry: EntryId, document: &str) {
        if let Some(seen) = self.entries.get_mut(&entry) {
            seen.accepted = Some(document.to_owned());
        }
    }

    /// Whether something seen before is missing from what was shown.
    fn misses(&self, shown: &ShownThread) -> bool {
        self.entries.iter().any(|(id, seen)| !seen.missing && !shown.entries.contains_key(id))
    }

    fn observe_head(&mut self, head: &ThreadHead, warnings: &mut Vec<Warning>) {
        if self.missing.take().is_some() {
            warnings.push(Warning::ThreadBack(head.id));
        }
        // Never earlier: a server could make a thread old to let it vanish in silence.
        self.week = self.week.max(head.week);
    }

    fn observe(&mut self, shown: &ShownThread, warnings: &mut Vec<Warning>) {
        self.week = self.week.max(shown.week.unwrap_or(self.week));
        // The first one stays, as the first document of each entry does.
        if self.withdrawal.is_none() {
            self.withdrawal = shown.withdrawal;
        }
        for (id, entry) in &shown.entries {
            match self.entries.get_mut(id) {
                Some(seen) => seen.observe(*id, entry, warnings),
                None => drop(self.entries.insert(*id, SeenEntry::new(entry))),
            }
        }
        for (id, seen) in &mut self.entries {
            if !seen.missing && !shown.entries.contains_key(id) {
                seen.missing = true;
                warnings.push(Warning::Vanished(*id));
            }
        }
    }
}

impl SeenEntry {
    fn new(shown: &ShownEntry) -> Self {
        let (sealed, document) = (shown.sealed.clone(), shown.document.clone());
        Self { sealed, document, accepted: None, missing: false }
    }

    /// Holds what is shown now against what was seen. Another *document* is never taken in silence:
    /// the first stays remembered, and [`super::disputes`] says so each time until a person decides.
    /// Other *sealed bytes* with the same document are the work of whoever sealed it anew.
    fn observe(&mut self, id: EntryId, shown: &ShownEntry, warnings: &mut Vec<Warning>) {
        if std::mem::take(&mut self.missing) {
            warnings.push(Warning::Back(id));
        }
        let is_same = match (&self.document, &shown.document) {
            (Some(before), Some(now)) => before == now,
            // The first document that opens under this id: no more than a new entry would be.
            (None, Some(_)) => true,
            (_, None) => self.sealed == shown.sealed,
        };
        if is_same {
            self.sealed.clone_from(&shown.sealed);
            self.document = self.document.take().or_else(|| shown.document.clone());
        } else if shown.document.is_none() {
            warnings.push(Warning::Changed(id));
        }
    }
}

/// All threads that two programs know.
pub fn merged(
    base: BTreeMap<ThreadId, SeenThread>,
    mine: BTreeMap<ThreadId, SeenThread>,
    theirs: BTreeMap<ThreadId, SeenThread>,
) -> BTreeMap<ThreadId, SeenThread> {
    merge(base, mine, theirs, |base, mine, theirs| {
        let base = base.map(|base| base.entries).unwrap_or_default();
        SeenThread {
            week: mine.week.max(theirs.week),
            missing: mine.missing.and(theirs.missing),
            withdrawal: mine.withdrawal.or(theirs.withdrawal),
            entries: merge(base, mine.entries, theirs.entries, |_, mine, theirs| SeenEntry {
                document: mine.document.or(theirs.document),
                accepted: mine.accepted.or(theirs.accepted),
                ..mine
            }),
        }
    })
}

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
