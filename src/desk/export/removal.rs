//! Removal: what a caseworker leaves out of what goes, by words and by whole lines, and in how many
//! places it was.

use std::collections::BTreeSet;

use super::redact::{Redacted, Redactor};
use crate::terminal::clean;

/// What is left out, and every text that it was left out of.
pub struct Removal<'a> {
    redactor: &'a Redactor,
    lines: &'a [String],
    shown: Vec<String>,
}

impl<'a> Removal<'a> {
    /// By these words and these whole lines.
    pub fn new(redactor: &'a Redactor, lines: &'a [String]) -> Self {
        Self { redactor, lines, shown: Vec::new() }
    }

    /// What stands in the place of what was left out.
    pub fn mark(&self) -> &'static str {
        self.redactor.mark()
    }

    /// Leaves it all out of a text.
    pub fn apply(&mut self, text: &str) -> Redacted {
        self.shown.push(text.to_owned());
        let mut count = 0;
        let mut kept = Vec::new();
        let text = clean(text);
        for line in text.lines() {
            if self.lines.iter().any(|left_out| left_out == line.trim()) {
                count += 1;
                kept.push(self.mark());
            } else {
                kept.push(line);
            }
        }
        let redacted = self.redactor.redact(&kept.join("\n"));
        Redacted { text: redacted.text, count: redacted.count + count }
    }

    /// Every spelling of the words, as they stand in the texts.
    pub fn spellings(&self) -> BTreeSet<String> {
        self.shown.iter().flat_map(|text| self.redactor.spellings(text)).collect()
    }

    /// Words or a line that stand in none of the texts.
    pub fn nowhere(&self) -> Option<&str> {
        let is_there = |line: &&String| {
            self.shown.iter().any(|text| clean(text).lines().any(|other| other.trim() == line.as_str()))
        };
        let line = self.lines.iter().find(|line| !is_there(line)).map(String::as_str);
        line.or_else(|| self.redactor.nowhere(self.shown.iter().map(String::as_str)))
    }
}
