//! `manifest.json`: what was handed on, byte by byte, of which documents, by which program, and
//! through whose hands the case went. It has no ids: a document is named by its digest.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::package::Item;
use crate::case::Case;
use zegel_core::calendar::Week;
use zegel_core::document::{AgainstWish, NoteContent, ReceiverKind, SignedNote};
use zegel_core::json::to_pretty_json;

/// Its name in a package.
pub const NAME: &str = "manifest.json";
/// Says what it is, and its version.
const SCHEMA: &str = "urn:zegel:export:2";
/// The version before, of packages without `SHA256SUMS`.
const WITHOUT_SUMS: &str = "urn:zegel:export:1";

/// All that it says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What this is.
    pub schema: String,
    /// The export's own number.
    pub number: String,
    /// The program that made it.
    pub tool: String,
    /// Who got it.
    pub receiver: String,
    /// What the receiver is; nothing in packages of before that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver_kind: Option<ReceiverKind>,
    /// When, to the week.
    pub week: Week,
    /// Everything beside the manifest.
    pub items: Vec<Named>,
    /// SHA-256 of each document as it was sealed, with its padding, in the order of the
    /// conversation.
    pub documents: Vec<String>,
    /// In how many places something was left out.
    pub redactions: u32,
    /// Why it went against the reporter's wish.
    pub against_wish: Option<AgainstWish>,
    /// The chain of custody, this export last.
    pub custody: Vec<CustodyStep>,
}

/// A file, by its digest.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: usize,
    /// SHA-256 in hex.
    pub sha256: String,
}

/// Something that a caseworker did with the case.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodyStep {
    /// The pseudonym.
    pub who: String,
    /// What was done.
    pub what: Action,
    /// When, to the week.
    pub week: Week,
    /// The number of the export, if it was one.
    pub number: Option<String>,
}

/// What a caseworker can do with a case on its way out.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Looked at what another would hand on, and agreed.
    Confirmed,
    /// Handed it on.
    Exported,
}

impl Manifest {
    /// As it is written.
    pub fn to_json(&self) -> Vec<u8> {
        to_pretty_json(self).into_bytes()
    }

    /// Reads one of ours, of this version or the one before.
    pub fn read(json: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(json).ok()?;
        [SCHEMA, WITHOUT_SUMS].contains(&manifest.schema.as_str()).then_some(manifest)
    }

    /// Whether `SHA256SUMS` stands beside it.
    pub fn has_sums(&self) -> bool {
        self.schema == SCHEMA
    }

    /// Says what this is.
    pub fn schema() -> String {
        SCHEMA.to_owned()
    }

    /// The program that makes it.
    pub fn tool() -> String {
        format!("zegel {}", env!("CARGO_PKG_VERSION"))
    }
}

impl Named {
    /// A file of ours.
    pub fn of(item: &Item) -> Self {
        let bytes = item.bytes.as_bytes();
        Self { name: item.name.to_owned(), size: bytes.len(), sha256: digest(bytes) }
    }
}

impl CustodyStep {
    fn from_note(note: &SignedNote) -> Option<Self> {
        let (what, number) = match &note.content {
            NoteContent::ExportConfirmed { .. } => (Action::Confirmed, None),
            NoteContent::Exported(exported) => (Action::Exported, Some(exported.number.clone())),
            NoteContent::Text { .. }
            | NoteContent::Seen { .. }
            | NoteContent::Copy { .. }
            | NoteContent::Status { .. }
            | NoteContent::Assigned { .. }
            | NoteContent::HandedOver { .. }
            | NoteContent::Labelled { .. }
            | NoteContent::Urgent { .. }
            | NoteContent::Resealed { .. }
            | NoteContent::ExportAsked { .. }
            | NoteContent::Outcome { .. }
            | NoteContent::Attested { .. }
            | NoteContent::KeptLonger { .. } => return None,
        };
        Some(Self { who: note.author.clone(), what, week: note.day.week(), number })
    }
}

/// Through whose hands it went before.
pub fn custody(case: &Case) -> Vec<CustodyStep> {
    case.history().into_iter().filter_map(|(_, note)| CustodyStep::from_note(note)).collect()
}

/// SHA-256 in hex.
pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
