//! Received documents: what a reporter sent, as a desk opens it. The answers are always there; each
//! other field is as this service writes it, or odd.
//!
//! Translators and extensions change the page in which a browser seals, and a later page may say more
//! than this program knows. So no such field hides what somebody wrote. But nothing odd is believed: no
//! answer goes to it, it proves no message and no withdrawal, and it trusts no set.

use data_encoding::BASE64URL_NOPAD;
use hmac::Mac;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zeroize::Zeroizing;

use super::fields::{Fields, OddField};
use super::writing::Proved;
use super::{Answers, AuthorKey, Mark, NotADocument, Position};
use crate::calendar::Day;
use crate::id::EntryId;
use crate::seal::{Fingerprint, hybrid};
use crate::withdrawal::WithdrawalDigest;

/// The fields of a message that its proof depends on.
const PROVED: [&str; 9] =
    ["after", "answers", "day", "kind", "language", "previous", "reply_to", "withdrawal", "zegel"];

/// What report and message have in common. A field that is nothing is odd.
pub struct Received {
    pub answers: Answers,
    /// The code of the page's language.
    pub language: Option<String>,
    pub day: Option<Day>,
    /// The key that a reply is sealed for.
    pub reply_to: Option<hybrid::Recipient>,
    /// Those that are known.
    pub marks: Vec<Mark>,
    /// The fingerprint of the recipients it was sealed for.
    pub sealed_for: Option<String>,
    pub withdrawal: Option<WithdrawalDigest>,
    /// All fields that are not as this service writes them.
    pub odd: Vec<OddField>,
}

/// The first document of a reporter.
pub struct ReceivedReport {
    pub writing: Received,
    author_key: Option<AuthorKey>,
}

/// A later document of a reporter.
pub struct ReceivedMessage {
    pub writing: Received,
    /// Where it stands; at the beginning, where that is odd.
    pub position: Position,
    proof: Option<Vec<u8>>,
}

impl Received {
    /// Takes the common fields out. The texts stay as they are, because the proof covers them; whoever
    /// shows them cleans them.
    fn read(mut fields: Fields, kind: &str) -> Result<Self, NotADocument> {
        let is_known = fields.take_head(kind);
        let language = fields.take("language", language);
        let day = fields.take("day", read);
        let reply_to = fields.take("reply_to", recipient);
        let marks = fields.get("marks").map(known_marks).unwrap_or_default();
        fields.take("marks", read::<Vec<Mark>>);
        let sealed_for = fields.take("sealed_for", fingerprint);
        let withdrawal = fields.take("withdrawal", read);
        let (answers, odd) = fields.finish()?;
        Ok(Self {
            answers,
            language,
            day,
            // What a field means in another version or kind is not known.
            reply_to: reply_to.filter(|_| is_known),
            marks,
            sealed_for: sealed_for.filter(|_| is_known),
            withdrawal: withdrawal.filter(|_| is_known),
            odd,
        })
    }

    /// What a proof covers, unless any of it is odd.
    fn proved(&self) -> Option<Proved<'_>> {
        if self.odd.iter().any(|field| PROVED.contains(&field.name.as_str())) {
            return None;
        }
        let answers = &self.answers;
        let language = self.language.as_deref()?;
        let reply_to = self.reply_to.as_ref()?;
        Some(Proved { answers, language, day: self.day?, reply_to, withdrawal: self.withdrawal? })
    }
}

impl ReceivedReport {
    pub(super) fn read(mut fields: Fields) -> Result<Self, NotADocument> {
        let author_key = fields.take("author_key", author_key);
        let writing = Received::read(fields, "report")?;
        Ok(Self { writing, author_key })
    }

    /// Whether a message of the thread was written by whoever wrote this report.
    pub fn wrote(&self, entry: EntryId, message: &ReceivedMessage) -> bool {
        let is_other_version = self.writing.odd.iter().any(|field| field.name == "zegel");
        let Some(author_key) = self.author_key.as_ref().filter(|_| !is_other_version) else { return false };
        let Some(proved) = message.writing.proved() else { return false };
        let Some(proof) = &message.proof else { return false };
        author_key.mac(entry, message.position, &proved).verify_slice(proof).is_ok()
    }
}

impl ReceivedMessage {
    pub(super) fn read(mut fields: Fields) -> Result<Self, NotADocument> {
        let after = fields.take("after", read).unwrap_or_default();
        let previous = fields.take_optional("previous", read);
        let proof = fields.take("proof", bytes).map(|proof| proof.to_vec());
        let writing = Received::read(fields, "message")?;
        Ok(Self { writing, position: Position { after, previous }, proof })
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

fn known_marks(value: &Value) -> Vec<Mark> {
    value.as_array().into_iter().flatten().filter_map(read).collect()
}

fn language(value: &Value) -> Option<String> {
    let code = value.as_str()?;
    let is_code = (2..=8).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code.then(|| code.to_owned())
}

fn recipient(value: &Value) -> Option<hybrid::Recipient> {
    hybrid::Recipient::parse_untested(value.as_str()?).ok()
}

fn fingerprint(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let fingerprint: Fingerprint = text.parse().ok()?;
    (fingerprint.to_string() == text).then(|| text.to_owned())
}

fn bytes(value: &Value) -> Option<Zeroizing<Vec<u8>>> {
    BASE64URL_NOPAD.decode(value.as_str()?.as_bytes()).ok().map(Zeroizing::new)
}

fn author_key(value: &Value) -> Option<AuthorKey> {
    let key: [u8; 32] = bytes(value)?.as_slice().try_into().ok()?;
    Some(AuthorKey::from_bytes(key))
}
