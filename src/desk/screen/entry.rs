//! Entries of a case: the text of one is begun, and a note is kept.

use std::sync::Arc;

use crate::screen::dialog::{Dialog, Purpose, Sheet};
use crate::screen::editor::Editor;
use crate::screen::effects::{self, Next};
use crate::screen::model::Screen;
use crate::view::answers;
use zegel_core::document::NoteContent;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// Far more than a line of labels or a reason needs.
pub const MOST_ON_LINE: usize = 400;

/// A text, with what was written on it before.
pub fn sheet(screen: &mut Screen, thread: ThreadId, purpose: Purpose) {
    let before = screen.drafts.get(&(thread, purpose.key())).cloned().unwrap_or_default();
    let editor = Editor::new(&before, purpose.most());
    screen.dialog = Some(Dialog::Sheet(Sheet { thread, purpose, editor }));
}

/// Keeps a note with a case.
pub fn say(screen: &Screen, thread: ThreadId, content: NoteContent) -> Next {
    let Some(item) = screen.list.find(thread) else { return Next::Stay };
    let words = &screen.texts.desk.screen;
    let done = match &content {
        NoteContent::Status { status, .. } => {
            interpolate(&words.done_status, &[("status", answers::status(*status, screen.texts))])
        }
        NoteContent::Assigned { to } => {
            interpolate(&words.done_assigned, &[("desk", to.as_ref().unwrap_or(&words.nobody))])
        }
        NoteContent::HandedOver { to, .. } => interpolate(&words.done_handed_over, &[("desk", to)]),
        NoteContent::Labelled { .. } => words.done_labels.clone(),
        NoteContent::Urgent { urgent: true } => words.done_urgent.clone(),
        NoteContent::Urgent { urgent: false } => words.done_not_urgent.clone(),
        NoteContent::Text { .. }
        | NoteContent::Seen { .. }
        | NoteContent::Copy { .. }
        | NoteContent::Resealed { .. }
        | NoteContent::ExportAsked { .. }
        | NoteContent::ExportConfirmed { .. }
        | NoteContent::Exported(_)
        | NoteContent::Outcome { .. }
        | NoteContent::Attested { .. }
        | NoteContent::KeptLonger { .. } => screen.texts.desk.desk.saved.clone(),
    };
    Next::Send(effects::say(Arc::clone(&item.case), content, done))
}
