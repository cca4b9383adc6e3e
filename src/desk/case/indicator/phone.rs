//! Telephone numbers: Dutch ones with their 0, and any with its country, as `+31612345678`.

/// Countries whose numbers have no more digits than these after the country.
const COUNTRIES: [(&str, usize); 9] =
    [("31", 9), ("32", 9), ("33", 9), ("34", 9), ("36", 9), ("359", 9), ("40", 9), ("44", 10), ("48", 9)];
/// With country (ITU-T E.164), and the least that is worth comparing.
const LONGEST: usize = 15;
const SHORTEST: usize = 8;
/// Digits of a Dutch number after its 0.
const DUTCH: usize = 9;
/// Numbers that everybody calls say nothing of a case.
const SERVICES: [&str; 4] = ["31800", "31900", "31906", "31909"];

/// All numbers in the text.
pub fn phones(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = next_start(rest) {
        let begun = &rest[start..];
        match number(begun) {
            Some((number, length)) => {
                found.push(format!("+{number}"));
                rest = &begun[length..];
            }
            None => rest = begun.trim_start_matches(|c: char| c == '+' || c.is_ascii_digit()),
        }
    }
    found.retain(|number| !SERVICES.iter().any(|service| number[1..].starts_with(service)));
    found
}

/// A plus or a digit that follows no letter or digit.
fn next_start(text: &str) -> Option<usize> {
    let mut before = ' ';
    text.char_indices().find_map(|(at, c)| {
        let starts = (c == '+' || c.is_ascii_digit()) && !before.is_alphanumeric() && before != '+';
        before = c;
        starts.then_some(at)
    })
}

/// The number that begins here, with its country, and the length of what was written.
fn number(text: &str) -> Option<(String, usize)> {
    if let Some(rest) = text.strip_prefix('+').or_else(|| text.strip_prefix("00")) {
        return with_country(rest).map(|(number, length)| (number, length + text.len() - rest.len()));
    }
    let (digits, length) = digits(text, if text.starts_with('0') { DUTCH + 1 } else { DUTCH + 2 });
    let is_dutch = digits.len() == DUTCH + 1 && digits.starts_with('0') && !is_day(text);
    // As a link to a chat writes it.
    let is_mobile = digits.len() == DUTCH + 2 && digits.starts_with("316") && digits.len() == length;
    if text[length..].starts_with(|c: char| c.is_ascii_digit()) {
        None
    } else if is_dutch {
        Some((format!("31{}", &digits[1..]), length))
    } else if is_mobile {
        Some((digits, length))
    } else {
        None
    }
}

fn with_country(text: &str) -> Option<(String, usize)> {
    let (start, _) = digits(text, 3);
    let known = COUNTRIES.iter().find(|(country, _)| start.starts_with(country));
    let (mut found, mut length) = digits(text, known.map_or(LONGEST, |(country, most)| country.len() + most));
    // "+31 (0)6" and "+31 06".
    if let Some((country, most)) = known
        && found[country.len()..].starts_with('0')
    {
        (found, length) = digits(text, country.len() + most + 1);
        found.remove(country.len());
    }
    let is_whole = !text[length..].starts_with(|c: char| c.is_ascii_digit());
    (is_whole && found.len() >= SHORTEST && !found.starts_with('0')).then_some((found, length))
}

/// The digits from here on, at most so many, through what people put between them.
fn digits(text: &str, most: usize) -> (String, usize) {
    let mut digits = String::new();
    let mut length = 0;
    let mut between = 0;
    for (at, c) in text.char_indices() {
        match c {
            _ if digits.len() == most => break,
            '0'..='9' => {
                digits.push(c);
                (length, between) = (at + 1, 0);
            }
            ' ' | '\u{a0}' | '-' | '‑' | '–' | '.' | '/' | '(' | ')' if between < 3 => between += 1,
            _ => break,
        }
    }
    (digits, length)
}

/// Whether it begins as a day does, such as 01-02-2026.
fn is_day(text: &str) -> bool {
    let mut groups = text.split(|c: char| !c.is_ascii_digit());
    let mut next = || groups.next().unwrap_or_default();
    let day = next();
    let month = next();
    let year = next();
    day.len() == 2
        && month.len() == 2
        && year.len() == 4
        && (year.starts_with("19") || year.starts_with("20"))
}
