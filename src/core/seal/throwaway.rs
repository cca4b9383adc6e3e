//! A throw-away key: what the server's practice site and self-test open with. It reads no file but
//! its own, so nothing can open a report with it that was sealed for a caseworker.

use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::{ForDesk, Plain, Recipient, SealError, hybrid};

/// An identity that was made here, with the seed of a signing key.
pub struct ThrowawayKey {
    name: &'static str,
    opening: hybrid::Identity,
    signing_seed: Zeroizing<[u8; 32]>,
}

impl ThrowawayKey {
    /// A key of two seeds, each of 32 random bytes.
    pub fn new(name: &'static str, opening_seed: [u8; 32], signing_seed: [u8; 32]) -> Self {
        let opening = hybrid::Identity::from_seed(opening_seed);
        Self { name, opening, signing_seed: Zeroizing::new(signing_seed) }
    }

    /// Reads back what [`ThrowawayKey::to_file`] wrote under this name, and nothing else.
    pub fn from_file(name: &'static str, file: &str) -> Option<Self> {
        let (first, second) = file.trim_end().split_once('\n')?;
        let seed = first.strip_prefix(&format!("# desk {name} ed25519-secret:"))?;
        let seed = Zeroizing::new(BASE64.decode(seed.as_bytes()).ok()?);
        let signing_seed = Zeroizing::new(seed.as_slice().try_into().ok()?);
        Some(Self { name, opening: second.parse().ok()?, signing_seed })
    }

    /// An identity file as caseworkers have them, so that their program opens with it too.
    pub fn to_file(&self) -> Zeroizing<String> {
        let mut file = Zeroizing::new(String::with_capacity(1024));
        let seed = Zeroizing::new(BASE64.encode(&*self.signing_seed));
        file.extend(["# desk ", self.name, " ed25519-secret:", &seed, "\n"]);
        file.extend([self.opening.to_secret_string().as_str(), "\n"]);
        file
    }

    /// The pseudonym in the file.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The seed of the Ed25519 key (RFC 8032).
    pub fn signing_seed(&self) -> &[u8; 32] {
        &self.signing_seed
    }

    /// The key to seal with.
    pub fn recipient(&self) -> Result<Recipient, SealError> {
        self.opening.recipient().map(Box::new).map(Recipient::Hybrid)
    }

    /// Opens what was sealed for this key.
    pub fn open(&self, sealed: &ForDesk) -> Result<Plain, SealError> {
        super::open(sealed.as_bytes(), &self.opening)
    }
}
