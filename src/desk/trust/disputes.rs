//! Disputes: an entry whose document is not the one that was first opened under its id.
//!
//! A colleague who may replace sealed bytes, or a server that holds a key, could put other words in
//! a reporter's mouth. What this computer opened first, and what colleagues signed that they read,
//! says so. Until a person decides, the case takes no reply and goes nowhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::trust::pins::Pins;
use crate::trust::seen::SeenThread;
use crate::trust::verified::Verified;
use zegel_core::calendar::Day;
use zegel_core::document::EntryDigest;
use zegel_core::id::{EntryId, ThreadId};

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

/// An entry as it is shown now.
pub struct Now<'a> {
    /// SHA-256 in hex of its sealed bytes.
    pub sealed: &'a str,
    /// SHA-256 in hex of the document that opens; none if none does.
    pub document: Option<&'a str>,
}

impl<'a> Now<'a> {
    /// How an entry is shown.
    pub fn from_entry(entry: &'a Verified) -> Self {
        Self { sealed: &entry.sealed, document: entry.document.as_deref() }
    }
}

/// An entry whose document is another one than somebody read.
pub struct Dispute {
    /// The entry.
    pub entry: EntryId,
    /// Whether it is shown at all.
    pub is_shown: bool,
    /// The document that opens now, if one does.
    pub now: Option<String>,
    /// The document that was read first, as far as is known here.
    pub first: String,
    /// Who read it.
    pub readers: Vec<Reader>,
}

/// The disputes of a thread: of what is shown now, against what colleagues and this computer read.
/// What a person on this computer has decided to go on with is not among them.
///
/// `main` is the document that says where an answer goes. The one that was read may be hidden or
/// spoilt, and another stand under an id of its own: so it must be known, or nothing that was read may
/// be missing.
pub fn find(
    thread: ThreadId,
    shown: &BTreeMap<EntryId, Now<'_>>,
    main: Option<EntryDigest>,
    claims: &[Claim],
    pins: &Pins,
) -> Vec<Dispute> {
    let seen = pins.threads.get(&thread);
    let claimed = claims.iter().map(|claim| claim.read.entry);
    let remembered = seen.into_iter().flat_map(SeenThread::claimed);
    let entries: BTreeSet<EntryId> = shown.keys().copied().chain(claimed).chain(remembered).collect();
    let mut disputes = Vec::new();
    for entry in entries {
        let claims = claims.iter().filter(|claim| claim.read.entry == entry);
        disputes.extend(find_one(entry, shown.get(&entry), claims, seen));
    }
    if let Some(main) = main {
        let is_disputed = disputes.iter().any(|dispute| dispute.entry == main.entry);
        if !is_disputed && !is_known(&main, claims, seen) {
            disputes.extend(in_place_of_missing(main, shown, claims, seen));
        }
    }
    disputes
}

fn find_one<'a>(
    entry: EntryId,
    shown: Option<&Now<'_>>,
    claims: impl Iterator<Item = &'a Claim>,
    seen: Option<&SeenThread>,
) -> Option<Dispute> {
    let now = shown.and_then(|now| now.document);
    if seen.is_some_and(|seen| seen.is_accepted(entry, now)) {
        return None;
    }
    let mut read = Vec::new();
    if let Some(document) = seen.and_then(|seen| seen.document(entry)) {
        read.push((Reader::Here, document));
    }
    read.extend(claims.map(|claim| (claim.reader.clone(), claim.read.document.as_str())));
    match shown {
        // What never opened here may not have been sealed for this key yet.
        Some(Now { document: None, sealed }) if !seen.is_some_and(|seen| seen.opened(entry, sealed)) => {
            return None;
        }
        _ => read.retain(|(_, document)| now != Some(*document)),
    }
    let first = read.first()?.1.to_owned();
    let mut readers: Vec<Reader> = Vec::new();
    for (reader, _) in read {
        if !readers.contains(&reader) {
            readers.push(reader);
        }
    }
    Some(Dispute { entry, is_shown: shown.is_some(), now: now.map(str::to_owned), first, readers })
}

/// Whether this very document was read before, or a person here has decided to go on with it.
fn is_known(main: &EntryDigest, claims: &[Claim], seen: Option<&SeenThread>) -> bool {
    let here = seen.and_then(|seen| seen.document(main.entry));
    let is_accepted = seen.is_some_and(|seen| seen.is_accepted(main.entry, Some(&main.document)));
    is_accepted || here == Some(&main.document) || claims.iter().any(|claim| claim.read == *main)
}

/// A document that nobody has read, beside documents that were read and do not open any more.
fn in_place_of_missing(
    main: EntryDigest,
    shown: &BTreeMap<EntryId, Now<'_>>,
    claims: &[Claim],
    seen: Option<&SeenThread>,
) -> Option<Dispute> {
    let is_missing = |entry: EntryId| shown.get(&entry).is_none_or(|now| now.document.is_none());
    let opened = seen.into_iter().flat_map(SeenThread::opened_documents);
    let mut missing: Vec<(Reader, String)> = Vec::new();
    for (entry, document) in opened {
        if is_missing(entry) {
            missing.push((Reader::Here, document.to_owned()));
        }
    }
    for claim in claims.iter().filter(|claim| is_missing(claim.read.entry)) {
        missing.push((claim.reader.clone(), claim.read.document.clone()));
    }
    let first = missing.first()?.1.clone();
    let mut readers: Vec<Reader> = Vec::new();
    for (reader, _) in missing {
        if !readers.contains(&reader) {
            readers.push(reader);
        }
    }
    Some(Dispute { entry: main.entry, is_shown: true, now: Some(main.document), first, readers })
}
