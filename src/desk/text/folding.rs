//! Folding: the one form in which texts are compared by search, links and redaction, with the way back
//! to what was written.
//!
//! Compatibility decomposition (NFKD) without accents, without capitals, without what nobody sees; each
//! kind of apostrophe, quote, dash and space as one; digits of every script and keycaps as ASCII.

use std::ops::Range;
use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};
use unicode_normalization::char::decompose_compatible;

use zegel_core::invisible::is_invisible;

/// What people type for an apostrophe: a key of its own, an accent that stands alone, a quote, a prime.
const APOSTROPHES: &str = "'`´‘’‚‛ʹʻʼʽˈˊˋ′‵՚׳＇ꞌ";
/// What people type for a quote.
const QUOTES: &str = "\"“”„‟«»″‶＂";
/// Minus signs are no dashes to Unicode, and a bullet between two parts is one.
const MORE_DASHES: &str = "−⁃➖﹘";

static ACCENTS: LazyLock<Ranges> = LazyLock::new(|| Ranges::of(r"[\p{Mn}\p{Me}]"));
static DASHES: LazyLock<Ranges> = LazyLock::new(|| Ranges::of(r"\p{Pd}"));
static DIGITS: LazyLock<Ranges> = LazyLock::new(|| Ranges::of(r"\p{Nd}"));

/// A text as it is compared, and where each part of it was written.
pub struct Folded {
    text: String,
    /// For each byte of the text, where the character it came from begins in what was written.
    origins: Vec<usize>,
    length: usize,
}

impl Folded {
    /// Folds a text.
    pub fn new(written: &str) -> Self {
        let length = written.len();
        let mut folded = Self { text: String::with_capacity(length), origins: Vec::new(), length };
        for (at, c) in written.char_indices() {
            fold_char(c, &mut |kept| folded.push(kept, at));
        }
        folded
    }

    /// What is compared.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a part of it was written, with the accents and the invisible characters that belong to it.
    pub fn as_written(&self, part: Range<usize>) -> Range<usize> {
        if part.is_empty() {
            let at = self.origins.get(part.start).copied().unwrap_or(self.length);
            return at..at;
        }
        let last = self.origins[part.end - 1];
        let after = self.origins[part.end..].iter().find(|origin| **origin > last);
        self.origins[part.start]..after.copied().unwrap_or(self.length)
    }

    /// Keeps a character; white beside white is one space, or one end of a line.
    fn push(&mut self, c: char, origin: usize) {
        let follows_white = self.text.ends_with([' ', '\n']);
        if follows_white && c == '\n' {
            self.text.pop();
            self.text.push('\n');
        } else if !(follows_white && c == ' ') {
            self.text.push(c);
            self.origins.extend(std::iter::repeat_n(origin, c.len_utf8()));
        }
    }
}

/// A text as it is compared.
pub fn fold(text: &str) -> String {
    Folded::new(text).text
}

/// The characters that a character becomes; none for an accent that stands by itself.
fn fold_char(c: char, keep: &mut dyn FnMut(char)) {
    if let Some(one) = common_form(c) {
        return keep(one);
    }
    if is_dropped(c) {
        return;
    }
    decompose_compatible(c, |part| match common_form(part) {
        Some(one) => keep(one),
        None if is_dropped(part) => {}
        None => {
            part.to_lowercase().filter(|lower| !is_dropped(*lower)).for_each(|lower| match letters(lower) {
                Some(letters) => letters.chars().for_each(&mut *keep),
                None => keep(common_form(lower).unwrap_or(lower)),
            })
        }
    });
}

/// The one character that stands for all of its kind.
fn common_form(c: char) -> Option<char> {
    if matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
        Some('\n')
    } else if c.is_whitespace() {
        Some(' ')
    } else if c.is_ascii() && c != '`' {
        Some(c.to_ascii_lowercase())
    } else if APOSTROPHES.contains(c) {
        Some('\'')
    } else if QUOTES.contains(c) {
        Some('"')
    } else if MORE_DASHES.contains(c) || DASHES.find(c).is_some() {
        Some('-')
    } else {
        digit(c)
    }
}

/// The ASCII digit of a digit in any script. Unicode has the ten of each script in a row.
fn digit(c: char) -> Option<char> {
    let (zero, _) = DIGITS.find(c)?;
    char::from_digit((u32::from(c) - u32::from(zero)) % 10, 10)
}

fn is_dropped(c: char) -> bool {
    !c.is_ascii() && (is_invisible(c) || ACCENTS.find(c).is_some())
}

/// Letters that are another one with a stroke or two in one, which no decomposition takes apart.
fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ø' => "o",
        'œ' => "oe",
        'ß' => "ss",
        'ŧ' => "t",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

/// Runs of characters, each by its first and its last.
struct Ranges(Vec<(char, char)>);

impl Ranges {
    fn of(class: &str) -> Self {
        match regex_syntax::parse(class).map(regex_syntax::hir::Hir::into_kind) {
            Ok(HirKind::Class(Class::Unicode(class))) => {
                Self(class.ranges().iter().map(|range| (range.start(), range.end())).collect())
            }
            // The classes are part of the library as it is built here, and a test asks for their members.
            _ => Self(Vec::new()),
        }
    }

    /// The run in which a character stands.
    fn find(&self, c: char) -> Option<(char, char)> {
        let after = self.0.partition_point(|(first, _)| *first <= c);
        let run = self.0.get(after.checked_sub(1)?)?;
        (c <= run.1).then_some(*run)
    }
}
