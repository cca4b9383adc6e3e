//! Whether a server shows today what it showed before: it can read nothing, but it could change,
//! hide or bring back.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::calendar::Week;
use crate::desk::server::pins::Pins;
use crate::desk::show::Show;
use crate::id::{EntryId, ThreadId};
use crate::wire::ThreadHead;
use crate::words::{Desk, fill};

/// What has gone is remembered for half a year, to know it when it comes back.
pub const WEEKS_GONE: i32 = 26;
/// More warnings than these say nothing new.
const MOST_SHOWN: usize = 10;

/// A thread as it was last seen.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownThread {
    week: Week,
    withdrawn: bool,
    gone: Option<Week>,
    entries: BTreeMap<EntryId, KnownEntry>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownEntry {
    digest: String,
    gone: bool,
}

impl KnownThread {
    /// The entries that it ever had here.
    pub fn entries(&self) -> impl Iterator<Item = EntryId> {
        self.entries.keys().copied()
    }
}

/// An entry that a server has just shown.
pub struct ShownEntry {
    /// SHA-256 in hex of its sealed bytes.
    pub digest: String,
    /// Whether a present caseworker signed that these bytes hold the same document as before.
    pub vouched: bool,
}

/// What a server has just shown, for the threads whose entries were fetched.
pub type Shown = BTreeMap<ThreadId, BTreeMap<EntryId, ShownEntry>>;

/// SHA-256 of sealed bytes.
pub fn digest(sealed: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(sealed))
}

/// Something that a caseworker should know.
pub enum Warning {
    /// The same id, other bytes.
    Changed(EntryId),
    /// An entry is missing from a thread that is not withdrawn.
    Vanished(EntryId),
    /// An entry was missing once.
    Back(EntryId),
    /// A thread is missing before its time.
    ThreadVanished(ThreadId),
    /// A thread was missing or withdrawn once.
    ThreadBack(ThreadId),
    /// Sealed for another set than is or was trusted here.
    SealedFor(EntryId),
}

impl Warning {
    fn text(&self, words: &Desk) -> String {
        let (text, id) = match self {
            Self::Changed(id) => (&words.warn_changed, id.to_string()),
            Self::Vanished(id) => (&words.warn_vanished, id.to_string()),
            Self::Back(id) => (&words.warn_back, id.to_string()),
            Self::ThreadVanished(id) => (&words.warn_thread_vanished, id.to_string()),
            Self::ThreadBack(id) => (&words.warn_thread_back, id.to_string()),
            Self::SealedFor(id) => (&words.warn_sealed_for, id.to_string()),
        };
        fill(text, &[("id", &id)])
    }
}

/// Says the first of them, and how many more there are.
pub fn warn(warnings: &[Warning], show: &Show) {
    for warning in warnings.iter().take(MOST_SHOWN) {
        show.warn(&warning.text(show.desk()));
    }
    if let Some(more) = warnings.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
        show.warn(&fill(&show.desk().warning_more, &[("count", &more.to_string())]));
    }
}

impl KnownThread {
    fn new(week: Week) -> Self {
        Self { week, withdrawn: false, gone: None, entries: BTreeMap::new() }
    }

    /// Whether these very bytes were shown before.
    pub fn knows(&self, entry: EntryId, digest: &str) -> bool {
        self.entries.get(&entry).is_some_and(|known| known.digest == digest)
    }

    /// Whether something known is missing from what was shown.
    fn misses(&self, shown: &BTreeMap<EntryId, ShownEntry>) -> bool {
        self.entries.iter().any(|(id, known)| !known.gone && !shown.contains_key(id))
    }

    fn meet(&mut self, head: &ThreadHead, warnings: &mut Vec<Warning>) {
        let returned = self.gone.take().is_some() || (self.withdrawn && !head.is_withdrawn());
        if returned {
            warnings.push(Warning::ThreadBack(head.id));
        }
        // Never earlier: a server could make a thread old to let it vanish in silence.
        self.week = self.week.max(head.week);
        self.withdrawn = head.is_withdrawn();
        if head.is_withdrawn() {
            self.entries.clear();
        }
    }

    fn meet_entries(&mut self, shown: &BTreeMap<EntryId, ShownEntry>, warnings: &mut Vec<Warning>) {
        for (id, ShownEntry { digest, vouched }) in shown {
            match self.entries.get_mut(id) {
                Some(known) if known.digest != *digest && *vouched => known.digest.clone_from(digest),
                Some(known) if known.digest != *digest => warnings.push(Warning::Changed(*id)),
                Some(known) if known.gone => {
                    known.gone = false;
                    warnings.push(Warning::Back(*id));
                }
                Some(_) => {}
                None => {
                    let known = KnownEntry { digest: digest.clone(), gone: false };
                    self.entries.insert(*id, known);
                }
            }
        }
        for (id, known) in
            self.entries.iter_mut().filter(|(id, known)| !known.gone && !shown.contains_key(id))
        {
            known.gone = true;
            warnings.push(Warning::Vanished(*id));
        }
    }
}

/// What two programs know that began with the same: each key as the one left it that changed it,
/// and as both together where both did.
pub fn merge<K: Ord + Copy, V: PartialEq>(
    mut base: BTreeMap<K, V>,
    mine: BTreeMap<K, V>,
    mut theirs: BTreeMap<K, V>,
    both: impl Fn(Option<V>, V, V) -> V,
) -> BTreeMap<K, V> {
    let mut all = BTreeMap::new();
    for (key, mine) in mine {
        let value = match (base.remove(&key), theirs.remove(&key)) {
            (base, Some(theirs)) if base.as_ref() == Some(&mine) => Some(theirs),
            (Some(base), None) if base == mine => None,
            (_, None) => Some(mine),
            (base, Some(theirs)) => Some(both(base, mine, theirs)),
        };
        all.extend(value.map(|value| (key, value)));
    }
    // What is in the base and not in mine was forgotten here, unless they changed it.
    all.extend(theirs.into_iter().filter(|(key, theirs)| base.get(key) != Some(theirs)));
    all
}

/// All threads that two programs know.
pub fn merged(
    base: BTreeMap<ThreadId, KnownThread>,
    mine: BTreeMap<ThreadId, KnownThread>,
    theirs: BTreeMap<ThreadId, KnownThread>,
) -> BTreeMap<ThreadId, KnownThread> {
    merge(base, mine, theirs, |base, mine, theirs| {
        let base = base.map(|base| base.entries).unwrap_or_default();
        let entries = merge(base, mine.entries, theirs.entries, |_, mine, _| mine);
        let (week, withdrawn) = (mine.week.max(theirs.week), mine.withdrawn || theirs.withdrawn);
        KnownThread { week, withdrawn, gone: mine.gone.and(theirs.gone), entries }
    })
}

impl Pins {
    /// Whether something known was not shown: then the list may be older than the entries.
    pub fn misses(&self, shown: &Shown) -> bool {
        shown.iter().any(|(id, entries)| self.threads.get(id).is_some_and(|known| known.misses(entries)))
    }

    /// Holds what was shown against what is known, and learns it.
    pub fn meet(&mut self, heads: &[ThreadHead], shown: &Shown, now: Week, retention: u16) -> Vec<Warning> {
        let mut warnings = self.meet_absent(heads, now, i32::from(retention));
        self.learn_gone(heads, now, i32::from(retention));
        for head in heads {
            let known = self.threads.entry(head.id).or_insert_with(|| KnownThread::new(head.week));
            known.meet(head, &mut warnings);
            if let Some(entries) = shown.get(&head.id).filter(|_| !head.is_withdrawn()) {
                known.meet_entries(entries, &mut warnings);
            }
        }
        warnings
    }

    /// Threads that are not in the list: forgotten where their time was over, else noticed once.
    fn meet_absent(&mut self, heads: &[ThreadHead], now: Week, retention: i32) -> Vec<Warning> {
        let listed: std::collections::BTreeSet<ThreadId> = heads.iter().map(|head| head.id).collect();
        let mut warnings = Vec::new();
        self.threads.retain(|id, known| {
            if listed.contains(id) {
                return true;
            }
            match known.gone {
                Some(since) => now.since(since) <= WEEKS_GONE,
                None if known.withdrawn || now.since(known.week) >= retention => false,
                None => {
                    known.gone = Some(now);
                    warnings.push(Warning::ThreadVanished(*id));
                    true
                }
            }
        });
        warnings
    }
}
