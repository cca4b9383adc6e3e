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

/// What there is that was not told.
#[derive(Clone, Copy, Default)]
pub struct News {
    /// Threads.
    pub reports: usize,
    /// Entries of threads that were told before.
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

/// What was opened on this computer before is not new.
pub fn known(pins: Option<Pins>) -> Listed {
    let threads = pins.map(|pins| pins.threads).unwrap_or_default();
    threads.iter().map(|(id, thread)| (*id, thread.entries().collect())).collect()
}

/// What is new in a list, and all that it holds. No more is remembered than one list holds, whatever
/// a server lists in a year.
pub fn since(told: &Listed, heads: &[ThreadHead]) -> (News, Listed) {
    let mut news = News::default();
    let mut listed = Listed::new();
    for head in heads.iter().filter(|head| !head.is_withdrawn()) {
        let entries: BTreeSet<EntryId> = head.entries.iter().map(|entry| entry.id).collect();
        match told.get(&head.id) {
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
