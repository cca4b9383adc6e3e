//! Licence plates: Dutch ones by their forms, those of other countries beside a word for a car, and any
//! after a word such as "kenteken". Letters of the Cyrillic alphabet count as the Latin ones they look like.

use std::ops::Range;

use super::plate_forms::{
    CARS, CLEAR, DUTCH, FOREIGN, MONTHS, NAMED, SHARED_LETTERS, VAGUE, has_form, shape, twin,
};
use crate::text::folding::Folded;

/// So many words may stand between: "kenteken van de auto was".
const BETWEEN: usize = 4;
/// No plate has fewer or more characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=8;
/// A plate has so many parts at most.
const MOST_PARTS: usize = 3;
/// What may stand between parts.
const JOINTS: [&str; 3] = ["-", " ", "."];
/// So far around a run small letters are looked for.
const AROUND: usize = 60;

/// A run of letters and digits, and what stands before and after it.
struct Run<'a> {
    /// As it is compared.
    folded: &'a str,
    /// In Latin capitals, if it can be written so.
    latin: Option<String>,
    place: Range<usize>,
    before: &'a str,
    after: &'a str,
    /// Whether no small letter is in it.
    is_shouted: bool,
}

/// All plates in the text, in capitals and without dashes.
pub fn plates(folded: &Folded, written: &str) -> Vec<(String, Range<usize>)> {
    let runs = runs(folded, written);
    let mut found = Vec::new();
    let mut at = 0;
    let mut named = 0;
    while at < runs.len() {
        if NAMED.contains(&runs[at].folded) {
            (named, at) = (BETWEEN, at + 1);
            continue;
        }
        let rest = &runs[at..];
        let plate = dutch(rest, named > 0)
            .or_else(|| (named > 0).then(|| any(rest)).flatten())
            .or_else(|| foreign(&runs, at, written, folded));
        named = if plate.is_some() { 0 } else { named.saturating_sub(1) };
        if let Some((plate, taken)) = plate {
            found.push((plate, runs[at].place.start..runs[at + taken - 1].place.end));
            at += taken;
        } else {
            at += 1;
        }
    }
    found
}

/// A plate that stands alone, as somebody asks for it, in capitals or not.
pub fn asked(folded: &str) -> Option<String> {
    let latin: Option<String> = folded.chars().filter(|c| !matches!(c, '-' | ' ' | '.')).map(latin).collect();
    let latin = latin?;
    let is_mixed =
        latin.bytes().any(|b| b.is_ascii_digit()) && latin.bytes().any(|b| b.is_ascii_alphabetic());
    (is_mixed && LENGTHS.contains(&latin.len())).then_some(latin)
}

fn runs<'a>(folded: &'a Folded, written: &str) -> Vec<Run<'a>> {
    let text = folded.text();
    let is_part = |c: char| c.is_alphanumeric();
    let mut runs = Vec::new();
    let mut end_before = 0;
    while let Some(start) = text[end_before..].find(is_part).map(|start| start + end_before) {
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
        let after = &text[end..];
        let gap = after.find(is_part).unwrap_or(after.len());
        let as_written = &written[folded.as_written(start..end)];
        runs.push(Run {
            folded: &text[start..end],
            latin: text[start..end].chars().map(latin).collect(),
            place: start..end,
            before: &text[end_before..start],
            after: &after[..gap],
            is_shouted: !as_written.contains(char::is_lowercase),
        });
        end_before = end;
    }
    runs
}

/// A character as a plate has it.
fn latin(c: char) -> Option<char> {
    let letter = if c.is_ascii_alphanumeric() { Some(c) } else { twin(c) };
    letter.map(|letter| letter.to_ascii_uppercase())
}

/// Some runs as one plate; nothing where one of them has a letter that no plate has.
fn joined(parts: &[Run<'_>]) -> Option<String> {
    parts.iter().map(|run| run.latin.as_deref()).collect()
}

/// A Dutch plate that begins with the first run, and of how many runs it is made.
fn dutch(runs: &[Run<'_>], named: bool) -> Option<(String, usize)> {
    [MOST_PARTS, 1].into_iter().filter(|taken| runs.len() >= *taken).find_map(|taken| {
        let parts = &runs[..taken];
        let plate = joined(parts)?;
        let form = shape(&plate)?;
        let same_kind = taken == 1 || parts.iter().all(|run| is_even(run.folded));
        let is_whole = !runs[0].before.ends_with('-') && !parts[taken - 1].after.starts_with('-');
        let sure = named || is_sure(parts, &plate, &form);
        let fits = DUTCH.contains(&form.as_str()) && same_kind && is_whole && sure && !names_month(&plate);
        fits.then_some((plate, taken))
    })
}

/// Whether it can hardly be anything else: with dashes; or in one, if letters and digits take
/// turns; or else in capitals without vowels, as nobody writes words.
fn is_sure(parts: &[Run<'_>], plate: &str, form: &str) -> bool {
    let is_shouted = parts.iter().all(|run| run.is_shouted) && !plate.contains(['A', 'E', 'I', 'O', 'U']);
    let is_vague = VAGUE.contains(&form);
    if parts.len() == 1 {
        return is_shouted || !is_vague;
    }
    let all_between = |joint: &str| parts[..parts.len() - 1].iter().all(|run| run.after == joint);
    all_between("-") || (all_between(" ") && is_shouted && !is_vague)
}

fn names_month(plate: &str) -> bool {
    let letters: String = plate.chars().filter(char::is_ascii_alphabetic).collect();
    MONTHS.contains(&letters.to_ascii_lowercase().as_str())
}

/// A plate of any country: one to three short parts with letters and digits, in capitals where a
/// space stands between them.
fn any(runs: &[Run<'_>]) -> Option<(String, usize)> {
    (1..=runs.len().min(MOST_PARTS)).rev().find_map(|taken| {
        let parts = &runs[..taken];
        let plate = joined(parts)?;
        let together = parts[..taken - 1].iter().all(|run| JOINTS.contains(&run.after));
        let dashed = parts[..taken - 1].iter().all(|run| run.after == "-");
        let shouted = dashed || parts.iter().all(|run| run.is_shouted);
        let mixed =
            plate.bytes().any(|b| b.is_ascii_digit()) && plate.bytes().any(|b| b.is_ascii_alphabetic());
        (together && shouted && mixed && LENGTHS.contains(&plate.len())).then_some((plate, taken))
    })
}

/// A plate in a form of one of the countries, in capitals, with a word for a car near it; of the forms
/// that are like nothing else, without.
fn foreign(runs: &[Run<'_>], at: usize, written: &str, folded: &Folded) -> Option<(String, usize)> {
    let rest = &runs[at..];
    (1..=rest.len().min(MOST_PARTS)).rev().find_map(|taken| {
        let parts = &rest[..taken];
        let plate = joined(parts)?;
        let together = parts[..taken - 1].iter().all(|run| JOINTS.contains(&run.after));
        let is_shouted = parts.iter().all(|run| run.is_shouted);
        let names_car = parts.iter().any(|run| CARS.contains(&run.folded));
        let is_whole = rest[0].before != "-" && parts[taken - 1].after != "-";
        if !(together && is_shouted && is_whole) || names_car || names_month(&plate) {
            return None;
        }
        let latins: Vec<&str> = parts.iter().filter_map(|run| run.latin.as_deref()).collect();
        let fits = |forms: &[&str]| forms.iter().any(|form| has_form(&latins, form));
        let letters_are_shared =
            plate.chars().all(|c| c.is_ascii_digit() || SHARED_LETTERS.contains(c)) || plate.len() == 7;
        let is_clear = fits(&CLEAR) && letters_are_shared;
        let is_beside_a_car = fits(&FOREIGN) && has_car_near(runs, at, taken);
        let is_found = (is_clear || is_beside_a_car) && !is_in_capitals(parts, written, folded);
        is_found.then_some((plate, taken))
    })
}

fn has_car_near(runs: &[Run<'_>], at: usize, taken: usize) -> bool {
    let from = at.saturating_sub(BETWEEN + 1);
    let to = (at + taken + BETWEEN).min(runs.len());
    runs[from..to].iter().any(|run| CARS.contains(&run.folded))
}

/// Whether all that stands around is in capitals too, so that they say nothing.
fn is_in_capitals(parts: &[Run<'_>], written: &str, folded: &Folded) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return true };
    let place = folded.as_written(first.place.start..last.place.end);
    let before: String = written[..place.start].chars().rev().take(AROUND).collect();
    let after: String = written[place.end..].chars().take(AROUND).collect();
    let around = before + &after;
    around.contains(char::is_uppercase) && !around.contains(char::is_lowercase)
}

/// Letters only, or digits only.
fn is_even(part: &str) -> bool {
    part.chars().all(|c| c.is_ascii_digit()) || part.chars().all(char::is_alphabetic)
}
