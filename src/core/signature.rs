//! Signing key of a caseworker: Ed25519 (RFC 8032). It signs requests and notes, and opens nothing.

use std::fmt;

use data_encoding::BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::id::{EntryId, Instance, ThreadId};

/// The private half of a caseworker's signing key.
pub struct DeskKey(SigningKey);

/// The public half, by which server and other desks know a caseworker.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeskPublicKey([u8; 32]);

/// The bytes of one request, bound to one installation and one session.
pub struct RequestBytes(Vec<u8>);

/// The bytes of one note, bound to the place where it stands.
pub struct NoteBytes(Vec<u8>);

/// The bytes that the client of a TLS 1.3 handshake signs, bound to that handshake and its server's key.
pub struct HandshakeBytes(Vec<u8>);

/// How those bytes begin, whatever the handshake (RFC 8446, section 4.4.3): 64 spaces, then this.
const OF_A_CLIENT: &[u8] = b"TLS 1.3, client CertificateVerify\0";

/// An Ed25519 public key as a certificate has it, up to the key itself (RFC 8410, section 4).
const SPKI_BEFORE_KEY: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// What may be signed. A signature over one can never be taken for another.
pub trait Signable {
    #[doc(hidden)]
    fn bytes(&self) -> &[u8];
}

impl RequestBytes {
    /// `zegel/desk/v1` and the parts, a line each: instance, nonce, counter, method, path with
    /// query, SHA-256 of the body in hex.
    pub fn new(instance: Instance, nonce: &str, counter: u64, method: &str, path: &str, body: &[u8]) -> Self {
        let body = data_encoding::HEXLOWER.encode(&Sha256::digest(body));
        Self(
            format!("zegel/desk/v1\n{instance}\n{nonce}\n{counter}\n{method}\n{path}\n{body}\n").into_bytes(),
        )
    }
}

impl NoteBytes {
    /// `zegel/note/v1` and the parts, a line each: instance, thread, entry, then the note itself.
    pub fn new(instance: Instance, thread: ThreadId, entry: EntryId, note: &str) -> Self {
        Self(format!("zegel/note/v1\n{instance}\n{thread}\n{entry}\n{note}").into_bytes())
    }
}

impl HandshakeBytes {
    /// These bytes, if they are those of a handshake: nobody gets a signature over a request or a note
    /// under their name.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let (spaces, rest) = bytes.split_at_checked(64)?;
        let is_handshake = spaces.iter().all(|byte| *byte == b' ') && rest.starts_with(OF_A_CLIENT);
        is_handshake.then(|| Self(bytes.to_vec()))
    }
}

impl Signable for RequestBytes {
    fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Signable for NoteBytes {
    fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Signable for HandshakeBytes {
    fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl DeskKey {
    /// Takes the seed of an identity file.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public key, for the recipients file.
    pub fn public(&self) -> DeskPublicKey {
        DeskPublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs, and returns the signature in base64.
    pub fn sign(&self, what: &impl Signable) -> String {
        BASE64.encode(&self.signature(what))
    }

    /// Signs, and returns the 64 bytes of the signature.
    pub fn signature(&self, what: &impl Signable) -> [u8; 64] {
        self.0.sign(what.bytes()).to_bytes()
    }
}

impl DeskPublicKey {
    /// Takes the bytes of the recipients file.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as a certificate has it (`SubjectPublicKeyInfo`, RFC 8410), 44 bytes.
    pub fn to_spki(&self) -> Vec<u8> {
        [SPKI_BEFORE_KEY.as_slice(), &self.0].concat()
    }

    /// The key that a certificate has, if it is an Ed25519 key.
    pub fn from_spki(spki: &[u8]) -> Option<Self> {
        let key = spki.strip_prefix(&SPKI_BEFORE_KEY)?;
        key.try_into().ok().map(Self)
    }

    /// Whether this key signed it. Strict: no malleable signature, no weak key passes.
    pub fn verifies(&self, what: &impl Signable, signature: &str) -> bool {
        let signature = BASE64.decode(signature.as_bytes()).ok();
        let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
        let key = VerifyingKey::from_bytes(&self.0).ok();
        matches!((key, signature), (Some(key), Some(signature))
            if key.verify_strict(what.bytes(), &signature).is_ok())
    }
}

impl fmt::Display for DeskPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(&self.0))
    }
}
