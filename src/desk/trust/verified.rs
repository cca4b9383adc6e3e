//! Verified entries: each believed only as far as its author, its place and its number allow.

use crate::trust::attestations::Attestations;
use crate::trust::authority::{Author, Ruling, ruling};
use crate::trust::opening::{Content, Unverified};
use crate::trust::pins::Pins;
use crate::trust::rejected::Rejected;
use crate::trust::warning::Warning;
use zegel_core::document::{EntryDigest, NoteContent, Received, ReceivedMessage, ReceivedReport, SignedNote};
use zegel_core::id::EntryId;

/// An entry, believed as far as it can be.
pub struct Verified {
    /// The entry.
    pub id: EntryId,
    /// SHA-256 in hex of the sealed bytes.
    pub sealed: String,
    /// SHA-256 in hex of the document with its padding, if it opened.
    pub document: Option<String>,
    /// The fingerprint of the set it is sealed for, as somebody said who is believed.
    pub sealed_for: Option<String>,
    /// What it is.
    pub opened: Opened,
}

/// What an entry turned out to be.
pub enum Opened {
    /// The first words of a reporter.
    Report(Box<ReceivedReport>),
    /// Later words of a reporter.
    Message(Box<ReceivedMessage>),
    /// A colleague's note, which counts.
    Note(Box<SignedNote>, AuthorStatus),
    /// A former colleague's note to which nobody has attested. It is shown as that, and changes
    /// nothing.
    Unattested(Box<SignedNote>),
    /// An answer, which only the reporter can open.
    Answer,
    /// Nothing that counts.
    Rejected(Rejected),
}

/// How the author of a note stands to the desk.
#[derive(Clone, PartialEq, Eq)]
pub enum AuthorStatus {
    /// A present colleague.
    Present,
    /// A former one: the note was here before they left, or this colleague attests to it.
    Former {
        /// Who attests.
        attested_by: Option<String>,
    },
}

impl Opened {
    /// The reporter's words, if these are.
    pub fn writing(&self) -> Option<&Received> {
        match self {
            Self::Report(report) => Some(&report.writing),
            Self::Message(message) => Some(&message.writing),
            Self::Note(..) | Self::Unattested(_) | Self::Answer | Self::Rejected(_) => None,
        }
    }

    /// The set that the document itself names.
    fn sealed_for(&self) -> Option<&str> {
        match self {
            Self::Note(note, _) | Self::Unattested(note) => Some(&note.sealed_for),
            Self::Report(_) | Self::Message(_) | Self::Answer | Self::Rejected(_) => {
                self.writing()?.sealed_for.as_deref()
            }
        }
    }
}

impl Verified {
    /// The entry with its document, if it opened.
    pub fn digest(&self) -> Option<EntryDigest> {
        Some(EntryDigest { entry: self.id, document: self.document.clone()? })
    }

    /// A former colleague's note to which nobody attests, if it is one.
    pub fn note_to_attest(&self) -> Option<&SignedNote> {
        match &self.opened {
            Opened::Unattested(note) => Some(note),
            Opened::Note(note, AuthorStatus::Former { attested_by: None }) => Some(note),
            Opened::Note(..)
            | Opened::Report(_)
            | Opened::Message(_)
            | Opened::Answer
            | Opened::Rejected(_) => None,
        }
    }
}

/// What the entries of one thread are held against.
pub struct Verifier<'a> {
    /// What present colleagues attest to.
    pub attestations: Attestations,
    /// How many entries there are, or were here once. No reply has a higher number.
    pub count: u32,
    /// The highest Lamport number that a note of the thread can have: each is one more than the highest
    /// its author had seen, so none is above the count of entries, with those that did not arrive.
    pub reach: u32,
    /// What is trusted.
    pub pins: &'a Pins,
}

impl Verifier<'_> {
    /// Believes an entry as far as it can be.
    pub fn verify(&self, entry: Unverified, warnings: &mut Vec<Warning>) -> Verified {
        let resealed_for = self.attestations.resealed_for(entry.id, &entry.sealed).map(str::to_owned);
        let before = self.attestations.resealed_before_for(entry.id, &entry.sealed);
        let thread = entry.thread;
        let id = entry.id;
        let document = entry.document;
        let opened = match entry.content {
            Content::Report(report) => Opened::Report(report),
            Content::Message(message) => Opened::Message(message),
            Content::Answer => Opened::Answer,
            Content::Rejected(rejected) => Opened::Rejected(rejected),
            Content::Note(note, author) => {
                let document = document.as_deref().unwrap_or_default();
                let is_known = self.pins.knows(thread, id, document);
                let attested_by = self.attestations.attests(id, document);
                self.note(note, author, is_known, attested_by)
            }
        };
        let sealed_for = resealed_for.or_else(|| opened.sealed_for().map(str::to_owned));
        // Nothing is said of what does not open: it is listed already. Words of a reporter that name no
        // set may be sealed for anybody.
        let is_trusted = |set: &str| entry.recipients.is_some_and(|count| self.pins.trusts(count, set));
        let is_named = sealed_for.is_some() || opened.writing().is_some();
        let is_sealed_well = sealed_for.as_deref().is_some_and(is_trusted) || before.is_some_and(is_trusted);
        if is_named && !is_sealed_well {
            warnings.push(Warning::SealedFor(id));
        }
        Verified { id, sealed: entry.sealed, document, sealed_for, opened }
    }

    /// First the author, then the number, then, for who has left, the word of somebody who has not.
    /// So nobody who has left can add anything, and nothing that they wrote is lost.
    fn note(
        &self,
        note: Box<SignedNote>,
        author: Author,
        is_known: bool,
        attested_by: Option<&str>,
    ) -> Opened {
        let ruling = ruling(author, note.content.kind());
        if ruling == Ruling::Rejected {
            let is_carrier = author == Author::Carries;
            return Opened::Rejected(if is_carrier { Rejected::OnlyCarries } else { Rejected::NotFromDesk });
        }
        if note.lamport > self.reach || !self.can_have(&note.content) {
            return Opened::Rejected(Rejected::Unreachable);
        }
        if ruling == Ruling::Counts {
            return Opened::Note(note, AuthorStatus::Present);
        }
        if is_known || attested_by.is_some() {
            return Opened::Note(note, AuthorStatus::Former { attested_by: attested_by.map(str::to_owned) });
        }
        Opened::Unattested(note)
    }

    /// Whether the number of the reply, in a copy of one, can have been reached.
    fn can_have(&self, content: &NoteContent) -> bool {
        let NoteContent::Copy { number, .. } = content else { return true };
        *number <= self.count
    }
}
