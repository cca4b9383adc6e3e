//! What still looks like something that was left out: a name with a letter more or less, a name that stands
//! without the other, a number with other digits before or after.

use std::collections::BTreeSet;

use crate::case::indicator;
use crate::text::folding::{Folded, fold};

/// Shorter words are like too many others.
const SHORTEST: usize = 5;
/// From so many letters on two of them may differ.
const LONG: usize = 7;
/// So many digits in a row are no coincidence.
const DIGITS: usize = 6;
/// What may stand between digits of one number.
const BETWEEN: &str = " -./(),_·";

/// The words and the digits of what was left out.
pub struct Resemblance {
    words: BTreeSet<String>,
    digits: BTreeSet<String>,
}

impl Resemblance {
    /// Of these texts, as a caseworker typed them. Of several words those count that begin with a capital:
    /// a part of a name, and not each word of a sentence.
    pub fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut resemblance = Self { words: BTreeSet::new(), digits: BTreeSet::new() };
        for text in texts {
            let is_one = text.split_whitespace().count() == 1;
            let names = text.split_whitespace().filter(|word| is_one || word.starts_with(char::is_uppercase));
            for word in names.map(fold) {
                let parts = word.split(|c: char| !c.is_alphabetic());
                resemblance.words.extend(parts.filter(|part| is_long(part)).map(str::to_owned));
            }
            let text = fold(text);
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= DIGITS {
                resemblance.digits.insert(digits);
            }
        }
        resemblance
    }

    /// What looks like one of them, as it is written.
    pub fn find(&self, text: &str) -> Vec<String> {
        let folded = Folded::new(text);
        let mut found = Vec::new();
        let mut keep = |start: usize, length: usize| {
            found.push(text[folded.as_written(start..start + length)].trim().to_owned());
        };
        let mut start = 0;
        for part in folded.text().split_inclusive(|c: char| !c.is_alphabetic()) {
            let word = part.trim_end_matches(|c: char| !c.is_alphabetic());
            if is_long(word) && self.words.iter().any(|left_out| is_near(left_out, word)) {
                keep(start, word.len());
            }
            start += part.len();
        }
        for (start, run) in digit_runs(folded.text()) {
            let digits: String = run.chars().filter(char::is_ascii_digit).collect();
            if self.digits.iter().any(|left_out| share_digits(left_out, &digits)) {
                keep(start, run.len());
            }
        }
        found
    }
}

/// Whether a text is one that somebody has looked at and lets stay.
pub fn is_among(text: &str, kept: &[String]) -> bool {
    kept.iter().any(|kept| fold(kept).trim() == fold(text).trim())
}

fn is_long(word: &str) -> bool {
    word.chars().count() >= SHORTEST
}

/// Whether so few letters differ that it may be the same name. Letters of another alphabet count as those
/// they look like.
fn is_near(one: &str, other: &str) -> bool {
    let latin = |word: &str| word.chars().map(indicator::latin_twin).collect::<String>();
    let most = if one.chars().count() >= LONG { 2 } else { 1 };
    strsim::osa_distance(&latin(one), &latin(other)) <= most
}

/// Digits with what may stand between them, and where each run begins.
fn digit_runs(text: &str) -> Vec<(usize, &str)> {
    let is_part = |c: char| c.is_ascii_digit() || BETWEEN.contains(c);
    let mut runs = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(|c: char| !is_part(c)) {
        let run = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        let trimmed = run.trim_start_matches(|c: char| !c.is_ascii_digit());
        if !trimmed.is_empty() {
            runs.push((start + run.len() - trimmed.len(), trimmed));
        }
        start += part.len();
    }
    runs
}

/// Whether two numbers share so many digits in a row, or differ in one alone.
fn share_digits(one: &str, other: &str) -> bool {
    if other.len() < DIGITS {
        return false;
    }
    let shares = (0..=one.len() - DIGITS).any(|at| other.contains(&one[at..at + DIGITS]));
    shares || strsim::osa_distance(one, other) <= 1
}
