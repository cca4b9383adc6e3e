//! Opening: the seal of an entry taken off. What is inside is not believed yet.

use crate::files::digest;
use crate::identity::Identity;
use crate::trust::authority::Author;
use crate::trust::pins::Pins;
use crate::trust::rejected::Rejected;
use zegel_core::document::{DeskDocument, Note, ReceivedMessage, ReceivedReport, SignedNote};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::Plain;
use zegel_core::thread::{Direction, SealedEntry};
use zegel_core::wire::EntryLine;

/// An entry without its seal, not yet believed.
pub struct Unverified {
    /// The thread it stands in.
    pub thread: ThreadId,
    /// The entry.
    pub id: EntryId,
    /// SHA-256 in hex of the sealed bytes.
    pub sealed: String,
    /// For how many recipients it was sealed, if it opened.
    pub recipients: Option<usize>,
    /// SHA-256 in hex of the document with its padding, if it opened.
    pub document: Option<String>,
    /// What it says it is.
    pub content: Content,
}

/// What an entry says it is.
pub enum Content {
    /// The first words of a reporter.
    Report(Box<ReceivedReport>),
    /// Later words of a reporter.
    Message(Box<ReceivedMessage>),
    /// A note, and whose signature it bears.
    Note(Box<SignedNote>, Author),
    /// An answer, which only the reporter can open.
    Answer,
    /// Nothing that could count.
    Rejected(Rejected),
}

/// What entries are opened with.
pub struct Opener<'a> {
    /// The caseworker's key.
    pub identity: &'a Identity,
    /// The trusted set.
    pub pins: &'a Pins,
}

impl Opener<'_> {
    /// Opens an entry as it came.
    pub fn open(&self, line: EntryLine) -> Unverified {
        let sealed = digest(&line.sealed.0);
        self.open_with(line, sealed)
    }

    /// The same, where the digest of the sealed bytes is known. What does not open is not an error:
    /// anybody can send junk.
    pub fn open_with(&self, line: EntryLine, sealed: String) -> Unverified {
        let EntryLine { thread, id, direction, sealed: bytes, .. } = line;
        let closed = |content| Unverified {
            thread,
            id,
            sealed: sealed.clone(),
            recipients: None,
            document: None,
            content,
        };
        let entry = match SealedEntry::from_bytes(direction, bytes.0) {
            Ok(SealedEntry::FromReporter(entry) | SealedEntry::Desk(entry)) => entry,
            Ok(SealedEntry::ToReporter(_)) => return closed(Content::Answer),
            Err(_) => return closed(Content::Rejected(Rejected::Closed)),
        };
        let Ok(opened) = self.identity.open_document(&entry) else {
            return closed(Content::Rejected(Rejected::Closed));
        };
        let content = self.read(&opened.plain, direction, thread, id);
        let recipients = Some(opened.recipients);
        let document = Some(opened.digest);
        Unverified { thread, id, sealed, recipients, document, content }
    }

    fn read(&self, plain: &Plain, direction: Direction, thread: ThreadId, id: EntryId) -> Content {
        let Ok(document) = DeskDocument::parse(plain) else {
            return Content::Rejected(Rejected::Unknown);
        };
        match (direction, document) {
            (Direction::FromReporter, DeskDocument::Report(report)) => Content::Report(Box::new(report)),
            (Direction::FromReporter, DeskDocument::Message(message)) => Content::Message(Box::new(message)),
            (Direction::Desk, DeskDocument::Note(note)) => self.note(&note, thread, id),
            _ => Content::Rejected(Rejected::Misplaced),
        }
    }

    fn note(&self, note: &Note, thread: ThreadId, id: EntryId) -> Content {
        let Some(signed) = note.unverified() else { return Content::Rejected(Rejected::NotFromDesk) };
        let keys = self.pins.keys_of(&signed.author);
        let signer = keys.iter().find(|(key, _)| note.is_signed_by(*key, self.pins.instance, thread, id));
        let author = signer.map_or(Author::Unknown, |(_, author)| *author);
        Content::Note(Box::new(signed), author)
    }
}

impl Pins {
    /// Whether an entry opens to the document that was read first under its id, or to one that a person
    /// has decided to go on with; or nothing was read.
    pub fn agrees(&self, entry: &Unverified) -> bool {
        let Some(seen) = self.threads.get(&entry.thread) else { return true };
        let first = seen.document(entry.id);
        let now = entry.document.as_deref();
        first.is_none() || first == now || seen.is_accepted(entry.id, now)
    }
}
