//! Fingerprint of a set of recipients, or of a server's key: a digest that people read aloud, print and
//! compare.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::Recipient;
use crate::seal::SealError;

/// The digest of a set of recipients, or of a server's key: forty hex digits in ten groups.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// SHA-256 of `zegel/recipients/v1` and the sorted recipient strings, each ended by a line
    /// feed; the first twenty bytes.
    pub(super) fn from_recipients<'a>(recipients: impl Iterator<Item = &'a Recipient>) -> Self {
        let mut lines: Vec<String> = recipients.map(Recipient::to_string).collect();
        lines.sort_unstable();
        let mut hash = Sha256::new_with_prefix(b"zegel/recipients/v1\n");
        for line in lines {
            hash.update(line);
            hash.update(b"\n");
        }
        Self(in_groups(&HEXLOWER.encode(&hash.finalize()[..20])))
    }

    /// SHA-256 of a server's public key as a certificate has it (`SubjectPublicKeyInfo`); the first
    /// twenty bytes.
    pub fn of_server_key(spki: &[u8]) -> Self {
        Self(in_groups(&HEXLOWER.encode(&Sha256::digest(spki)[..20])))
    }
}

/// Forty hex digits, as ten groups of four.
fn in_groups(hex: &str) -> String {
    let groups: Vec<&str> = (0..10).map(|group| &hex[group * 4..group * 4 + 4]).collect();
    groups.join(" ")
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = SealError;

    /// Ten groups of four hex digits; case and what stands between them do not matter.
    fn from_str(text: &str) -> Result<Self, SealError> {
        let hex: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-' && *c != ':').collect();
        let hex = hex.to_ascii_lowercase();
        if hex.len() != 40 || !hex.chars().all(|c| c.is_ascii_hexdigit()) {
            return Err(SealError::Damaged);
        }
        Ok(Self(in_groups(&hex)))
    }
}
