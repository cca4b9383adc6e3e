//! Labels: the words of a team, held to what a list can show.

use std::collections::BTreeSet;

use crate::error::{self, DeskError};

/// A label stands in a list.
const LONGEST: usize = 30;

/// Short words without what a list is written with.
pub fn labels(words: &[String]) -> Result<BTreeSet<String>, DeskError> {
    let label = |word: &String| {
        let word = word.trim().to_lowercase();
        let plain = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
        let length = word.chars().count();
        if plain && (1..=LONGEST).contains(&length) { Ok(word) } else { Err(error::case::label()) }
    };
    words.iter().map(label).collect()
}
