//! Where a case stands: folded from the notes, the same on every desk. Notes are put in order by
//! their Lamport numbers; where two colleagues wrote at once the id decides, and both stay in the history.

use std::collections::BTreeSet;

use super::Case;
use zegel_core::document::{NoteContent, SignedNote, Status};
use zegel_core::id::EntryId;

/// Where a case stands.
#[derive(Default)]
pub struct State<'a> {
    /// As a caseworker set it; nothing if nobody did.
    pub status: Option<Status>,
    /// Why, if that was said.
    pub reason: Option<&'a str>,
    /// Who has it.
    pub assigned: Option<&'a str>,
    /// How the team sorts it.
    pub labels: BTreeSet<&'a str>,
    /// Whether a caseworker put it first by hand.
    pub urgent: bool,
}

impl State<'_> {
    /// Whether there is nothing more to do.
    pub fn is_done(&self) -> bool {
        match self.status {
            Some(
                Status::Forwarded | Status::NoAction | Status::NoReport | Status::SetAside | Status::Closed,
            ) => true,
            Some(Status::New | Status::Reading | Status::QuestionAsked | Status::Waiting) | None => false,
        }
    }
}

impl Case {
    /// The notes in their order.
    pub fn history(&self) -> Vec<(EntryId, &SignedNote)> {
        let mut notes: Vec<_> = self.notes().collect();
        notes.sort_by_key(|(id, note)| (note.lamport, *id));
        notes
    }

    /// Whether a caseworker has done more with it than read it, or said that nothing is to be done.
    pub fn is_worked_on(&self) -> bool {
        self.notes().any(|(_, note)| match &note.content {
            NoteContent::Seen { .. } | NoteContent::Resealed { .. } | NoteContent::Attested { .. } => false,
            NoteContent::Status { status, .. } => {
                matches!(status, Status::QuestionAsked | Status::Waiting | Status::Forwarded)
            }
            NoteContent::Urgent { urgent } => *urgent,
            NoteContent::Text { .. }
            | NoteContent::Copy { .. }
            | NoteContent::Assigned { .. }
            | NoteContent::HandedOver { .. }
            | NoteContent::Labelled { .. }
            | NoteContent::ExportAsked { .. }
            | NoteContent::ExportConfirmed { .. }
            | NoteContent::Exported(_)
            | NoteContent::Outcome { .. }
            | NoteContent::KeptLonger { .. } => true,
        })
    }

    /// Where it stands.
    pub fn state(&self) -> State<'_> {
        let mut state = State::default();
        for (_, note) in self.history() {
            state.apply(&note.content);
        }
        state
    }
}

impl<'a> State<'a> {
    fn apply(&mut self, content: &'a NoteContent) {
        match content {
            NoteContent::Status { status, reason } => {
                (self.status, self.reason) = (Some(*status), reason.as_deref());
            }
            NoteContent::Assigned { to } => self.assigned = to.as_deref(),
            NoteContent::HandedOver { to, .. } => self.assigned = Some(to),
            NoteContent::Labelled { add, remove } => {
                self.labels.retain(|label| !remove.contains(*label));
                self.labels.extend(add.iter().map(String::as_str));
            }
            NoteContent::Urgent { urgent } => self.urgent = *urgent,
            NoteContent::Exported(_) => (self.status, self.reason) = (Some(Status::Forwarded), None),
            NoteContent::Text { .. }
            | NoteContent::Seen { .. }
            | NoteContent::Copy { .. }
            | NoteContent::Resealed { .. }
            | NoteContent::ExportAsked { .. }
            | NoteContent::ExportConfirmed { .. }
            | NoteContent::Outcome { .. }
            | NoteContent::Attested { .. }
            | NoteContent::KeptLonger { .. } => {}
        }
    }
}
