//! Errors about what starts when a person logs in.

use std::io;
use std::path::Path;

use super::{DeskError, Kind};

/// A key that asks for a passphrase, where nobody types one. A line of the configuration would let a window
/// ask.
pub fn asks(identity: &Path, configuration: &Path) -> DeskError {
    DeskError::not_done(|words| &words.watching.asks)
        .with("file", identity.display())
        .with("config", configuration.display())
}

/// A system that starts nothing by itself.
pub fn not_begun(why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.watching.not_begun).because(why)
}

/// A system that did not say that it starts it no more.
pub fn not_ended(why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.watching.not_ended).because(why)
}

/// A word of the command line that a system cannot keep.
pub fn word() -> DeskError {
    DeskError::new(Kind::Usage, |words| &words.watching.word)
}

/// A folder or program of which nobody knows where it is.
pub fn no_folder(why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.watching.no_folder).because(why)
}
