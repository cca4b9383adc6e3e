//! The room on the disk that holds the store.

use std::path::Path;

use crate::store::beside;

pub use crate::store::{folder, free};

/// Below this no disk is left alone, however small the store.
const LEAST: u64 = 256 << 20;

/// Bytes of the database file and its log.
pub fn size(database: &Path) -> u64 {
    let length = |path: &Path| path.metadata().map_or(0, |data| data.len());
    length(database) + length(&beside(database, "-wal"))
}

/// With less than this the night's shuffle of a store of so many bytes does not end.
pub fn urgent(stored: u64) -> u64 {
    stored.saturating_add(LEAST)
}

/// With this there is room for the shuffle, its log and a backup at once.
pub fn enough(stored: u64) -> u64 {
    stored.saturating_mul(3).max(urgent(stored))
}
