//! Plan of an export: to whom it goes and what goes, before anything is made. It asks nobody anything,
//! so that the verb, the screen and the colleague who agrees all build the same from it.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::content::Content;
use super::paper_words::paper;
use super::redact::Redactor;
use super::text;
use crate::case::Case;
use crate::error::{self, DeskError};
use zegel_core::document::{Draft, NoteContent, SignedNote};
use zegel_core::i18n::Language;
use zegel_core::json::to_json;

/// To whom it goes, and what goes.
#[derive(Clone)]
pub struct Plan {
    /// Who gets it.
    pub receiver: String,
    /// All that was decided and written.
    pub draft: Draft,
    /// What is left out, word for word.
    pub redact: Vec<String>,
}

impl Plan {
    /// As a note asks a colleague about it; nothing for any other note, and for those that an earlier
    /// program wrote.
    pub fn from_note(note: &SignedNote) -> Option<Self> {
        let NoteContent::ExportAsked { receiver, redact, draft, .. } = &note.content else { return None };
        let draft = draft.as_deref()?.clone();
        Some(Self { receiver: receiver.clone(), draft, redact: redact.clone() })
    }

    /// What goes out of this case.
    pub fn content(&self, case: &Case) -> Result<Content, DeskError> {
        Content::new(case, &self.draft, &self.redactor()?)
    }

    /// The same with nothing left out of it, in which lines are chosen.
    pub fn whole(&self, case: &Case) -> Result<Content, DeskError> {
        let draft = Draft { lines: Vec::new(), ..self.draft.clone() };
        Content::new(case, &draft, &Redactor::new(&[], &paper().mark)?)
    }

    /// What leaves words out.
    pub fn redactor(&self) -> Result<Redactor, DeskError> {
        Redactor::new(&self.redact, &paper().mark)
    }

    /// SHA-256 in hex of what goes and on what terms: the text, the answers word for word, and all that
    /// was decided. Who agrees to it agrees to nothing else.
    pub fn digest(&self, content: &Content) -> String {
        let mut hash = Sha256::new_with_prefix(b"zegel/export/v2\n");
        hash.update(text::body(content));
        hash.update(b"\n");
        hash.update(content.verbatim());
        hash.update(b"\n");
        hash.update(to_json(&self.draft));
        HEXLOWER.encode(&hash.finalize())
    }

    /// Refuses to hand on a case of which nobody knows whose it is.
    pub fn insist_on_one_reporter(case: &Case) -> Result<(), DeskError> {
        case.insist_on_one_document()?;
        if case.is_of_two() { Err(error::case::two_reporters()) } else { Ok(()) }
    }
}

/// The language of the form in which the report was written.
pub fn language_of(case: &Case) -> Option<Language> {
    case.main_writing()?.language.as_deref().and_then(Language::from_code)
}
