//! Names: `@name`, the name after a chat's own, what somebody is called, and what a hotel is called.

use std::ops::Range;

use super::found::{Kind, place_of};
use crate::text::folding::Folded;

/// Chats whose names for people are known by.
const CHATS: [&str; 10] =
    ["telegram", "tg", "insta", "instagram", "ig", "snap", "snapchat", "tiktok", "kik", "signal"];
/// What comes before a name of somebody else, folded, in the languages of the form. Not "ik heet": that
/// would point at the reporter.
const CALLED: [&str; 41] = [
    "bijnaam",
    "schuilnaam",
    "werknaam",
    "noemt zich",
    "noemen hem",
    "noemen haar",
    "hij heet",
    "zij heet",
    "ze heet",
    "man heet",
    "vrouw heet",
    "meisje heet",
    "die heet",
    "genaamd",
    "nickname",
    "known as",
    "calls himself",
    "calls herself",
    "is called",
    "his name is",
    "her name is",
    "named",
    "se numeste",
    "il cheama",
    "o cheama",
    "ii spune",
    "ii zice",
    "porecla",
    "hivjak",
    "becenev",
    "a neve",
    "казва се",
    "викат му",
    "викат",
    "наричат",
    "nazywa sie",
    "ma na imie",
    "ksywa",
    "se llama",
    "le llaman",
    "його звати",
];
/// After these a name is that of a hotel.
const HOTELS: [&str; 9] =
    ["hotel", "hotelul", "hostel", "motel", "pension", "penzion", "хотел", "готель", "szalloda"];
/// Small words within a name.
const PARTICLES: [&str; 14] =
    ["de", "het", "den", "der", "van", "in", "aan", "the", "la", "le", "el", "du", "di", "ter"];
/// What stands in quotes and is no name.
const NO_NAMES: [&str; 20] = [
    "ja", "nee", "nein", "yes", "no", "ok", "stop", "help", "da", "nu", "nem", "igen", "не", "да", "tak",
    "nie", "si", "kom", "hoi", "hallo",
];
/// So near must the quotes be.
const NEAR: usize = 24;
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=32;
/// A name of more words than these is a sentence.
const MOST_WORDS: usize = 4;

/// All names in the text, folded, and where they stand in what was folded.
pub fn names(folded: &Folded, written: &str) -> Vec<(Kind, String, Range<usize>)> {
    let text = folded.text();
    let words = Words { folded, written };
    let mut found: Vec<(Kind, &str)> = Vec::new();
    found.extend(with_at(text).into_iter().map(|name| (Kind::Nickname, name)));
    found.extend(of_chats(text).into_iter().map(|name| (Kind::Nickname, name)));
    found.extend(called(text, &words).into_iter().map(|name| (Kind::Nickname, name)));
    found.extend(in_quotes(text, &words).into_iter().map(|name| (Kind::Nickname, name)));
    found.extend(hotels(text, &words).into_iter().map(|name| (Kind::Hotel, name)));
    let named = |(kind, name): (Kind, &str)| {
        (kind, name.split_whitespace().collect::<Vec<_>>().join(" "), place_of(name, text))
    };
    let mut named: Vec<_> = found.into_iter().map(named).collect();
    named.sort_by(|one, two| (one.2.start, one.0, &one.1).cmp(&(two.2.start, two.0, &two.1)));
    named.dedup();
    named
}

/// What was written, to see its capitals.
struct Words<'a> {
    folded: &'a Folded,
    written: &'a str,
}

impl Words<'_> {
    /// Whether a word of the folded text was written with a capital.
    fn is_capital(&self, word: &str) -> bool {
        let place = self.folded.as_written(place_of(word, self.folded.text()));
        self.written[place].chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
    }

    /// The words with a capital at the beginning of a text, with small words between them.
    fn capitals<'a>(&self, text: &'a str) -> Option<&'a str> {
        let mut end = 0;
        let mut rest = text;
        for _ in 0..MOST_WORDS + 2 {
            let word = rest.trim_start_matches(' ');
            let start = text.len() - word.len();
            let length =
                word.find(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-').unwrap_or(word.len());
            let word = word[..length].trim_end_matches(['\'', '-']);
            if self.is_capital(word) && word.chars().next().is_some_and(char::is_alphabetic) {
                end = start + word.len();
            } else if !PARTICLES.contains(&word) {
                break;
            }
            rest = &text[start + word.len()..];
            if !rest.starts_with(' ') {
                break;
            }
        }
        let name = &text[..end];
        (name.chars().count() >= 2).then_some(name)
    }
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.')
}

/// The name that begins here, if it can be one.
fn name(text: &str) -> Option<&str> {
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let name = text[..end].trim_end_matches('.');
    LENGTHS.contains(&name.len()).then_some(name)
}

/// Not within an address of mail.
fn with_at(text: &str) -> Vec<&str> {
    let at =
        text.match_indices('@').filter(|(at, _)| !text[..*at].ends_with(|c: char| is_part(c) || c == '-'));
    at.filter_map(|(at, _)| name(&text[at + 1..])).collect()
}

/// After a colon any name, else one that no word looks like.
fn of_chats(text: &str) -> Vec<&str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs = words.windows(2).filter_map(|pair| {
        let chat = pair[0].trim_end_matches([':', '=']);
        let name = name(pair[1])?;
        let is_odd = name.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.'));
        (CHATS.contains(&chat) && (chat != pair[0] || is_odd)).then_some(name)
    });
    let joined = words.iter().filter_map(|word| {
        let (chat, rest) = word.split_once(':')?;
        name(rest).filter(|_| CHATS.contains(&chat))
    });
    pairs.chain(joined).collect()
}

/// After a word for being called: what stands in quotes that open soon, or the words with a capital.
fn called<'a>(text: &'a str, words: &Words<'_>) -> Vec<&'a str> {
    let after = CALLED.iter().flat_map(|called| text.match_indices(called));
    let whole = after.filter(|(at, called)| {
        let before = text[..*at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        before && !text[at + called.len()..].starts_with(char::is_alphanumeric)
    });
    whole
        .filter_map(|(at, called)| {
            let rest = &text[at + called.len()..];
            quoted(rest).or_else(|| words.capitals(rest.trim_start_matches([' ', ':'])))
        })
        .collect()
}

/// What stands between quotes that open soon.
fn quoted(text: &str) -> Option<&str> {
    let (start, open) = text.char_indices().take(NEAR).find(|(_, c)| matches!(c, '"' | '\''))?;
    let rest = &text[start + open.len_utf8()..];
    let name = rest[..rest.find(['"', '\''])?].trim();
    (2..=40).contains(&name.chars().count()).then_some(name)
}

/// One or two words with a capital in quotes of their own: a man called 'Toni'.
fn in_quotes<'a>(text: &'a str, words: &Words<'_>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for (at, quote) in text.match_indices(['"', '\'']) {
        let opens = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let rest = &text[at + quote.len()..];
        let Some(end) = rest.find(quote) else { continue };
        let name = &rest[..end];
        let closes = !rest[end + quote.len()..].starts_with(char::is_alphanumeric);
        let is_name = name.chars().all(|c| c.is_alphabetic() || c == ' ')
            && name.split(' ').count() <= 2
            && name.split(' ').all(|word| words.is_capital(word));
        if opens && closes && is_name && LENGTHS.contains(&name.len()) && !NO_NAMES.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// The words with a capital after a word for a hotel.
fn hotels<'a>(text: &'a str, words: &Words<'_>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| HOTELS.contains(word)) {
        let rest = &text[place_of(word, text).end..];
        let opened = rest.strip_prefix(" \"").or_else(|| rest.strip_prefix(" '"));
        if let Some(name) = words.capitals(opened.unwrap_or(rest.trim_start_matches(' '))) {
            found.push(name);
        }
    }
    found
}
