//! What was handed on of a case, to which kind of receiver, and what came of it: read from the notes.

use super::Case;
use zegel_core::calendar::Day;
use zegel_core::document::{NoteContent, Outcome, ReceiverKind};

/// Export of a case, as the notes tell it.
pub struct HandedOn<'a> {
    /// Its own random number.
    pub number: &'a str,
    /// Who got it.
    pub receiver: &'a str,
    /// What the receiver is; nothing where an earlier program did not ask.
    pub kind: Option<ReceiverKind>,
    /// The day of the note.
    pub day: Day,
    /// What came of it, as it was told last; nothing if nobody told.
    pub outcome: Option<Outcome>,
}

impl Case {
    /// All exports of the case, in the order of the notes.
    pub fn handed_on(&self) -> Vec<HandedOn<'_>> {
        let mut exports: Vec<HandedOn<'_>> = Vec::new();
        for (_, note) in self.history() {
            if let NoteContent::Exported(exported) = &note.content {
                exports.push(HandedOn {
                    number: &exported.number,
                    receiver: &exported.receiver,
                    kind: exported.receiver_kind,
                    day: note.day,
                    outcome: None,
                });
            }
            if let NoteContent::Outcome { export, outcome } = &note.content {
                for known in exports.iter_mut().filter(|known| known.number == export) {
                    known.outcome = Some(*outcome);
                }
            }
        }
        exports
    }
}
