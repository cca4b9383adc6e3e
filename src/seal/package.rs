//! What leaves the desk for somebody else: sealed for their key and nothing else, without padding.
//! Any age client opens it.

use std::io::Read;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{ForDesk, Identity, Plain, Recipients, SealError, decrypt, encrypt, padding};

impl Recipients {
    /// Seals a package for these keys.
    pub fn seal_package(&self, package: &Plain) -> Result<Vec<u8>, SealError> {
        encrypt(package, &self.as_age())
    }
}

impl Identity {
    /// Opens a package of at most so many bytes.
    pub fn open_package(&self, sealed: &[u8], most: usize) -> Result<Plain, SealError> {
        let file = age::Decryptor::new_buffered(sealed).map_err(|_| SealError::NotAge)?;
        let reader =
            file.decrypt(std::iter::once(self as &dyn age::Identity)).map_err(|error| match error {
                age::DecryptError::NoMatchingKeys => SealError::OtherKey,
                _ => SealError::Damaged,
            })?;
        // What is sealed is larger than what is in it, so the bytes never move.
        let mut plain = Plain::new(Vec::with_capacity(sealed.len().min(most) + 1));
        let read = reader.take(most as u64 + 1).read_to_end(&mut plain.0);
        match read {
            Ok(length) if length <= most => Ok(plain),
            _ => Err(SealError::Damaged),
        }
    }

    /// SHA-256 in hex of a document as it was sealed, with its padding. It stays the same when the
    /// document is sealed anew, and tells nothing of what is in it: inside is a random key.
    pub fn digest_of(&self, sealed: &ForDesk) -> Result<String, SealError> {
        let padded = decrypt(sealed.as_bytes(), self)?;
        padding::check(&padded)?;
        Ok(HEXLOWER.encode(&Sha256::digest(padded.as_bytes())))
    }
}
