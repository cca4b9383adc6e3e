//! What browser, server and desk say to each other: the types of both APIs, and nothing else
//! knows their JSON. `schema/openapi.yaml` describes the public one.

mod bytes;

use serde::{Deserialize, Serialize};

use crate::calendar::Week;
use crate::id::{EntryId, Instance, ThreadId};
use crate::seal::{CLASSES, Recipients};
use crate::thread::{Direction, SealedEntry};
use crate::withdrawal::WithdrawalSecret;

pub use bytes::Bytes;

/// `GET /api/v1/site`: what a client needs to seal for this desk.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The salt of every derivation.
    pub instance: Instance,
    /// Whether reports are accepted.
    pub open: bool,
    /// The age recipients to seal for, all of them.
    pub recipients: Vec<String>,
    /// Their fingerprint, as the page shows it.
    pub fingerprint: String,
    /// The sizes in bytes to which a document is padded before it is sealed.
    pub classes: Vec<usize>,
    /// The most characters of all texts of a report or message.
    pub most_characters: usize,
}

impl Site {
    /// The site of an installation.
    pub fn new(instance: Instance, open: bool, recipients: &Recipients, most_characters: usize) -> Self {
        Self {
            instance,
            open,
            recipients: recipients.recipients().map(ToString::to_string).collect(),
            fingerprint: recipients.fingerprint().to_string(),
            classes: CLASSES.to_vec(),
            most_characters,
        }
    }
}

/// `POST /api/v1/reports` and `POST /api/v1/mailbox/messages`: something sealed by the client.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostEntry {
    /// The mailbox key in base64url.
    pub mailbox: String,
    /// The entry's derived id.
    pub id: EntryId,
    /// The age file.
    pub sealed: Bytes,
}

/// `POST /api/v1/mailbox`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxRequest {
    /// The mailbox key in base64url.
    pub mailbox: String,
}

/// `POST /api/v1/mailbox/withdraw`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawRequest {
    /// The mailbox key in base64url.
    pub mailbox: String,
    /// What shows the desk that the reporter did it, in base64url.
    pub withdrawal: WithdrawalSecret,
}

/// The sealed replies of a mailbox; none for an unknown one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replies {
    /// In no order; the number stands inside.
    pub replies: Vec<Bytes>,
}

/// What was asked has been done. It never tells what was there before.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {}

/// A problem document (RFC 9457), with the present set where a set has changed.
#[derive(Serialize, Deserialize)]
pub struct Problem {
    /// A name that stays, `about:blank`-like: a path below the documentation.
    #[serde(rename = "type")]
    pub kind: String,
    /// One sentence for a person.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The set to seal for, where the one that was used is not the present one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
}

/// `POST /desk/v1/session`: who wants to speak. Proves nothing yet; each request after it does.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    /// The Ed25519 public key in base64.
    pub key: String,
}

/// A session: what every request of the desk is signed over.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Its name, for the header [`SESSION_HEADER`].
    pub id: String,
    /// The server's nonce, part of every signature.
    pub nonce: String,
    /// The installation.
    pub instance: Instance,
    /// The recipients file as the server has it, with the desks' lines.
    pub recipients: String,
    /// Whether the server waits for this caseworker to prove that their key opens what is sealed:
    /// the page is closed, or this key has not proved it for the present set.
    pub proof_wanted: bool,
    /// How many weeks a thread is kept after the last words.
    pub retention_weeks: u16,
    /// 16 random bytes in hex, others after each restore from a backup.
    pub generation: String,
    /// What is not as it should be on the server. One that invents some can only annoy.
    pub alarms: Vec<Alarm>,
}

/// What a caseworker has to call the administrator for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alarm {
    /// The server's own test of the whole way failed.
    SelftestFailed,
    /// That test has not run for days.
    SelftestLate,
    /// The store is close to its bound.
    StoreNearlyFull,
    /// The disk is close to its end.
    DiskNearlyFull,
    /// Backups are to be made, and none was for days.
    NoBackupLately,
}

/// Of the first request of a session no more is heard, in bytes: its signature can only be verified
/// when all of it is there. Something short goes before something long.
pub const LARGEST_FIRST_BODY: usize = 64 * 1024;
/// Which session.
pub const SESSION_HEADER: &str = "zegel-session";
/// A number that rises with each request of a session.
pub const COUNTER_HEADER: &str = "zegel-counter";
/// The Ed25519 signature in base64.
pub const SIGNATURE_HEADER: &str = "zegel-signature";

/// `POST /desk/v1/proof`: this caseworker has sealed a trial document for the recipient below their
/// name and opened it. Nothing opened travels.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The set's fingerprint.
    pub fingerprint: String,
}

/// `POST /desk/v1/tombstones`: what this desk remembers as withdrawn, and what it has deleted. A
/// store that came out of a backup may show it again; it is erased again before it is listed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstones {
    /// Taken back by their reporters.
    pub withdrawn: Vec<WithdrawnThread>,
    /// Deleted here.
    pub deleted: Vec<ThreadId>,
}

/// A withdrawn thread, with what its reporter revealed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawnThread {
    /// Its name.
    pub thread: ThreadId,
    /// In base64url.
    pub withdrawal: WithdrawalSecret,
}

/// The most threads of [`Tombstones`]; more come in several.
pub const MOST_TOMBSTONES: usize = 10_000;

/// How many of them had come back, and are erased now.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reapplied {
    /// That number.
    pub count: usize,
}

/// `GET /desk/v1/threads`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threads {
    /// All of them, in no order.
    pub threads: Vec<ThreadHead>,
}

/// A thread without its bodies.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThreadHead {
    /// Its name.
    pub id: ThreadId,
    /// The week of the last words.
    pub week: Week,
    /// What the reporter revealed when taking it back, as the server says. It is proved by the
    /// digest in the report; without that it is only a claim of the server's.
    pub withdrawal: Option<WithdrawalSecret>,
    /// What `GET /desk/v1/entries` will give for it.
    pub entries: Vec<EntryHead>,
}

impl ThreadHead {
    /// Whether the server says that the reporter took it back.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawal.is_some()
    }
}

/// An entry without its body.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryHead {
    /// Its name within the thread.
    pub id: EntryId,
    /// A random number that changes when the body does, so that a desk fetches each body once.
    pub version: u64,
}

/// `GET /desk/v1/entries[?thread=ID[&thread=ID…]]`: one JSON object a line.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryLine {
    /// The thread it belongs to.
    pub thread: ThreadId,
    /// Its name within the thread.
    pub id: EntryId,
    /// The version of the body.
    pub version: u64,
    /// Whose words.
    pub direction: Direction,
    /// The age file.
    pub sealed: Bytes,
}

/// `PUT /desk/v1/threads/{id}/entries/{id}`: the same document, sealed for the present set.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// SHA-256 in hex of the sealed bytes that it replaces; refused if they are others by now.
    pub replaces: String,
    /// The age file.
    pub sealed: Bytes,
}

/// `POST /desk/v1/threads/{id}/entries`: replies and notes, all or none.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEntries {
    /// A reply and the desk's copy of it go together.
    pub entries: Vec<NewEntry>,
}

/// One of them. `POST /desk/v1/threads/{id}/keep` takes a note alone: the thread is then kept for a
/// whole retention from now on.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEntry {
    /// Its name within the thread.
    pub id: EntryId,
    /// `to-reporter` or `desk`.
    pub direction: Direction,
    /// The age file.
    pub sealed: Bytes,
}

impl NewEntry {
    /// An entry to send.
    pub fn new(id: EntryId, sealed: &SealedEntry) -> Self {
        Self { id, direction: sealed.direction(), sealed: Bytes(sealed.as_bytes().to_vec()) }
    }
}
