//! Documents: reports, messages, replies and notes, parsed and limited, with their JSON.
//!
//! None of these types has `Debug`, `Clone` or `Display`: words are sealed or shown, never
//! printed in passing. The JSON is described by `schema/*.schema.json`. Replies and notes are refused
//! with a field that is unknown; what a reporter wrote is read whatever its other fields are.

mod answers;
mod entry_digest;
mod fields;
mod handover;
mod named;
mod note;
mod note_content;
mod received;
mod reply;
mod writing;

use serde::Deserialize;

use self::fields::Fields;
use crate::seal::Plain;

pub use answers::{Answer, Answers, MESSAGE};
pub use entry_digest::EntryDigest;
pub use fields::{OddField, Oddity};
pub use handover::{AgainstWish, Draft, Exported, Ground, KnownBy, Outcome, ReceiverKind, Restated};
pub use note::{Note, SignedNote};
pub use note_content::{NoteContent, NoteKind, Resealed, Status};
pub use received::{Received, ReceivedMessage, ReceivedReport};
pub use reply::Reply;
pub use writing::{AuthorKey, Mark, Message, Position, Report, Writing};

/// The most Unicode scalar values that all texts of one report or message may have together.
pub const MOST_CHARACTERS: usize = 20_000;

/// The most Unicode scalar values of a reply, so that the page that shows it keeps its size.
pub const MOST_REPLY_CHARACTERS: usize = 2_000;

/// The version of all documents' JSON, in the field `zegel`.
const VERSION: u8 = 1;

/// Why a text or an answer is refused. Nothing of what was written is in the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is not a single word.
    #[error("there is no text")]
    Empty,
    /// More characters than fit.
    #[error("{count} characters, where at most {most} fit")]
    TooLong { count: usize, most: usize },
    /// A field that is not asked for, one that stands there twice, or a choice that is none.
    #[error("a field that is not asked for")]
    Unread,
}

/// Opened bytes that are no document of this service. Nothing of their content is in the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a document of this service, or of a later version")]
pub struct NotADocument;

/// A document that a desk opens, of any kind.
pub enum DeskDocument {
    /// The first words of a reporter.
    Report(ReceivedReport),
    /// Later words of a reporter.
    Message(ReceivedMessage),
    /// Something a caseworker wrote for the desk.
    Note(Note),
}

impl DeskDocument {
    /// Parses the JSON of any of the three. A note must be exactly one; of a reporter's document only
    /// the answers must be there. One of an unknown kind is treated as a message, which proves less
    /// than a report: no other document is checked against it.
    pub fn parse(plain: &Plain) -> Result<Self, NotADocument> {
        let fields = Fields::parse(plain)?;
        match fields.get("kind").and_then(serde_json::Value::as_str) {
            Some("note") => Note::parse(plain).map(Self::Note),
            Some("reply") => Err(NotADocument),
            Some("report") => ReceivedReport::read(fields).map(Self::Report),
            _ => ReceivedMessage::read(fields).map(Self::Message),
        }
    }
}

/// The two fields that every document has.
#[derive(Deserialize)]
struct Head {
    zegel: u8,
    kind: String,
}

impl Head {
    fn parse(plain: &Plain) -> Result<Self, NotADocument> {
        let head: Self = serde_json::from_slice(plain.as_bytes()).map_err(|_| NotADocument)?;
        if head.zegel == VERSION { Ok(head) } else { Err(NotADocument) }
    }

    /// Parses a document of this kind.
    fn read<'a, T: Deserialize<'a>>(plain: &'a Plain, kind: &str) -> Result<T, NotADocument> {
        if Self::parse(plain)?.kind != kind {
            return Err(NotADocument);
        }
        serde_json::from_slice(plain.as_bytes()).map_err(|_| NotADocument)
    }
}

/// Cleans a text: line ends become LF, other control characters but TAB are dropped, and nothing else is
/// changed, so that a name comes out as it was typed.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
