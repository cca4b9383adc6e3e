//! Report and message: what a reporter writes first, and what the same reporter adds later.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Answers, VERSION};
use crate::calendar::Day;
use crate::id::EntryId;
use crate::json::to_json;
use crate::seal::{Document, ForDesk, Plain, hybrid};
use crate::withdrawal::WithdrawalDigest;

/// Something that the page noticed while the form was filled in. A mark informs the caseworker; nobody
/// is refused because of one.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// A field that people do not see was filled in.
    Trap,
    /// It was sent a few seconds after the page was made.
    Fast,
}

/// The key by which later messages show that they come from the writer of the report. It travels
/// inside the report only.
pub struct AuthorKey(Zeroizing<[u8; 32]>);

/// The fields that report and message have in common.
pub struct Writing {
    pub answers: Answers,
    /// The code of the page's language.
    pub language: String,
    /// The day, never the hour: an hour and an employer's log name the receptionist.
    pub day: Day,
    /// The key that a reply is sealed for.
    pub reply_to: hybrid::Recipient,
    pub marks: Vec<Mark>,
    /// The fingerprint of the recipients it was sealed for.
    pub sealed_for: String,
    pub withdrawal: WithdrawalDigest,
}

/// What the proof of a message covers of its writing.
pub(super) struct Proved<'a> {
    pub answers: &'a Answers,
    pub language: &'a str,
    pub day: Day,
    pub reply_to: &'a hybrid::Recipient,
    pub withdrawal: WithdrawalDigest,
}

/// The first document of a reporter.
pub struct Report {
    pub writing: Writing,
    author_key: AuthorKey,
}

/// Where a message stands in its conversation, as far as the page knew on which it was written. No server
/// is asked for it: whoever finds a code would learn from the answer that something was written under it.
#[derive(Clone, Copy, Default)]
pub struct Position {
    /// The number of the newest reply its writer had been shown; 0 for none.
    pub after: u32,
    /// What was sent from the same page just before, if anything was.
    pub previous: Option<EntryId>,
}

/// A later document of a reporter.
pub struct Message {
    pub writing: Writing,
    pub position: Position,
    proof: String,
}

#[derive(Serialize)]
struct ReportJson {
    zegel: u8,
    kind: String,
    answers: Answers,
    author_key: String,
    day: Day,
    language: String,
    marks: Vec<Mark>,
    reply_to: String,
    sealed_for: String,
    withdrawal: WithdrawalDigest,
}

#[derive(Serialize)]
struct MessageJson {
    zegel: u8,
    kind: String,
    after: u32,
    answers: Answers,
    day: Day,
    language: String,
    marks: Vec<Mark>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<EntryId>,
    proof: String,
    reply_to: String,
    sealed_for: String,
    withdrawal: WithdrawalDigest,
}

impl AuthorKey {
    /// Takes the bytes that the token's derivation gives.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The proof of a message, not yet computed.
    pub(super) fn mac(&self, entry: EntryId, position: Position, proved: &Proved<'_>) -> Hmac<Sha256> {
        let mut mac = new_mac(&*self.0);
        let Position { after, previous } = position;
        let Proved { answers, language, day, reply_to, withdrawal } = proved;
        // A message without `previous` is proved as before there was such a field.
        let first = match previous {
            None => format!("zegel/message/v1\n{entry}\n{after}\n"),
            Some(previous) => format!("zegel/message/v2\n{entry}\n{after}\n{previous}\n"),
        };
        let lines = format!("{day}\n{language}\n{reply_to}\n{withdrawal}\n");
        mac.update(first.as_bytes());
        mac.update(lines.as_bytes());
        mac.update(&answers.canonical());
        mac
    }
}

impl Writing {
    fn proved(&self) -> Proved<'_> {
        Proved {
            answers: &self.answers,
            language: &self.language,
            day: self.day,
            reply_to: &self.reply_to,
            withdrawal: self.withdrawal,
        }
    }
}

/// HMAC takes a key of any length (RFC 2104, section 2), so this cannot fail.
#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
fn new_mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

impl Report {
    /// Joins what somebody wrote with the key by which later messages are proved.
    pub fn new(writing: Writing, author_key: AuthorKey) -> Self {
        Self { writing, author_key }
    }
}

impl Message {
    /// Joins what somebody wrote later with its proof by the key in the report. The proof covers the
    /// entry, so that the message cannot be moved to another.
    pub fn new(writing: Writing, position: Position, entry: EntryId, author_key: &AuthorKey) -> Self {
        let proof = author_key.mac(entry, position, &writing.proved()).finalize().into_bytes();
        Self { proof: BASE64URL_NOPAD.encode(&proof), writing, position }
    }
}

impl Document for Report {
    type Sealed = ForDesk;

    fn into_json(self) -> Plain {
        let Writing { answers, language, day, reply_to, marks, sealed_for, withdrawal } = self.writing;
        let reply_to = reply_to.to_string();
        let author_key = BASE64URL_NOPAD.encode(&*self.author_key.0);
        let kind = "report".to_owned();
        let zegel = VERSION;
        json(&ReportJson {
            zegel,
            kind,
            answers,
            author_key,
            day,
            language,
            marks,
            reply_to,
            sealed_for,
            withdrawal,
        })
    }
}

impl Document for Message {
    type Sealed = ForDesk;

    fn into_json(self) -> Plain {
        let Writing { answers, language, day, reply_to, marks, sealed_for, withdrawal } = self.writing;
        let reply_to = reply_to.to_string();
        let kind = "message".to_owned();
        let zegel = VERSION;
        json(&MessageJson {
            zegel,
            kind,
            after: self.position.after,
            answers,
            day,
            language,
            marks,
            previous: self.position.previous,
            proof: self.proof,
            reply_to,
            sealed_for,
            withdrawal,
        })
    }
}

/// The JSON of a document, in memory that is wiped.
pub(super) fn json(value: &impl Serialize) -> Plain {
    Plain::new(to_json(value).into_bytes())
}
