//! Disputes: an entry whose document is not the one that was first opened under its id.
//!
//! A colleague who may replace sealed bytes, or a server that holds a key, could put other words in
//! a reporter's mouth. What this computer opened first, and what colleagues signed that they read,
//! says so. Until a person decides, the case takes no reply and goes nowhere.

use crate::calendar::Day;
use crate::desk::trust::pins::Pins;
use crate::document::EntryDigest;
use crate::id::ThreadId;

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
/// a person on this computer has decided to go on with is not among them.
pub fn find(thread: ThreadId, opened: &[EntryDigest], claims: &[Claim], pins: &Pins) -> Vec<Dispute> {
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
    disputes
}
