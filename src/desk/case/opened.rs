//! One entry: its seal taken off, and then believed only as far as it can be.

use std::collections::BTreeMap;

use crate::desk::server::known::{Warning, digest};
use crate::desk::server::pins::Pins;
use crate::document::{DeskDocument, Message, Note, NoteContent, Report, SignedNote, Writing};
use crate::id::{EntryId, ThreadId};
use crate::seal::{Identity, Plain};
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

/// Who signed a note.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signer {
    /// A caseworker of the pinned set.
    Present,
    /// One of a set that was pinned before.
    Former,
    /// Nobody who is known here.
    Unknown,
}

enum What {
    Opened(Opened),
    Note(Box<SignedNote>, Signer),
}

/// An entry without its seal, not yet believed.
pub struct Unsealed {
    /// The thread it stands in.
    pub thread: ThreadId,
    /// The entry.
    pub id: EntryId,
    /// SHA-256 in hex of the sealed bytes.
    pub digest: String,
    /// For how many recipients it was sealed.
    stanzas: Option<usize>,
    what: What,
}

/// What entries are opened and judged with.
pub struct Opener<'a> {
    /// The caseworker's key.
    pub identity: &'a Identity,
    /// The trusted set.
    pub pins: &'a Pins,
}

impl Opener<'_> {
    /// Takes the seal off. What does not open is not an error: anybody can send junk.
    pub fn unseal(&self, line: EntryLine, digest: String) -> Unsealed {
        let EntryLine { thread, id, direction, sealed, .. } = line;
        let (stanzas, what) = match SealedEntry::from_bytes(direction, sealed.0) {
            Err(_) => (None, What::Opened(Opened::Junk(Junk::Closed))),
            Ok(SealedEntry::ToReporter(_)) => (None, What::Opened(Opened::Answer)),
            Ok(SealedEntry::FromReporter(sealed) | SealedEntry::Desk(sealed)) => {
                match self.identity.open_counted(&sealed) {
                    Ok((plain, stanzas)) => (Some(stanzas), self.read(&plain, direction, thread, id)),
                    Err(_) => (None, What::Opened(Opened::Junk(Junk::Closed))),
                }
            }
        };
        Unsealed { thread, id, digest, stanzas, what }
    }

    fn read(&self, plain: &Plain, direction: Direction, thread: ThreadId, id: EntryId) -> What {
        let Ok(document) = DeskDocument::parse(plain) else {
            return What::Opened(Opened::Junk(Junk::Unknown));
        };
        What::Opened(match (direction, document) {
            (Direction::FromReporter, DeskDocument::Report(report)) => Opened::Report(Box::new(report)),
            (Direction::FromReporter, DeskDocument::Message(message)) => Opened::Message(Box::new(message)),
            (Direction::Desk, DeskDocument::Note(note)) => return self.note(&note, thread, id),
            _ => Opened::Junk(Junk::Misplaced),
        })
    }

    fn note(&self, note: &Note, thread: ThreadId, id: EntryId) -> What {
        let signed = |keys: &dyn Fn(&str) -> Vec<_>| note.verify(keys, self.pins.instance, thread, id);
        let present = signed(&|desk| self.pins.keys_of(desk)).map(|note| (note, Signer::Present));
        let former = || signed(&|desk| self.pins.former_keys_of(desk)).map(|note| (note, Signer::Former));
        let unknown = || note.unverified().map(|note| (note, Signer::Unknown));
        match present.or_else(former).or_else(unknown) {
            Some((note, signer)) => What::Note(Box::new(note), signer),
            None => What::Opened(Opened::Junk(Junk::NotFromDesk)),
        }
    }
}

/// For which set an entry stands sealed, as a present caseworker signed who sealed it anew. By
/// entry and the digest of its bytes.
#[derive(Default)]
pub struct Vouched(BTreeMap<(EntryId, String), String>);

impl Vouched {
    /// All that present caseworkers vouch for in a thread.
    pub fn of(entries: &[Unsealed]) -> Self {
        let mut vouched = Self::default();
        for entry in entries {
            let What::Note(note, Signer::Present) = &entry.what else { continue };
            let NoteContent::Resealed { set, entries } = &note.content else { continue };
            for resealed in entries {
                vouched.0.insert((resealed.entry, resealed.now.clone()), set.clone());
            }
        }
        vouched
    }

    /// The fingerprint of that set.
    pub fn set_of(&self, id: EntryId, digest: &str) -> Option<&str> {
        self.0.get(&(id, digest.to_owned())).map(String::as_str)
    }
}

impl Unsealed {
    /// Believes a note if a present caseworker signed it; one of a former colleague only if it was
    /// here before they left, or if a present one vouches for its bytes. So nobody who has left can
    /// add anything, and nothing that they wrote is lost.
    pub fn judged(self, vouched: &Vouched, pins: &Pins, warnings: &mut Vec<Warning>) -> Judged {
        let Self { thread, id, digest, stanzas, what } = self;
        let opened = match what {
            What::Opened(opened) => opened,
            What::Note(note, Signer::Present) => Opened::Note(note),
            What::Note(note, _) if vouched.set_of(id, &digest).is_some() => Opened::Note(note),
            What::Note(note, Signer::Former) if pins.knows(thread, id, &digest) => Opened::Note(note),
            What::Note(..) => Opened::Junk(Junk::NotFromDesk),
        };
        let anew = vouched.set_of(id, &digest);
        let sealed_for = anew.or(opened.sealed_for()).map(str::to_owned);
        // Nothing is said of what does not open: it is listed already.
        if let Some(set) = &sealed_for
            && !stanzas.is_some_and(|stanzas| pins.trusts(stanzas, set))
        {
            warnings.push(Warning::SealedFor(id));
        }
        Judged { id, digest, vouched: anew.is_some(), sealed_for, opened }
    }
}

/// An entry, believed as far as it can be.
pub struct Judged {
    /// The entry.
    pub id: EntryId,
    /// SHA-256 in hex of the sealed bytes.
    pub digest: String,
    /// Whether a present caseworker signed that they sealed these bytes anew.
    pub vouched: bool,
    /// The fingerprint of the set it is sealed for, as somebody said who is believed.
    pub sealed_for: Option<String>,
    /// What it is.
    pub opened: Opened,
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

    /// The set that the document itself names.
    fn sealed_for(&self) -> Option<&str> {
        match self {
            Self::Note(note) => Some(&note.sealed_for),
            opened => opened.writing().map(|writing| writing.sealed_for.as_str()),
        }
    }
}

/// An entry as it came, with its digest.
pub fn unseal(opener: &Opener<'_>, line: EntryLine) -> Unsealed {
    let digest = digest(&line.sealed.0);
    opener.unseal(line, digest)
}
