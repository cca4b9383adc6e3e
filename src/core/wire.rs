//! The wire: the calls of both APIs and the types of what is sent, for server, desk and browser.
//! Nothing else knows their paths or their JSON. `schema/openapi.yaml` describes the public API.

mod bytes;
mod call;
mod desk;
mod public;
mod session;

use serde::{Deserialize, Serialize};

pub use bytes::Bytes;
pub use call::{Call, Method, Refusal};
pub use desk::{
    ADD_ENTRIES, DELETE_THREAD, DESK_API, EntryHead, EntryLine, FETCH_ENTRIES, KEEP_THREAD, LIST_THREADS,
    MOST_TOMBSTONES, NewEntries, NewEntry, PROVE, Proof, REAPPLY, REPLACE_ENTRY, Reapplied, Replacement,
    ThreadHead, Threads, Tombstones, WithdrawnThread, path_to_entries, threads_in,
};
pub use public::{
    COVER, Cover, MESSAGE, MailboxRequest, PUBLIC_API, PostEntry, REPLIES, REPORT, Replies, SITE, Site,
    WITHDRAW, WithdrawRequest,
};
pub use session::{
    Alarm, COUNTER_HEADER, LARGEST_FIRST_BODY, OPEN_SESSION, OpenSession, SESSION_HEADER, SIGNATURE_HEADER,
    Session,
};

/// The answer to a call that was done. It never tells what was there before.
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
