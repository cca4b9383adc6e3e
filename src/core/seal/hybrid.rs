//! The post-quantum hybrid recipient of age, `mlkem768x25519` (age specification, "The hybrid
//! post-quantum recipient type"), on the `age` crate's public traits. The crate does not have it.
//!
//! HPKE (RFC 9180) in base mode with the KEM X-Wing (MLKEM768-X25519, 0x647a), HKDF-SHA256 and
//! ChaCha20-Poly1305; all of it from `hpke-rs` with libcrux. Nothing cryptographic is ours here.

use std::{collections::HashSet, fmt, str::FromStr};

use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::primitives::{bech32_decode, bech32_encode};
use age_core::secrecy::ExposeSecret;
use data_encoding::BASE64_NOPAD;
use hpke_rs::hpke_types::{AeadAlgorithm, KdfAlgorithm, KemAlgorithm};
use hpke_rs::libcrux::HpkeLibcrux;
use hpke_rs::{Hpke, HpkePrivateKey, HpkePublicKey, Mode};
use hpke_rs_crypto::HpkeCrypto;
use zeroize::Zeroizing;

use super::{Document, ForReporter, Plain, SealError};

/// The type of the stanza in an age header.
pub(super) const STANZA: &str = "mlkem768x25519";
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
const RECIPIENT: bech32::Hrp = bech32::Hrp::parse_unchecked("age1pq");
const SECRET: bech32::Hrp = bech32::Hrp::parse_unchecked("age-secret-key-pq-");
const KEM: KemAlgorithm = KemAlgorithm::XWingDraft06;
/// ML-KEM-768's encapsulation key and X25519's public key, in bytes.
const PUBLIC_KEY: usize = 1184 + 32;
/// The characters of an `age1pq1…`.
const STRING: usize = 1959;
/// ML-KEM-768's ciphertext and X25519's ephemeral share, in bytes.
const ENCAPSULATED: usize = 1088 + 32;
/// The wrapped file key and its tag, in bytes.
const BODY: usize = FILE_KEY_BYTES + 16;

/// Not an `age1pq1…` or `AGE-SECRET-KEY-PQ-1…` string.
#[derive(Debug, thiserror::Error)]
#[error("not a hybrid age key")]
pub struct NotAHybridKey;

/// A public key that seals, `age1pq1…`: 1,959 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient([u8; PUBLIC_KEY]);

/// A secret key that opens: a seed of 32 bytes.
pub struct Identity(Zeroizing<[u8; 32]>);

/// With the crate's own default source of randomness, seeded by the operating system.
type Provider = HpkeLibcrux;

fn hpke() -> Result<Hpke<Provider>, SealError> {
    Hpke::try_new(Mode::Base, KEM, KdfAlgorithm::HkdfSha256, AeadAlgorithm::ChaCha20Poly1305)
        .map_err(|_| SealError::NotSealed)
}

impl Recipient {
    /// Seals a document for the holder of this key alone.
    pub fn seal<D: Document<Sealed = ForReporter>>(&self, document: D) -> Result<ForReporter, SealError> {
        super::seal(document, &[self])
    }

    /// A recipient of the right form, of which nobody has tried whether something can be sealed for
    /// it. That costs as much as sealing; for each of the thousands of places for answers in an
    /// inbox it is tried when an answer is sealed.
    pub fn parse_untested(text: &str) -> Result<Self, NotAHybridKey> {
        if text.len() != STRING || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(NotAHybridKey);
        }
        decode::<PUBLIC_KEY>(text, RECIPIENT).map(|key| Self(*key))
    }

    fn stanza(&self, file_key: &FileKey) -> Result<Stanza, SealError> {
        let key = HpkePublicKey::new(self.0.to_vec());
        let (encapsulated, body) = hpke()?
            .seal(&key, INFO, &[], file_key.expose_secret(), None, None, None)
            .map_err(|_| SealError::NotSealed)?;
        Ok(Stanza { tag: STANZA.into(), args: vec![BASE64_NOPAD.encode(&encapsulated)], body })
    }
}

impl age::Recipient for Recipient {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), age::EncryptError> {
        let stanza =
            self.stanza(file_key).map_err(|error| age::EncryptError::Io(std::io::Error::other(error)))?;
        // The label keeps post-quantum and classical recipients out of one file.
        Ok((vec![stanza], HashSet::from(["postquantum".to_owned()])))
    }
}

impl FromStr for Recipient {
    type Err = NotAHybridKey;

    fn from_str(text: &str) -> Result<Self, NotAHybridKey> {
        let recipient = Self::parse_untested(text)?;
        // A key that is no point of ML-KEM's module fails here and not at the first report.
        recipient.stanza(&FileKey::new(Box::new([0; FILE_KEY_BYTES]))).map_err(|_| NotAHybridKey)?;
        (recipient.to_string() == text).then_some(recipient).ok_or(NotAHybridKey)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bech32_encode(RECIPIENT, &self.0))
    }
}

impl Identity {
    /// The identity of a seed: 32 uniformly random or derived bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Zeroizing::new(seed))
    }

    /// The seed.
    pub fn seed(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key to seal with.
    pub fn recipient(&self) -> Result<Recipient, SealError> {
        let (public, secret) =
            Provider::kem_key_gen_derand(KEM, &*self.0).map_err(|_| SealError::NotSealed)?;
        drop(Zeroizing::new(secret));
        public.try_into().map(Recipient).map_err(|_| SealError::NotSealed)
    }

    /// Opens what was sealed for this key.
    pub fn open(&self, sealed: &ForReporter) -> Result<Plain, SealError> {
        super::open(sealed.as_bytes(), self)
    }

    /// `AGE-SECRET-KEY-PQ-1…`, as it stands in an identity file.
    pub fn to_secret_string(&self) -> Zeroizing<String> {
        let lower = Zeroizing::new(bech32_encode(SECRET, &*self.0));
        Zeroizing::new(lower.to_ascii_uppercase())
    }

    fn file_key(&self, stanza: &Stanza) -> Result<Option<FileKey>, SealError> {
        let [encapsulated] = stanza.args.as_slice() else { return Err(SealError::Damaged) };
        let encapsulated = BASE64_NOPAD.decode(encapsulated.as_bytes()).map_err(|_| SealError::Damaged)?;
        if encapsulated.len() != ENCAPSULATED || stanza.body.len() != BODY {
            return Err(SealError::Damaged);
        }
        let key = HpkePrivateKey::new(self.0.to_vec());
        let opened =
            hpke()?.open(&encapsulated, &key, INFO, &[], &stanza.body, None, None, None).map(Zeroizing::new);
        let Ok(opened) = opened else { return Ok(None) };
        FileKey::try_init_with_mut(|file_key| {
            let opened: &[u8; FILE_KEY_BYTES] =
                opened.as_slice().try_into().map_err(|_| SealError::Damaged)?;
            *file_key = *opened;
            Ok(())
        })
        .map(Some)
    }
}

impl age::Identity for Identity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, age::DecryptError>> {
        if stanza.tag != STANZA {
            return None;
        }
        self.file_key(stanza).map_err(|_| age::DecryptError::InvalidHeader).transpose()
    }
}

impl FromStr for Identity {
    type Err = NotAHybridKey;

    fn from_str(text: &str) -> Result<Self, NotAHybridKey> {
        decode::<32>(text, SECRET).map(Self)
    }
}

fn decode<const N: usize>(text: &str, prefix: bech32::Hrp) -> Result<Zeroizing<[u8; N]>, NotAHybridKey> {
    bech32_decode(
        text,
        |_| NotAHybridKey,
        |found| if found == prefix { Ok(()) } else { Err(NotAHybridKey) },
        |_, bytes| {
            let bytes = Zeroizing::new(bytes.collect::<Vec<u8>>());
            let key: [u8; N] = bytes.as_slice().try_into().map_err(|_| NotAHybridKey)?;
            Ok(Zeroizing::new(key))
        },
    )
}
