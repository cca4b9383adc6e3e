//! Telephone numbers as people write them, and as adverts do to slip past filters: with anything between
//! the digits, and the letter O for a nought.
//!
//! A number is completed only with its own country's prefix: where a text names the country, or where the
//! page's language says it and no neighbour's numbers look alike: a mobile one, and on the Dutch page one
//! with an area code. All others stay as they were written and
//! are compared by their last nine digits.

use std::ops::Range;

use super::country::{COUNTRIES, Country, OTHERS};
use super::digits::{Digits, LONGEST, are_times, is_account, is_day};
use super::dutch::has_area_code;
use super::found::{Found, Kind};
use crate::text::folding::Folded;

/// The least that is worth comparing.
const SHORTEST: usize = 8;
/// Digits that are compared.
const COMPARED: usize = 9;
/// An unknown country's number goes on up to here.
const ENOUGH: usize = 11;
/// So many bytes before a number may say what it is.
const BEFORE: usize = 48;
/// Beginnings of words for a telephone and for calling, folded, in the languages of the form.
const CALLS: [&str; 24] = [
    "bel",
    "tel",
    "mobi",
    "nummer",
    "gsm",
    "whatsapp",
    "signal",
    "viber",
    "sms",
    "phone",
    "number",
    "call",
    "numar",
    "suna",
    "szam",
    "hivj",
    "numer",
    "zadzwon",
    "llam",
    "movil",
    "телеф",
    "тел",
    "номер",
    "обад",
];
/// Words for another kind of number.
const OTHER_NUMBERS: [&str; 8] = ["bsn", "kvk", "iban", "rekening", "account", "cnp", "pesel", "btw"];
/// Numbers that everybody calls say nothing of a case.
const SERVICES: [&str; 4] = ["800", "900", "906", "909"];

/// All numbers in the text.
pub fn phones(folded: &Folded, language: Option<&str>) -> Vec<Found> {
    let text = folded.text();
    let home = language.and_then(Country::of_language);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_start(text, from) {
        match number(text, start, home) {
            Some(number) => {
                from = number.place.end;
                found.push(Found { place: folded.as_written(number.place.clone()), ..number });
            }
            None => from = after_group(text, start),
        }
    }
    found.retain(|number| !is_service(number));
    found
}

/// A number that stands alone, as somebody asks for it.
pub fn asked(folded: &str) -> Option<Found> {
    let start = next_start(folded, 0).filter(|start| *start == 0)?;
    let digits = Digits::new(&folded[usize::from(folded.starts_with('+'))..]);
    let is_whole = digits
        .ends
        .last()
        .is_some_and(|(_, end)| *end + usize::from(folded.starts_with('+')) == folded.len());
    let is_long = (SHORTEST + 1..=LONGEST).contains(&digits.all.len());
    if !is_whole || !is_long {
        return None;
    }
    let by_plan = number(folded, start, None).filter(|found| found.place.end == folded.len());
    // Without plus or nought it may be a number of any plan, or one with its country.
    Some(by_plan.unwrap_or_else(|| unknown(digits.all.trim_start_matches('0'), folded, 0..folded.len())))
}

/// A plus, a digit, or the letter O before one, that goes on with nothing.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let mut before = text[..from].chars().rev();
    let mut last = before.next().unwrap_or(' ');
    let mut last_but_one = before.next().unwrap_or(' ');
    for (at, c) in text[from..].char_indices() {
        let at = from + at;
        let next = text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let begins = c == '+' || c.is_ascii_digit() || (c == 'o' && next.is_ascii_digit());
        let goes_on = matches!(last, '-' | '.' | '/' | ',') && last_but_one.is_ascii_digit();
        if begins && !last.is_alphanumeric() && last != '+' && (c == '+' || !goes_on) {
            return Some(at);
        }
        (last_but_one, last) = (last, c);
    }
    None
}

fn after_group(text: &str, start: usize) -> usize {
    let is_part = |c: char| c == '+' || c == 'o' || c.is_ascii_digit();
    text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length)
}

/// The number that begins here.
fn number(text: &str, start: usize, home: Option<&Country>) -> Option<Found> {
    let rest = &text[start..];
    let before = context(text, start);
    if let Some(digits) = rest.strip_prefix('+') {
        return with_country(digits, start + 1..start);
    }
    let digits = Digits::new(rest);
    if digits.all.starts_with("00") {
        let second = rest.char_indices().filter(|(_, c)| matches!(c, '0' | 'o')).nth(1)?;
        let skipped = start + second.0 + 1;
        return with_country(&text[skipped..], skipped..start);
    }
    let is_link = before.ends_with("wa.me/") || before.ends_with("phone=");
    let (first, _) = *digits.ends.first()?;
    // As a link to a chat writes it.
    if is_link || (first == ENOUGH && digits.all.starts_with("316")) {
        return with_country(rest, start..start);
    }
    national(text, start, &digits, home)
}

/// What stands before a number on its line, as far as it may say something of it.
fn context(text: &str, start: usize) -> &str {
    let mut from = start.saturating_sub(BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = &text[from..start];
    before.rsplit('\n').next().unwrap_or(before)
}

/// A number with its country. The place says where its digits begin, and where what is written does.
fn with_country(text: &str, at: Range<usize>) -> Option<Found> {
    let digits = Digits::new(text);
    let country = COUNTRIES.iter().find(|country| digits.all.starts_with(country.code));
    let known = country.map(|country| (country.code, country.lengths.0, country.lengths.1));
    let known = known.or_else(|| OTHERS.iter().copied().find(|(code, ..)| digits.all.starts_with(code)));
    let Some((code, fewest, most)) = known else { return of_unknown_country(&digits, at) };
    let mut lengths = fewest..=most;
    if let Some(country) = country
        && country.code != "49"
    {
        let after = digits.all[code.len()..].trim_start_matches('0');
        let is_mobile = country.mobile.iter().any(|prefix| after.starts_with(prefix));
        lengths = if is_mobile { country.mobile_length..=country.mobile_length } else { lengths };
    }
    // "+31 (0)6" and "+31 06".
    let trunk = usize::from(digits.all[code.len()..].starts_with('0'));
    let fits =
        |count: &usize| count.checked_sub(code.len() + trunk).is_some_and(|rest| lengths.contains(&rest));
    let (count, end) = *digits.ends.iter().rev().find(|(count, _)| fits(count))?;
    let national = &digits.all[code.len() + trunk..count];
    if national.starts_with('0') {
        return None;
    }
    Some(complete(code, national, at.end..at.start + end))
}

fn of_unknown_country(digits: &Digits, at: Range<usize>) -> Option<Found> {
    let usual = digits.ends.iter().find(|(count, _)| (ENOUGH..=LONGEST).contains(count));
    let (count, end) =
        *usual.or_else(|| digits.ends.iter().rev().find(|(count, _)| (SHORTEST..ENOUGH).contains(count)))?;
    let all = &digits.all[..count];
    if all.starts_with('0') {
        return None;
    }
    let key = last_digits(all);
    let value = format!("+{all}");
    Some(Found { kind: Kind::Phone, value, key, country: None, place: at.end..at.start + end })
}

/// A number as it is written within a country.
fn national(text: &str, start: usize, digits: &Digits, home: Option<&Country>) -> Option<Found> {
    let before = context(text, start);
    let (count, end) =
        *digits.ends.iter().rev().find(|(count, _)| is_national(&digits.all[..*count], before, home))?;
    let all = &digits.all[..count];
    let written = &text[start..start + end];
    if is_day(written) || are_times(written) || is_account(before) {
        return None;
    }
    let place = start..start + end;
    let named = COUNTRIES.iter().find(|country| country.is_named_in(before));
    let country = match named {
        Some(named) => named.national(all).map(|_| named),
        None => home.filter(|home| is_certain(home, all) || is_of_place(home, written, all)),
    };
    if let Some(country) = country
        && let Some(national) = country.national(all)
    {
        return Some(complete(country.code, national, place));
    }
    let hungarian = COUNTRIES.iter().find(|country| country.code == "36");
    let national =
        hungarian.filter(|country| country.writes_mobile(all)).and_then(|country| country.national(all));
    let significant = national.unwrap_or_else(|| all.strip_prefix('0').unwrap_or(all));
    Some(unknown(significant, written, place))
}

/// Whether so many digits can be a number without a country. What begins with no nought could be
/// anything, but where the page's language or a word says what it is.
fn is_national(digits: &str, before: &str, home: Option<&Country>) -> bool {
    let is_called = || {
        let mut words = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_other = before.split(|c: char| !c.is_alphanumeric()).any(|word| OTHER_NUMBERS.contains(&word));
        !is_other && words.any(|word| CALLS.iter().any(|call| word.starts_with(call)))
    };
    let is_long = || {
        let mut long = COUNTRIES.iter().filter(|country| ["49", "36"].contains(&country.code));
        long.any(|country| country.writes_mobile(digits))
    };
    match (digits.len(), digits.starts_with('0')) {
        (10, true) => true,
        (9, true) => is_called(),
        (11 | 12, true) => is_long(),
        (9, false) => {
            home.is_some_and(|home| home.trunk.is_empty() && home.writes_mobile(digits)) || is_called()
        }
        _ => false,
    }
}

/// Whether a number can be of the country of the page's language alone: a mobile one, which no plan of a
/// neighbour has, nor that of the country where the page is read.
fn is_certain(home: &Country, digits: &str) -> bool {
    let mut others = COUNTRIES.iter().filter(|country| country.code != home.code);
    home.writes_mobile(digits) && !others.any(|country| country.code == "31" && country.writes_mobile(digits))
}

/// Whether a number of the Dutch page has a Dutch area code. One without groups must look like no mobile
/// number of another country.
fn is_of_place(home: &Country, written: &str, digits: &str) -> bool {
    let is_divided = written.contains(|c: char| !c.is_ascii_digit());
    let mut others = COUNTRIES.iter().filter(|country| country.code != home.code);
    home.code == "31"
        && has_area_code(written, digits)
        && (is_divided || !others.any(|country| country.writes_mobile(digits)))
}

fn complete(code: &str, national: &str, place: Range<usize>) -> Found {
    let value = format!("+{code}{national}");
    Found { kind: Kind::Phone, value, key: last_digits(national), country: Some(code.to_owned()), place }
}

fn unknown(significant: &str, written: &str, place: Range<usize>) -> Found {
    let value = written.split_whitespace().collect::<Vec<_>>().join(" ");
    Found { kind: Kind::Phone, value, key: last_digits(significant), country: None, place }
}

fn last_digits(digits: &str) -> String {
    digits[digits.len().saturating_sub(COMPARED)..].to_owned()
}

fn is_service(number: &Found) -> bool {
    let is_dutch = number.country.as_deref().is_none_or(|code| code == "31");
    is_dutch && SERVICES.iter().any(|service| number.key.starts_with(service)) && {
        let digits: String = number.value.chars().filter(char::is_ascii_digit).collect();
        number.country.is_some() || digits.starts_with('0')
    }
}
