//! A caseworker's session: how it is opened, and the headers that sign each request of it.

use serde::{Deserialize, Serialize};

use super::{Call, Refusal};
use crate::calendar::Week;
use crate::id::Instance;

/// Asks for a session, by an [`OpenSession`]; answered with a [`Session`]. The only call that is not
/// signed.
pub const OPEN_SESSION: Call = Call::post(
    "/desk/v1/session",
    &[
        Refusal::Unread,
        Refusal::UnknownKey,
        Refusal::BrokenOff,
        Refusal::TooLarge,
        Refusal::Busy,
        Refusal::Unavailable,
    ],
);

/// The key of whoever wants to open a session. Proves nothing yet; each request after it does.
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
    /// The id, for the header [`SESSION_HEADER`].
    pub id: String,
    /// The server's nonce, part of every signature.
    pub nonce: String,
    pub instance: Instance,
    /// The recipients file as the server has it, with the desks' lines.
    pub recipients: String,
    /// Whether the server waits for this caseworker to prove that their key opens what is sealed:
    /// the page is closed, or this key has not proved it for the present set.
    pub proof_wanted: bool,
    /// Weeks that a thread is kept after the last words.
    pub retention_weeks: u16,
    /// 16 random bytes in hex, others after each restore from a backup.
    pub generation: String,
    /// The week in which the server is, by which a caseworker's computer sees that its own clock is wrong;
    /// none in a folder that was carried.
    pub week: Option<Week>,
    /// What is not as it should be on the server. A server that invents alarms can only annoy.
    pub alarms: Vec<Alarm>,
}

/// An alarm: a reason for a caseworker to call the administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alarm {
    /// The self-test of the server failed.
    SelftestFailed,
    /// The self-test has not run for days.
    SelftestLate,
    /// The store is close to its bound.
    StoreNearlyFull,
    /// The disk is close to its end.
    DiskNearlyFull,
    /// Backups are to be made, and none was for days.
    NoBackupLately,
}

/// The largest body of a session's first request, in bytes: no more is read of a stranger, whose
/// signature can only be verified when all of it is there. A short request goes before a long one.
pub const LARGEST_FIRST_BODY: usize = 64 * 1024;
/// The header that names the session.
pub const SESSION_HEADER: &str = "zegel-session";
/// The header with a number that rises with each request of a session.
pub const COUNTER_HEADER: &str = "zegel-counter";
/// The header with the Ed25519 signature in base64.
pub const SIGNATURE_HEADER: &str = "zegel-signature";
