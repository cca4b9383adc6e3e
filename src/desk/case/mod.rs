//! A thread as the desk knows it: each entry opened, and believed only as far as it can be.

pub mod age;
mod similarity;
pub mod call_name;
pub mod conversation;
pub mod count;
mod handled;
pub mod handed_on;
pub mod link;
pub mod record;
pub mod repeated;
pub mod search;
pub mod order;
pub mod period;
mod sent_reply;
mod shown;
pub mod indicator;
pub mod state;
pub mod suppress;
pub mod text;
pub mod triage;
mod waiting;

use std::collections::BTreeSet;

use crate::error::{self, DeskError};
use crate::files::digest;
use crate::trust::attestations::Attestations;
use crate::trust::disputes::{self, Claim, Dispute, Now, Reader};
use crate::trust::opening::Unverified;
use crate::trust::pins::Pins;
use crate::trust::rejected::Rejected;
use crate::trust::verified::{AuthorStatus, Opened, Verified, Verifier};
use crate::trust::warning::Warning;
pub use sent_reply::SentReply;
use zegel_core::document::{EntryDigest, NoteContent, Received, ReceivedMessage, ReceivedReport, SignedNote};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::hybrid;
use zegel_core::wire::ThreadHead;

/// So many notes of a case may be missing, written without a network and not arrived, or not yet. It
/// helps nobody: whoever signs the highest number there can be is followed by the next one.
const MOST_LOST: u32 = 100;

/// All entries of one thread.
pub struct Case {
    /// The thread.
    pub thread: ThreadId,
    /// In the order of their ids, which is none.
    pub entries: Vec<Verified>,
    /// Entries whose document is another one than somebody read.
    pub disputes: Vec<Dispute>,
    /// Where an answer goes, as this computer was shown first.
    first_places: BTreeSet<String>,
    /// Where its entries come from.
    pub presence: Presence,
}

/// Where the entries of a case come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// The server, or the folder in its place, lists them.
    Listed,
    /// The server says that the reporter withdrew it and proves nothing: copies of this computer.
    SaidWithdrawn,
    /// The server does not list it any more: copies of this computer.
    Vanished,
}

impl Case {
    /// All entries of one thread, each once, believed as far as its author and the others allow.
    pub fn verify(
        thread: ThreadId,
        mut entries: Vec<Unverified>,
        pins: &Pins,
        warnings: &mut Vec<Warning>,
    ) -> Self {
        entries.sort_by_key(|entry| entry.id);
        entries.dedup_by_key(|entry| entry.id);
        let seen = pins.threads.get(&thread);
        let known = seen.map_or(0, |seen| seen.entries().count());
        let count = u32::try_from(entries.len().max(known)).unwrap_or(u32::MAX);
        let reach = count.saturating_add(MOST_LOST);
        let attestations = Attestations::new(&entries, reach, pins);
        let verifier = Verifier { attestations, count, reach, pins };
        let entries = entries.into_iter().map(|entry| verifier.verify(entry, warnings)).collect();
        let first_places = seen.map(|seen| seen.places().clone()).unwrap_or_default();
        let mut case = Self { entries, first_places, ..Self::empty(thread) };
        case.find_disputes(pins, warnings);
        case
    }

    /// A thread of which nothing is here.
    pub fn empty(thread: ThreadId) -> Self {
        let entries = Vec::new();
        let disputes = Vec::new();
        let first_places = BTreeSet::new();
        Self { thread, entries, disputes, first_places, presence: Presence::Listed }
    }

    /// Holds every document against what colleagues signed that they read, and against what this
    /// computer opened before.
    fn find_disputes(&mut self, pins: &Pins, warnings: &mut Vec<Warning>) {
        let mut claims = Vec::new();
        for (_, note) in self.notes() {
            for read in note.content.read_documents() {
                let reader = Reader::Colleague(note.author.clone(), note.day);
                claims.push(Claim { reader, read: read.clone() });
            }
        }
        let shown = self.entries.iter().map(|entry| (entry.id, Now::from_entry(entry))).collect();
        let main = self.main_entry().and_then(|(id, _)| self.digest_of(id));
        let disputes = disputes::find(self.thread, &shown, main, &claims, pins);
        for dispute in &disputes {
            match (dispute.is_shown, &dispute.now) {
                (true, Some(_)) => warnings.push(Warning::OtherDocument(self.thread, dispute.entry)),
                // That it has changed is said by what is observed of it.
                (true, None) => {}
                (false, _) => warnings.push(Warning::NotShown(self.thread, dispute.entry)),
            }
        }
        self.disputes = disputes;
    }

    /// Whether its reporter withdrew it. What the server merely says hides nothing.
    pub fn is_withdrawn(&self, head: &ThreadHead) -> bool {
        head.is_withdrawn() && self.presence == Presence::Listed
    }

    /// Refuses to go on with a case of which a document is another one than somebody read.
    pub fn insist_on_one_document(&self) -> Result<(), DeskError> {
        if self.disputes.is_empty() {
            return Ok(());
        }
        Err(error::trust::disputed(self.thread.short()))
    }

    /// The Lamport number of the next note: after all that can be seen now.
    pub fn next_lamport(&self) -> u32 {
        self.notes().map(|(_, note)| note.lamport).max().unwrap_or(0).saturating_add(1)
    }

    /// What a reporter's entry holds, to be named in a note.
    pub fn digest_of(&self, id: EntryId) -> Option<EntryDigest> {
        self.entries.iter().find(|entry| entry.id == id)?.digest()
    }

    /// The first words of reporters; more than one would be strange.
    pub fn reports(&self) -> impl Iterator<Item = (EntryId, &ReceivedReport)> {
        self.entries.iter().filter_map(|entry| {
            let Opened::Report(report) = &entry.opened else { return None };
            Some((entry.id, &**report))
        })
    }

    /// Later words of reporters.
    pub fn messages(&self) -> impl Iterator<Item = (EntryId, &ReceivedMessage)> {
        self.entries.iter().filter_map(|entry| {
            let Opened::Message(message) = &entry.opened else { return None };
            Some((entry.id, &**message))
        })
    }

    /// What colleagues wrote.
    pub fn notes(&self) -> impl Iterator<Item = (EntryId, &SignedNote)> {
        self.entries.iter().filter_map(|entry| {
            let Opened::Note(note, _) = &entry.opened else { return None };
            Some((entry.id, &**note))
        })
    }

    /// Notes of former colleagues to which nobody has attested.
    pub fn unattested(&self) -> impl Iterator<Item = (EntryId, &SignedNote)> {
        self.entries.iter().filter_map(|entry| {
            let Opened::Unattested(note) = &entry.opened else { return None };
            Some((entry.id, &**note))
        })
    }

    /// How the author of a note stands to the desk.
    pub fn author_status(&self, id: EntryId) -> Option<&AuthorStatus> {
        self.entries.iter().find_map(|entry| {
            let Opened::Note(_, status) = &entry.opened else { return None };
            (entry.id == id).then_some(status)
        })
    }

    /// What does not count.
    pub fn rejected(&self) -> impl Iterator<Item = (EntryId, Rejected)> {
        self.entries.iter().filter_map(|entry| {
            let Opened::Rejected(rejected) = &entry.opened else { return None };
            Some((entry.id, *rejected))
        })
    }

    /// Each answer once, by its number.
    pub fn copies(&self) -> Vec<SentReply<'_>> {
        let mut known = BTreeSet::new();
        let mut copies: Vec<SentReply<'_>> =
            self.notes().filter_map(|(id, note)| SentReply::from_note(id, note)).collect();
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
    pub fn proves(&self, id: EntryId, message: &ReceivedMessage) -> bool {
        self.reports().any(|(_, report)| report.wrote(id, message))
    }

    /// What no colleague has read, as it is now: words of the reporter, and what opens to no document
    /// that is known, which may hold some.
    pub fn unread(&self) -> Vec<EntryId> {
        let seen: BTreeSet<&EntryDigest> = self.notes().flat_map(|(_, note)| seen_by(note)).collect();
        let is_unknown = |entry: &Verified| matches!(entry.opened, Opened::Rejected(Rejected::Unknown));
        let readable =
            self.entries.iter().filter(|entry| entry.opened.writing().is_some() || is_unknown(entry));
        let unread = readable.filter(|entry| entry.digest().is_some_and(|digest| !seen.contains(&digest)));
        unread.map(|entry| entry.id).collect()
    }

    /// Whether something in it does not open, so that nobody can say what it is.
    pub fn has_closed(&self) -> bool {
        self.rejected().any(|(_, rejected)| rejected == Rejected::Closed)
    }

    /// What the reporter wrote in: the report, or else the newest message of a thread without one.
    pub fn main_writing(&self) -> Option<&Received> {
        self.main_entry().map(|(_, writing)| writing)
    }

    fn main_entry(&self) -> Option<(EntryId, &Received)> {
        if let Some((id, report)) = self.reports().next() {
            return Some((id, &report.writing));
        }
        let newest = self.messages().max_by_key(|(_, message)| (message.position.after, message.writing.day));
        newest.map(|(id, message)| (id, &message.writing))
    }

    /// Whether the documents that decide where an answer goes disagree, among each other or with those
    /// that this computer was shown first. Then nobody knows whose thread this is, and a server could
    /// have added one of them, or hidden one, to get the answer.
    pub fn is_of_two(&self) -> bool {
        self.places().union(&self.first_places).count() > 1
    }

    /// Whether no report opens, and something else does not either, which may be the report: before it
    /// was sealed anew for this key. A message beside it could be anybody's.
    pub fn may_have_closed_report(&self) -> bool {
        self.reports().next().is_none() && self.has_closed()
    }

    /// Where an answer goes, as SHA-256 in hex: as the reports say, or else the messages. A document in
    /// which that is odd disagrees with every other.
    pub fn places(&self) -> BTreeSet<String> {
        let place = |writing: &Received| {
            let key = writing.reply_to.as_ref().map(ToString::to_string);
            digest(key.unwrap_or_default().as_bytes())
        };
        let reports: BTreeSet<String> = self.reports().map(|(_, report)| place(&report.writing)).collect();
        if !reports.is_empty() {
            return reports;
        }
        self.messages().map(|(_, message)| place(&message.writing)).collect()
    }

    /// Where an answer goes, and the document that says so.
    pub fn reply_to(&self) -> Option<(&hybrid::Recipient, EntryDigest)> {
        let (id, writing) = self.main_entry()?;
        Some((writing.reply_to.as_ref()?, self.digest_of(id)?))
    }
}

/// The documents that a note says were read.
pub fn seen_by(note: &SignedNote) -> &[EntryDigest] {
    let NoteContent::Seen { entries } = &note.content else { return &[] };
    entries
}
