//! Padding: fills a document up to a size class, so that its sealed size tells only the class.
//!
//! JSON may end in white space (RFC 8259, section 2): the padding is spaces, and what an age
//! client opens is still a JSON document.

use super::{Plain, SealError};

/// The sizes in bytes that a document in clear may have. The largest holds 20,000 characters of
/// four bytes each and all that stands around them.
pub const CLASSES: [usize; 5] = [8 * 1024, 16 * 1024, 32 * 1024, 64 * 1024, 96 * 1024];

/// The largest class, in bytes.
pub const LARGEST: usize = CLASSES[CLASSES.len() - 1];

/// One of [`CLASSES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class(usize);

impl Class {
    /// The class of exactly this size, if there is one.
    pub fn from_size(bytes: usize) -> Option<Self> {
        CLASSES.contains(&bytes).then_some(Self(bytes))
    }

    /// The smallest class that holds so many bytes.
    pub fn holding(bytes: usize) -> Option<Self> {
        CLASSES.into_iter().find(|class| bytes <= *class).map(Self)
    }

    /// In bytes.
    pub fn size(self) -> usize {
        self.0
    }
}

pub(super) fn pad(plain: &Plain) -> Result<Plain, SealError> {
    let class = Class::holding(plain.0.len()).ok_or(SealError::TooLarge)?;
    let mut padded = Plain::new(Vec::with_capacity(class.size()));
    padded.0.extend_from_slice(&plain.0);
    padded.0.resize(class.size(), b' ');
    Ok(padded)
}

/// Whether this is as [`pad`] leaves it.
pub(super) fn check(padded: &Plain) -> Result<(), SealError> {
    Class::from_size(padded.0.len()).map(|_| ()).ok_or(SealError::Damaged)
}

/// Takes the padding off. A size that is no class is refused.
pub fn unpad(mut plain: Plain) -> Result<Plain, SealError> {
    check(&plain)?;
    let length = plain.0.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
    plain.0.truncate(length);
    Ok(plain)
}
