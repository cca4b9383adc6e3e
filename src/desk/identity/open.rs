//! Opening with an identity: documents, packages and backups.

use std::io::{BufReader, Read};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::Identity;
use zegel_core::seal::{CountStanzas, ForDesk, LARGEST, Plain, Recipients, SealError, decryptor, unpad};

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
    pub fn open(&self, sealed: &ForDesk) -> Result<Plain, SealError> {
        unpad(decrypt(sealed.as_bytes(), self, LARGEST)?)
    }

    /// Opens what was sealed for this desk, with what is learnt on the way.
    pub fn open_document(&self, sealed: &ForDesk) -> Result<OpenedDocument, SealError> {
        let counting = CountStanzas::new(self);
        let padded = decrypt(sealed.as_bytes(), &counting, LARGEST)?;
        let digest = HEXLOWER.encode(&Sha256::digest(padded.as_bytes()));
        let plain = unpad(padded)?;
        Ok(OpenedDocument { plain, recipients: counting.count(), digest })
    }

    /// Seals the same document, byte for byte and with its padding, for another set.
    pub fn reseal(&self, sealed: &ForDesk, set: &Recipients) -> Result<ForDesk, SealError> {
        set.reseal(&decrypt(sealed.as_bytes(), self, LARGEST)?)
    }

    /// Opens a package of at most so many bytes.
    pub fn open_package(&self, sealed: &[u8], most: usize) -> Result<Plain, SealError> {
        decrypt(sealed, self, most)
    }

    /// Opens a backup as a stream. What is cut off or was altered ends in an error, after what is
    /// whole before it.
    pub fn open_backup<'a, R: Read + 'a>(&self, from: R) -> Result<impl Read + 'a, SealError> {
        let file = decryptor(BufReader::new(from)).map_err(|_| SealError::NotAge)?;
        file.decrypt(std::iter::once(self as &dyn age::Identity)).map_err(|error| reason(&error))
    }
}

/// What a file holds, if that is no more than so many bytes.
fn decrypt(sealed: &[u8], identity: &dyn age::Identity, most: usize) -> Result<Plain, SealError> {
    let file = decryptor(sealed).map_err(|_| SealError::NotAge)?;
    let reader = file.decrypt(std::iter::once(identity)).map_err(|error| reason(&error))?;
    // What is sealed is larger than what is in it, so the bytes never move.
    let mut plain = Plain::new(Vec::with_capacity(sealed.len().min(most) + 1));
    let read = plain.read_from(reader.take(most as u64 + 1));
    match read {
        Ok(length) if length <= most => Ok(plain),
        _ => Err(SealError::Damaged),
    }
}

fn reason(error: &age::DecryptError) -> SealError {
    if matches!(error, age::DecryptError::NoMatchingKeys) {
        return SealError::OtherKey;
    }
    SealError::Damaged
}
