//! The public API: what a browser or another client says that seals by itself.

use serde::{Deserialize, Serialize};

use super::{Bytes, Call, Refusal};
use crate::id::{EntryId, Instance};
use crate::seal::{CLASSES, Recipients};
use crate::withdrawal::WithdrawalSecret;

/// All calls of the public API.
pub const PUBLIC_API: [Call; 6] = [SITE, REPORT, MESSAGE, REPLIES, WITHDRAW, COVER];

/// Asks what a client needs to seal for this desk: a [`Site`].
pub const SITE: Call = Call::get("/api/v1/site", &[Refusal::Unavailable]);

/// The installation, and what a client needs to seal for it.
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

/// The reasons for which a report or a message may be refused.
const REFUSALS_OF_ENTRY: &[Refusal] = &[
    Refusal::Unread,
    Refusal::OtherRecipients,
    Refusal::Withdrawn,
    Refusal::TooLarge,
    Refusal::NotJson,
    Refusal::NotSealed,
    Refusal::Busy,
    Refusal::Unavailable,
];

/// Sends a report, as a [`PostEntry`].
pub const REPORT: Call = Call::post("/api/v1/reports", REFUSALS_OF_ENTRY);

/// Sends a message to a mailbox, as a [`PostEntry`].
pub const MESSAGE: Call = Call::post("/api/v1/mailbox/messages", REFUSALS_OF_ENTRY);

/// A report or a message, sealed by the client.
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

/// The reasons for which a call of a mailbox without a document may be refused.
const REFUSALS_OF_MAILBOX: &[Refusal] =
    &[Refusal::Unread, Refusal::TooLarge, Refusal::NotJson, Refusal::Busy, Refusal::Unavailable];

/// Asks for the replies of a mailbox by a [`MailboxRequest`]; answered with [`Replies`].
pub const REPLIES: Call = Call::post("/api/v1/mailbox", REFUSALS_OF_MAILBOX);

/// The credential of a mailbox whose replies are asked for.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxRequest {
    /// The mailbox key in base64url.
    pub mailbox: String,
}

/// Takes back a report and all that belongs to it, by a [`WithdrawRequest`].
pub const WITHDRAW: Call = Call::post("/api/v1/mailbox/withdraw", REFUSALS_OF_MAILBOX);

/// The credential of a mailbox that is to be withdrawn, and the secret that proves it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawRequest {
    /// The mailbox key in base64url.
    pub mailbox: String,
    /// The secret that proves to the desk that the reporter did it, in base64url.
    pub withdrawal: WithdrawalSecret,
}

/// The sealed replies of a mailbox; none for an unknown one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replies {
    /// In no order; the number of each stands inside it.
    pub replies: Vec<Bytes>,
}

/// Sends a [`Cover`]; answered like a report that is stored, whatever becomes of it.
pub const COVER: Call = Call::post("/api/v1/cover", &[Refusal::Unread, Refusal::TooLarge, Refusal::NotJson]);

/// Cover traffic: a body that means nothing and is padded like the others, so that the line does not show
/// who reports.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {}
