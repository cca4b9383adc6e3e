//! What tells one report of the list from another: the name by which it is called, where it was, and what
//! is in it. The story stays closed.

use crate::case::call_name::call_name;
use crate::screen::item::Item;
use crate::text::clean;
use crate::texts::Texts;
use crate::view::answers;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// So many characters of where it was.
const LONGEST_PLACE: usize = 20;

/// One line, the call name first.
pub fn line(item: &Item, short: usize, texts: Texts) -> String {
    let words = &texts.desk.reading;
    let mut facts = vec![call_name(item.row.id, texts.language)];
    facts.extend(place(item));
    let unread = item.case.unread().len();
    if unread > 1 {
        facts.push(interpolate(&words.unread, &[("count", &unread.to_string())]));
    }
    if item.signs > 0 {
        facts.push(interpolate(&words.signs, &[("count", &item.signs.to_string())]));
    }
    let id = |id: ThreadId| id.to_string().chars().take(short).collect::<String>();
    facts.extend(item.like.map(|other| interpolate(&words.like, &[("id", &id(other))])));
    // Who has it stands in the column of the status, and would hide where it stands.
    if let Some(status) = item.row.status.filter(|_| item.row.assigned.is_some()) {
        facts.push(answers::status(status, texts).to_owned());
    }
    facts.extend(item.row.labels.iter().map(|label| format!("#{label}")));
    facts.join(" · ")
}

/// Where it was, in the reporter's words.
fn place(item: &Item) -> Option<String> {
    let (_, report) = item.case.reports().next()?;
    let text = report.writing.answers.get("where")?.values().next()?;
    let text = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= LONGEST_PLACE {
        return Some(text);
    }
    let start: String = text.chars().take(LONGEST_PLACE - 1).collect();
    Some(format!("{start}…"))
}
