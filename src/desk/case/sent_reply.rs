//! Replies as the desk has them: only the reporter opens a reply, so its author keeps a copy in a note.

use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::id::EntryId;

/// Words of the desk to the reporter, from the desk's own copy.
pub struct SentReply<'a> {
    /// The reply's id.
    pub id: EntryId,
    /// Its number.
    pub number: u32,
    /// Its words.
    pub text: &'a str,
    /// The entry that holds the note below.
    pub noted: EntryId,
    /// Who wrote it, and when.
    pub note: &'a SignedNote,
}

impl<'a> SentReply<'a> {
    /// The copy in a note, if the note holds one.
    pub fn from_note(noted: EntryId, note: &'a SignedNote) -> Option<Self> {
        let NoteContent::Copy { reply, number, text, .. } = &note.content else { return None };
        Some(Self { id: *reply, number: *number, text, noted, note })
    }
}
