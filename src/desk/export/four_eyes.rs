//! "Who could know this?" What only one person can know names that person, whatever it leaves out
//! of a name. So it goes only once something telling was left out and it is judged anew, or once a
//! second caseworker has looked at these very words.

use crate::case::Case;
use crate::trust::verified::AuthorStatus;
use zegel_core::document::{KnownBy, NoteContent};
use zegel_core::id::EntryId;

/// What would go, by whom and to whom.
pub struct Asked<'a> {
    /// The caseworker.
    pub author: &'a str,
    /// Who would get it.
    pub receiver: &'a str,
    /// The digest of what would go.
    pub content: &'a str,
    /// What is left out of it.
    pub redact: &'a [String],
}

/// Whether it may go.
pub enum Verdict {
    /// It may, with this confirmation if it needed one.
    Goes(Option<EntryId>),
    /// A colleague has to look first. This note already asks for it, if there is one.
    Waits(Option<EntryId>),
}

/// What the notes of the case say of it.
pub fn judge(case: &Case, asked: &Asked<'_>, known_by: KnownBy) -> Verdict {
    let requests = requests(case, asked);
    if let Some(confirmed) = requests.iter().find_map(|request| confirmation(case, *request, asked.author)) {
        return Verdict::Goes(Some(confirmed));
    }
    if known_by == KnownBy::One || !leaves_out_more(case, asked) {
        return Verdict::Waits(requests.first().copied());
    }
    Verdict::Goes(None)
}

/// Notes by which this caseworker asked for just this.
fn requests(case: &Case, asked: &Asked<'_>) -> Vec<EntryId> {
    let is_it = |content: &NoteContent| {
        let NoteContent::ExportAsked { receiver, content, .. } = content else { return false };
        receiver == asked.receiver && content == asked.content
    };
    let notes = case.history().into_iter().filter(|(_, note)| note.author == asked.author);
    notes.filter(|(_, note)| is_it(&note.content)).map(|(id, _)| id).collect()
}

/// The note by which somebody else agreed who is here now. The word of a former colleague, attested
/// or not, lets nothing leave the desk.
fn confirmation(case: &Case, request: EntryId, author: &str) -> Option<EntryId> {
    let is_it = |content: &NoteContent| matches!(content, NoteContent::ExportConfirmed { request: of } if *of == request);
    let mut notes =
        case.history().into_iter().filter(|(id, _)| case.author_status(*id) == Some(&AuthorStatus::Present));
    notes.find(|(_, note)| note.author != author && is_it(&note.content)).map(|(id, _)| id)
}

/// Whether more is left out than each time somebody judged that only one person could know it.
/// Else that judgement stands, whatever is said now.
fn leaves_out_more(case: &Case, asked: &Asked<'_>) -> bool {
    case.notes().all(|(_, note)| {
        let NoteContent::ExportAsked { redact, content, .. } = &note.content else { return true };
        let before: Vec<String> = redact.iter().map(|text| text.to_lowercase()).collect();
        let is_new = |text: &String| !before.contains(&text.to_lowercase());
        content != asked.content && asked.redact.iter().any(is_new)
    })
}
