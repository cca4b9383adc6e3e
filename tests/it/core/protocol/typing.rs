//! What the page says of a token that somebody types.

use std::collections::BTreeMap;

use zegel_core::token::{GROUPS, SYMBOLS, Token};

use super::reporter::alphabet;
use super::{values, vector};

/// What keyboards of people who live here can write beside ASCII: Latin, Greek and Cyrillic, with their later parts.
const LETTERS: std::ops::Range<u32> = 0x80..0x600;

/// The token as it is typed with something else in the place of one character.
fn is_read(typed: &str, token: &str) -> bool {
    Token::parse(typed).is_ok_and(|read| *read.to_field() == token)
}

/// For each symbol what is read as it beside ASCII: of all letters each in the place of each symbol.
fn twins() -> BTreeMap<char, String> {
    let mut twins = BTreeMap::new();
    for symbol in alphabet().chars() {
        let token = (0..).map(|_| Token::random().unwrap().to_field()).find(|token| token.contains(symbol));
        let token = token.unwrap();
        let as_symbol = |letter: &char| is_read(&token.replacen(symbol, &letter.to_string(), 1), &token);
        let read: String = LETTERS.filter_map(char::from_u32).filter(as_symbol).collect();
        if !read.is_empty() {
            twins.insert(symbol, format!("{symbol}{read}"));
        }
    }
    twins
}

pub fn alike() -> Vec<String> {
    let token = vector("typed_tokens", 0)["typed"].as_str().unwrap().to_owned();
    for (typed, read) in [("O", "0"), ("I", "1"), ("L", "1"), ("o", "0"), ("i", "1"), ("l", "1")] {
        let with = token.replace(read, typed);
        assert!(with != token && is_read(&with, &token), "{typed}");
    }
    let full_width = |c: char| if c == '-' { c } else { char::from_u32(u32::from(c) + 0xfee0).unwrap() };
    assert!(is_read(&token.chars().map(full_width).collect::<String>(), &token));
    let mut values = values!["O", 0, "I", "L", 1];
    values.extend(twins().into_values());
    values
}

/// Between all symbols one that is ignored changes nothing, one that separates neither, and one of the named
/// properties is a symbol too many.
pub fn between() -> Vec<String> {
    let token = vector("typed_tokens", 0)["typed"].as_str().unwrap().to_owned();
    let with = |between: &str| token.chars().map(|c| format!("{c}{between}")).collect::<String>();
    for nothing_or_separator in ["\u{ad}", "\u{3164}", "\u{e0041}", "\u{20e3}", "\u{301}", "$", "_", "🚪"] {
        assert!(is_read(&with(nothing_or_separator), &token), "{nothing_or_separator:?}");
    }
    // A letter; a mark and a symbol that are Alphabetic; a digit, a letter and another character that are a Number.
    for symbol in ["ж", "\u{345}", "Ⓐ", "٣", "Ⅻ", "½"] {
        assert!(!is_read(&with(symbol), &token), "{symbol}");
    }
    values!["Default_Ignorable_Code_Point", "Alphabetic", "Number"]
}

pub fn numbers() -> Vec<String> {
    let token = vector("typed_tokens", 0)["typed"].as_str().unwrap().to_owned();
    let groups: Vec<&str> = token.split('-').collect();
    for between in [". ", ""] {
        let numbered = |first: usize| -> String {
            groups.iter().enumerate().map(|(n, group)| format!("{}{between}{group} ", n + first)).collect()
        };
        assert!(is_read(&numbered(1), &token) && !is_read(&numbered(2), &token), "{between:?}");
    }
    values![1, GROUPS, GROUPS, SYMBOLS / GROUPS, SYMBOLS]
}
