//! Nicknames: `@name`, the name after a chat's own, and what stands in quotes after "bijnaam".

use crate::case::text::fold;

/// Chats whose names for people are known by.
const CHATS: [&str; 10] =
    ["telegram", "tg", "insta", "instagram", "ig", "snap", "snapchat", "tiktok", "kik", "signal"];
/// What comes before a name in quotes.
const CALLED: [&str; 10] = [
    "bijnaam",
    "schuilnaam",
    "werknaam",
    "noemt zich",
    "noemen hem",
    "noemen haar",
    "nickname",
    "known as",
    "calls himself",
    "calls herself",
];
/// So near must the quotes be.
const NEAR: usize = 24;
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=32;
const OPENING: &str = "\"“”„«'‘’";
const CLOSING: &str = "\"”“»'’‘";

/// All nicknames in the text, folded.
pub fn nicknames(text: &str) -> Vec<String> {
    let folded = fold(text);
    [with_at(&folded), of_chats(&folded), in_quotes(&folded)].concat()
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
fn with_at(text: &str) -> Vec<String> {
    let at =
        text.match_indices('@').filter(|(at, _)| !text[..*at].ends_with(|c: char| is_part(c) || c == '-'));
    at.filter_map(|(at, _)| name(&text[at + 1..])).map(str::to_owned).collect()
}

/// After a colon any name, else one that no word looks like.
fn of_chats(text: &str) -> Vec<String> {
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
    pairs.chain(joined).map(str::to_owned).collect()
}

fn in_quotes(text: &str) -> Vec<String> {
    let after = CALLED.iter().flat_map(|called| text.match_indices(called));
    after.filter_map(|(at, called)| quoted(&text[at + called.len()..])).collect()
}

/// What stands between quotes that open soon.
fn quoted(text: &str) -> Option<String> {
    let (start, open) = text.char_indices().take(NEAR).find(|(_, c)| OPENING.contains(*c))?;
    let rest = &text[start + open.len_utf8()..];
    let name = rest[..rest.find(|c| CLOSING.contains(c))?].trim();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (2..=40).contains(&name.chars().count()).then_some(name)
}
