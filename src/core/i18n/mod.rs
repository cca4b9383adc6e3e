//! All that a reporter reads, one file a language, and the telephone numbers.
//!
//! A language is a TOML file read into [`LanguageTexts`]. A word a page needs and the
//! struct lacks does not compile; a word a file lacks or has too much is found by
//! [`check()`], which a test and the start of the server call.
//!
//! To add a language, add its file here and its line in `FILES`. `check` tells what
//! is still missing. An organisation's own words and numbers are a [`SiteTexts`].

mod check;
mod helplines;
#[expect(missing_docs, reason = "each field is a text named after its place on the page")]
mod texts;
mod site_texts;

use std::sync::{Arc, LazyLock};

pub use check::{check, check_files};
pub use helplines::Helpline;
pub use site_texts::SiteTexts;
pub use texts::*;

/// Code, own name, and words of each language, in the order the page offers them.
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

#[expect(
    clippy::expect_used,
    reason = "the files are part of the program, and a test and the start read them"
)]
static WORDS: LazyLock<Vec<Arc<LanguageTexts>>> = LazyLock::new(|| {
    let parse = |(_, _, file): &(_, _, &str)| {
        toml::from_str(file).expect("the files are part of the program, and a test and the start read them")
    };
    FILES.iter().map(parse).map(Arc::new).collect()
});

/// The program's own words of `language`.
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

/// Puts `values` in the place of each `{ $name }`. What has no value stays, and is
/// seen; a value is never read as a text with places of its own.
pub fn interpolate(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_place(rest) {
        filled.push_str(before);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// What stands before the first place to fill, its name, and what follows.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, place) = text.split_once("{ $")?;
    let (name, after) = place.split_once(" }")?;
    Some((before, name, after))
}
