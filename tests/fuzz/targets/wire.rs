//! What travels between programs, and lies beside a backup: what is read is read again from what is written of it,
//! and no date leaves the calendar.

use serde::Serialize;
use serde::de::DeserializeOwned;
use zegel_core::backup::{Check, HEADER, database_length};
use zegel_core::calendar::{Day, Week};
use zegel_core::id::{EntryId, FormId, Instance, ThreadId};
use zegel_core::json::to_json;
use zegel_core::seal::Fingerprint;
use zegel_core::thread::SealedEntry;
use zegel_core::wire::{
    Done, MailboxRequest, NewEntries, OpenSession, PostEntry, Problem, Proof, Reapplied, Replacement,
    Replies, Session, Site, Tombstones, WithdrawRequest, path_to_entries, threads_in,
};
use zegel_core::withdrawal::{WithdrawalDigest, WithdrawalSecret};

/// Asserts what must hold of what is read from the wire.
pub fn run(bytes: &[u8]) {
    public(bytes);
    desk(bytes);
    if let Some(header) = bytes.first_chunk::<HEADER>() {
        assert!(database_length(header).is_none_or(|length| length >= 512));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        texts(text);
    }
}

fn public(bytes: &[u8]) {
    is_stable::<Site>(bytes);
    is_stable::<PostEntry>(bytes);
    is_stable::<MailboxRequest>(bytes);
    is_stable::<WithdrawRequest>(bytes);
    is_stable::<Replies>(bytes);
    is_stable::<Problem>(bytes);
    is_stable::<Done>(bytes);
}

fn desk(bytes: &[u8]) {
    is_stable::<OpenSession>(bytes);
    is_stable::<Session>(bytes);
    is_stable::<Proof>(bytes);
    is_stable::<Tombstones>(bytes);
    is_stable::<Reapplied>(bytes);
    is_stable::<Replacement>(bytes);
    is_stable::<Check>(bytes);
    if let Some(new) = is_stable::<NewEntries>(bytes) {
        for entry in new.entries {
            let sealed = SealedEntry::from_bytes(entry.direction, entry.sealed.0);
            assert!(sealed.is_err() || sealed.is_ok_and(|sealed| sealed.direction() == entry.direction));
        }
    }
}

/// Read, written and read once more, it is written alike.
fn is_stable<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let read: T = serde_json::from_slice(bytes).ok()?;
    let written = to_json(&read);
    let again: T = serde_json::from_str(&written).unwrap();
    assert_eq!(to_json(&again), written);
    Some(again)
}

fn texts(text: &str) {
    macro_rules! is_written_as_it_is_read {
        ($($kind:ty),*) => { $(
            if let Ok(read) = text.parse::<$kind>() {
                assert_eq!(read.to_string().parse::<$kind>().map_err(|_| ()).unwrap().to_string(), read.to_string());
            }
        )* };
    }
    is_written_as_it_is_read!(EntryId, ThreadId, FormId, Instance, Fingerprint, Day, Week);
    if let Ok(secret) = WithdrawalSecret::parse(text) {
        assert!(secret.to_text() == text && secret.digest().is_proved_by(&secret));
    }
    if let Ok(digest) = WithdrawalDigest::parse(text) {
        assert_eq!(digest.to_string(), text);
    }
    if let Some(threads) = threads_in(text).filter(|threads| !threads.is_empty()) {
        let path = path_to_entries(&threads);
        assert!(threads_in(path.split_once('?').unwrap().1) == Some(threads));
    }
    dates(text);
}

/// A week far away can be counted with, and stays one that can be read.
fn dates(text: &str) {
    let Ok(week) = text.parse::<Week>() else { return };
    let here: Week = "2026-W48".parse().unwrap();
    assert_eq!(here.since(week), -week.since(here));
    assert!(Week::from_number(week.to_number()) == week);
    let Ok(day) = text.get(..10).unwrap_or_default().parse::<Day>() else { return };
    for weeks in [i32::MIN, -520, 520, i32::MAX] {
        let later = day.plus_weeks(weeks);
        assert!(later.to_string().parse::<Day>().is_ok(), "{later}");
    }
}
