//! Leaving out what could point at the reporter: rather too much than too little. Texts are compared as
//! `zegel search` compares them, so that whatever a search for the same words would find is left out: with
//! and without accents, however composed, with any apostrophe, dash or space, and each number and plate
//! however it was written. What cannot be seen is taken out before.

use std::ops::Range;

use super::resemblance::Resemblance;
use crate::case::indicator::{self, Found};
use crate::case::search::{Query, apart};
use crate::error::{self, DeskError};
use crate::terminal::clean;
use crate::text::folding::{Folded, fold};

/// Digits and letters of a code, such as a number or a plate, from so many on.
const SHORTEST_CODE: usize = 5;
/// So much of white and signs may stand within a code.
const MOST_BETWEEN: usize = 3;

/// What is to be left out.
pub struct Redactor {
    texts: Vec<Pattern>,
    mark: &'static str,
}

struct Pattern {
    text: String,
    /// With a space for any white.
    folded: String,
    /// Only its letters and digits, if it is a code.
    code: Option<String>,
    /// What it is as a number or a plate.
    signs: Vec<Found>,
    /// A word alone, as somebody would search it.
    word: Option<Query>,
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
        let texts: Vec<Readable> = texts.map(Readable::new).collect();
        let occurs = |pattern: &Pattern| texts.iter().any(|text| !pattern.places(text).is_empty());
        self.texts.iter().find(|pattern| !occurs(pattern)).map(|pattern| pattern.text.as_str())
    }

    /// Leaves it all out of a text, and with it whatever cannot be seen.
    pub fn redact(&self, text: &str) -> Redacted {
        let mut redacted = Redacted { text: String::with_capacity(text.len()), count: 0 };
        self.redact_part(&clean(text), &mut redacted);
        redacted
    }

    /// Every spelling of what is left out of a text, as it is written there.
    pub fn spellings(&self, text: &str) -> Vec<String> {
        let text = Readable::new(text);
        let places = self.places(&text);
        places.into_iter().map(|place| text.cleaned[place].to_owned()).collect()
    }

    /// Words and numbers of a text out of which this was left that still look like it.
    pub fn resembling(&self, text: &str) -> Vec<String> {
        let resemblance = Resemblance::new(self.texts.iter().map(|pattern| pattern.text.as_str()));
        text.split(self.mark).flat_map(|part| resemblance.find(part)).collect()
    }

    /// What remains on both sides of each place is looked at again: to see a number there, nothing of what
    /// is left out may have been needed.
    fn redact_part(&self, text: &str, redacted: &mut Redacted) {
        let places = self.places(&Readable::new(text));
        let mut from = 0;
        for place in &places {
            self.redact_part(&text[from..place.start], redacted);
            redacted.text.push_str(self.mark);
            redacted.count += 1;
            from = place.end;
        }
        if places.is_empty() {
            redacted.text.push_str(text);
        } else {
            self.redact_part(&text[from..], redacted);
        }
    }

    fn places(&self, text: &Readable) -> Vec<Range<usize>> {
        apart(self.texts.iter().flat_map(|pattern| pattern.places(text)).collect())
    }
}

/// A cleaned text, as it is compared in each way.
struct Readable {
    cleaned: String,
    folded: Folded,
    /// Folded, with a space for any white.
    line: String,
    found: Vec<Found>,
}

impl Readable {
    fn new(text: &str) -> Self {
        let cleaned = clean(text);
        let folded = Folded::new(&cleaned);
        let line = folded.text().replace('\n', " ");
        let found = indicator::find(&cleaned, None);
        Self { cleaned, folded, line, found }
    }
}

impl Pattern {
    fn new(text: &str) -> Self {
        let words: Vec<String> = clean(text).split_whitespace().map(str::to_owned).collect();
        let text = words.join(" ");
        let folded = fold(&text).replace('\n', " ").trim().to_owned();
        let code = folded.chars().filter_map(code_character).collect::<String>();
        let is_code = folded.contains(|c: char| c.is_ascii_digit()) && code.chars().count() >= SHORTEST_CODE;
        let word = (!folded.contains(' ')).then(|| Query::new(&text));
        Self { code: is_code.then_some(code), signs: indicator::asked(&text), word, folded, text }
    }

    /// Everywhere that it stands, in bytes of the cleaned text.
    fn places(&self, text: &Readable) -> Vec<Range<usize>> {
        let words = text.line.match_indices(&self.folded);
        let words = words.map(|(start, found)| text.folded.as_written(start..start + found.len()));
        let same = text.found.iter().filter(|found| self.signs.iter().any(|sign| sign.is_same(found)));
        let mut places: Vec<Range<usize>> = words.chain(same.map(|found| found.place.clone())).collect();
        if let Some(code) = &self.code {
            places
                .extend(code_places(&text.line, code).into_iter().map(|place| text.folded.as_written(place)));
        }
        if let Some(word) = &self.word {
            places.extend(word.places(&text.cleaned));
        }
        places
    }
}

/// A letter or digit of a code, its look-alike in the Latin alphabet, and a nought for the letter O.
fn code_character(c: char) -> Option<char> {
    let latin = indicator::latin_twin(c);
    let same = if latin == 'o' { '0' } else { latin };
    c.is_alphanumeric().then_some(same)
}

/// Where the letters and digits of a code stand, with little or nothing between them.
fn code_places(folded: &str, code: &str) -> Vec<Range<usize>> {
    let code: Vec<char> = code.chars().collect();
    let characters: Vec<(usize, char)> = folded.char_indices().collect();
    let starts = (0..characters.len()).filter(|at| code_character(characters[*at].1).is_some());
    starts.filter_map(|at| Some(characters[at].0..code_end(&characters[at..], &code)?)).collect()
}

/// Where a code ends that begins with the first of these characters.
fn code_end(characters: &[(usize, char)], code: &[char]) -> Option<usize> {
    let mut wanted = code.iter();
    let mut next = wanted.next()?;
    let mut between = 0;
    for (at, c) in characters {
        match code_character(*c) {
            Some(found) if found == *next => {
                between = 0;
                let Some(after) = wanted.next() else { return Some(at + c.len_utf8()) };
                next = after;
            }
            None if between < MOST_BETWEEN => between += 1,
            _ => return None,
        }
    }
    None
}
