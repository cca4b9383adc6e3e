//! Content of a note: the kinds of notes, and the fields of each.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::entry_digest::EntryDigest;
use super::handover::{Draft, Exported, Outcome};
use super::named::named;
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
        /// All else that was decided about it; nothing in notes of before there was more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        draft: Option<Box<Draft>>,
    },
    /// A second caseworker has looked and agrees.
    ExportConfirmed {
        /// The note that asked.
        request: EntryId,
    },
    /// The case was handed on: the chain of custody.
    Exported(Box<Exported>),
    /// What came of an export, as its receiver told the desk.
    Outcome {
        /// The number of the export.
        export: String,
        /// What came of it.
        outcome: Outcome,
    },
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

named!(Status {
    New => "new", Reading => "reading", QuestionAsked => "question-asked", Waiting => "waiting",
    Forwarded => "forwarded", NoAction => "no-action", NoReport => "no-report",
    SetAside => "set-aside", Closed => "closed",
});

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
    Outcome,
    Attested,
    KeptLonger,
}

named!(NoteKind {
    Text => "text", Seen => "seen", Copy => "copy", Status => "status", Assigned => "assigned",
    HandedOver => "handed-over", Labelled => "labelled", Urgent => "urgent", Resealed => "resealed",
    ExportAsked => "export-asked", ExportConfirmed => "export-confirmed", Exported => "exported",
    Outcome => "outcome", Attested => "attested", KeptLonger => "kept-longer",
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
            Self::Outcome { .. } => NoteKind::Outcome,
            Self::Attested { .. } => NoteKind::Attested,
            Self::KeptLonger { .. } => NoteKind::KeptLonger,
        }
    }

    /// The documents of a reporter that it says were read or answered.
    pub fn read_documents(&self) -> &[EntryDigest] {
        match self {
            Self::Seen { entries } => entries,
            Self::Copy { reply_to, .. } => std::slice::from_ref(reply_to),
            Self::ExportAsked { draft, .. } => draft.as_ref().map_or(&[], |draft| draft.agreed.as_slice()),
            Self::Exported(exported) => exported.agreed.as_slice(),
            Self::Text { .. }
            | Self::Status { .. }
            | Self::Assigned { .. }
            | Self::HandedOver { .. }
            | Self::Labelled { .. }
            | Self::Urgent { .. }
            | Self::Resealed { .. }
            | Self::ExportConfirmed { .. }
            | Self::Outcome { .. }
            | Self::Attested { .. }
            | Self::KeptLonger { .. } => &[],
        }
    }
}
