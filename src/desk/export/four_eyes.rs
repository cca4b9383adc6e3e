//! "Who could know this?" What only one person can know names that person, whatever it leaves out
//! of a name. So it goes only once something telling was left out and it is judged anew, or once a
//! second caseworker has looked at these very words.

use super::plan::Plan;
use crate::case::Case;
use crate::trust::verified::AuthorStatus;
use zegel_core::document::{KnownBy, NoteContent, SignedNote};
use zegel_core::id::EntryId;

/// What would go, by whom and to whom.
pub struct Asked<'a> {
    /// The caseworker.
    pub author: &'a str,
    /// To whom, and what was decided.
    pub plan: &'a Plan,
    /// The digest of what would go.
    pub content: &'a str,
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
        *receiver == asked.plan.receiver && content == asked.content
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

/// The newest request of this caseworker to which somebody else agreed who is here now, with that
/// agreement. What was handed on since is not handed on again so.
pub fn agreed_to<'a>(case: &'a Case, author: &str) -> Option<(EntryId, &'a SignedNote)> {
    let history = case.history();
    let used: Vec<EntryId> = history.iter().filter_map(|(_, note)| used_by(note)).collect();
    let mut own = history.iter().rev().filter(|(_, note)| note.author == author);
    own.find_map(|(id, note)| {
        let confirmed = confirmation(case, *id, author).filter(|confirmed| !used.contains(confirmed))?;
        Some((confirmed, *note))
    })
}

fn used_by(note: &SignedNote) -> Option<EntryId> {
    let NoteContent::Exported(exported) = &note.content else { return None };
    exported.confirmed
}

/// Whether a note asks for just what has this digest.
pub fn asks_for(note: &SignedNote, digest: &str) -> bool {
    matches!(&note.content, NoteContent::ExportAsked { content, .. } if content == digest)
}

/// Whether more is left out than each time somebody judged that only one person could know it.
/// Else that judgement stands, whatever is said now.
fn leaves_out_more(case: &Case, asked: &Asked<'_>) -> bool {
    let now = left_out(&asked.plan.redact, &asked.plan.draft.lines);
    case.notes().all(|(_, note)| {
        let NoteContent::ExportAsked { redact, content, draft, .. } = &note.content else { return true };
        let lines = draft.as_ref().map(|draft| draft.lines.as_slice()).unwrap_or_default();
        let before = left_out(redact, lines);
        content != asked.content && now.iter().any(|text| !before.contains(text))
    })
}

/// Words and lines that stay behind, as they are compared.
fn left_out(redact: &[String], lines: &[String]) -> Vec<String> {
    redact.iter().chain(lines).map(|text| text.to_lowercase()).collect()
}
