//! What tells one report of a list from another: the name by which it is called, where it was, and what
//! is in it. The story stays closed.

use crate::case::Case;
use crate::case::call_name::call_name;
use crate::case::triage::Row;
use crate::text::{clean, columns};
use crate::texts::Texts;
use crate::view::answers;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// Columns of where it was.
const PLACE: usize = 30;

/// Facts of a case that its row does not hold.
pub struct Facts {
    /// Where it was, in the reporter's words.
    place: Option<String>,
    /// How many documents no colleague has read.
    unread: usize,
    /// How many signs there are in it by which another can be about the same.
    signs: usize,
    /// Another report whose words are like these.
    like: Option<ThreadId>,
}

impl Facts {
    /// The facts of a case, its signs counted and another one like it found already.
    pub fn new(case: &Case, signs: usize, like: Option<ThreadId>) -> Self {
        Self { place: place(case), unread: case.unread().len(), signs, like }
    }

    /// Each fact in words, the call name first.
    pub fn words(&self, row: &Row, short: usize, texts: Texts) -> Vec<String> {
        let words = &texts.desk.reading;
        let mut facts = vec![call_name(row.id, texts.language)];
        facts.extend(self.place.clone());
        if self.unread > 1 {
            facts.push(interpolate(&words.unread, &[("count", &self.unread.to_string())]));
        }
        if self.signs > 0 {
            facts.push(interpolate(&words.signs, &[("count", &self.signs.to_string())]));
        }
        let id = |id: ThreadId| id.to_string().chars().take(short).collect::<String>();
        facts.extend(self.like.map(|other| interpolate(&words.like, &[("id", &id(other))])));
        // Who has it stands in the column of the status, and would hide where it stands.
        if let Some(status) = row.status.filter(|_| row.assigned.is_some()) {
            facts.push(answers::status(status, texts).to_owned());
        }
        facts.extend(row.labels.iter().map(|label| format!("#{label}")));
        facts
    }
}

/// Where it was, as far as there is room.
fn place(case: &Case) -> Option<String> {
    let (_, report) = case.reports().next()?;
    let text = report.writing.answers.get("where")?.values().next()?;
    let text = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    Some(shortened(&text)).filter(|text| !text.is_empty())
}

/// The text, or its first words with a sign that there are more.
fn shortened(text: &str) -> String {
    let mut column = 0;
    let mut room = 0;
    for (at, c) in text.char_indices() {
        column += columns(c);
        if column > PLACE {
            let start = &text[..room];
            // A script without spaces has no words that can be told apart here.
            let end = if text[room..].starts_with(' ') { Some(room) } else { start.rfind(' ') };
            return format!("{}…", &start[..end.unwrap_or(room)]);
        }
        // One column is left for the sign.
        if column < PLACE {
            room = at + c.len_utf8();
        }
    }
    text.to_owned()
}
