//! A throw-away key: what the server's practice site and self-test open with. In the server only these
//! two modules may name it, which a test of the dependency table holds.

use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::{ForDesk, Plain, Recipient, SealError, desk_line, hybrid, is_desk_name};

/// An identity that was made here, with the seed of a signing key.
pub struct ThrowawayKey {
    name: String,
    opening: hybrid::Identity,
    signing_seed: Zeroizing<[u8; 32]>,
}

impl ThrowawayKey {
    /// A key of two seeds, each of 32 random bytes.
    pub fn new(name: &str, opening_seed: [u8; 32], signing_seed: [u8; 32]) -> Self {
        let opening = hybrid::Identity::from_seed(opening_seed);
        Self { name: name.to_owned(), opening, signing_seed: Zeroizing::new(signing_seed) }
    }

    /// Reads an identity file of a practice site: one caseworker with one hybrid key, unprotected.
    pub fn from_file(file: &str) -> Option<Self> {
        let mut lines = file.lines().filter(|line| !line.trim().is_empty());
        let caseworker = desk_line(lines.next()?)?;
        let (name, seed) =
            caseworker.split_once(" ed25519-secret:").filter(|(name, _)| is_desk_name(name))?;
        let seed = Zeroizing::new(BASE64.decode(seed.trim_end().as_bytes()).ok()?);
        let signing_seed = Zeroizing::new(seed.as_slice().try_into().ok()?);
        let opening = lines.next()?.trim().parse().ok()?;
        Some(Self { name: name.to_owned(), opening, signing_seed })
    }

    /// An identity file as caseworkers have them, so that their program opens with it too.
    pub fn to_file(&self) -> Zeroizing<String> {
        let mut file = Zeroizing::new(String::with_capacity(1024));
        let seed = Zeroizing::new(BASE64.encode(&*self.signing_seed));
        file.extend(["# desk ", self.name.as_str(), " ed25519-secret:", &seed, "\n"]);
        file.extend([self.opening.to_secret_string().as_str(), "\n"]);
        file
    }

    /// The pseudonym in the file.
    pub fn name(&self) -> &str {
        &self.name
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
