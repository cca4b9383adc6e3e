//! Memory for a key that is never written to a swap, and wiped when it is dropped.

use std::io::{Error, ErrorKind, Read, Result};

use region::LockGuard;
use zeroize::{Zeroize, Zeroizing};

/// Far above any key that `keygen` makes, and below what a system lets one program lock.
pub const LARGEST: usize = 32 * 1024;

/// A key in locked memory.
pub struct LockedKey {
    // Dropped first, and the bytes are wiped by then.
    _lock: LockGuard,
    bytes: Zeroizing<Vec<u8>>,
}

impl LockedKey {
    /// Reads one to its end, straight into its place. Where memory cannot be locked, nothing is read.
    pub fn read(mut from: impl Read) -> Result<Self> {
        let mut bytes = Zeroizing::new(vec![0; LARGEST]);
        let lock = region::lock(bytes.as_ptr(), LARGEST).map_err(Error::other)?;
        let mut length = 0;
        loop {
            match from.read(&mut bytes[length..])? {
                0 => break,
                read => length += read,
            }
        }
        // A full place may be the beginning of something larger.
        if length == 0 || length == LARGEST {
            return Err(ErrorKind::InvalidData.into());
        }
        bytes.truncate(length);
        Ok(Self { _lock: lock, bytes })
    }

    /// The key.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for LockedKey {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}
