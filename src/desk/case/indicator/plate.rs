//! Licence plates: Dutch ones by their forms, and any after a word such as "kenteken".

use crate::case::text::fold;

/// The Dutch forms, without dashes: D a digit, L a letter.
const FORMS: [&str; 14] = [
    "LLDDDD", "DDDDLL", "DDLLDD", "LLDDLL", "LLLLDD", "DDLLLL", "DDLLLD", "DLLLDD", "LLDDDL", "LDDDLL",
    "LLLDDL", "LDDLLL", "DLLDDD", "DDDLLD",
];
/// These two parts alone could be any word and number.
const VAGUE: [&str; 4] = ["LLDDDD", "DDDDLL", "LLLLDD", "DDLLLL"];
/// "24-NOV-2" is no plate.
const MONTHS: [&str; 15] =
    ["jan", "feb", "mrt", "mar", "apr", "mei", "may", "jun", "jul", "aug", "sep", "okt", "oct", "nov", "dec"];
/// After one of these, in the languages of the form, a foreign plate is one too.
const NAMED: [&str; 12] = [
    "kenteken",
    "kentekens",
    "kentekenplaat",
    "nummerplaat",
    "nummerbord",
    "plate",
    "plates",
    "inmatriculare",
    "rendszam",
    "matricula",
    "rejestracja",
    "номер",
];
/// So many words may stand between: "kenteken van de auto was".
const BETWEEN: usize = 4;
/// No plate has fewer or more characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=8;

/// A run of letters and digits, and what stands before and after it.
struct Run<'a> {
    text: &'a str,
    before: &'a str,
    after: &'a str,
}

/// All plates in the text, in capitals and without dashes.
pub fn plates(text: &str) -> Vec<String> {
    let runs = runs(text);
    let mut found = Vec::new();
    let mut at = 0;
    let mut named = 0;
    while at < runs.len() {
        if NAMED.contains(&fold(runs[at].text).as_str()) {
            (named, at) = (BETWEEN, at + 1);
            continue;
        }
        let plate =
            dutch(&runs[at..], named > 0).or_else(|| (named > 0).then(|| foreign(&runs[at..])).flatten());
        named = if plate.is_some() { 0 } else { named.saturating_sub(1) };
        at += plate.as_ref().map_or(1, |(_, taken)| *taken);
        found.extend(plate.map(|(plate, _)| plate));
    }
    found
}

fn runs(text: &str) -> Vec<Run<'_>> {
    let is_part = |c: char| c.is_alphanumeric();
    let mut runs = Vec::new();
    let mut rest = text;
    let mut at = 0;
    let mut end_before = 0;
    while let Some(start) = rest.find(is_part) {
        let length = rest[start..].find(|c| !is_part(c)).unwrap_or(rest.len() - start);
        let begin = at + start;
        let end = at + start + length;
        let after = &text[end..];
        let gap = after.find(is_part).unwrap_or(after.len());
        runs.push(Run { text: &text[begin..end], before: &text[end_before..begin], after: &after[..gap] });
        (rest, at, end_before) = (&text[end..], end, end);
    }
    runs
}

/// A Dutch plate that begins with the first run, and of how many runs it is made.
fn dutch(runs: &[Run<'_>], named: bool) -> Option<(String, usize)> {
    [3, 1].into_iter().filter(|taken| runs.len() >= *taken).find_map(|taken| {
        let parts = &runs[..taken];
        let written: String = parts.iter().map(|run| run.text).collect();
        let form = form(&written)?;
        let same_kind = parts.iter().all(|run| is_even(run.text) || taken == 1);
        let is_whole = runs[0].before != "-" && parts[taken - 1].after != "-";
        let sure = named || is_sure(&written, &form, between(parts));
        let fits = FORMS.contains(&form.as_str()) && same_kind && is_whole && sure && !names_month(&written);
        fits.then(|| (written.to_ascii_uppercase(), taken))
    })
}

/// What stands between all parts, if it is the same.
fn between(parts: &[Run<'_>]) -> Option<char> {
    let first = parts.first()?.after.chars().next();
    let same = parts[..parts.len() - 1].iter().all(|run| run.after.chars().eq(first));
    if parts.len() == 1 { None } else { first.filter(|_| same).or(Some('?')) }
}

/// Whether it can hardly be anything else: with dashes; or in one, if letters and digits take
/// turns; or else in capitals without vowels, as nobody writes words.
fn is_sure(written: &str, form: &str, between: Option<char>) -> bool {
    let is_shouted = written.bytes().all(|b| !b.is_ascii_lowercase() && !b"AEIOU".contains(&b));
    match between {
        Some('-') => true,
        None => is_shouted || !VAGUE.contains(&form),
        Some(' ') => is_shouted && !VAGUE.contains(&form),
        Some(_) => false,
    }
}

fn names_month(written: &str) -> bool {
    let letters: String = written.chars().filter(char::is_ascii_alphabetic).collect();
    MONTHS.contains(&letters.to_ascii_lowercase().as_str())
}

/// A plate of any country: one to three short parts with letters and digits, in capitals where a
/// space stands between them.
fn foreign(runs: &[Run<'_>]) -> Option<(String, usize)> {
    (1..=runs.len().min(3)).rev().find_map(|taken| {
        let parts = &runs[..taken];
        let written: String = parts.iter().map(|run| run.text).collect();
        let together = parts[..taken - 1].iter().all(|run| matches!(run.after, "-" | " "));
        let dashed = parts[..taken - 1].iter().all(|run| run.after == "-");
        let shouted = dashed || !written.bytes().any(|b| b.is_ascii_lowercase());
        let mixed =
            written.bytes().any(|b| b.is_ascii_digit()) && written.bytes().any(|b| b.is_ascii_alphabetic());
        let fits = written.is_ascii() && LENGTHS.contains(&written.len());
        (together && shouted && mixed && fits).then(|| (written.to_ascii_uppercase(), taken))
    })
}

/// Letters only, or digits only.
fn is_even(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit()) || part.bytes().all(|b| b.is_ascii_alphabetic())
}

fn form(written: &str) -> Option<String> {
    let letter = |c: char| match c {
        '0'..='9' => Some('D'),
        'a'..='z' | 'A'..='Z' => Some('L'),
        _ => None,
    };
    if written.len() == 6 { written.chars().map(letter).collect() } else { None }
}
