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

/// What may be signed. A signature over one can never be taken for the other.
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
        BASE64.encode(&self.0.sign(what.bytes()).to_bytes())
    }
}

impl DeskPublicKey {
    /// Takes the bytes of the recipients file.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
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
