//! A document as a desk opens it: its text, and what was learnt on the way.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::header::Counting;
use super::{ForDesk, Identity, Plain, SealError, decrypt, padding};

/// What an identity finds in a sealed entry.
pub struct OpenedDocument {
    /// The document without its padding.
    pub plain: Plain,
    /// For how many recipients it was sealed; the grease stanza is not counted.
    pub recipients: usize,
    /// SHA-256 in hex of the document with its padding. It stays the same when the document is
    /// sealed for other recipients, and tells nothing of the text: each report and message holds
    /// random keys, each note a random entry id in its signature.
    pub digest: String,
}

impl Identity {
    /// Opens what was sealed for this desk.
    pub fn open_document(&self, sealed: &ForDesk) -> Result<OpenedDocument, SealError> {
        let counting = Counting::new(self);
        let padded = decrypt(sealed.as_bytes(), &counting)?;
        let digest = HEXLOWER.encode(&Sha256::digest(padded.as_bytes()));
        let plain = padding::unpad(padded)?;
        Ok(OpenedDocument { plain, recipients: counting.count(), digest })
    }
}
