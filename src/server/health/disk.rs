//! Disk space: the size of the store, and the room on the disk that holds it.

use std::path::Path;

use crate::store::length_of_log;

pub use crate::store::{folder, free};

/// The least room in bytes, however small the store.
const LEAST: u64 = 256 << 20;

/// Bytes of the database file and of what stands in its log.
pub fn size(database: &Path) -> u64 {
    let length = database.metadata().map_or(0, |data| data.len());
    length + length_of_log(database).unwrap_or(0)
}

/// Whether a store of so many bytes is nearly all that it may be: then desks are told, and the doctor says it, while
/// reports still come in.
pub fn is_nearly_full(stored: u64, max_bytes: u64) -> bool {
    stored > max_bytes / 5 * 4
}

/// The room below which the nightly shuffle of a store of so many bytes does not end.
pub fn urgent(stored: u64) -> u64 {
    stored.saturating_add(LEAST)
}

/// The room that is enough for the shuffle, its log and a backup at once.
pub fn enough(stored: u64) -> u64 {
    stored.saturating_mul(3).max(urgent(stored))
}
