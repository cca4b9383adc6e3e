//! A thread as the desk knows it: each entry opened, and believed only as far as it can be.

mod alike;
pub mod conversation;
pub mod count;
pub mod link;
pub mod opened;
pub mod record;
pub mod search;
pub mod sign;
pub mod state;
pub mod suppress;
pub mod text;
pub mod triage;

use std::collections::BTreeSet;

use crate::desk::server::known::Warning;
use crate::desk::server::pins::Pins;
use crate::document::{Message, NoteContent, Report, SignedNote, Writing};
use crate::id::{EntryId, ThreadId};
use crate::seal::hybrid;
use opened::{Judged, Junk, Opened, Unsealed, Vouched};

/// All entries of one thread.
pub struct Case {
    /// The thread.
    pub thread: ThreadId,
    /// In the order of their ids, which is none.
    pub entries: Vec<Judged>,
}

/// Words of the desk to the reporter, from the desk's own copy.
pub struct Copy<'a> {
    /// The reply's id.
    pub id: EntryId,
    /// Its number.
    pub number: u32,
    /// Its words.
    pub text: &'a str,
    /// Who wrote it, and when.
    pub note: &'a SignedNote,
}

impl Case {
    /// All entries of one thread, each once, judged by what the others vouch for.
    pub fn judge(
        thread: ThreadId,
        mut entries: Vec<Unsealed>,
        pins: &Pins,
        warnings: &mut Vec<Warning>,
    ) -> Self {
        entries.sort_by_key(|entry| entry.id);
        entries.dedup_by_key(|entry| entry.id);
        let vouched = Vouched::of(&entries);
        let entries = entries.into_iter().map(|entry| entry.judged(&vouched, pins, warnings)).collect();
        Self { thread, entries }
    }

    /// The turn of the next note: after all that can be seen now.
    pub fn next_turn(&self) -> u32 {
        self.notes().map(|(_, note)| note.turn).max().unwrap_or(0).saturating_add(1)
    }

    /// The first words of reporters; more than one would be strange.
    pub fn reports(&self) -> impl Iterator<Item = (EntryId, &Report)> {
        self.entries.iter().filter_map(|entry| match &entry.opened {
            Opened::Report(report) => Some((entry.id, &**report)),
            _ => None,
        })
    }

    /// Later words of reporters.
    pub fn messages(&self) -> impl Iterator<Item = (EntryId, &Message)> {
        self.entries.iter().filter_map(|entry| match &entry.opened {
            Opened::Message(message) => Some((entry.id, &**message)),
            _ => None,
        })
    }

    /// What colleagues wrote.
    pub fn notes(&self) -> impl Iterator<Item = (EntryId, &SignedNote)> {
        self.entries.iter().filter_map(|entry| match &entry.opened {
            Opened::Note(note) => Some((entry.id, &**note)),
            _ => None,
        })
    }

    /// What does not count.
    pub fn junk(&self) -> impl Iterator<Item = (EntryId, Junk)> {
        self.entries.iter().filter_map(|entry| match &entry.opened {
            Opened::Junk(junk) => Some((entry.id, *junk)),
            _ => None,
        })
    }

    /// Each answer once, by its number.
    pub fn copies(&self) -> Vec<Copy<'_>> {
        let mut known = BTreeSet::new();
        let mut copies: Vec<Copy<'_>> = self.notes().filter_map(|(_, note)| Copy::of(note)).collect();
        copies.retain(|copy| known.insert(copy.id));
        copies.sort_by_key(|copy| (copy.number, copy.note.day));
        copies
    }

    /// The answers that stand on the server.
    pub fn answers(&self) -> BTreeSet<EntryId> {
        let answers = self.entries.iter().filter(|entry| matches!(entry.opened, Opened::Answer));
        answers.map(|entry| entry.id).collect()
    }

    /// Whether a message was written by whoever wrote the report.
    pub fn proves(&self, id: EntryId, message: &Message) -> bool {
        self.reports().any(|(_, report)| report.wrote(id, message))
    }

    /// Words of the reporter that no colleague has read.
    pub fn unread(&self) -> Vec<EntryId> {
        let seen: BTreeSet<EntryId> = self.notes().flat_map(|(_, note)| seen_by(note)).copied().collect();
        let written = self.entries.iter().filter(|entry| entry.opened.writing().is_some());
        written.map(|entry| entry.id).filter(|id| !seen.contains(id)).collect()
    }

    /// What the reporter wrote in: the report, or else the newest message of a thread without one.
    pub fn main_writing(&self) -> Option<&Writing> {
        let newest = || self.messages().max_by_key(|(_, message)| (message.after, message.writing.day));
        let report = self.reports().next().map(|(_, report)| &report.writing);
        report.or_else(|| newest().map(|(_, message)| &message.writing))
    }

    /// Whether the documents that decide where an answer goes disagree. Then nobody knows whose
    /// thread this is, and a server could have added one of them to get the answer.
    pub fn is_of_two(&self) -> bool {
        let place = |writing: &Writing| writing.reply_to.to_string();
        let mut places: BTreeSet<String> = self.reports().map(|(_, report)| place(&report.writing)).collect();
        if places.is_empty() {
            places = self.messages().map(|(_, message)| place(&message.writing)).collect();
        }
        places.len() > 1
    }

    /// Where an answer goes.
    pub fn reply_to(&self) -> Option<&hybrid::Recipient> {
        self.main_writing().map(|writing| &writing.reply_to)
    }
}

impl<'a> Copy<'a> {
    fn of(note: &'a SignedNote) -> Option<Self> {
        match &note.content {
            NoteContent::Copy { reply, number, text } => {
                Some(Self { id: *reply, number: *number, text, note })
            }
            _ => None,
        }
    }
}

/// The entries a note says were read.
pub fn seen_by(note: &SignedNote) -> &[EntryId] {
    match &note.content {
        NoteContent::Seen { entries } => entries,
        _ => &[],
    }
}
