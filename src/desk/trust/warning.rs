//! Warnings: what a caseworker should know before believing what the server shows.

use crate::show::Show;
use crate::texts::DeskWords;
use zegel_core::i18n::fill;
use zegel_core::id::{EntryId, ThreadId};

/// More warnings than these say nothing new.
const MOST_SHOWN: usize = 10;

/// Something that a caseworker should know.
pub enum Warning {
    /// The same id, other bytes, and nothing that opens to compare them by.
    Changed(EntryId),
    /// Another document than the first one under this id.
    OtherDocument(ThreadId, EntryId),
    /// A colleague has read an entry that the server does not show.
    NotShown(ThreadId, EntryId),
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
    /// The server says that the reporter withdrew it, and proves nothing.
    NotProved(ThreadId),
}

impl Warning {
    fn text(&self, words: &DeskWords) -> String {
        let id = match self {
            Self::Changed(id) | Self::Vanished(id) | Self::Back(id) => id.to_string(),
            Self::SealedFor(id) | Self::NotShown(_, id) | Self::OtherDocument(_, id) => id.to_string(),
            Self::ThreadVanished(id) | Self::ThreadBack(id) | Self::NotProved(id) => id.to_string(),
        };
        let text = match self {
            Self::Changed(_) => &words.desk.warn_changed,
            Self::OtherDocument(..) => &words.trust.warn_other_document,
            Self::NotShown(..) => &words.trust.warn_not_shown,
            Self::Vanished(_) => &words.desk.warn_vanished,
            Self::Back(_) => &words.desk.warn_back,
            Self::ThreadVanished(_) => &words.desk.warn_thread_vanished,
            Self::ThreadBack(_) => &words.desk.warn_thread_back,
            Self::SealedFor(_) => &words.desk.warn_sealed_for,
            Self::NotProved(_) => &words.trust.warn_not_proved,
        };
        let thread = match self {
            Self::OtherDocument(thread, _) | Self::NotShown(thread, _) => short_id(*thread),
            _ => id.clone(),
        };
        fill(text, &[("id", &id), ("thread", &thread)])
    }
}

/// The first characters of a thread's id, as a command line takes them.
pub fn short_id(thread: ThreadId) -> String {
    thread.to_string().chars().take(8).collect()
}

/// Says the first of them, and how many more there are.
pub fn warn(warnings: &[Warning], show: &Show) {
    for warning in warnings.iter().take(MOST_SHOWN) {
        show.warn(&warning.text(show.texts.desk));
    }
    if let Some(more) = warnings.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
        show.warn(&fill(&show.texts.desk.desk.warning_more, &[("count", &more.to_string())]));
    }
}
