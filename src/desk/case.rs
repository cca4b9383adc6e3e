//! A thread as the desk knows it: each entry opened, and believed only as far as it can be.

use std::collections::BTreeSet;

use super::pins::Pins;
use super::watch::Warning;
use crate::document::{DeskDocument, Message, NoteContent, Report, SignedNote, Writing};
use crate::id::{EntryId, ThreadId};
use crate::seal::{ForDesk, Identity, hybrid};
use crate::thread::{Direction, SealedEntry};
use crate::wire::EntryLine;
use crate::words::Desk;

/// What an entry turned out to be.
pub enum Opened {
    /// The first words of a reporter.
    Report(Box<Report>),
    /// Later words of a reporter.
    Message(Box<Message>),
    /// A colleague's, signed for this very place.
    Note(Box<SignedNote>),
    /// An answer, which only the reporter can open.
    Answer,
    /// Nothing that counts.
    Junk(Junk),
}

/// Why an entry does not count. It is listed all the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Junk {
    /// No key of ours opens it.
    Closed,
    /// It opens to no document of ours.
    Unknown,
    /// What it says it is and where it stands do not agree.
    Misplaced,
    /// A note without a colleague's signature.
    NotFromDesk,
}

impl Junk {
    /// What is said of it, with a place for the id.
    pub fn words(self, words: &Desk) -> &str {
        match self {
            Self::Closed => &words.junk_closed,
            Self::Unknown => &words.junk_unknown,
            Self::Misplaced => &words.junk_kind,
            Self::NotFromDesk => &words.junk_signature,
        }
    }
}

/// What entries are opened and judged with.
pub struct Opener<'a> {
    /// The caseworker's key.
    pub identity: &'a Identity,
    /// The trusted set.
    pub pins: &'a Pins,
}

impl Opener<'_> {
    /// Opens an entry. What does not open is not an error: anybody can send junk.
    pub fn open(&self, line: EntryLine, warnings: &mut Vec<Warning>) -> Opened {
        let EntryLine { thread, id, direction, sealed } = line;
        match SealedEntry::from_bytes(direction, sealed.0) {
            Err(_) => Opened::Junk(Junk::Closed),
            Ok(SealedEntry::ToReporter(_)) => Opened::Answer,
            Ok(SealedEntry::FromReporter(sealed) | SealedEntry::Desk(sealed)) => {
                let opened = self.open_for_desk(&sealed, direction, thread, id);
                if !self.was_for_us(&sealed, &opened) {
                    warnings.push(Warning::SealedFor(id));
                }
                opened
            }
        }
    }

    fn open_for_desk(&self, sealed: &ForDesk, direction: Direction, thread: ThreadId, id: EntryId) -> Opened {
        let Ok(plain) = self.identity.open(sealed) else { return Opened::Junk(Junk::Closed) };
        let Ok(document) = DeskDocument::parse(&plain) else { return Opened::Junk(Junk::Unknown) };
        match (direction, document) {
            (Direction::FromReporter, DeskDocument::Report(report)) => Opened::Report(Box::new(report)),
            (Direction::FromReporter, DeskDocument::Message(message)) => Opened::Message(Box::new(message)),
            (Direction::Desk, DeskDocument::Note(note)) => {
                let note = note.verify(|desk| self.pins.key_of(desk), self.pins.instance, thread, id);
                note.map_or(Opened::Junk(Junk::NotFromDesk), |note| Opened::Note(Box::new(note)))
            }
            _ => Opened::Junk(Junk::Misplaced),
        }
    }

    /// Nothing is said of what does not open: it is listed already.
    fn was_for_us(&self, sealed: &ForDesk, opened: &Opened) -> bool {
        let sealed_for = match opened {
            Opened::Junk(_) | Opened::Answer => return true,
            Opened::Note(_) => None,
            Opened::Report(_) | Opened::Message(_) => {
                opened.writing().map(|writing| writing.sealed_for.as_str())
            }
        };
        sealed.outside().is_ok_and(|(_, stanzas)| self.pins.trusts(stanzas, sealed_for))
    }
}

impl Opened {
    /// The reporter's words, if these are.
    pub fn writing(&self) -> Option<&Writing> {
        match self {
            Self::Report(report) => Some(&report.writing),
            Self::Message(message) => Some(&message.writing),
            _ => None,
        }
    }
}

/// All entries of one thread.
#[derive(Default)]
pub struct Case {
    /// In no order.
    pub entries: Vec<(EntryId, Opened)>,
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
    /// The first words of reporters; more than one would be strange.
    pub fn reports(&self) -> impl Iterator<Item = (EntryId, &Report)> {
        self.entries.iter().filter_map(|(id, opened)| match opened {
            Opened::Report(report) => Some((*id, &**report)),
            _ => None,
        })
    }

    /// Later words of reporters.
    pub fn messages(&self) -> impl Iterator<Item = (EntryId, &Message)> {
        self.entries.iter().filter_map(|(id, opened)| match opened {
            Opened::Message(message) => Some((*id, &**message)),
            _ => None,
        })
    }

    /// What colleagues wrote.
    pub fn notes(&self) -> impl Iterator<Item = (EntryId, &SignedNote)> {
        self.entries.iter().filter_map(|(id, opened)| match opened {
            Opened::Note(note) => Some((*id, &**note)),
            _ => None,
        })
    }

    /// What does not count.
    pub fn junk(&self) -> impl Iterator<Item = (EntryId, Junk)> {
        self.entries.iter().filter_map(|(id, opened)| match opened {
            Opened::Junk(junk) => Some((*id, *junk)),
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
        let answers = self.entries.iter().filter(|(_, opened)| matches!(opened, Opened::Answer));
        answers.map(|(id, _)| *id).collect()
    }

    /// Whether a message was written by whoever wrote the report.
    pub fn proves(&self, id: EntryId, message: &Message) -> bool {
        self.reports().any(|(_, report)| report.wrote(id, message))
    }

    /// Words of the reporter that no colleague has read.
    pub fn unread(&self) -> Vec<EntryId> {
        let seen: BTreeSet<EntryId> = self.notes().flat_map(|(_, note)| seen_by(note)).copied().collect();
        let written = self.entries.iter().filter(|(_, opened)| opened.writing().is_some());
        written.map(|(id, _)| *id).filter(|id| !seen.contains(id)).collect()
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
