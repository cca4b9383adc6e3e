//! What is not believed, as an error: a fact and, on the next line, an advice.

use crate::texts::Trust;
use zegel_core::i18n::fill;

/// Why a verb went no further.
pub enum TrustError {
    /// Another installation than the pinned one.
    OtherInstance {
        /// The pinned ones.
        pinned: String,
        /// The one that the server says it is.
        server: String,
    },
    /// A document of the case is another one than somebody read.
    Disputed(String),
    /// The server says that it was withdrawn, proves nothing, and nothing of it is here.
    SaidWithdrawn(String),
    /// There is nothing to decide about this case.
    NothingDisputed(String),
    /// Nobody is here to compare, and no fingerprint was given.
    FingerprintNeeded,
    /// The retention of the server was not accepted.
    RetentionNeeded(u16),
    /// Nobody is here to look at what would be told to the server.
    NobodyToConfirm,
}

impl TrustError {
    /// The fact and the advice.
    pub fn text(&self, words: &Trust) -> String {
        match self {
            Self::OtherInstance { pinned, server } => {
                fill(&words.other_instance, &[("pinned", pinned), ("server", server)])
            }
            Self::Disputed(id) => fill(&words.disputed, &[("id", id)]),
            Self::SaidWithdrawn(id) => fill(&words.said_withdrawn, &[("id", id)]),
            Self::NothingDisputed(id) => fill(&words.nothing_disputed, &[("id", id)]),
            Self::FingerprintNeeded => words.fingerprint_needed.clone(),
            Self::RetentionNeeded(weeks) => fill(&words.retention_needed, &[("weeks", &weeks.to_string())]),
            Self::NobodyToConfirm => words.nobody_to_confirm.clone(),
        }
    }

    /// Whether something is not as it should be, and a person must look before it is tried again.
    pub fn is_suspicious(&self) -> bool {
        match self {
            Self::OtherInstance { .. } | Self::Disputed(_) => true,
            Self::SaidWithdrawn(_)
            | Self::NothingDisputed(_)
            | Self::FingerprintNeeded
            | Self::RetentionNeeded(_)
            | Self::NobodyToConfirm => false,
        }
    }
}
