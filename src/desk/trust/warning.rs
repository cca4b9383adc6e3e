//! Warnings: what a caseworker should know before believing what the server shows.

use crate::texts::DeskWords;
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, ThreadId};

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
    /// A thread that was withdrawn is back, and what is there does not prove that it was.
    BackUnproved(ThreadId),
    /// The server keeps reports for another number of weeks than the accepted one.
    RetentionChanged {
        /// The accepted one.
        pinned: u16,
        /// The server's.
        server: u16,
    },
    /// Another installation than the pinned ones was let in because somebody named its set.
    NamedInstallation {
        /// The pinned ones.
        pinned: String,
        /// The one that was let in.
        server: String,
    },
}

impl Warning {
    /// The fact and the advice.
    pub fn text(&self, words: &DeskWords) -> String {
        match self {
            Self::Changed(id) => of_entry(&words.desk.warn_changed, *id),
            Self::OtherDocument(thread, id) => of_both(&words.trust.warn_other_document, *thread, *id),
            Self::NotShown(thread, id) => of_both(&words.trust.warn_not_shown, *thread, *id),
            Self::Vanished(id) => of_entry(&words.desk.warn_vanished, *id),
            Self::Back(id) => of_entry(&words.desk.warn_back, *id),
            Self::ThreadVanished(id) => of_thread(&words.desk.warn_thread_vanished, *id),
            Self::ThreadBack(id) => of_thread(&words.desk.warn_thread_back, *id),
            Self::SealedFor(id) => of_entry(&words.desk.warn_sealed_for, *id),
            Self::NotProved(id) => of_thread(&words.trust.warn_not_proved, *id),
            Self::BackUnproved(id) => of_thread(&words.trust.warn_back_unproved, *id),
            Self::RetentionChanged { pinned, server } => {
                let pinned = pinned.to_string();
                let server = server.to_string();
                interpolate(&words.trust.retention_changed, &[("pinned", &pinned), ("server", &server)])
            }
            Self::NamedInstallation { pinned, server } => {
                interpolate(&words.trust.named_installation, &[("pinned", pinned), ("server", server)])
            }
        }
    }
}

fn of_entry(text: &str, entry: EntryId) -> String {
    let id = entry.to_string();
    interpolate(text, &[("id", &id), ("thread", &id)])
}

fn of_thread(text: &str, thread: ThreadId) -> String {
    let id = thread.to_string();
    interpolate(text, &[("id", &id), ("thread", &id)])
}

fn of_both(text: &str, thread: ThreadId, entry: EntryId) -> String {
    interpolate(text, &[("id", &entry.to_string()), ("thread", &thread.short())])
}
