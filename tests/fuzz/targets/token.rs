//! `Token::parse`: what somebody typed is read as one token or refused with a group that is there.

use zegel_core::token::{ALPHABET, GROUPS, MailboxKey, SYMBOLS, Token, TokenError};

/// Asserts what must hold of a typed code.
pub fn run(bytes: &[u8]) {
    let Ok(typed) = std::str::from_utf8(bytes) else { return };
    match Token::parse(typed) {
        Ok(token) => accepted(typed, &token, bytes.len()),
        Err(error) => refused(typed, error),
    }
    if let Some(key) = MailboxKey::parse(typed) {
        assert_eq!(*key.to_text(), typed);
    }
}

/// It is written in one way, is read as itself however it is spread, and no symbol can be exchanged.
fn accepted(typed: &str, token: &Token, place: usize) {
    let field = token.to_field();
    assert_eq!(field.len(), SYMBOLS + GROUPS - 1);
    assert_eq!(Token::parse(&field).unwrap().to_field(), field);
    let spread: String = typed.chars().flat_map(|c| ['\u{200b}', c]).collect();
    assert_eq!(Token::parse(&spread).unwrap().to_field(), field);
    let mut symbols: Vec<u8> = field.bytes().filter(|byte| *byte != b'-').collect();
    let place = place % SYMBOLS;
    symbols[place] = *ALPHABET.iter().find(|other| **other != symbols[place]).unwrap();
    let exchanged = String::from_utf8(symbols).unwrap();
    assert_eq!(Token::parse(&exchanged).err(), Some(TokenError::Group { group: place / 4 + 1 }));
}

/// Nothing is shown that was not typed, and the group to look at is among those that are shown.
fn refused(typed: &str, error: TokenError) {
    let shown = Token::look_over(typed, error);
    assert!(shown.doubtful.is_none_or(|group| (1..=shown.groups.len()).contains(&group)));
    let is_symbol = |c: char| c.is_alphanumeric() || c == '\u{307}';
    for group in &shown.groups {
        assert!(!group.is_empty() && !group.chars().any(char::is_control), "{group:?}");
        assert!(group.chars().any(is_symbol), "{group:?}");
    }
    let count: usize = shown.groups.iter().map(|group| group.chars().count()).sum();
    // The capital of one letter has up to three.
    assert!(count <= 3 * typed.chars().count());
}
