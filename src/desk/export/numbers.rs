//! Telephone numbers, number plates and addresses on the internet, picked out of what was written,
//! so that they can be searched at once. A help for the eye, never complete.

use super::content::{Content, paper};

/// A telephone number has so many digits (E.164; in the Netherlands ten).
const DIGITS: std::ops::RangeInclusive<usize> = 9..=15;
/// A Dutch plate has six letters and digits.
const PLATE: usize = 6;

/// All that is found, each once.
pub fn of(content: &Content) -> Vec<String> {
    let mut found = Vec::new();
    for part in content.sendings.iter().flat_map(|sending| &sending.parts) {
        for line in part.text.lines() {
            phones(line, &mut found);
            let whole = line.split_whitespace().filter(|word| !word.contains(&paper().mark));
            let words = whole.map(|word| word.trim_matches(is_around));
            found.extend(words.filter(|word| is_plate(word) || is_address(word)).map(str::to_owned));
        }
    }
    let mut once = Vec::new();
    for text in found {
        if !once.contains(&text) {
            once.push(text);
        }
    }
    once
}

fn is_around(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '"' | '\'' | '<' | '>' | '“' | '”' | '„'
    )
}

/// Runs of digits that begin with a nought or a plus, with the marks that people put between them.
fn phones(line: &str, found: &mut Vec<String>) {
    let is_inside = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '/' | '(' | ')');
    for run in line.split(|c| !is_inside(c)) {
        let before = |at: usize| run[..at].chars().next_back();
        let begins = |(at, c): &(usize, char)| {
            matches!(c, '+' | '0') && !before(*at).is_some_and(|c| c.is_ascii_digit())
        };
        let Some((start, _)) = run.char_indices().find(begins) else { continue };
        let number = run[start..].trim_end_matches(|c: char| !c.is_ascii_digit());
        if DIGITS.contains(&number.chars().filter(char::is_ascii_digit).count()) {
            found.push(number.to_owned());
        }
    }
}

/// Three groups of letters or digits, of both kinds: 12-ABC-3.
fn is_plate(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    let letters = |group: &&&str| group.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = |group: &&&str| group.bytes().all(|b| b.is_ascii_digit());
    let (letters, digits) = (groups.iter().filter(letters).count(), groups.iter().filter(digits).count());
    let sizes = groups.iter().all(|group| (1..=3).contains(&group.len()));
    groups.len() == 3
        && sizes
        && word.len() == PLATE + 2
        && letters + digits == 3
        && letters > 0
        && digits > 0
}

fn is_address(word: &str) -> bool {
    if word.contains("://") || word.starts_with("www.") || (word.starts_with('@') && word.len() > 3) {
        return true;
    }
    let host = word.split('/').next().unwrap_or_default();
    let Some((name, end)) = host.rsplit_once('.') else { return false };
    let named =
        name.len() > 2 && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'@'));
    named && (2..=4).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_lowercase())
}
