//! Opened backup: an image that is accepted is a store that opens, has the same in it and stays whole; whatever else
//! is refused, and nothing in it acts.
//!
//! A database is far larger than what a fuzzer changes well, so bytes that are none are taken as changes of a store
//! as this program made it: three bytes of place, one of length, and so many bytes to stand there.

use std::fs;

use zegel_core::backup::{HEADER, database_length};
use zegeld::store::{Options, Store, check_file, try_out};

/// A store of the first schema, with one report.
const STORE: &[u8] = include_bytes!("../../it/server/store-001/zegel.db");

/// Asserts what must hold of an opened backup.
pub fn run(bytes: &[u8]) {
    let image = if bytes.starts_with(b"SQLite format 3\0") { bytes.to_vec() } else { changed(bytes) };
    let Some(length) = image.first_chunk::<HEADER>().and_then(database_length) else { return };
    let week = "2026-W48".parse().unwrap();
    // As `zegeld restore --try` takes it: what is announced, and no more than a server may have.
    let Ok(length) = usize::try_from(length.min(1 << 20)) else { return };
    if let Ok(facts) = try_out(image.as_slice(), length, week) {
        let is_same = opens_again(&image[..length]);
        assert_eq!(is_same, (facts.instance.to_string(), facts.threads, facts.entries));
    }
}

/// The store with these changes.
fn changed(mut bytes: &[u8]) -> Vec<u8> {
    let mut image = STORE.to_vec();
    while let Some(([high, middle, low, length], rest)) = bytes.split_first_chunk::<4>() {
        let place = u32::from_be_bytes([0, *high, *middle, *low]) as usize % image.len();
        let length = usize::from(*length).min(rest.len()).min(image.len() - place);
        image[place..place + length].copy_from_slice(&rest[..length]);
        bytes = &rest[length..];
    }
    image
}

/// As a file it passes the same check, opens as a store, and passes again once it was closed.
fn opens_again(image: &[u8]) -> (String, u64, u64) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zegel.db");
    fs::write(&file, image).unwrap();
    check_file(&file).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = Store::open(&file, Options::default()).unwrap();
    runtime.block_on(store.close());
    let facts = check_file(&file).unwrap();
    (facts.instance.to_string(), facts.threads, facts.entries)
}
