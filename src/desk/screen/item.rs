//! A case in the list: its line, and what is looked for in it.

use std::sync::Arc;

use crate::case::Case;
use crate::case::call_name::call_name;
use crate::case::indicator::reporters_indicators;
use crate::case::search::{Query, Searchable};
use crate::case::triage::Row;
use crate::text::clean;
use crate::text::folding::fold;
use zegel_core::i18n::Language;
use zegel_core::id::ThreadId;

/// The question whose answer is the story.
const STORY: &str = "story";

/// A case and its line.
pub struct Item {
    /// The line.
    pub row: Row,
    /// The case.
    pub case: Arc<Case>,
    /// How many entries the server listed.
    pub listed: usize,
    /// How many signs there are in it by which another can be about the same.
    pub signs: usize,
    /// The first report of those whose words are like these, if that is another.
    pub like: Option<ThreadId>,
    /// All that was written in it.
    text: Searchable,
    /// Its id, and the words of its call name in both languages.
    names: Vec<String>,
}

impl Item {
    /// A case that was opened, with its line and how many entries the server listed.
    pub fn new(row: Row, case: Case, listed: usize) -> Self {
        let called = [Language::DUTCH, Language::ENGLISH].map(|language| call_name(row.id, language));
        let called = called.iter().flat_map(|name| name.split('-').map(fold));
        Self {
            listed,
            signs: reporters_indicators(&case).len(),
            like: None,
            names: [row.id.to_string()].into_iter().chain(called).collect(),
            row,
            text: Searchable::new(&case),
            case: Arc::new(case),
        }
    }

    /// The first characters of its id.
    pub fn short_id(&self, length: usize) -> String {
        self.row.id.to_string().chars().take(length).collect()
    }

    /// Whether each of the words stands somewhere in it, or begins its id or a word of its call name.
    pub fn is_found_by(&self, query: &Query) -> bool {
        self.text.is_found_by(query, &self.names)
    }

    /// The words that were searched for, in their surroundings; nothing where they are only in its names.
    pub fn context(&self, query: &Query) -> Option<String> {
        self.text.hit(query)
    }

    /// How the reporter's story begins, on one line.
    pub fn first_words(&self) -> Option<String> {
        let (_, report) = self.case.reports().next()?;
        let story = clean(report.writing.answers.get(STORY)?.values().next()?);
        let words: Vec<&str> = story.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}
