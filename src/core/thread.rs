//! Thread metadata: everything the store knows about a case without decrypting anything.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::calendar::Week;
use crate::id::{EntryId, ThreadId};
use crate::seal::{ForDesk, ForReporter, SealError};
use crate::withdrawal::WithdrawalSecret;

/// The mailbox of a thread, by which its reporter finds it again: the SHA-256 of the reporter's
/// credential. The credential has 256 bits that follow from 130 random ones, so a slow hash would add
/// nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mailbox([u8; 32]);

/// Who wrote an entry, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    FromReporter,
    ToReporter,
    /// From the desk for itself: a note.
    Desk,
}

/// Sealed bytes, with the type of whoever can open them by their direction.
#[derive(Clone)]
pub enum SealedEntry {
    FromReporter(ForDesk),
    ToReporter(ForReporter),
    Desk(ForDesk),
}

/// One entry with its body.
pub struct Entry {
    pub id: EntryId,
    pub sealed: SealedEntry,
}

/// The version of an entry's body: a random number, replaced whenever the body is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Version(u64);

/// A thread without its bodies.
#[derive(Clone, PartialEq, Eq)]
pub struct Thread {
    pub id: ThreadId,
    /// The week of the last words of reporter or desk.
    pub week: Week,
    /// What the reporter revealed when withdrawing the report; then there are no entries.
    pub withdrawal: Option<WithdrawalSecret>,
}

impl Mailbox {
    /// The mailbox of a credential.
    pub fn from_credential(credential: &[u8; 32]) -> Self {
        Self(Sha256::digest(credential).into())
    }

    /// For the store.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Thread {
    /// Whether the reporter withdrew the report.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawal.is_some()
    }
}

impl Version {
    /// From the random key under which the body stands.
    pub fn from_key(key: i64) -> Self {
        Self(key.unsigned_abs())
    }

    /// For the wire.
    pub fn to_number(self) -> u64 {
        self.0
    }
}

impl Direction {
    /// For the store.
    pub fn to_number(self) -> u8 {
        match self {
            Direction::FromReporter => 0,
            Direction::ToReporter => 1,
            Direction::Desk => 2,
        }
    }

    /// From the store.
    pub fn from_number(number: u8) -> Option<Self> {
        [Direction::FromReporter, Direction::ToReporter, Direction::Desk]
            .into_iter()
            .find(|d| d.to_number() == number)
    }
}

impl SealedEntry {
    /// Bytes that come back from the store or over the wire.
    pub fn from_bytes(direction: Direction, bytes: Vec<u8>) -> Result<Self, SealError> {
        Ok(match direction {
            Direction::FromReporter => Self::FromReporter(ForDesk::from_bytes(bytes)?),
            Direction::ToReporter => Self::ToReporter(ForReporter::from_bytes(bytes)?),
            Direction::Desk => Self::Desk(ForDesk::from_bytes(bytes)?),
        })
    }

    /// Whose words.
    pub fn direction(&self) -> Direction {
        match self {
            Self::FromReporter(_) => Direction::FromReporter,
            Self::ToReporter(_) => Direction::ToReporter,
            Self::Desk(_) => Direction::Desk,
        }
    }

    /// The age file.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::FromReporter(sealed) | Self::Desk(sealed) => sealed.as_bytes(),
            Self::ToReporter(sealed) => sealed.as_bytes(),
        }
    }
}
