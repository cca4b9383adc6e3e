//! The desk's API: what a caseworker's client says, each request signed over a session.

use serde::{Deserialize, Serialize};

use super::{Bytes, Call, OPEN_SESSION, Refusal};
use crate::calendar::Week;
use crate::id::{EntryId, ThreadId};
use crate::thread::{Direction, SealedEntry};
use crate::withdrawal::WithdrawalSecret;

/// All calls of the desk's API.
pub const DESK_API: [Call; 9] = [
    OPEN_SESSION,
    PROVE,
    REAPPLY,
    LIST_THREADS,
    FETCH_ENTRIES,
    ADD_ENTRIES,
    KEEP_THREAD,
    REPLACE_ENTRY,
    DELETE_THREAD,
];

/// Says that this caseworker's key opens what is sealed, by a [`Proof`].
pub const PROVE: Call = Call::post(
    "/desk/v1/proof",
    &[
        Refusal::Unread,
        Refusal::NotSigned,
        Refusal::OnlyWhoOpens,
        Refusal::BrokenOff,
        Refusal::OtherSet,
        Refusal::TooLarge,
        Refusal::Unavailable,
    ],
);

/// The proof of a key: this caseworker has sealed a trial document for the recipient below their
/// name and opened it. Nothing opened travels.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The set's fingerprint.
    pub fingerprint: String,
}

/// Erases again what a restore brought back, by [`Tombstones`]; answered with [`Reapplied`].
pub const REAPPLY: Call = Call::post(
    "/desk/v1/tombstones",
    &[
        Refusal::Unread,
        Refusal::NotSigned,
        Refusal::OnlyWhoOpens,
        Refusal::BrokenOff,
        Refusal::NotRestored,
        Refusal::TooLarge,
        Refusal::Unavailable,
    ],
);

/// Tombstones: what this desk remembers as withdrawn, and what it has deleted. A
/// store that came out of a backup may show it again; it is erased again before it is listed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstones {
    /// Threads that their reporters have withdrawn.
    pub withdrawn: Vec<WithdrawnThread>,
    /// Threads that this desk has deleted.
    pub deleted: Vec<ThreadId>,
}

/// A withdrawn thread, with what its reporter revealed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawnThread {
    pub thread: ThreadId,
    pub withdrawal: WithdrawalSecret,
}

/// The most threads of one [`Tombstones`]; more are sent in several.
pub const MOST_TOMBSTONES: usize = 10_000;

/// The number of threads that had come back, and are erased now.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reapplied {
    pub count: usize,
}

/// Lists all threads with the names of their entries, as [`Threads`].
pub const LIST_THREADS: Call = Call::get(
    "/desk/v1/threads",
    &[Refusal::NotSigned, Refusal::BrokenOff, Refusal::TooLarge, Refusal::Unavailable],
);

/// The list of all threads.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threads {
    /// In no order.
    pub threads: Vec<ThreadHead>,
}

/// The head of a thread: what is listed of it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThreadHead {
    pub id: ThreadId,
    /// The week of the last words.
    pub week: Week,
    /// The secret that the reporter revealed when withdrawing, as the server says. It is proved by the
    /// digest in the report; without that it is only a claim of the server's.
    pub withdrawal: Option<WithdrawalSecret>,
    /// The entries that [`FETCH_ENTRIES`] will give for it.
    pub entries: Vec<EntryHead>,
}

impl ThreadHead {
    /// Whether the server says that the reporter has withdrawn it.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawal.is_some()
    }
}

/// The head of an entry: its name, and the version of its body.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryHead {
    pub id: EntryId,
    /// A random number that changes when the body does, so that a desk fetches each body once.
    pub version: u64,
}

/// Fetches the entries of all threads, or of those in the query, an [`EntryLine`] a line.
pub const FETCH_ENTRIES: Call = Call::get(
    "/desk/v1/entries",
    &[Refusal::Unread, Refusal::NotSigned, Refusal::BrokenOff, Refusal::TooLarge, Refusal::Unavailable],
);

/// The path of [`FETCH_ENTRIES`] for these threads.
pub fn path_to_entries(threads: &[ThreadId]) -> String {
    let asked: Vec<String> = threads.iter().map(|thread| format!("{ONE_THREAD}{thread}")).collect();
    format!("{}?{}", FETCH_ENTRIES.path, asked.join("&"))
}

/// The threads in a query of [`FETCH_ENTRIES`]; nothing for a query of another form.
pub fn threads_in(query: &str) -> Option<Vec<ThreadId>> {
    query.split('&').map(|part| part.strip_prefix(ONE_THREAD)?.parse().ok()).collect()
}

/// The name before each thread of the query.
const ONE_THREAD: &str = "thread=";

/// One entry as it is fetched: a JSON object on a line of its own.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryLine {
    pub thread: ThreadId,
    pub id: EntryId,
    pub version: u64,
    pub direction: Direction,
    /// The age file.
    pub sealed: Bytes,
}

/// Puts the same document, sealed for the present set, in the place of an entry, by a [`Replacement`].
pub const REPLACE_ENTRY: Call = Call::put(
    "/desk/v1/threads/{id}/entries/{entry}",
    &[
        Refusal::Unread,
        Refusal::NotSigned,
        Refusal::OnlyWhoOpens,
        Refusal::NoThread,
        Refusal::BrokenOff,
        Refusal::Changed,
        Refusal::TooLarge,
        Refusal::NotSealed,
        Refusal::Unavailable,
        Refusal::Full,
    ],
);

/// A document that was sealed anew for the present set, and what it takes the place of.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// SHA-256 in hex of the sealed bytes that it replaces; refused if they are others by now.
    pub replaces: String,
    /// The age file.
    pub sealed: Bytes,
}

/// Adds replies and notes to a thread, by [`NewEntries`].
pub const ADD_ENTRIES: Call = Call::post(
    "/desk/v1/threads/{id}/entries",
    &[
        Refusal::Unread,
        Refusal::NotSigned,
        Refusal::NoThread,
        Refusal::BrokenOff,
        Refusal::OtherRecipients,
        Refusal::TooLarge,
        Refusal::NotSealed,
        Refusal::Unavailable,
        Refusal::Full,
    ],
);

/// Keeps a thread for a whole retention from now on, by a [`NewEntry`] that is a note and says why.
pub const KEEP_THREAD: Call = Call::post(
    "/desk/v1/threads/{id}/keep",
    &[
        Refusal::Unread,
        Refusal::NotSigned,
        Refusal::OnlyWhoOpens,
        Refusal::NoThread,
        Refusal::BrokenOff,
        Refusal::OtherRecipients,
        Refusal::TooLarge,
        Refusal::NotSealed,
        Refusal::Unavailable,
        Refusal::Full,
    ],
);

/// Removes a thread and all that belongs to it.
pub const DELETE_THREAD: Call = Call::delete(
    "/desk/v1/threads/{id}",
    &[
        Refusal::NotSigned,
        Refusal::OnlyWhoOpens,
        Refusal::NoThread,
        Refusal::BrokenOff,
        Refusal::TooLarge,
        Refusal::Unavailable,
    ],
);

/// Replies and notes, stored all or none.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEntries {
    /// A reply and the desk's copy of it go together.
    pub entries: Vec<NewEntry>,
}

/// One reply or note.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEntry {
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
