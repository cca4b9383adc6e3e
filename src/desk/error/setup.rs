//! Errors of the first day, and of the doctor.

use super::{DeskError, Kind};

/// Questions without a terminal to ask them on.
pub fn no_terminal() -> DeskError {
    DeskError::not_done(|words| &words.first_day.no_terminal)
}

/// A question that was not answered.
pub fn stopped() -> DeskError {
    DeskError::not_done(|words| &words.first_day.stopped)
}

/// Neither the word that was asked for nor a fingerprint.
pub fn neither() -> DeskError {
    DeskError::not_done(|words| &words.first_day.neither)
}

/// A set that nobody has compared yet, on a computer whose set-up was not finished.
pub fn not_compared() -> DeskError {
    DeskError::not_done(|words| &words.first_day.not_compared)
}

/// No verb where there can be no screen.
pub fn no_verb() -> DeskError {
    DeskError::new(Kind::Usage, |words| &words.listing.no_verb)
}

/// So many things that the doctor found wrong, and the worst that they say to a program.
pub fn things_wrong(count: usize, kind: Kind) -> DeskError {
    DeskError::new(kind, |words| &words.first_day.things_wrong).with("count", count)
}
