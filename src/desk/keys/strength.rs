//! Whether a passphrase that somebody chose is too weak for a new key.
//!
//! It finds what is certainly weak: what is short, and what a program guesses among the first. It
//! does not say that the rest is strong; six random words are. `zxcvbn` was weighed and left out: it
//! knows English words and names only, would praise a Dutch proverb, and brings 18 crates.

/// The fewest characters.
pub const LEAST: usize = 20;
/// The fewest of them that do not follow from the others.
const LEAST_OWN: usize = 16;

/// What everybody tries first, and the rows of keyboards and alphabets.
const KNOWN: [&str; 26] = [
    "wachtwoord",
    "wachtzin",
    "password",
    "passphrase",
    "welkom",
    "welcome",
    "geheim",
    "secret",
    "zegel",
    "hallo",
    "login",
    "admin",
    "letmein",
    "iloveyou",
    "sleutel",
    "correcthorsebatterystaple",
    "correct",
    "horse",
    "battery",
    "staple",
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
];
/// So many characters of a row are a row.
const ROW: usize = 4;

/// Why a passphrase is refused.
pub enum Weak {
    /// So many characters only.
    Short(usize),
    /// Too much of it is known, a row, or said before.
    Plain,
}

/// Why this is no passphrase for a new key of somebody with this name.
pub fn weakness(passphrase: &str, name: &str) -> Option<Weak> {
    let count = passphrase.chars().count();
    if count < LEAST {
        return Some(Weak::Short(count));
    }
    if own_characters(passphrase, name) < LEAST_OWN {
        return Some(Weak::Plain);
    }
    None
}

/// How many characters are neither part of a known word or row nor of something said before.
fn own_characters(passphrase: &str, name: &str) -> usize {
    let text: Vec<char> = passphrase.to_lowercase().chars().collect();
    let mut own = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let known = known_length(rest, name).max(said_before(&text, at));
        if known > 0 {
            at += known;
        } else {
            own += 1;
            at += 1;
        }
    }
    own
}

/// The length of a known word, of the name, or of a part of a row, with which a text begins.
fn known_length(text: &[char], name: &str) -> usize {
    let mut longest = 0;
    for known in KNOWN.iter().copied().chain([name]) {
        let known: Vec<char> = known.to_lowercase().chars().collect();
        let whole = known.len() >= ROW && text.starts_with(&known);
        if whole {
            longest = longest.max(known.len());
        }
        longest = longest.max(part_of_row(text, &known));
    }
    longest
}

/// The length of a part of a row, forwards or backwards, with which a text begins.
fn part_of_row(text: &[char], row: &[char]) -> usize {
    let mut backwards = row.to_vec();
    backwards.reverse();
    let mut longest = 0;
    for row in [row, &backwards] {
        for start in 0..row.len() {
            let same = row[start..].iter().zip(text).take_while(|(a, b)| a == b).count();
            longest = longest.max(same);
        }
    }
    if longest >= ROW { longest } else { 0 }
}

/// The length of what begins here and was said before: a character again, or three in the same order.
fn said_before(text: &[char], at: usize) -> usize {
    if at > 0 && text[at] == text[at - 1] {
        return 1;
    }
    let mut longest = 0;
    for start in 0..at {
        let same = text[start..].iter().zip(&text[at..]).take_while(|(a, b)| a == b).count();
        longest = longest.max(same);
    }
    if longest >= 3 { longest } else { 0 }
}
