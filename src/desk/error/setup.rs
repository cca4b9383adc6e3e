//! Errors of the first day, and of the doctor.

use super::{DeskError, Kind};

/// Questions without a terminal to ask them on.
pub fn no_terminal() -> DeskError {
    DeskError::not_done(|words| &words.first_day.no_terminal)
}

/// So many things that the doctor found wrong, and the worst that they say to a program.
pub fn things_wrong(count: usize, kind: Kind) -> DeskError {
    DeskError::new(kind, |words| &words.first_day.things_wrong).with("count", count)
}
