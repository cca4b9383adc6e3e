//! Errors about standard output.

use std::io;

use super::DeskError;

/// A result that could not be printed whole.
pub fn not_printed(why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.output.not_printed).because(why)
}

/// Pages of a key that the printer's program did not take.
pub fn pages(why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.output.pages).because(why)
}

/// A line of the watch that nobody reads.
pub fn nobody_hears(why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.output.nobody_hears).because(why)
}
