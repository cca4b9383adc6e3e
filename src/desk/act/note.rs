//! Words for colleagues, held to a length.

use crate::error::{self, DeskError};
use zegel_core::document::MOST_CHARACTERS;

/// As much as a reporter may write.
pub fn limited(text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(error::case::empty()),
        count if count > MOST_CHARACTERS => Err(error::case::too_long(count, MOST_CHARACTERS)),
        _ => Ok(text.to_owned()),
    }
}
