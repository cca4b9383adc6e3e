//! Withdrawal: the secret that proves that a report was withdrawn by its reporter and by nobody else.
//!
//! It follows from the token. Every sealed document of a reporter carries its digest, so a desk
//! knows the digest and nobody else does. Withdrawing reveals the secret; the server keeps it with
//! the withdrawn thread, and a desk checks it against the digest in the report it opened.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The bytes that the reporter reveals when withdrawing. Once revealed they are no secret any more:
/// they can be copied and compared.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WithdrawalSecret([u8; 32]);

/// SHA-256 of a [`WithdrawalSecret`]: what a report and each message carry. The secret has 256 bits
/// that follow from 130 random ones, so a slow hash would add nothing.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WithdrawalDigest([u8; 32]);

/// Not 32 bytes in base64url without padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 32 bytes in base64url")]
pub struct NotWithdrawal;

impl WithdrawalSecret {
    /// From the derivation, or from the store.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// From base64url, as the APIs carry it.
    pub fn parse(text: &str) -> Result<Self, NotWithdrawal> {
        parse(text).map(Self)
    }

    /// For the store.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// In base64url, as the APIs carry it.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// What documents carry.
    pub fn digest(&self) -> WithdrawalDigest {
        WithdrawalDigest(Sha256::digest(self.0).into())
    }
}

impl WithdrawalDigest {
    /// From base64url, as documents carry it.
    pub fn parse(text: &str) -> Result<Self, NotWithdrawal> {
        parse(text).map(Self)
    }

    /// Whether this secret was revealed by whoever wrote the document with this digest.
    pub fn is_proved_by(&self, secret: &WithdrawalSecret) -> bool {
        secret.digest() == *self
    }
}

fn parse(text: &str) -> Result<[u8; 32], NotWithdrawal> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| NotWithdrawal)?;
    bytes.try_into().map_err(|_| NotWithdrawal)
}

impl TryFrom<String> for WithdrawalSecret {
    type Error = NotWithdrawal;

    fn try_from(text: String) -> Result<Self, NotWithdrawal> {
        Self::parse(&text)
    }
}

impl From<WithdrawalSecret> for String {
    fn from(secret: WithdrawalSecret) -> String {
        secret.to_text()
    }
}

impl TryFrom<String> for WithdrawalDigest {
    type Error = NotWithdrawal;

    fn try_from(text: String) -> Result<Self, NotWithdrawal> {
        Self::parse(&text)
    }
}

impl From<WithdrawalDigest> for String {
    fn from(digest: WithdrawalDigest) -> String {
        digest.to_string()
    }
}

impl fmt::Display for WithdrawalDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64URL_NOPAD.encode(&self.0))
    }
}
