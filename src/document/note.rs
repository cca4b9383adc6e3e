//! What a caseworker writes for the desk: signed, so that nobody else can change a case.

use std::collections::BTreeSet;

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
    /// Where the case stands.
    Status {
        /// From now on.
        status: Status,
        /// Why, in a caseworker's words.
        reason: Option<String>,
    },
    /// Who has the case.
    Assigned {
        /// A colleague's pseudonym, or nobody.
        to: Option<String>,
    },
    /// The case goes to a colleague, with words for them.
    HandedOver {
        /// The colleague's pseudonym.
        to: String,
        /// What they should know.
        text: String,
    },
    /// Words by which a team sorts its cases.
    Labelled {
        /// From now on.
        add: BTreeSet<String>,
        /// No longer.
        remove: BTreeSet<String>,
    },
    /// Set by hand: this comes first, or no longer.
    Urgent {
        /// Whether it does.
        urgent: bool,
    },
    /// Entries that were sealed anew, the document inside kept byte for byte.
    Resealed {
        /// The fingerprint of the set they are sealed for now.
        set: String,
        /// Which.
        entries: Vec<Resealed>,
    },
    /// Only one person could know what would be handed on: a colleague is asked to look.
    ExportAsked {
        /// Who would get it.
        receiver: String,
        /// SHA-256 in hex of the text that would go, so that nothing else can.
        content: String,
        /// What would be left out of it, word for word.
        redact: Vec<String>,
    },
    /// A second caseworker has looked and agrees.
    ExportConfirmed {
        /// The note that asked.
        request: EntryId,
    },
    /// The case was handed on: the chain of custody.
    Exported(Box<Exported>),
}

/// Where a case stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nobody has begun.
    New,
    /// Somebody is reading.
    Reading,
    /// The reporter was asked something.
    QuestionAsked,
    /// For something outside the desk.
    Waiting,
    /// It was handed on.
    Forwarded,
    /// Nothing can be done with it.
    NoAction,
    /// Done.
    Closed,
}

/// An entry whose sealed bytes were replaced, by their digests.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resealed {
    /// Which.
    pub entry: EntryId,
    /// SHA-256 in hex of the sealed bytes before.
    pub was: String,
    /// SHA-256 in hex of the sealed bytes since.
    pub now: String,
}

/// What was handed on, to whom and how.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exported {
    /// The export's own random number, by which the receiver can call.
    pub number: String,
    /// SHA-256 in hex of `manifest.json`.
    pub manifest: String,
    /// Who got it.
    pub receiver: String,
    /// Whether it was sealed for their key; else it went open, on a medium.
    pub sealed: bool,
    /// How many people could know what it says, as the caseworker judged.
    pub known_by: KnownBy,
    /// The confirmation of a colleague, where only one could.
    pub confirmed: Option<EntryId>,
    /// How many parts were left out.
    pub redactions: u32,
    /// Why it went against the reporter's wish, if it did.
    pub against_wish: Option<AgainstWish>,
}

/// How many people could know what a report says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    /// The reporter alone.
    One,
    /// A few people.
    Few,
    /// Many people.
    Many,
}

/// The only grounds on which a wish is not followed, and the reason in words.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgainstWish {
    /// Which.
    pub ground: Ground,
    /// In a caseworker's words.
    pub reason: String,
}

/// A ground, as the form tells the reporter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Direct danger.
    Danger,
    /// A child.
    Child,
    /// A judge orders it.
    Judge,
}

/// A note whose signature is that of a caseworker of this desk.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedNote {
    /// The caseworker's pseudonym.
    pub desk: String,
    /// The day it was written.
    pub day: Day,
    /// One more than the highest turn its writer had seen in the thread. It puts the notes of a
    /// case in the same order on every desk, without a clock.
    pub turn: u32,
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

/// The names of a choice, as they stand in a note.
macro_rules! named {
    ($choice:ident { $($variant:ident => $name:literal),* $(,)? }) => {
        impl $choice {
            /// All of them, by name.
            pub const NAMES: &[(&'static str, Self)] = &[$(($name, Self::$variant)),*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }
        }
    };
}

named!(Status {
    New => "new", Reading => "reading", QuestionAsked => "question-asked", Waiting => "waiting",
    Forwarded => "forwarded", NoAction => "no-action", Closed => "closed",
});
named!(KnownBy { One => "one", Few => "few", Many => "many" });
named!(Ground { Danger => "danger", Child => "child", Judge => "judge" });

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

    /// What it says, if the caseworker it names signed it for this place with one of these keys.
    /// Else it is not from the desk and means nothing.
    pub fn verify(
        &self,
        keys_of: impl Fn(&str) -> Vec<DeskPublicKey>,
        instance: Instance,
        thread: ThreadId,
        entry: EntryId,
    ) -> Option<SignedNote> {
        let note = self.unverified()?;
        let bytes = NoteBytes::new(instance, thread, entry, &self.note);
        keys_of(&note.desk).iter().any(|key| key.verifies(&bytes, &self.signature)).then_some(note)
    }

    /// What it says, whoever wrote it.
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
