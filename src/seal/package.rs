//! What leaves the desk for somebody else: sealed for their key and nothing else, without padding.
//! Any age client opens it.

use std::io::Read;

use super::{Identity, Plain, Recipients, SealError, encrypt};

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
}
