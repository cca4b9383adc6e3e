//! The words that people wrote in a case.

use crate::case::Case;
use crate::text::clean;
pub use crate::text::folding::fold;
use zegel_core::document::{NoteContent, Received, SignedNote};
use zegel_core::questionnaire::questionnaire;

impl Case {
    /// What reporters wrote in their own words.
    pub fn reporters_texts(&self) -> Vec<&str> {
        let writings = self.entries.iter().filter_map(|entry| entry.opened.writing());
        writings.flat_map(own_words).collect()
    }

    /// The same, each with the language of the page on which it was written.
    pub fn reporters_words(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let writings = self.entries.iter().filter_map(|entry| entry.opened.writing());
        writings.flat_map(|writing| own_words(writing).map(|text| (text, writing.language.as_deref())))
    }

    /// What colleagues wrote for each other.
    pub fn colleagues_texts(&self) -> Vec<&str> {
        self.history().into_iter().flat_map(|(_, note)| for_colleagues(note)).collect()
    }

    /// All that anybody wrote, cleaned, a text a line or more.
    pub fn all_text(&self) -> String {
        let copies = self.copies();
        let replies = copies.iter().map(|copy| copy.text);
        let texts = self.reporters_texts().into_iter().chain(replies).chain(self.colleagues_texts());
        texts.map(clean).collect::<Vec<_>>().join("\n")
    }
}

/// The answers, but for choices of the form.
fn own_words(writing: &Received) -> impl Iterator<Item = &str> {
    writing.answers.iter().flat_map(|(id, answer)| {
        let question = questionnaire().get(id);
        answer.values().filter(move |value| !question.is_some_and(|question| question.allows(value)))
    })
}

fn for_colleagues(note: &SignedNote) -> Vec<&str> {
    match &note.content {
        NoteContent::Text { text } | NoteContent::HandedOver { text, .. } => vec![text],
        NoteContent::KeptLonger { reason } => vec![reason],
        // Labels that were taken off are still in the history.
        NoteContent::Labelled { add, remove } => add.iter().chain(remove).map(String::as_str).collect(),
        NoteContent::Status { reason, .. } => reason.iter().map(String::as_str).collect(),
        NoteContent::ExportAsked { receiver, .. } => vec![receiver],
        NoteContent::Exported(exported) => {
            let reason = exported.against_wish.iter().map(|against| against.reason.as_str());
            std::iter::once(exported.receiver.as_str()).chain(reason).collect()
        }
        NoteContent::Seen { .. }
        | NoteContent::Copy { .. }
        | NoteContent::Assigned { .. }
        | NoteContent::Urgent { .. }
        | NoteContent::Resealed { .. }
        | NoteContent::ExportConfirmed { .. }
        | NoteContent::Outcome { .. }
        | NoteContent::Attested { .. } => Vec::new(),
    }
}
