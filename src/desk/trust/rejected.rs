//! Rejected entries: why an entry does not count, and how that is said.

use crate::texts::DeskWords;

/// Why an entry does not count. It is listed all the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// No key of ours opens it.
    Closed,
    /// It opens to no document of ours.
    Unknown,
    /// What it says it is and where it stands do not agree.
    Misplaced,
    /// A note without a colleague's signature.
    NotFromDesk,
    /// A note by a key that only carries.
    OnlyCarries,
    /// A note with a number that its case cannot have reached.
    Unreachable,
}

impl Rejected {
    /// What is said of it, with a place for the id.
    pub fn words(self, words: &DeskWords) -> &str {
        match self {
            Self::Closed => &words.desk.junk_closed,
            Self::Unknown => &words.desk.junk_unknown,
            Self::Misplaced => &words.desk.junk_kind,
            Self::NotFromDesk => &words.desk.junk_signature,
            Self::OnlyCarries => &words.trust.junk_only_carries,
            Self::Unreachable => &words.trust.junk_unreachable,
        }
    }
}
