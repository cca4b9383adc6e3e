//! Note: what a caseworker writes for the desk, signed so that nobody else can change a case.

use serde::{Deserialize, Serialize};

use super::note_content::NoteContent;
use super::writing::json;
use super::{Head, NotADocument, VERSION};
use crate::calendar::Day;
use crate::id::{EntryId, Instance, ThreadId};
use crate::json::to_json;
use crate::seal::{Document, ForDesk, Plain};
use crate::signature::{DeskKey, DeskPublicKey, NoteBytes};

/// A note as it is stored: the signed text, byte for byte, and the signature.
pub struct Note {
    note: String,
    signature: String,
}

/// The content of a note, with who says so. Nothing in it is believed before
/// [`Note::is_signed_by`] has been asked about a key of its author.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedNote {
    /// The pseudonym of the caseworker who wrote it.
    pub author: String,
    /// The day it was written.
    pub day: Day,
    /// The Lamport clock of the thread: one more than the highest that its author had seen in the thread. It puts
    /// the notes of a case in the same order on every desk, without a clock.
    pub lamport: u32,
    /// The fingerprint of the recipients it was sealed for.
    pub sealed_for: String,
    /// What it says.
    pub content: NoteContent,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteJson {
    zegel: u8,
    kind: String,
    note: String,
    signature: String,
}

impl SignedNote {
    /// Signs the note for the one entry in which it will stand.
    pub fn sign(&self, key: &DeskKey, instance: Instance, thread: ThreadId, entry: EntryId) -> Note {
        let note = to_json(self);
        let signature = key.sign(&NoteBytes::new(instance, thread, entry, &note));
        Note { note, signature }
    }
}

impl Note {
    pub(super) fn parse(plain: &Plain) -> Result<Self, NotADocument> {
        let NoteJson { note, signature, .. } = Head::read(plain, "note")?;
        Ok(Self { note, signature })
    }

    /// Whether this key signed the note for exactly this entry.
    pub fn is_signed_by(
        &self,
        key: DeskPublicKey,
        instance: Instance,
        thread: ThreadId,
        entry: EntryId,
    ) -> bool {
        key.verifies(&NoteBytes::new(instance, thread, entry, &self.note), &self.signature)
    }

    /// The content, whoever wrote it; nothing if it is of no known form.
    pub fn unverified(&self) -> Option<SignedNote> {
        serde_json::from_str(&self.note).ok()
    }
}

impl Document for Note {
    type Sealed = ForDesk;

    fn into_json(self) -> Plain {
        let Self { note, signature } = self;
        json(&NoteJson { zegel: VERSION, kind: "note".to_owned(), note, signature })
    }
}
