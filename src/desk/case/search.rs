//! Finding words in all that was written. Everything is folded once, when the cases are opened;
//! after that a search only compares bytes. Nothing of it ever leaves memory.

use super::Case;
use super::text::{fold, fold_char};
use zegel_core::wire::ThreadHead;

/// So many characters stand before and after a found word.
const AROUND: usize = 22;
/// What a found word stands between, so that it is seen without colour.
const MARKS: [char; 2] = ['»', '«'];
const LEFT_OUT: char = '…';

/// All text of all cases.
pub struct Index(Vec<Searchable>);

/// The text of one case, as it was written and as it is compared.
pub struct Searchable {
    written: String,
    folded: String,
}

/// A case in which all words occur.
pub struct Hit {
    /// Its place among the cases of the index.
    pub place: usize,
    /// One line: the words in their surroundings, between » and «.
    pub context: String,
}

impl Index {
    /// Of these cases, in their order.
    pub fn new(cases: &[(ThreadHead, Case)]) -> Self {
        Self(cases.iter().map(|(_, case)| Searchable::new(case)).collect())
    }

    /// The cases in which each of the words occurs somewhere. Without a word there are none.
    pub fn find(&self, words: &str) -> Vec<Hit> {
        let folded = fold(words);
        let words: Vec<&str> = folded.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let found = |(place, text): (usize, &Searchable)| {
            let places = words.iter().map(|word| text.place(word)).collect::<Option<Vec<_>>>()?;
            Some(Hit { place, context: text.context(places) })
        };
        self.0.iter().enumerate().filter_map(found).collect()
    }
}

impl Searchable {
    /// All that was written in a case.
    pub fn new(case: &Case) -> Self {
        let written = case.all_text();
        Self { folded: fold(&written), written }
    }

    /// Whether a folded word stands in it.
    pub fn holds(&self, word: &str) -> bool {
        self.folded.contains(word)
    }

    /// Where the word first stands in the folded text.
    fn place(&self, word: &str) -> Option<(usize, usize)> {
        self.folded.find(word).map(|start| (start, start + word.len()))
    }

    /// The words at these places of the folded text, in their surroundings as they were written.
    fn context(&self, mut places: Vec<(usize, usize)>) -> String {
        places.sort_unstable();
        let words = apart(places.into_iter().map(|place| self.as_written(place)));
        let text = &self.written;
        let mut context = String::new();
        let mut shown = 0;
        for (at, &(start, end)) in words.iter().enumerate() {
            let from = back(text, start).max(shown);
            if from > shown {
                context.push(LEFT_OUT);
            }
            let next = words.get(at + 1).map_or(text.len(), |(start, _)| *start);
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

    /// From a place in the folded text to the one in the written text.
    fn as_written(&self, (start, end): (usize, usize)) -> (usize, usize) {
        if self.written.is_ascii() {
            return (start, end);
        }
        let mut folded = 0;
        let mut begin = None;
        for (at, c) in self.written.char_indices() {
            let mut length = 0;
            fold_char(c, |c| length += c.len_utf8());
            if folded >= end && length > 0 {
                return (begin.unwrap_or(at), at);
            }
            folded += length;
            if folded > start && begin.is_none() {
                begin = Some(at);
            }
        }
        (begin.unwrap_or(0), self.written.len())
    }
}

/// Ranges in their order, those that overlap as one.
fn apart(ranges: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (start, end) in ranges {
        match apart.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => apart.push((start, end)),
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
