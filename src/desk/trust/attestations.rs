//! Attestations: what present caseworkers who open have signed about other entries of a case.

use std::collections::BTreeMap;

use crate::trust::authority::{Ruling, ruling};
use crate::trust::opening::{Content, Unverified};
use crate::trust::pins::Pins;
use zegel_core::document::NoteContent;
use zegel_core::id::EntryId;

/// All that present caseworkers attest to in one thread.
#[derive(Default)]
pub struct Attestations {
    /// The set for which these very sealed bytes were made, by entry and SHA-256 of the bytes.
    resealed: BTreeMap<(EntryId, String), String>,
    /// The same by colleagues who have left since, where this computer believed it while they were
    /// here. It takes suspicion away, and spares no entry from being sealed anew.
    resealed_before: BTreeMap<(EntryId, String), String>,
    /// Who attests to a former colleague's note, by entry and SHA-256 of the document.
    notes: BTreeMap<(EntryId, String), String>,
}

impl Attestations {
    /// Those of a thread whose Lamport numbers can have reached `reach`.
    pub fn new(entries: &[Unverified], reach: u32, pins: &Pins) -> Self {
        let mut attestations = Self::default();
        for entry in entries {
            let Content::Note(note, author) = &entry.content else { continue };
            if note.lamport > reach {
                continue;
            }
            let document = entry.document.as_deref().unwrap_or_default();
            match ruling(*author, note.content.kind()) {
                Ruling::Counts => attestations.add(&note.author, &note.content),
                Ruling::HistoryOfFormer if pins.knows(entry.thread, entry.id, document) => {
                    attestations.resealed_before.extend(resealed(&note.content));
                }
                Ruling::AsFormer | Ruling::HistoryOfFormer | Ruling::Rejected => {}
            }
        }
        attestations
    }

    fn add(&mut self, author: &str, content: &NoteContent) {
        self.resealed.extend(resealed(content));
        if let NoteContent::Attested { notes } = content {
            for note in notes {
                self.notes.insert((note.entry, note.document.clone()), author.to_owned());
            }
        }
    }

    /// The fingerprint of the set for which these sealed bytes were made, as somebody signed who
    /// made them.
    pub fn resealed_for(&self, id: EntryId, sealed: &str) -> Option<&str> {
        self.resealed.get(&(id, sealed.to_owned())).map(String::as_str)
    }

    /// The same, as it was signed by somebody who has left since.
    pub fn resealed_before_for(&self, id: EntryId, sealed: &str) -> Option<&str> {
        self.resealed_before.get(&(id, sealed.to_owned())).map(String::as_str)
    }

    /// Who attests to this note.
    pub fn attests(&self, id: EntryId, document: &str) -> Option<&str> {
        self.notes.get(&(id, document.to_owned())).map(String::as_str)
    }
}

/// What a note says of sealed bytes: the entry, their digest, and the set they were made for.
fn resealed(content: &NoteContent) -> Vec<((EntryId, String), String)> {
    let NoteContent::Resealed { set, entries } = content else { return Vec::new() };
    entries.iter().map(|resealed| ((resealed.entry, resealed.now.clone()), set.clone())).collect()
}
