//! News: what a list holds that the lists before it did not, and what about the server must be looked
//! at.

use std::collections::{BTreeMap, BTreeSet};

use crate::session::reapply::restored;
use crate::texts::Texts;
use crate::trust::admission::retention_change;
use crate::trust::pins::Pins;
use zegel_core::calendar::Clock;
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::wire::{Session, ThreadHead};

/// The entries of each thread.
pub type Listed = BTreeMap<ThreadId, BTreeSet<EntryId>>;

/// News: how many reports and entries a list holds that were not announced.
#[derive(Clone, Copy, Default)]
pub struct News {
    /// Threads.
    pub reports: usize,
    /// Entries of threads that were announced before.
    pub entries: usize,
}

impl News {
    /// All of it.
    pub fn count(self) -> usize {
        self.reports + self.entries
    }

    /// And more.
    pub fn add(&mut self, more: Self) {
        self.reports += more.reports;
        self.entries += more.entries;
    }
}

/// The entries that were seen on this computer before, which are not new.
pub fn seen_before(pins: Option<Pins>) -> Listed {
    let threads = pins.map(|pins| pins.threads).unwrap_or_default();
    threads.iter().map(|(id, thread)| (*id, thread.entries().collect())).collect()
}

/// News of a list since an earlier one, and the entries that it holds. No more is remembered than one list holds, whatever
/// a server lists in a year.
pub fn news_since(earlier: &Listed, heads: &[ThreadHead]) -> (News, Listed) {
    let mut news = News::default();
    let mut listed = Listed::new();
    for head in heads.iter().filter(|head| !head.is_withdrawn()) {
        let entries: BTreeSet<EntryId> = head.entries.iter().map(|entry| entry.id).collect();
        match earlier.get(&head.id) {
            Some(before) => news.entries += entries.difference(before).count(),
            None => news.reports += 1,
        }
        listed.insert(head.id, entries);
    }
    (news, listed)
}

/// What must be looked at of a server that is believed.
pub fn notices(pins: &Pins, session: &Session, heads: &[ThreadHead], texts: Texts) -> Vec<String> {
    let mut notices = Vec::new();
    notices.extend(retention_change(pins, session).map(|change| change.text(texts.desk)));
    notices.extend(restored(pins, session).map(|waits| waits.text(texts.desk)));
    let vanished = pins.vanished(heads, Clock::system().week());
    if vanished > 0 {
        notices.push(interpolate(&texts.desk.watching.vanished, &[("count", &vanished.to_string())]));
    }
    notices
}
