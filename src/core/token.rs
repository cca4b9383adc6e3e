//! The reporter's token, and the keys that are derived from it.
//!
//! 130 random bits from the operating system as 26 Crockford base32 symbols, and two check
//! symbols: a Reed–Solomon code over GF(32) with x⁵+x²+1, in which the sum of all 28 symbols and
//! the sum of symbol *i* times αⁱ are zero. One wrong symbol is found and its place known; two
//! wrong ones and every swap of neighbours are found.
//!
//! The token is shown once and stored nowhere. What the store keeps is the digest of the
//! [`MailboxKey`] that follows from it.

mod check;
mod typed;

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::document::{Answers, AuthorKey};
use crate::id::{EntryId, FormId, Instance, NoRandomness, random};
use crate::seal::{ForReporter, Plain, SealError, hybrid};
use crate::thread::Mailbox;
use crate::withdrawal::WithdrawalSecret;

use check::GROUP;
pub use check::{ALPHABET, GROUPS, SYMBOLS, TokenError};
use typed::Runs;
pub use typed::Typed;

/// The bits of a token's last byte that are used.
const LAST_BITS: u8 = 0b1100_0000;

/// A token: the code by which a reporter reads replies, writes again, and withdraws.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Token([u8; 17]);

/// The keys that are derived from a token for one installation.
pub struct Keys {
    mailbox: MailboxKey,
    reply_seed: Zeroizing<[u8; 32]>,
    author: Zeroizing<[u8; 32]>,
    entry: Zeroizing<[u8; 32]>,
    withdrawal: WithdrawalSecret,
}

/// The mailbox key, the reporter's credential: who has it can fetch sealed replies, write, and withdraw.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct MailboxKey([u8; 32]);

/// The kind of entry for which an id is derived.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Report,
    Message,
}

impl Token {
    /// A new token.
    pub fn random() -> Result<Self, NoRandomness> {
        let mut bytes = random::<17>()?;
        bytes[16] &= LAST_BITS;
        Ok(Self(bytes))
    }

    /// The token of the first 130 bits of a derivation, whose key is a secret.
    pub fn from_derivation(digest: &[u8; 32]) -> Self {
        let mut bytes = [0; 17];
        bytes.copy_from_slice(&digest[..17]);
        bytes[16] &= LAST_BITS;
        Self(bytes)
    }

    /// Reads what a person typed or pasted: case, what stands between the groups, their numbers and
    /// invisible characters do not matter, O is 0, I and L are 1, and a letter of another script is the
    /// symbol that it looks like.
    pub fn parse(typed: &str) -> Result<Self, TokenError> {
        check::read(&Runs::of(typed)).map(Self)
    }

    /// What was typed, to be looked over by whoever typed it; `error` is why it is no token.
    pub fn look_over(typed: &str, error: TokenError) -> Typed {
        Runs::of(typed).look_over(error)
    }

    /// The seven groups of four symbols.
    pub fn groups(&self) -> [Zeroizing<String>; GROUPS] {
        let symbols = check::write(&self.0);
        let (groups, _) = symbols.as_chunks::<GROUP>();
        std::array::from_fn(|group| Zeroizing::new(groups[group].iter().copied().map(char::from).collect()))
    }

    /// The whole token as a hidden field carries it: groups with hyphens.
    pub fn to_field(&self) -> Zeroizing<String> {
        let mut field = Zeroizing::new(String::with_capacity(SYMBOLS + GROUPS));
        for (place, symbol) in check::write(&self.0).iter().enumerate() {
            if place > 0 && place.is_multiple_of(GROUP) {
                field.push('-');
            }
            field.push(char::from(*symbol));
        }
        field
    }

    /// Derives the keys by HKDF-SHA256 (RFC 5869) with the installation in the salt, so that a token says nothing
    /// about any other installation.
    pub fn keys(&self, instance: Instance) -> Keys {
        let mut salt = b"zegel/token/v1/".to_vec();
        salt.extend_from_slice(instance.as_bytes());
        let hkdf = Hkdf::<Sha256>::new(Some(&salt), &self.0);
        Keys {
            mailbox: MailboxKey(*expand(&hkdf, "mailbox")),
            reply_seed: expand(&hkdf, "reply"),
            author: expand(&hkdf, "author"),
            entry: expand(&hkdf, "entry"),
            withdrawal: WithdrawalSecret::from_bytes(*expand(&hkdf, "withdraw")),
        }
    }
}

#[expect(clippy::expect_used, reason = "32 bytes are within HKDF-SHA256's bound of 8160")]
fn expand(hkdf: &Hkdf<Sha256>, label: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    hkdf.expand(label.as_bytes(), &mut *key).expect("32 bytes are within the bound");
    key
}

impl Keys {
    /// The reporter's credential.
    pub fn mailbox_key(&self) -> &MailboxKey {
        &self.mailbox
    }

    /// The secret that withdrawing reveals; documents carry its digest.
    pub fn withdrawal(&self) -> &WithdrawalSecret {
        &self.withdrawal
    }

    /// The recipient to which replies are sealed. Travels only inside sealed documents.
    pub fn reply_to(&self) -> Result<hybrid::Recipient, SealError> {
        hybrid::Identity::from_seed(*self.reply_seed).recipient()
    }

    /// Opens a reply.
    pub fn open(&self, sealed: &ForReporter) -> Result<Plain, SealError> {
        hybrid::Identity::from_seed(*self.reply_seed).open(sealed)
    }

    /// The key that travels inside the report and proves later messages.
    pub fn author_key(&self) -> AuthorKey {
        AuthorKey::from_bytes(*self.author)
    }

    /// The entry's id: the same for the same words sent twice in the same form, and for nothing
    /// else. HMAC-SHA256 over form, kind, a zero byte and the answers' canonical JSON.
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    pub fn entry_id(&self, form: FormId, kind: Kind, answers: &Answers) -> EntryId {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.entry).expect("HMAC takes a key of any length");
        mac.update(form.as_bytes());
        mac.update(match kind {
            Kind::Report => b"report\0",
            Kind::Message => b"message\0",
        });
        mac.update(&answers.canonical());
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        let (first, _) = digest.split_at(16);
        EntryId::from_derivation(first.try_into().unwrap_or_default())
    }
}

impl MailboxKey {
    /// Reads a key in base64url, as the API carries it.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
        bytes.as_slice().try_into().ok().map(Self)
    }

    /// The mailbox: the digest by which the store finds the thread.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox::from_credential(&self.0)
    }

    /// The key in base64url, as the API carries it.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(&self.0))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}
