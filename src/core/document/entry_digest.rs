//! Entry digest: an entry named together with the document that was opened in it.

use serde::{Deserialize, Serialize};

use crate::id::EntryId;

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
