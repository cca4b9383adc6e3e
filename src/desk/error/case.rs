//! Errors about a case, and about what is written in it.

use std::fmt::Display;

use super::{DeskError, Kind};
use zegel_core::document::Refused;

/// An id with which no thread begins.
pub fn unknown(id: impl Display) -> DeskError {
    DeskError::new(Kind::Unknown, |words| &words.desk_errors.unknown).with("id", id)
}

/// An id with which more than one thread begins, and the first of those.
pub fn ambiguous(id: impl Display, ids: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.ambiguous).with("id", id).with("ids", ids)
}

/// A report that the reporter withdrew.
pub fn withdrawn(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.withdrawn).with("id", id)
}

/// A name that no colleague has, and the names there are.
pub fn no_colleague(name: &str, names: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.no_colleague).with("name", name).with("names", names)
}

/// A word that is no label.
pub fn label() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.label)
}

/// A report that is not withdrawn, or of which no copy is left to keep.
pub fn nothing_to_keep(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.nothing_to_keep).with("id", id)
}

/// A case in which no document says where a reply goes.
pub fn no_reporter(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.no_reporter).with("id", id)
}

/// A case in which the field that says where a reply goes is odd.
pub fn odd_place(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.odd_place).with("id", id)
}

/// A case in which two documents say where a reply goes, and differ.
pub fn two_reporters() -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.two_reporters)
}

/// A text with nothing in it.
pub fn empty() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.empty)
}

/// An act that needs a reason, without one.
pub fn no_reason() -> DeskError {
    DeskError::not_done(|words| &words.outside.no_reason)
}

/// Bytes that are no text in UTF-8.
pub fn not_text() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.not_text)
}

/// A text with more characters than can be sent.
pub fn too_long(count: usize, most: usize) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.long).with("count", count).with("max", most)
}

impl From<Refused> for DeskError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooLong { count, most } => too_long(count, most),
            Refused::Empty | Refused::Unread => empty(),
        }
    }
}
