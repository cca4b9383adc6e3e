//! Other implementations of age: each opens what is sealed here, and this program opens what they seal.

use std::process::Command;

use zegel::identity::Identity;
use zegel_core::seal::{CLASSES, ForDesk, Recipients, SealError};

use crate::support::fixture::{ForDeskRaw, hybrid_desk, x25519_desk};
use crate::support::node::run;

pub const TEXT: &str = "{\"text\":\"Kamer 12, altijd het gordijn dicht. Ș ț ő ű й 🚪\"}";

/// The kinds of keys, and what is known of each.
#[derive(Clone, Copy)]
pub enum Kind {
    Hybrid,
    X25519,
}

impl Kind {
    /// The argument of the scripts that make a key.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Hybrid => "hybrid",
            Kind::X25519 => "x25519",
        }
    }

    /// A desk with such a key.
    pub fn desk(self) -> (Identity, Recipients) {
        match self {
            Kind::Hybrid => hybrid_desk(),
            Kind::X25519 => x25519_desk(),
        }
    }
}

/// Another implementation of age.
pub trait Peer {
    /// A new secret and its recipient.
    fn keys(&self, kind: Kind) -> (String, String);
    /// Seals for the recipients that stand in a recipients file.
    fn seal(&self, recipients: &str, text: &[u8]) -> Vec<u8>;
    /// What was sealed, with its padding, or what is said when it is not opened.
    fn open(&self, secret: &str, sealed: &[u8]) -> Result<Vec<u8>, String>;
}

/// A script that takes the commands `keygen KIND`, `seal RECIPIENT...` and `open SECRET`.
pub struct Script(pub fn() -> Command);

impl Peer for Script {
    fn keys(&self, kind: Kind) -> (String, String) {
        let lines = run((self.0)().args(["keygen", kind.name()]), b"").unwrap();
        let lines = String::from_utf8(lines).unwrap();
        let (secret, recipient) = lines.trim().split_once('\n').unwrap();
        (secret.to_owned(), recipient.to_owned())
    }

    fn seal(&self, recipients: &str, text: &[u8]) -> Vec<u8> {
        let recipients = recipients.lines().filter(|line| !line.starts_with('#'));
        run((self.0)().arg("seal").args(recipients), text).unwrap()
    }

    fn open(&self, secret: &str, sealed: &[u8]) -> Result<Vec<u8>, String> {
        run((self.0)().args(["open", secret]), sealed)
    }
}

/// A text as it is sealed, in the smallest size that it fits in.
pub fn padded(text: &str) -> Vec<u8> {
    let size = CLASSES.into_iter().find(|size| text.len() <= *size).unwrap();
    let mut padded = text.as_bytes().to_vec();
    padded.resize(size, b' ');
    padded
}

/// A short text, and one that goes over the end of age's chunks of 64 KiB.
fn texts() -> [String; 2] {
    [TEXT.to_owned(), TEXT.repeat(70 * 1024 / TEXT.len())]
}

/// Sealed for two, of whom the peer is the second; a third opens nothing.
pub fn opens_what_is_sealed_here(peer: &impl Peer, kind: Kind) {
    let (secret, recipient) = peer.keys(kind);
    let (other_secret, _) = peer.keys(kind);
    let (_, colleague) = kind.desk();
    let recipients: Recipients = format!("{}\n{recipient}", colleague.text().trim()).parse().unwrap();
    for text in texts() {
        let sealed = recipients.seal(ForDeskRaw(text.clone().into())).unwrap();
        assert!(peer.open(&secret, sealed.as_bytes()).unwrap() == padded(&text));
        assert!(peer.open(&other_secret, sealed.as_bytes()).is_err());
    }
}

/// Sealed by the peer for two, of whom we are the second; a third opens nothing.
pub fn seals_what_is_opened_here(peer: &impl Peer, kind: Kind) {
    let (identity, recipients) = kind.desk();
    let (_, colleague) = peer.keys(kind);
    let (other_secret, _) = peer.keys(kind);
    let other: Identity = other_secret.parse().unwrap();
    for text in texts() {
        let sealed = peer.seal(&format!("{colleague}\n{}", recipients.text().trim()), &padded(&text));
        let sealed = ForDesk::from_bytes(sealed).unwrap();
        assert!(identity.open(&sealed).unwrap().as_bytes() == text.as_bytes());
        assert!(matches!(other.open(&sealed), Err(SealError::OtherKey)));
    }
}
