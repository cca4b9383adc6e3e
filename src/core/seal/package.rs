//! Package: seals an export for its receiver alone, without padding, so that any age client opens it;
//! and reseals a document for another set.

use super::{ForDesk, Plain, Recipients, SealError, encrypt, padding};

impl Recipients {
    /// Seals a package for these keys.
    pub fn seal_package(&self, package: &Plain) -> Result<Vec<u8>, SealError> {
        encrypt(package, &self.as_age())
    }

    /// Seals an opened document again, byte for byte and with its padding. What has no known size is
    /// refused: nothing of ours sealed it.
    pub fn reseal(&self, padded: &Plain) -> Result<ForDesk, SealError> {
        padding::check(padded)?;
        encrypt(padded, &self.as_age()).map(ForDesk)
    }
}
