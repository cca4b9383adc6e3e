//! Errors about a folder that is carried to a computer without a network, and back.

use std::path::Path;

use super::DeskError;

/// A folder without a `desk.json`.
pub fn none(folder: &Path) -> DeskError {
    DeskError::not_done(|words| &words.carried.none).with("file", folder.display())
}

/// A `desk.json` that cannot be read.
pub fn damaged(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.carried.damaged).with("file", file.display())
}

/// Something else where a folder of ours belongs.
pub fn place(folder: &Path) -> DeskError {
    DeskError::not_done(|words| &words.carried.place).with("file", folder.display())
}

/// A folder of another installation than the server that is spoken to.
pub fn other_server(folder: &Path) -> DeskError {
    DeskError::not_done(|words| &words.carried.other_server).with("file", folder.display())
}

/// A verb that needs the server itself.
pub fn needs_server() -> DeskError {
    DeskError::not_done(|words| &words.carried.needs_server)
}

/// A key that only signs, for a verb of those that open.
pub fn only_carries() -> DeskError {
    DeskError::not_done(|words| &words.carried.only_carries)
}

/// So many sendings that stay in the folder.
pub fn not_sent(count: usize) -> DeskError {
    DeskError::not_done(|words| &words.carried.not_sent).with("count", count)
}
