//! A throw-away key: what the server's practice site and self-test open with. In the server only these
//! two modules may name it, which a test of the dependency table holds.

use age::secrecy::ExposeSecret;
use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::{ForDesk, Plain, Recipient, Recipients, SealError, desk_line, hybrid, is_desk_name};

/// A set with one key that was thrown away at once, for a site that takes nothing: of 32 random bytes.
pub fn recipients_of_nobody(opening_seed: [u8; 32]) -> Result<Recipients, SealError> {
    let key = ThrowawayKey::new("nobody", opening_seed, opening_seed);
    key.recipient()?.to_string().parse().map_err(|_| SealError::Damaged)
}

/// What opens. A practice site can be tried with an older key too.
enum Opening {
    Hybrid(hybrid::Identity),
    X25519(age::x25519::Identity),
}

/// An identity that is thrown away after practice, with the seed of a signing key.
pub struct ThrowawayKey {
    name: String,
    opening: Opening,
    signing_seed: Zeroizing<[u8; 32]>,
}

impl ThrowawayKey {
    /// A key of two seeds, each of 32 random bytes.
    pub fn new(name: &str, opening_seed: [u8; 32], signing_seed: [u8; 32]) -> Self {
        let opening = Opening::Hybrid(hybrid::Identity::from_seed(opening_seed));
        Self { name: name.to_owned(), opening, signing_seed: Zeroizing::new(signing_seed) }
    }

    /// Reads an identity file of a practice site: one caseworker with one key, unprotected.
    pub fn from_file(file: &str) -> Option<Self> {
        let mut lines = file.lines().filter(|line| !line.trim().is_empty());
        let caseworker = desk_line(lines.next()?)?;
        let (name, seed) =
            caseworker.split_once(" ed25519-secret:").filter(|(name, _)| is_desk_name(name))?;
        let seed = Zeroizing::new(BASE64.decode(seed.trim_end().as_bytes()).ok()?);
        let signing_seed = Zeroizing::new(seed.as_slice().try_into().ok()?);
        let line = lines.next()?.trim();
        let opening = if line.starts_with("AGE-SECRET-KEY-PQ-1") {
            Opening::Hybrid(line.parse().ok()?)
        } else {
            Opening::X25519(line.parse().ok()?)
        };
        Some(Self { name: name.to_owned(), opening, signing_seed })
    }

    /// An identity file as caseworkers have them, so that their program opens with it too.
    pub fn to_file(&self) -> Zeroizing<String> {
        let mut file = Zeroizing::new(String::with_capacity(1024));
        let seed = Zeroizing::new(BASE64.encode(&*self.signing_seed));
        file.extend(["# desk ", self.name.as_str(), " ed25519-secret:", &seed, "\n"]);
        match &self.opening {
            Opening::Hybrid(key) => file.extend([key.to_secret_string().as_str(), "\n"]),
            Opening::X25519(key) => file.extend([key.to_string().expose_secret(), "\n"]),
        }
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
        match &self.opening {
            Opening::Hybrid(key) => key.recipient().map(Box::new).map(Recipient::Hybrid),
            Opening::X25519(key) => Ok(Recipient::X25519(key.to_public())),
        }
    }

    /// Opens what was sealed for this key.
    pub fn open(&self, sealed: &ForDesk) -> Result<Plain, SealError> {
        let identity: &dyn age::Identity = match &self.opening {
            Opening::Hybrid(key) => key,
            Opening::X25519(key) => key,
        };
        super::open(sealed.as_bytes(), identity)
    }
}
