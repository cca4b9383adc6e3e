//! What was seen: every thread and entry that a server has shown to this computer, by digests. A
//! server can read nothing, but it could change, hide or bring back; held against this, it shows.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::trust::merge::merge;
use crate::trust::warning::Warning;
use zegel_core::calendar::Week;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::wire::ThreadHead;
use zegel_core::withdrawal::WithdrawalDigest;

/// What has gone is remembered for half a year, to know it when it comes back.
pub const WEEKS_GONE: i32 = 26;

/// A thread as it was last seen.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenThread {
    /// The latest week of words that anything here has shown: the list, or a document.
    pub(super) week: Week,
    /// The week in which it was missing first, while it is.
    pub(super) missing: Option<Week>,
    /// SHA-256 of the secret that withdraws it, as its report says.
    pub(super) withdrawal: Option<WithdrawalDigest>,
    /// Where an answer goes, as SHA-256 in hex: as the documents said that were opened here first.
    /// More than one where they disagreed.
    places: BTreeSet<String>,
    entries: BTreeMap<EntryId, SeenEntry>,
}

/// An entry as it was last seen.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeenEntry {
    /// SHA-256 in hex of the sealed bytes; empty if only a colleague has seen them.
    sealed: String,
    /// SHA-256 in hex of the first document that was opened under this id, here or by a colleague who
    /// signed it; none if none was.
    document: Option<String>,
    /// Another document that a person on this computer has decided to go on with, or an empty text for
    /// going on without one.
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
    /// The documents of entries that colleagues have read, and that are not shown.
    pub not_shown: BTreeMap<EntryId, String>,
    /// The latest week of its documents.
    pub week: Option<Week>,
    /// SHA-256 of the secret that withdraws it, if its documents agree on one.
    pub withdrawal: Option<WithdrawalDigest>,
    /// Where an answer goes, as its documents say.
    pub places: BTreeSet<String>,
}

/// What a server has just shown, for the threads whose entries were fetched.
pub type Shown = BTreeMap<ThreadId, ShownThread>;

impl SeenThread {
    pub(super) fn new(week: Week) -> Self {
        let places = BTreeSet::new();
        let entries = BTreeMap::new();
        Self { week, missing: None, withdrawal: None, places, entries }
    }

    /// The entries that it ever had here.
    pub fn entries(&self) -> impl Iterator<Item = EntryId> {
        self.entries.iter().filter(|(_, seen)| !seen.sealed.is_empty()).map(|(id, _)| *id)
    }

    /// Whether anything of it was shown here.
    pub fn has_entries(&self) -> bool {
        !self.entries.is_empty()
    }

    /// Whether anything of it opened.
    pub fn has_opened(&self) -> bool {
        self.entries.values().any(|seen| seen.document.is_some())
    }

    /// The entries that colleagues have read, and that were never shown here.
    pub fn claimed(&self) -> impl Iterator<Item = EntryId> {
        self.entries.iter().filter(|(_, seen)| seen.sealed.is_empty()).map(|(id, _)| *id)
    }

    /// The entries of which a document was opened here, each with the first one.
    pub fn opened_documents(&self) -> impl Iterator<Item = (EntryId, &str)> {
        self.entries.iter().filter_map(|(id, seen)| Some((*id, seen.document.as_deref()?)))
    }

    /// The first document that was opened under an entry.
    pub fn document(&self, entry: EntryId) -> Option<&str> {
        self.entries.get(&entry)?.document.as_deref()
    }

    /// Whether an entry opened here when it had other sealed bytes than these.
    pub fn opened(&self, entry: EntryId, sealed: &str) -> bool {
        let opened =
            self.entries.get(&entry).filter(|seen| seen.document.is_some() && !seen.sealed.is_empty());
        opened.is_some_and(|seen| seen.sealed != sealed)
    }

    /// Whether a person here has decided to go on with this document, or with none.
    pub fn is_accepted(&self, entry: EntryId, now: Option<&str>) -> bool {
        let accepted = self.entries.get(&entry).and_then(|seen| seen.accepted.as_deref());
        accepted == Some(now.unwrap_or_default())
    }

    /// SHA-256 of the secret that withdraws it.
    pub fn withdrawal(&self) -> Option<&WithdrawalDigest> {
        self.withdrawal.as_ref()
    }

    /// Where an answer goes, as was seen here first.
    pub fn places(&self) -> &BTreeSet<String> {
        &self.places
    }

    /// A person has decided to answer there.
    pub fn accept_places(&mut self, places: BTreeSet<String>) {
        self.places = places;
    }

    /// A person has decided to go on with what an entry is now, beside the document that was read
    /// first.
    pub fn accept(&mut self, entry: EntryId, first: &str, now: Option<&str>) {
        let seen = self.entries.entry(entry).or_insert_with(|| SeenEntry::claimed(first));
        seen.accepted = Some(now.unwrap_or_default().to_owned());
    }

    /// Whether something seen before is missing from what was shown.
    pub(super) fn misses(&self, shown: &ShownThread) -> bool {
        self.entries.iter().any(|(id, seen)| !seen.missing && !shown.entries.contains_key(id))
    }

    pub(super) fn observe_head(&mut self, head: &ThreadHead, warnings: &mut Vec<Warning>) {
        if self.missing.take().is_some() {
            warnings.push(Warning::ThreadBack(head.id));
        }
        // Never earlier: a server could make a thread old to let it vanish in silence.
        self.week = self.week.max(head.week);
    }

    pub(super) fn observe(&mut self, shown: &ShownThread, warnings: &mut Vec<Warning>) {
        self.week = self.week.max(shown.week.unwrap_or(self.week));
        // The first ones stay, as the first document of each entry does. Who hides an entry may have
        // put the words of another reporter beside it.
        let is_whole = shown.not_shown.is_empty() && self.entries().all(|id| shown.entries.contains_key(&id));
        if self.withdrawal.is_none() && is_whole {
            self.withdrawal = shown.withdrawal;
        }
        if self.places.is_empty() {
            self.places.clone_from(&shown.places);
        }
        for (id, document) in &shown.not_shown {
            self.entries.entry(*id).or_insert_with(|| SeenEntry::claimed(document));
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
        let sealed = shown.sealed.clone();
        let document = shown.document.clone();
        Self { sealed, document, accepted: None, missing: false }
    }

    /// Which a colleague has read, and the server has not shown.
    fn claimed(document: &str) -> Self {
        Self { sealed: String::new(), document: Some(document.to_owned()), accepted: None, missing: true }
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
        let (places, base) = base.map(|base| (base.places, base.entries)).unwrap_or_default();
        // Decided here, or else what was seen first: by whoever has saved it.
        let is_mine = theirs.places.is_empty() || (theirs.places == places && mine.places != places);
        SeenThread {
            week: mine.week.max(theirs.week),
            missing: mine.missing.and(theirs.missing),
            withdrawal: theirs.withdrawal.or(mine.withdrawal),
            places: if is_mine { mine.places } else { theirs.places },
            entries: merge(base, mine.entries, theirs.entries, |_, mine, theirs| SeenEntry {
                document: theirs.document.or(mine.document),
                accepted: mine.accepted.or(theirs.accepted),
                ..mine
            }),
        }
    })
}
