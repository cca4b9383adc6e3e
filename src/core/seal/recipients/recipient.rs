//! A recipient: a public key that reports are sealed for, of one of the four kinds that are
//! accepted, and its digest.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::seal::hybrid;

/// A public key of one of the four kinds that are accepted.
#[derive(Clone)]
pub enum Recipient {
    /// `age1pq1…`, post-quantum hybrid; the default.
    Hybrid(Box<hybrid::Recipient>),
    /// `age1…`, X25519.
    X25519(age::x25519::Recipient),
    /// `age1tag1…`, a hardware key.
    Tag(Box<age::tag::Recipient>),
    /// `age1tagpq1…`, a hardware key with post-quantum hybrid.
    TagPq(Box<age::tagpq::Recipient>),
}

/// SHA-256 of a recipient's string in hex: names a key where its two thousand characters would be
/// in the way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecipientDigest(String);

impl Recipient {
    /// The type of the stanza that sealing for it leaves in an age header.
    pub fn stanza_type(&self) -> &'static str {
        match self {
            Recipient::Hybrid(_) => hybrid::STANZA,
            Recipient::X25519(_) => "X25519",
            Recipient::Tag(_) => "p256tag",
            Recipient::TagPq(_) => "mlkem768p256tag",
        }
    }

    /// Its digest.
    pub fn digest(&self) -> RecipientDigest {
        RecipientDigest(HEXLOWER.encode(&Sha256::digest(self.to_string())))
    }

    pub(in crate::seal) fn as_age(&self) -> &dyn age::Recipient {
        match self {
            Recipient::Hybrid(key) => &**key,
            Recipient::X25519(key) => key,
            Recipient::Tag(key) => &**key,
            Recipient::TagPq(key) => &**key,
        }
    }

    pub(in crate::seal) fn parse(text: &str) -> Option<Self> {
        if text.starts_with("age1pq1") {
            return text.parse().ok().map(Box::new).map(Recipient::Hybrid);
        }
        if text.starts_with("age1tagpq1") {
            return text.parse().ok().map(Box::new).map(Recipient::TagPq);
        }
        if text.starts_with("age1tag1") {
            return text.parse().ok().map(Box::new).map(Recipient::Tag);
        }
        text.parse().ok().map(Recipient::X25519)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recipient::Hybrid(key) => key.fmt(f),
            Recipient::X25519(key) => key.fmt(f),
            Recipient::Tag(key) => key.fmt(f),
            Recipient::TagPq(key) => key.fmt(f),
        }
    }
}

/// Whether what is no recipient of ours is a plugin's; of our own kinds it is a typing error.
pub(in crate::seal) fn is_plugin(line: &str) -> bool {
    let name = line.strip_prefix("age1").and_then(|rest| rest.rsplit_once('1'));
    name.is_some_and(|(name, _)| !["", "pq", "tag", "tagpq"].contains(&name))
}
