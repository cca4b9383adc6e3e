//! The room on the disk that holds the store.

use std::path::Path;

use zegel_core::backup::beside;

/// Below this no disk is left alone, however small the store.
const LEAST: u64 = 256 << 20;

/// Bytes of the database file and its log.
pub fn size(database: &Path) -> u64 {
    let length = |path: &Path| path.metadata().map_or(0, |data| data.len());
    length(database) + length(&beside(database, "-wal"))
}

/// Bytes that the server may still write beside this file; nothing if the system does not tell.
pub fn free(database: &Path) -> Option<u64> {
    let room = rustix::fs::statvfs(folder(database)).ok()?;
    Some(room.f_bavail.saturating_mul(room.f_frsize))
}

/// With less than this the night's shuffle of a store of so many bytes does not end.
pub fn urgent(stored: u64) -> u64 {
    stored.saturating_add(LEAST)
}

/// With this there is room for the shuffle, its log and a backup at once.
pub fn enough(stored: u64) -> u64 {
    stored.saturating_mul(3).max(urgent(stored))
}

/// The folder that a file lies in.
pub fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
