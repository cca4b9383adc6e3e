//! What a caseworker writes for the desk: signed, so that nobody else can change a case.

use serde::{Deserialize, Serialize};

use super::writing::json;
use super::{Head, NotADocument, VERSION};
use crate::calendar::Day;
use crate::id::{EntryId, Instance, ThreadId};
use crate::seal::{Document, ForDesk, Plain};
use crate::signature::{DeskKey, DeskPublicKey, NoteBytes};

/// A note as it is stored: the signed text, byte for byte, and the signature.
pub struct Note {
    note: String,
    signature: String,
}

/// What a note says.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum NoteContent {
    /// Words for colleagues.
    Text {
        /// The words.
        text: String,
    },
    /// These entries of the reporter have been read.
    Seen {
        /// Which.
        entries: Vec<EntryId>,
    },
    /// The desk's own copy of a reply, which only the reporter can open.
    Copy {
        /// The reply's own id.
        reply: EntryId,
        /// Its number.
        number: u32,
        /// Its words.
        text: String,
    },
}

/// A note whose signature is that of a caseworker of this desk.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedNote {
    /// The caseworker's pseudonym.
    pub desk: String,
    /// The day it was written.
    pub day: Day,
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
    /// Signs it for the one place where it will stand.
    pub fn sign(&self, key: &DeskKey, instance: Instance, thread: ThreadId, entry: EntryId) -> Note {
        let note = serde_json::to_string(self).unwrap_or_default();
        let signature = key.sign(&NoteBytes::new(instance, thread, entry, &note));
        Note { note, signature }
    }
}

impl Note {
    pub(super) fn parse(plain: &Plain) -> Result<Self, NotADocument> {
        let NoteJson { note, signature, .. } = Head::read(plain, "note")?;
        Ok(Self { note, signature })
    }

    /// What it says, if the caseworker it names signed it for this place. Else it is not from
    /// the desk and means nothing.
    pub fn verify(
        &self,
        key_of: impl Fn(&str) -> Option<DeskPublicKey>,
        instance: Instance,
        thread: ThreadId,
        entry: EntryId,
    ) -> Option<SignedNote> {
        let note: SignedNote = serde_json::from_str(&self.note).ok()?;
        let bytes = NoteBytes::new(instance, thread, entry, &self.note);
        key_of(&note.desk)?.verifies(&bytes, &self.signature).then_some(note)
    }
}

impl Document for Note {
    type Sealed = ForDesk;

    fn into_json(self) -> Plain {
        let Self { note, signature } = self;
        json(&NoteJson { zegel: VERSION, kind: "note".to_owned(), note, signature })
    }
}
