//! What a server streams to a desk: every byte of it is in one line or refused, and what is read as an entry or a
//! list is written as it was read.

use zegel::lines::{MOST_LINE, bounded_list, next_line, read_line};
use zegel_core::json::to_json;
use zegel_core::thread::SealedEntry;
use zegel_core::wire::{EntryLine, Threads};

/// Asserts what must hold of a streamed answer.
pub fn run(bytes: &[u8]) {
    let lines = split(bytes);
    for line in &lines {
        if let Ok(entry) = read_line(line) {
            check_entry(entry);
        }
    }
    if let Ok(list) = serde_json::from_slice::<Threads>(bytes) {
        check_list(list);
    }
}

fn split(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = bytes;
    let mut lines = Vec::new();
    loop {
        match next_line(&mut rest) {
            Ok(Some(line)) => lines.push(line),
            Ok(None) => break,
            Err(_) => {
                assert!(bytes.split(|byte| *byte == b'\n').any(|line| line.len() as u64 >= MOST_LINE));
                return lines;
            }
        }
    }
    assert_eq!(lines.concat(), bytes);
    assert!(
        lines.iter().all(|line| !line[..line.len() - 1].contains(&b'\n') && line.len() as u64 <= MOST_LINE)
    );
    lines
}

fn check_entry(entry: EntryLine) {
    let written = to_json(&entry);
    assert!(!written.contains('\n'));
    let Ok(again) = read_line(written.as_bytes()) else { panic!("{written}") };
    assert_eq!(to_json(&again), written);
    let bytes = entry.sealed.0.clone();
    if let Ok(sealed) = SealedEntry::from_bytes(entry.direction, entry.sealed.0) {
        assert_eq!((sealed.direction(), sealed.as_bytes()), (entry.direction, bytes.as_slice()));
    }
}

/// A list that is believed has no thread twice, and each is written as it was read.
fn check_list(list: Threads) {
    let mut ids: Vec<String> = list.threads.iter().map(|head| head.id.to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    let count = list.threads.len();
    match bounded_list(list.threads) {
        Ok(threads) => {
            assert_eq!(ids.len(), count);
            let written = to_json(&Threads { threads });
            assert_eq!(to_json(&serde_json::from_str::<Threads>(&written).unwrap()), written);
        }
        Err(_) => assert!(ids.len() < count),
    }
}
