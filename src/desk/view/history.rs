//! What colleagues did with a case, a line each.

use crate::case::Case;
use crate::texts::Texts;
use crate::trust::verified::AuthorStatus;
use crate::view::answers;
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::i18n::interpolate;
use zegel_core::id::EntryId;

/// Where the case stands, in a line; nothing if nobody has said.
pub fn state(case: &Case, texts: Texts) -> Option<String> {
    let words = &texts.desk.desk;
    let state = case.state();
    let labels: Vec<&str> = state.labels.iter().copied().collect();
    let parts = [
        state.urgent.then(|| words.by_hand.clone()),
        state.status.map(|status| answers::status(status, texts).to_owned()),
        state.assigned.map(|desk| interpolate(&words.with, &[("desk", desk)])),
        (!labels.is_empty()).then(|| interpolate(&words.labels, &[("labels", &labels.join(", "))])),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// What a note did, and the words in it. Nothing of what is shown elsewhere: the words of answers, and
/// that entries were sealed anew.
pub fn line(id: EntryId, note: &SignedNote, case: &Case, texts: Texts) -> Option<(String, Option<String>)> {
    if matches!(note.content, NoteContent::Resealed { .. }) {
        return None;
    }
    let by = author(id, note, case, texts);
    line_by(&by, note, texts)
}

/// Administration that is no part of what people did with the case: for which sets of keys it was sealed
/// anew, a line for each set however often somebody went on with it.
pub fn reseals(case: &Case, texts: Texts) -> Vec<String> {
    let mut sets: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    let history = case.history();
    for (id, note) in history.iter().rev() {
        let NoteContent::Resealed { set, .. } = &note.content else { continue };
        if sets.contains(&set.as_str()) {
            continue;
        }
        sets.push(set);
        let by = author(*id, note, case, texts);
        let day = note.day.to_string();
        lines.push(interpolate(&texts.desk.triage.resealed, &[("desk", &by), ("day", &day)]));
    }
    lines.reverse();
    lines
}

/// A former colleague's note to which nobody has attested, as what it is.
pub fn unattested(note: &SignedNote, texts: Texts) -> Option<(String, Option<String>)> {
    line_by(&interpolate(&texts.desk.trust.former, &[("name", &note.author)]), note, texts)
}

/// The name of the author, and how they stand to the desk where that must be said.
pub fn author(id: EntryId, note: &SignedNote, case: &Case, texts: Texts) -> String {
    let words = &texts.desk.trust;
    match case.author_status(id) {
        Some(AuthorStatus::Former { attested_by: Some(by) }) => {
            interpolate(&words.former_attested, &[("name", &note.author), ("by", by)])
        }
        Some(AuthorStatus::Former { attested_by: None }) => {
            interpolate(&words.former, &[("name", &note.author)])
        }
        Some(AuthorStatus::Present) | None => note.author.clone(),
    }
}

fn line_by(by: &str, note: &SignedNote, texts: Texts) -> Option<(String, Option<String>)> {
    let words = &texts.desk.desk;
    let (title, value, text) = match &note.content {
        NoteContent::Text { text } => (&words.note_title, String::new(), Some(text)),
        NoteContent::Seen { entries } if entries.is_empty() => return None,
        NoteContent::Seen { .. } => (&words.seen_by, String::new(), None),
        NoteContent::Copy { .. } => return None,
        NoteContent::Status { status, reason } => {
            (&words.did_status, answers::status(*status, texts).to_owned(), reason.as_ref())
        }
        NoteContent::Assigned { to: Some(to) } => (&words.did_assign, to.clone(), None),
        NoteContent::Assigned { to: None } => (&words.did_take, String::new(), None),
        NoteContent::HandedOver { to, text } => (&words.did_hand_over, to.clone(), Some(text)),
        NoteContent::Labelled { add, remove } => {
            let added = add.iter().map(|label| format!("+{label}"));
            let removed = remove.iter().map(|label| format!("-{label}"));
            (&words.did_label, added.chain(removed).collect::<Vec<_>>().join(" "), None)
        }
        NoteContent::Urgent { urgent: true } => (&words.did_urgent, String::new(), None),
        NoteContent::Urgent { urgent: false } => (&words.did_urgent_not, String::new(), None),
        NoteContent::Resealed { entries, .. } => (&words.did_reseal, entries.len().to_string(), None),
        NoteContent::ExportAsked { receiver, .. } => (&words.did_ask, receiver.clone(), None),
        NoteContent::Outcome { export, outcome } => {
            let value = format!("{export}: {}", answers::outcome(*outcome, texts));
            (&texts.desk.handing_on.did_outcome, value, None)
        }
        NoteContent::ExportConfirmed { .. } => (&words.did_confirm, String::new(), None),
        NoteContent::Attested { notes } => (&texts.desk.trust.did_attest, notes.len().to_string(), None),
        NoteContent::KeptLonger { reason } => {
            (&texts.desk.trust.did_keep_longer, String::new(), Some(reason))
        }
        NoteContent::Exported(exported) => {
            let reason = exported.against_wish.as_ref().map(|against| &against.reason);
            let value = format!("{} ({})", exported.receiver, exported.number);
            (&words.did_export, value, reason)
        }
    };
    let day = note.day.to_string();
    let title = interpolate(title, &[("desk", by), ("day", &day), ("value", &value)]);
    Some((title, text.cloned()))
}
