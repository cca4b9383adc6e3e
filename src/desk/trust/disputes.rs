//! Disputes: an entry whose document is not the one that was first opened under its id.
//!
//! A colleague who may replace sealed bytes, or a server that holds a key, could put other words in
//! a reporter's mouth. What this computer opened first, and what colleagues signed that they read,
//! says so. Until a person decides, the case takes no reply and goes nowhere.
//!
//! The other document may stand under another id, and the one that was read may be hidden or spoilt.
//! So the document that says where an answer goes must be known, or nothing that was read may be
//! missing.

use crate::calendar::Day;
use crate::desk::trust::pins::Pins;
use crate::desk::trust::seen::SeenThread;
use crate::document::EntryDigest;
use crate::id::{EntryId, ThreadId};

/// Who opened another document under the same entry.
#[derive(Clone, PartialEq, Eq)]
pub enum Reader {
    /// This computer.
    Here,
    /// A colleague, who signed that they read or answered it on that day.
    Colleague(String, Day),
}

/// Somebody's word on the document of an entry.
pub struct Claim {
    /// Whose.
    pub reader: Reader,
    /// The entry and the document that was read.
    pub read: EntryDigest,
}

/// An entry whose document is another one than somebody read.
pub struct Dispute {
    /// The entry, and the document that opens now.
    pub now: EntryDigest,
    /// Who read another one.
    pub readers: Vec<Reader>,
}

/// The disputes of a thread: of what opens now, against what colleagues and this computer read. What
/// a person on this computer has decided to go on with is not among them. `main` is the document
/// that says where an answer goes.
pub fn find(
    thread: ThreadId,
    opened: &[EntryDigest],
    main: Option<EntryDigest>,
    claims: &[Claim],
    pins: &Pins,
) -> Vec<Dispute> {
    let seen = pins.threads.get(&thread);
    let mut disputes = Vec::new();
    for now in opened {
        if seen.and_then(|seen| seen.accepted(now.entry)) == Some(&now.document) {
            continue;
        }
        let mut readers = Vec::new();
        let here = seen.and_then(|seen| seen.document(now.entry));
        if here.is_some_and(|document| document != now.document) {
            readers.push(Reader::Here);
        }
        for claim in claims.iter().filter(|claim| claim.read.entry == now.entry) {
            if claim.read.document != now.document && !readers.contains(&claim.reader) {
                readers.push(claim.reader.clone());
            }
        }
        if !readers.is_empty() {
            disputes.push(Dispute { now: now.clone(), readers });
        }
    }
    if let Some(main) = main {
        let is_disputed = disputes.iter().any(|dispute| dispute.now.entry == main.entry);
        if !is_disputed && !is_known(&main, claims, seen) {
            let readers = readers_of_missing(opened, claims, seen);
            if !readers.is_empty() {
                disputes.push(Dispute { now: main, readers });
            }
        }
    }
    disputes
}

/// Whether this very document was read before, or a person here has decided to go on with it.
fn is_known(now: &EntryDigest, claims: &[Claim], seen: Option<&SeenThread>) -> bool {
    let here = seen.and_then(|seen| seen.document(now.entry));
    let accepted = seen.and_then(|seen| seen.accepted(now.entry));
    let is_claimed = claims.iter().any(|claim| claim.read == *now);
    is_claimed || [here, accepted].contains(&Some(&now.document))
}

/// Who read documents of which nothing opens now: the server does not show them, or shows something
/// else in their place.
fn readers_of_missing(opened: &[EntryDigest], claims: &[Claim], seen: Option<&SeenThread>) -> Vec<Reader> {
    let is_missing = |entry: EntryId| opened.iter().all(|now| now.entry != entry);
    let mut readers = Vec::new();
    let mut here = seen.into_iter().flat_map(SeenThread::opened_entries);
    if here.any(is_missing) {
        readers.push(Reader::Here);
    }
    for claim in claims.iter().filter(|claim| is_missing(claim.read.entry)) {
        if !readers.contains(&claim.reader) {
            readers.push(claim.reader.clone());
        }
    }
    readers
}
