//! Finding words in all that was written. Everything is folded once, when the cases are opened; after that
//! a search only compares bytes. A word that is a telephone number or a plate is also compared as one, so
//! that it is found however it was written. Nothing of it ever leaves memory.

use std::ops::Range;
use std::sync::OnceLock;

use super::Case;
use super::indicator::{self, Found};
use crate::text::folding::{Folded, fold};
use zegel_core::wire::ThreadHead;

/// So many characters stand before and after a found word.
const AROUND: usize = 22;
/// What a found word stands between, so that it is seen without colour.
const MARKS: [char; 2] = ['»', '«'];
const LEFT_OUT: char = '…';

/// What somebody looks for.
pub struct Query {
    words: Vec<Word>,
    /// The whole of it as one number or plate, written with spaces.
    whole: Vec<Found>,
}

/// One word of it.
struct Word {
    folded: String,
    signs: Vec<Found>,
}

/// All text of all cases.
pub struct Index(Vec<Searchable>);

/// The text of one case, as it was written and as it is compared.
pub struct Searchable {
    written: String,
    folded: Folded,
    found: OnceLock<Vec<Found>>,
}

/// A case in which all words occur.
pub struct Hit {
    /// Its place among the cases of the index.
    pub place: usize,
    /// One line: the words in their surroundings, between » and «.
    pub context: String,
}

impl Query {
    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Of what somebody typed.
    pub fn new(typed: &str) -> Self {
        let folded = fold(typed);
        let words: Vec<Word> = folded.split_whitespace().map(Word::new).collect();
        let whole = if words.len() > 1 { indicator::asked(typed.trim()) } else { Vec::new() };
        Self { words, whole }
    }

    /// Everywhere in a text where one of the words stands, in bytes and in their order: what a screen
    /// marks. Places that overlap are one.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let text = Searchable::of_text(text.to_owned());
        let mut places: Vec<Range<usize>> =
            self.words.iter().flat_map(|word| text.all_places(word)).collect();
        places.extend(text.places_of(&self.whole));
        apart(places)
    }
}

impl Word {
    fn new(folded: &str) -> Self {
        Self { folded: folded.to_owned(), signs: indicator::asked(folded) }
    }
}

impl Index {
    /// Of these cases, in their order.
    pub fn new(cases: &[(ThreadHead, Case)]) -> Self {
        Self(cases.iter().map(|(_, case)| Searchable::new(case)).collect())
    }

    /// The cases in which each of the words occurs somewhere. Without a word there are none.
    pub fn find(&self, words: &str) -> Vec<Hit> {
        let query = Query::new(words);
        let found = |(place, text): (usize, &Searchable)| {
            let context = text.hit(&query)?;
            Some(Hit { place, context })
        };
        self.0.iter().enumerate().filter_map(found).collect()
    }
}

impl Searchable {
    /// All that was written in a case.
    pub fn new(case: &Case) -> Self {
        Self::of_text(case.all_text())
    }

    fn of_text(written: String) -> Self {
        Self { folded: Folded::new(&written), written, found: OnceLock::new() }
    }

    /// Whether each of the words stands in it or begins one of these names, or the whole is a number of it.
    pub fn is_found_by(&self, query: &Query, names: &[String]) -> bool {
        let is_named = |word: &Word| names.iter().any(|name| name.starts_with(&word.folded));
        let holds = |word: &Word| self.folded.text().contains(&word.folded) || self.place(word).is_some();
        let has_all = query.words.iter().all(|word| is_named(word) || holds(word));
        has_all || self.places_of(&query.whole).next().is_some()
    }

    /// The words in their surroundings, where all of them occur.
    pub fn hit(&self, query: &Query) -> Option<String> {
        self.first_places(query).map(|places| self.context(places))
    }

    /// The first place of each word, where all of them occur; or that of the whole as one number.
    fn first_places(&self, query: &Query) -> Option<Vec<Range<usize>>> {
        if query.words.is_empty() {
            return None;
        }
        let places = query.words.iter().map(|word| self.place(word)).collect::<Option<Vec<_>>>();
        places.or_else(|| Some(vec![self.places_of(&query.whole).next()?]))
    }

    /// Where the word first stands in what was written.
    fn place(&self, word: &Word) -> Option<Range<usize>> {
        let start = self.folded.text().find(&word.folded);
        let place = start.map(|start| self.folded.as_written(start..start + word.folded.len()));
        place.or_else(|| self.places_of(&word.signs).next())
    }

    fn all_places(&self, word: &Word) -> Vec<Range<usize>> {
        let words = self.folded.text().match_indices(&word.folded);
        let words = words.map(|(start, word)| self.folded.as_written(start..start + word.len()));
        words.chain(self.places_of(&word.signs)).collect()
    }

    /// Where signs stand that may be one of these. They are looked for once, and only if somebody asks.
    fn places_of(&self, signs: &[Found]) -> impl Iterator<Item = Range<usize>> {
        let found = if signs.is_empty() { &[][..] } else { self.found() };
        let same = found.iter().filter(|found| signs.iter().any(|sign| sign.is_same(found)));
        same.map(|found| found.place.clone())
    }

    fn found(&self) -> &[Found] {
        self.found.get_or_init(|| indicator::find(&self.written, None))
    }

    /// The words at these places, in their surroundings as they were written.
    fn context(&self, places: Vec<Range<usize>>) -> String {
        let words = apart(places);
        let text = &self.written;
        let mut context = String::new();
        let mut shown = 0;
        for (at, Range { start, end }) in words.iter().cloned().enumerate() {
            let from = back(text, start).max(shown);
            if from > shown {
                context.push(LEFT_OUT);
            }
            let next = words.get(at + 1).map_or(text.len(), |next| next.start);
            shown = forth(text, end).min(next);
            let [open, close] = MARKS;
            let before = &text[from..start];
            let word = &text[start..end];
            let after = &text[end..shown];
            context.push_str(&format!("{before}{open}{word}{close}{after}"));
        }
        if shown < text.len() {
            context.push(LEFT_OUT);
        }
        context.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Places in their order, those that overlap as one.
pub fn apart(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.retain(|place| !place.is_empty());
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for place in places {
        match apart.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => apart.push(place),
        }
    }
    apart
}

/// Some characters before a place.
fn back(text: &str, at: usize) -> usize {
    text[..at].char_indices().rev().take(AROUND).last().map_or(at, |(place, _)| place)
}

/// Some characters after a place.
fn forth(text: &str, at: usize) -> usize {
    text[at..].char_indices().nth(AROUND).map_or(text.len(), |(length, _)| at + length)
}
