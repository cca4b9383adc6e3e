//! Pointing passages: words in what would go that may point at whoever wrote the report, found by rule,
//! offline, in every language of the form. A help for the eye, never complete: a person decides.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::content::{Part, Source};
use super::passages::{self, Token};
use crate::case::text::fold;
use crate::texts::{HandingOn, Texts};
use zegel_core::i18n::{Language, interpolate};

#[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
static WORDS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    let lists: BTreeMap<String, Lists> = toml::from_str(include_str!("pointing.toml"))
        .expect("the file is part of the program, and a test reads it");
    lists.into_iter().map(|(code, lists)| (code, Words::new(&lists))).collect()
});

/// So many Latin letters of another language are not believed to be a word of it.
const LONGEST_OF_OURS: usize = 3;

/// Passage of a text that may point at the reporter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pointing {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What in it may point at the reporter.
    pub why: Why,
}

/// What may point at the reporter, the most telling first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// Nobody else knows it.
    Only,
    /// A number or a plate that the words before it call the writer's own.
    OwnNumber,
    /// When the writer works.
    Shift,
    /// Who the writer is to the case.
    Role,
    /// What belongs to the writer.
    Possession,
    /// The first person.
    FirstPerson,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    #[serde(rename = "self")]
    first_person: Vec<String>,
    own: Vec<String>,
    role: Vec<String>,
    only: Vec<String>,
    shift: Vec<String>,
    hour: Vec<String>,
}

/// The lists of one language, as they are compared.
struct Words {
    phrases: Vec<(Why, Vec<Vec<String>>)>,
    hours: Vec<String>,
}

impl Words {
    fn new(lists: &Lists) -> Self {
        let phrases = [
            (Why::Only, &lists.only),
            (Why::Shift, &lists.shift),
            (Why::Role, &lists.role),
            (Why::Possession, &lists.own),
            (Why::FirstPerson, &lists.first_person),
        ];
        let split = |list: &Vec<String>| list.iter().map(|phrase| words_of(phrase)).collect();
        let hours = lists.hour.iter().map(|word| fold(word)).collect();
        Self { phrases: phrases.map(|(why, list)| (why, split(list))).into(), hours }
    }
}

fn words_of(phrase: &str) -> Vec<String> {
    // Only "I" is told from the same letter in small, which in other words stands for "and".
    let word = |word: &str| if word == "I" { word.to_owned() } else { fold(word) };
    phrase.split_whitespace().map(word).collect()
}

/// The passages of a text that may point at its writer, in their order; none lies within another.
pub fn pointing(text: &str, language: Language) -> Vec<Pointing> {
    let Some(words) = WORDS.get(language.code()) else { return Vec::new() };
    let tokens = passages::tokens(text);
    let mut found = Vec::new();
    for (why, phrases) in &words.phrases {
        for phrase in phrases {
            let ranges = passages::find(&tokens, phrase).into_iter();
            found.extend(ranges.map(|range| Pointing { range, why: *why }));
        }
    }
    found.extend(own_numbers(text, &tokens, &found));
    found.extend(hours(text, &tokens, &found, &words.hours));
    outermost(found)
}

/// A number or a plate within a few words after what is the writer's own.
fn own_numbers(text: &str, tokens: &[Token<'_>], found: &[Pointing]) -> Vec<Pointing> {
    let own = found.iter().filter(|passage| passage.why == Why::Possession);
    let numbers = own.filter_map(|passage| passages::number_after(text, tokens, &passage.range));
    numbers.map(|range| Pointing { range, why: Why::OwnNumber }).collect()
}

/// Hours in a sentence that speaks of the writer or of a shift.
fn hours(text: &str, tokens: &[Token<'_>], found: &[Pointing], after: &[String]) -> Vec<Pointing> {
    let mut hours = Vec::new();
    for sentence in passages::sentences(text) {
        let inside = |passage: &&Pointing| sentence.contains(&passage.range.start);
        let whys: Vec<Why> = found.iter().filter(inside).map(|passage| passage.why).collect();
        let of_shift = whys.contains(&Why::Shift);
        let of_writer = of_shift || whys.contains(&Why::FirstPerson) || whys.contains(&Why::Possession);
        if of_writer {
            let ranges = passages::hours(text, tokens, &sentence, after, of_shift);
            hours.extend(ranges.into_iter().map(|range| Pointing { range, why: Why::Shift }));
        }
    }
    hours
}

/// In their order, without those that lie within a longer one or repeat one that tells more.
fn outermost(mut found: Vec<Pointing>) -> Vec<Pointing> {
    found.sort_by_key(|passage| (passage.range.start, std::cmp::Reverse(passage.range.end), passage.why));
    let mut kept: Vec<Pointing> = Vec::new();
    for passage in found {
        if kept.last().is_none_or(|last| passage.range.end > last.range.end) {
            kept.push(passage);
        }
    }
    kept
}

/// The passages of a part. A choice of the form has none. What the reporter wrote is looked through in
/// the language of the form, and where that finds nothing in every language, for many write on the page of
/// another one.
pub fn of_part(part: &Part, source: Source, language: Option<Language>) -> Vec<Pointing> {
    if part.is_choice || source == Source::Reply {
        return Vec::new();
    }
    if source == Source::Desk {
        return of_desk(&part.text, language);
    }
    let own: Vec<Language> = language.into_iter().collect();
    let found = joined(&part.text, &own);
    if found.is_empty() { joined(&part.text, &Language::ALL) } else { found }
}

/// The passages of what the desk writes beside a report: in the two languages of the desk, and in that of
/// the report, out of which words are taken over. A short word of that may be another one of ours: the
/// Hungarian for "I" is written as the Dutch for "and".
pub fn of_desk(text: &str, language: Option<Language>) -> Vec<Pointing> {
    let mut found = joined(text, &[Language::DUTCH, Language::ENGLISH]);
    let taken_over = language.map(|language| pointing(text, language)).unwrap_or_default();
    let is_telling = |passage: &Pointing| {
        let folded = fold(&text[passage.range.clone()]);
        folded.len() > LONGEST_OF_OURS || !folded.is_ascii()
    };
    found.extend(taken_over.into_iter().filter(is_telling));
    outermost(found)
}

fn joined(text: &str, languages: &[Language]) -> Vec<Pointing> {
    outermost(languages.iter().flat_map(|language| pointing(text, *language)).collect())
}

/// The text of a part with its passages between » and «.
pub fn marked(part: &Part, source: Source, language: Option<Language>) -> String {
    let mut marked = String::with_capacity(part.text.len());
    let mut at = 0;
    for Pointing { range, .. } in of_part(part, source, language) {
        let start = range.start.max(at);
        marked.push_str(&part.text[at..start]);
        marked.push_str(&format!("»{}«", &part.text[start..range.end]));
        at = range.end;
    }
    marked.push_str(&part.text[at..]);
    marked
}

/// The passages of what the desk writes, in a sentence; nothing if there are none.
pub fn said_of_desk(text: &str, found: &[Pointing], texts: Texts) -> Option<String> {
    let mut named: Vec<String> = Vec::new();
    for passage in found {
        let name = passage.named(text, &texts.desk.handing_on);
        if !named.contains(&name) {
            named.push(name);
        }
    }
    let said = interpolate(&texts.desk.hand_on.may_point, &[("words", &named.join(", "))]);
    (!named.is_empty()).then_some(said)
}

impl Pointing {
    /// Its words in the text, and what in them may point at the reporter.
    pub fn named(&self, text: &str, words: &HandingOn) -> String {
        format!("»{}« ({})", &text[self.range.clone()], why_words(self.why, words))
    }
}

/// What may point at the reporter, in words.
fn why_words(why: Why, words: &HandingOn) -> &str {
    match why {
        Why::Only => &words.why_only,
        Why::OwnNumber => &words.why_own_number,
        Why::Shift => &words.why_shift,
        Why::Role => &words.why_role,
        Why::Possession => &words.why_possession,
        Why::FirstPerson => &words.why_first_person,
    }
}
