//! Passages of a text: its words, sentences, numbers and hours, each with the place where it stands.

use std::ops::Range;

use crate::case::text::fold;

/// So many words after "my" a number still belongs to it.
const NEAR: usize = 5;
/// A number of the writer's has at least so many characters.
const LEAST_NUMBER: usize = 5;

/// Word of a text.
pub struct Token<'a> {
    /// As it was written.
    pub written: &'a str,
    /// As it is compared.
    pub folded: String,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// All words: letters and digits, with apostrophes and hyphens inside.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = None;
    let is_combining = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || is_combining(c) || matches!(c, '\'' | '’' | '-');
        match (inside, start) {
            (true, None) if c.is_alphanumeric() => start = Some(at),
            (false, Some(from)) => {
                tokens.push(token(text, from..at));
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

fn token(text: &str, range: Range<usize>) -> Token<'_> {
    let written = &text[range.clone()];
    Token { written, folded: fold(written).replace('’', "'"), range }
}

/// Where these words stand one after another in the text.
pub fn find(tokens: &[Token<'_>], phrase: &[String]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for window in tokens.windows(phrase.len().max(1)) {
        if let (Some(first), Some(last)) = (window.first(), window.last())
            && window.iter().zip(phrase).all(|(token, word)| is_word(token, word))
        {
            found.push(first.range.start..last.range.end);
        }
    }
    found
}

fn is_word(token: &Token<'_>, word: &str) -> bool {
    if word == "I" {
        return token.written == "I" || token.written.starts_with("I'") || token.written.starts_with("I’");
    }
    if let Some(stem) = word.strip_suffix('*') {
        return token.folded.starts_with(stem);
    }
    if let Some(stem) = word.strip_suffix('-') {
        return token.folded.strip_prefix(stem).is_some_and(|rest| rest.starts_with('-'));
    }
    token.folded == word
}

/// From these words to the end of a telephone number or a plate that follows within a few.
pub fn number_after(text: &str, tokens: &[Token<'_>], own: &Range<usize>) -> Option<Range<usize>> {
    let first = tokens.iter().position(|token| token.range.start >= own.end)?;
    let near = tokens.get(first..)?.iter().take(NEAR);
    let at = first + near.take_while(|token| !has_digit(token)).count();
    let begins = tokens.get(at).filter(|token| has_digit(token) && at < first + NEAR)?;
    if sentences(&text[own.start..begins.range.start]).len() > 1 {
        return None;
    }
    let mut end = begins.range.end;
    for token in &tokens[at + 1..] {
        let gap = &text[end..token.range.start];
        if !matches!(gap, " " | "." | "/") || !is_of_number(token) {
            break;
        }
        end = token.range.end;
    }
    let length = text[begins.range.start..end].chars().filter(|c| c.is_alphanumeric()).count();
    (length >= LEAST_NUMBER).then_some(own.start..end)
}

fn has_digit(token: &Token<'_>) -> bool {
    token.written.chars().any(char::is_numeric)
}

/// Whether it can go on a number that has begun: digits, or capitals as on a plate.
fn is_of_number(token: &Token<'_>) -> bool {
    let is_of_plate = |c: char| c.is_numeric() || c.is_uppercase() || c == '-';
    token.written.chars().all(is_of_plate)
}

/// The sentences, by where they stand. A dot between digits ends none.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let after = characters.peek().map(|(_, c)| *c);
        let ends = c == '\n' || (matches!(c, '.' | '!' | '?') && after.is_none_or(char::is_whitespace));
        if ends {
            let end = at + c.len_utf8();
            sentences.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        sentences.push(start..text.len());
    }
    sentences
}

/// The hours in a sentence: `22:00`, `22.30`, `22 uur`, `ora 22`; and where it speaks of a shift any
/// number that can be an hour.
pub fn hours(
    text: &str,
    tokens: &[Token<'_>],
    sentence: &Range<usize>,
    after: &[String],
    of_shift: bool,
) -> Vec<Range<usize>> {
    let inside: Vec<&Token<'_>> =
        tokens.iter().filter(|token| sentence.contains(&token.range.start)).collect();
    let is_named = |token: Option<&&Token<'_>>| token.is_some_and(|token| after.contains(&token.folded));
    let mut hours = Vec::new();
    for (at, token) in inside.iter().enumerate() {
        let Some(length) = hour(token.written) else { continue };
        let next = inside.get(at + 1);
        let minutes = next.filter(|next| is_minutes(&text[token.range.end..next.range.start], next.written));
        let before = at.checked_sub(1).and_then(|at| inside.get(at));
        let is_hour = of_shift || length < token.written.len() || is_named(next) || is_named(before);
        if let Some(minutes) = minutes {
            hours.push(token.range.start..minutes.range.end);
        } else if is_hour {
            hours.push(token.range.clone());
        }
    }
    hours
}

/// How much of a word is a number that can be an hour: all of `22`, the digits of `22u`, `10pm` and
/// `22-06`.
fn hour(word: &str) -> Option<usize> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word[digits..].to_lowercase();
    let is_end = matches!(rest.as_str(), "" | "u" | "h" | "am" | "pm" | "ч")
        || rest.strip_prefix('-').is_some_and(|to| hour(to).is_some());
    let number: u8 = word[..digits].parse().ok()?;
    (number <= 24 && is_end).then_some(digits)
}

fn is_minutes(between: &str, word: &str) -> bool {
    let is_two_digits = word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    matches!(between, ":" | ".") && is_two_digits && word < "60"
}
