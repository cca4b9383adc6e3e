//! What the desk did with a case, as its notes say: handed on to whom, what came of it, and how soon the
//! reporter was answered.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Case;
use zegel_core::calendar::Day;
use zegel_core::document::NoteContent;

/// The row of a hand-over of which the note does not say what the receiver is.
pub const NOT_SAID: &str = "not-said";
/// What a receiver can have told, and that it told nothing yet: what tells most comes first.
pub const OUTCOMES: [&str; 4] = ["used", "not-used", "unknown", "no-word"];
/// How soon an answer came, each with the most days for it.
pub const ANSWERED: [(&str, i32); 4] =
    [("one-day", 1), ("one-week", 7), ("two-weeks", 14), ("four-weeks", 28)];
/// An answer that came after all of these.
pub const LATER: &str = "later";
/// No answer.
pub const NOT_ANSWERED: &str = "not-answered";
/// A report or an answer whose day is not known, or an answer before the report.
pub const NOT_KNOWN: &str = "not-known";

impl Case {
    /// The kinds of receivers to which it was handed on, each once.
    pub fn receivers(&self) -> BTreeSet<String> {
        let exported = self.notes_of("exported");
        let kind = |note: &Value| note["receiver_kind"].as_str().unwrap_or(NOT_SAID).to_owned();
        exported.iter().map(kind).collect()
    }

    /// What came of handing it on, the most of what its receivers told; nothing where it was not.
    pub fn outcome(&self) -> Option<&'static str> {
        if self.notes_of("exported").is_empty() {
            return None;
        }
        let told = self.notes_of("outcome");
        let was_told = |outcome: &&&str| told.iter().any(|note| note["outcome"] == **outcome);
        Some(OUTCOMES.iter().find(was_told).copied().unwrap_or("no-word"))
    }

    /// How soon its reporter was answered.
    pub fn first_answer(&self, written: Option<Day>) -> &'static str {
        let replies = self.notes().filter(|(_, note)| matches!(note.content, NoteContent::Copy { .. }));
        let Some(first) = replies.map(|(_, note)| note.day).min() else { return NOT_ANSWERED };
        let Some(days) = written.map(|day| first.days_since(day)).filter(|days| *days >= 0) else {
            return NOT_KNOWN;
        };
        ANSWERED.iter().find(|(_, most)| days <= *most).map_or(LATER, |(name, _)| name)
    }

    /// The notes of a kind as they are written, by the names of their fields.
    fn notes_of(&self, kind: &str) -> Vec<Value> {
        let notes = self.history().into_iter().map(|(_, note)| json!(note.content));
        notes.filter(|note| note["type"] == kind).collect()
    }
}
