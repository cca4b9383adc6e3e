//! Errors about the period of a count.

use super::{DeskError, Kind};

/// A text that is no period.
pub fn period(text: &str) -> DeskError {
    DeskError::new(Kind::Usage, |words| &words.handled.no_period).with("text", text)
}

/// A period that would end before it begins.
pub fn backwards(from: &str) -> DeskError {
    DeskError::new(Kind::Usage, |words| &words.handled.backwards).with("from", from)
}
