//! Leaving out what could point at the reporter: rather too much than too little. Capitals do not
//! matter, and any white between words is as good as any other, so that what a caseworker sees on
//! one line is also found where a line ends. What cannot be seen is taken out before.

use crate::error::{self, DeskError};
use crate::terminal::clean;

/// What is to be left out.
pub struct Redactor {
    texts: Vec<Pattern>,
    mark: &'static str,
}

struct Pattern {
    text: String,
    folded: Vec<char>,
}

/// A text without what was left out of it.
pub struct Redacted {
    /// The rest, with a mark in each place.
    pub text: String,
    /// In how many places.
    pub count: usize,
}

impl Redactor {
    /// For these texts, the longest first.
    pub fn new(texts: &[String], mark: &'static str) -> Result<Self, DeskError> {
        let mut patterns: Vec<Pattern> = texts.iter().map(|text| Pattern::new(text)).collect();
        if patterns.iter().any(|pattern| pattern.folded.is_empty()) {
            return Err(error::export::redact_empty());
        }
        patterns.sort_by(|a, b| b.folded.len().cmp(&a.folded.len()).then_with(|| a.folded.cmp(&b.folded)));
        patterns.dedup_by(|a, b| a.folded == b.folded);
        Ok(Self { texts: patterns, mark })
    }

    /// The texts, each once.
    pub fn texts(&self) -> Vec<String> {
        self.texts.iter().map(|pattern| pattern.text.clone()).collect()
    }

    /// What stands in the place of what was left out.
    pub fn mark(&self) -> &'static str {
        self.mark
    }

    /// A text that occurs in none of these.
    pub fn nowhere<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Option<&str> {
        let texts: Vec<Vec<char>> = texts.map(|text| clean(text).chars().collect()).collect();
        let occurs = |pattern: &Pattern| {
            texts.iter().any(|text| (0..text.len()).any(|at| pattern.end(text, at).is_some()))
        };
        self.texts.iter().find(|pattern| !occurs(pattern)).map(|pattern| pattern.text.as_str())
    }

    /// Leaves it all out of a text, and with it whatever cannot be seen.
    pub fn redact(&self, text: &str) -> Redacted {
        let characters: Vec<char> = clean(text).chars().collect();
        let mut redacted = Redacted { text: String::with_capacity(text.len()), count: 0 };
        let mut at = 0;
        while let Some(c) = characters.get(at) {
            match self.texts.iter().find_map(|pattern| pattern.end(&characters, at)) {
                Some(end) => {
                    redacted.text.push_str(self.mark);
                    redacted.count += 1;
                    at = end;
                }
                None => {
                    redacted.text.push(*c);
                    at += 1;
                }
            }
        }
        redacted
    }
}

impl Pattern {
    fn new(text: &str) -> Self {
        let words: Vec<String> = clean(text).split_whitespace().map(str::to_owned).collect();
        let text = words.join(" ");
        Self { folded: text.chars().map(folded).collect(), text }
    }

    /// Where it ends, if it begins here.
    fn end(&self, text: &[char], from: usize) -> Option<usize> {
        let mut at = from;
        for wanted in &self.folded {
            let rest = text.get(at..)?;
            let length = if *wanted == ' ' {
                rest.iter().take_while(|c| c.is_whitespace()).count()
            } else {
                usize::from(rest.first().is_some_and(|c| folded(*c) == *wanted))
            };
            if length == 0 {
                return None;
            }
            at += length;
        }
        Some(at)
    }
}

fn folded(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}
