//! Content of a note: the kinds of notes, and the fields of each.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::EntryId;

/// What a note says.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum NoteContent {
    /// Words for colleagues.
    Text {
        /// The words.
        text: String,
    },
    /// These entries of the reporter have been read. The digests protect every computer that opens
    /// them later: whoever puts another document in their place contradicts this note.
    Seen {
        /// Which, and the documents that were read.
        entries: Vec<EntryDigest>,
    },
    /// The desk's own copy of a reply, which only the reporter can open.
    Copy {
        /// The reply's own id.
        reply: EntryId,
        /// Its number.
        number: u32,
        /// Its words.
        text: String,
        /// The document of the reporter that said where the reply goes.
        reply_to: EntryDigest,
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
    /// Notes of former colleagues that its author has looked at and believes.
    Attested {
        /// Which, and their documents.
        notes: Vec<EntryDigest>,
    },
    /// The case is kept longer than the retention, counted anew from the week of this note.
    KeptLonger {
        /// Why, in a caseworker's words.
        reason: String,
    },
}

/// An entry with the document that was opened in it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryDigest {
    /// The entry.
    pub entry: EntryId,
    /// SHA-256 in hex of the opened document with its padding (64 characters), as
    /// the `OpenedDocument` of the desk gives it.
    pub document: String,
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
    /// It is no report: a test, an advert, abuse. It is not counted.
    NoReport,
    /// Put out of the way, until the reporter writes again.
    SetAside,
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
    Forwarded => "forwarded", NoAction => "no-action", NoReport => "no-report",
    SetAside => "set-aside", Closed => "closed",
});
named!(KnownBy { One => "one", Few => "few", Many => "many" });
named!(Ground { Danger => "danger", Child => "child", Judge => "judge" });

/// The kind of a note, without its fields; each variant is described at [`NoteContent`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NoteKind {
    Text,
    Seen,
    Copy,
    Status,
    Assigned,
    HandedOver,
    Labelled,
    Urgent,
    Resealed,
    ExportAsked,
    ExportConfirmed,
    Exported,
    Attested,
    KeptLonger,
}

named!(NoteKind {
    Text => "text", Seen => "seen", Copy => "copy", Status => "status", Assigned => "assigned",
    HandedOver => "handed-over", Labelled => "labelled", Urgent => "urgent", Resealed => "resealed",
    ExportAsked => "export-asked", ExportConfirmed => "export-confirmed", Exported => "exported",
    Attested => "attested", KeptLonger => "kept-longer",
});

impl NoteContent {
    /// Its kind, as the field `type` names it.
    pub fn kind(&self) -> NoteKind {
        match self {
            Self::Text { .. } => NoteKind::Text,
            Self::Seen { .. } => NoteKind::Seen,
            Self::Copy { .. } => NoteKind::Copy,
            Self::Status { .. } => NoteKind::Status,
            Self::Assigned { .. } => NoteKind::Assigned,
            Self::HandedOver { .. } => NoteKind::HandedOver,
            Self::Labelled { .. } => NoteKind::Labelled,
            Self::Urgent { .. } => NoteKind::Urgent,
            Self::Resealed { .. } => NoteKind::Resealed,
            Self::ExportAsked { .. } => NoteKind::ExportAsked,
            Self::ExportConfirmed { .. } => NoteKind::ExportConfirmed,
            Self::Exported(_) => NoteKind::Exported,
            Self::Attested { .. } => NoteKind::Attested,
            Self::KeptLonger { .. } => NoteKind::KeptLonger,
        }
    }

    /// The documents of a reporter that it says were read or answered.
    pub fn read_documents(&self) -> &[EntryDigest] {
        match self {
            Self::Seen { entries } => entries,
            Self::Copy { reply_to, .. } => std::slice::from_ref(reply_to),
            Self::Text { .. }
            | Self::Status { .. }
            | Self::Assigned { .. }
            | Self::HandedOver { .. }
            | Self::Labelled { .. }
            | Self::Urgent { .. }
            | Self::Resealed { .. }
            | Self::ExportAsked { .. }
            | Self::ExportConfirmed { .. }
            | Self::Exported(_)
            | Self::Attested { .. }
            | Self::KeptLonger { .. } => &[],
        }
    }
}
