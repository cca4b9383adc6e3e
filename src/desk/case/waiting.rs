//! Colleagues who wait for one caseworker: a request for a second look, and a case that was handed over.

use super::Case;
use crate::trust::verified::AuthorStatus;
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::id::EntryId;

impl Case {
    /// Whether a present colleague asked for a second look that nobody has given, and has not handed the
    /// case on since.
    pub fn asks_second_look(&self, me: &str) -> bool {
        let history = self.history();
        let asks = |note: &SignedNote| matches!(note.content, NoteContent::ExportAsked { .. });
        // What a colleague asked last stands in the place of what they asked before.
        let mut answered: Vec<&str> = Vec::new();
        for (at, (id, note)) in history.iter().enumerate().rev() {
            if !asks(note) || answered.contains(&note.author.as_str()) {
                continue;
            }
            answered.push(&note.author);
            let is_present = self.author_status(*id) == Some(&AuthorStatus::Present);
            if note.author != me && is_present && !is_answered(*id, note, &history[at + 1..]) {
                return true;
            }
        }
        false
    }

    /// Whether the case was handed over to this caseworker, who has written nothing in it since. That it
    /// was read is no answer: who reads it may still have all to do.
    pub fn is_handed_over_to(&self, me: &str) -> bool {
        let mut is_handed_over = false;
        for (_, note) in self.history() {
            let is_silent = matches!(note.content, NoteContent::Seen { .. } | NoteContent::Resealed { .. });
            if let NoteContent::HandedOver { to, .. } = &note.content {
                is_handed_over = to == me;
            } else if matches!(note.content, NoteContent::Assigned { .. })
                || (note.author == me && !is_silent)
            {
                is_handed_over = false;
            }
        }
        is_handed_over
    }
}

/// Whether somebody else agreed, or the one who asked has handed the case on, in what came after.
fn is_answered(request: EntryId, asked: &SignedNote, after: &[(EntryId, &SignedNote)]) -> bool {
    after.iter().any(|(_, note)| {
        let is_author = note.author == asked.author;
        if let NoteContent::ExportConfirmed { request: of } = &note.content {
            *of == request && !is_author
        } else {
            matches!(note.content, NoteContent::Exported(_)) && is_author
        }
    })
}
