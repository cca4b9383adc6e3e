//! Translations: all texts that a reporter reads, one file a language, and the telephone numbers.
//!
//! A language is a TOML file that is read into [`LanguageTexts`]. A text that a page needs and the
//! struct lacks does not compile; a text that a file lacks or has too much is found by [`check()`],
//! which a test calls: the files are part of the program, so no start has to.
//!
//! To add a language, add its file here and its line in `FILES`. `check` tells what is still missing.
//! [`SiteTexts`] are the texts of one site: the languages it offers, with an organisation's own texts
//! and numbers over ours.

#[macro_use]
mod read;
mod check;
mod counts;
mod helplines;
mod texts;
mod site_texts;

use std::sync::{Arc, LazyLock};

pub use check::{check, check_files, turns_text};
pub use counts::{Counts, Forms, Unit};
pub use helplines::{Availability, Helpline};
pub use read::{FromTexts, Heading, read};
pub use site_texts::SiteTexts;
pub use texts::*;

/// Code, own name and texts of each language, in the order in which the page offers them.
/// Dutch and English stay first: the desk speaks these two.
const FILES: &[(&str, &str, &str)] = &[
    ("nl", "Nederlands", include_str!("nl.toml")),
    ("en", "English", include_str!("en.toml")),
    ("ro", "Română", include_str!("ro.toml")),
    ("hu", "Magyar", include_str!("hu.toml")),
    ("es", "Español", include_str!("es.toml")),
    ("pl", "Polski", include_str!("pl.toml")),
    ("bg", "Български", include_str!("bg.toml")),
];

#[expect(clippy::expect_used, reason = "the files are part of the program, and a test reads them")]
static WORDS: LazyLock<Vec<Arc<LanguageTexts>>> = LazyLock::new(|| {
    let parse = |(_, _, file): &(_, _, &str)| {
        read(file).expect("the files are part of the program, and a test reads them")
    };
    FILES.iter().map(parse).map(Arc::new).collect()
});

/// The program's own texts of a language.
pub fn words(language: Language) -> &'static LanguageTexts {
    &WORDS[language.0]
}

/// A language that has a file. There is no other way to name one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(usize);

impl Language {
    /// The first one that is offered.
    pub const DUTCH: Self = Self(0);
    /// Also for a browser that asks for none of ours.
    pub const ENGLISH: Self = Self(1);

    /// Every language, in the order the page offers them.
    pub const ALL: [Self; FILES.len()] = {
        let mut all = [Self(0); FILES.len()];
        let mut place = 0;
        while place < all.len() {
            all[place] = Self(place);
            place += 1;
        }
        all
    };

    /// Its code in the address and in `lang`: "nl".
    pub fn code(self) -> &'static str {
        FILES[self.0].0
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        FILES[self.0].1
    }

    /// The language of a code in an address, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// Replaces each `{ $name }` of a text by its value. A name without a value stays as it is, where it is
/// seen. Values are inserted once and not interpolated again, so that nothing a reporter wrote can name
/// a value.
pub fn interpolate(text: &str, values: &[(&str, &str)]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_placeholder(rest) {
        result.push_str(before);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => result.push_str(value),
            None => result.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

/// Splits a text at its first `{ $name }`: what stands before it, the name, and what follows.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, place) = text.split_once("{ $")?;
    let (name, after) = place.split_once(" }")?;
    Some((before, name, after))
}
