//! Ids of installations, threads, entries and forms. None is a counter, and none tells when it was made.

use std::{fmt, str::FromStr};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The operating system gave no randomness. Nothing can be sealed or named then.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no randomness")]
pub struct NoRandomness;

/// Not an id in its one accepted form.
#[derive(Debug, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// A random UUIDv4 (RFC 9562, section 5.4).
            pub fn random() -> Result<Self, NoRandomness> {
                Ok(Self(uuid::Builder::from_random_bytes(random()?).into_uuid()))
            }

            /// The sixteen bytes, for the store.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// Takes the sixteen bytes that the store has.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Only the 36 lower-case characters that `Display` writes.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let id = Self(Uuid::try_parse(text).map_err(|_| NotAnId)?);
                (id.to_string() == text).then_some(id).ok_or(NotAnId)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}

uuid_id! {
    /// One installation. Part of every derivation, so that nothing made for one opens another.
    Instance
}
uuid_id! {
    /// A case: a report and all that was written about it.
    ThreadId
}
uuid_id! {
    /// One sealed document of a thread.
    EntryId
}

impl EntryId {
    /// The UUIDv8 (RFC 9562, section 5.8) of a derivation's first sixteen bytes.
    pub fn from_derivation(bytes: [u8; 16]) -> Self {
        Self(Uuid::new_v8(bytes))
    }
}

/// One form as it was shown to one person: what makes sending it twice one entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FormId([u8; 16]);

impl FormId {
    /// A new form.
    pub fn random() -> Result<Self, NoRandomness> {
        random().map(Self)
    }

    /// The id of a derivation's first sixteen bytes: as good as random to whoever lacks its key.
    pub fn from_derivation(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The sixteen bytes, for the entry id.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for FormId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl FromStr for FormId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NotAnId)?;
        bytes.try_into().map(Self).map_err(|_| NotAnId)
    }
}

/// Random bytes from the operating system, without a generator between.
pub fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

impl ThreadId {
    /// The first eight characters, as a list shows them and a command line takes them.
    pub fn short(&self) -> String {
        self.to_string().chars().take(8).collect()
    }
}
