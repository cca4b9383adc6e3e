//! Errors about a backup of the server that is checked at the desk.

use std::path::Path;

use super::DeskError;

/// A backup without a note beside it that can be read.
pub fn no_check(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.backup_check.no_check).with("file", file.display())
}

/// A backup that has other bytes than were written.
pub fn altered(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.backup_check.altered).with("file", file.display())
}

/// A backup that opens to something else than was put in.
pub fn differs(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.backup_check.differs).with("file", file.display())
}

/// Standard output that is a terminal, where what was opened would stay.
pub fn terminal() -> DeskError {
    DeskError::not_done(|words| &words.backup_check.terminal)
}

/// Standard output that nobody reads any more.
pub fn pipe() -> DeskError {
    DeskError::not_done(|words| &words.backup_check.pipe)
}
