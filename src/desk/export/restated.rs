//! Restated text: what a caseworker writes beside a report to be handed on, read from one text with a
//! heading for each part, in Dutch or in English, whichever she types.

use crate::error::{self, DeskError};
use zegel_core::document::{MOST_CHARACTERS, Restated};

/// Restated text as it was typed, with the words that must stay behind.
#[derive(Default)]
pub struct Written {
    /// The parts.
    pub text: Restated,
    /// Words to leave out wherever they stand, a line each.
    pub redact: Vec<String>,
}

/// Part of a restated text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// What happens.
    What,
    /// Where.
    Where,
    /// When.
    When,
    /// Who.
    Who,
    /// What the receiver must not do.
    Care,
    /// The reporter's words, translated.
    Translation,
    /// Words to leave out.
    LeaveOut,
}

/// The headings, each before a colon at the beginning of a line.
const HEADINGS: [(&str, Field); 15] = [
    ("wat", Field::What),
    ("what", Field::What),
    ("waar", Field::Where),
    ("where", Field::Where),
    ("wanneer", Field::When),
    ("when", Field::When),
    ("wie", Field::Who),
    ("who", Field::Who),
    ("niet doen", Field::Care),
    ("vermijden", Field::Care),
    ("avoid", Field::Care),
    ("vertaling", Field::Translation),
    ("translation", Field::Translation),
    ("weglaten", Field::LeaveOut),
    ("leave out", Field::LeaveOut),
];

impl Field {
    /// Those that a person is asked for, in their order.
    pub const ASKED: [Self; 6] =
        [Self::What, Self::Where, Self::When, Self::Who, Self::Care, Self::Translation];
}

impl Written {
    /// Reads a text with headings. What stands before the first one is what happens.
    pub fn parse(text: &str) -> Result<Self, DeskError> {
        let text = text.trim_start_matches('\u{feff}');
        let mut written = Self::default();
        let mut seen = Vec::new();
        let mut field = Field::What;
        for line in text.lines() {
            let mut rest = line;
            if let Some((next, after)) = heading(line) {
                if seen.contains(&next) {
                    return Err(error::export::heading_twice(line.split(':').next().unwrap_or_default()));
                }
                field = next;
                rest = after;
            }
            let is_blank = rest.trim().is_empty();
            if !is_blank && !seen.contains(&field) {
                seen.push(field);
            }
            written.add(field, rest);
        }
        written.finish()
    }

    /// Puts a line under a heading.
    pub fn add(&mut self, field: Field, line: &str) {
        let part = match field {
            Field::What => &mut self.text.what,
            Field::Where => &mut self.text.place,
            Field::When => &mut self.text.when,
            Field::Who => &mut self.text.who,
            Field::Care => &mut self.text.care,
            Field::Translation => &mut self.text.translation,
            Field::LeaveOut => {
                self.redact.extend((!line.trim().is_empty()).then(|| line.trim().to_owned()));
                return;
            }
        };
        part.push_str(line.trim_end());
        part.push('\n');
    }

    /// Trims all parts, and refuses more than fits.
    pub fn finish(mut self) -> Result<Self, DeskError> {
        let text = &mut self.text;
        let parts = [
            &mut text.what,
            &mut text.place,
            &mut text.when,
            &mut text.who,
            &mut text.care,
            &mut text.translation,
        ];
        for part in parts {
            *part = part.trim().to_owned();
        }
        let count = self.text.parts().iter().map(|part| part.chars().count()).sum();
        if count > MOST_CHARACTERS {
            return Err(error::case::too_long(count, MOST_CHARACTERS));
        }
        Ok(self)
    }
}

/// The words of a text with headings that would go, each where it stands: in the place of a heading, and of
/// what is to be left out, there are spaces.
pub fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut field = Field::What;
    for line in text.split_inclusive('\n') {
        let mut goes = line;
        if let Some((next, after)) = heading(line) {
            field = next;
            goes = after;
        }
        if field == Field::LeaveOut {
            goes = "";
        }
        let spaces = line.len() - goes.len();
        words.push_str(&" ".repeat(spaces));
        words.push_str(goes);
    }
    words
}

/// The part that a line begins, and the rest of the line.
fn heading(line: &str) -> Option<(Field, &str)> {
    let (name, rest) = line.split_once(':')?;
    let name = name.trim_end().to_lowercase();
    HEADINGS.iter().find(|(known, _)| *known == name).map(|(_, field)| (*field, rest.trim_start()))
}
