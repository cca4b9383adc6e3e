//! Excerpts: how much of what was written the first sheet shows, so that all of it has room there.

use super::facts::Fact;
use crate::printable::line_count::starts;

/// The width of what to avoid and of an answer, in em.
const WHOLE: f32 = 42.0;
/// The width of a fact, beside its name.
const BESIDE: f32 = 32.0;
/// How many lines the first sheet has for what to avoid and all facts.
const ROOM: usize = 25;
/// An answer of so many lines stands on one sheet.
const TOGETHER: usize = 12;

/// How many lines are shown of what to avoid, and of each fact.
#[derive(Clone, Copy)]
pub struct Shown {
    care: usize,
    fact: usize,
}

/// What is tried until all of it fits. The last always does: there are eight facts.
const TRIED: [Shown; 5] = [
    Shown { care: 12, fact: 6 },
    Shown { care: 10, fact: 4 },
    Shown { care: 8, fact: 3 },
    Shown { care: 6, fact: 2 },
    Shown { care: 5, fact: 1 },
];

impl Shown {
    /// As much as there is room for.
    pub fn fitting(care: &str, facts: &[Fact]) -> Self {
        let [.., least] = TRIED;
        let fits = |shown: &Self| {
            let facts = facts.iter().map(|fact| height(&fact.text, BESIDE, shown.fact));
            height(care, WHOLE, shown.care) + facts.sum::<usize>() <= ROOM
        };
        TRIED.into_iter().find(fits).unwrap_or(least)
    }

    /// The beginning of what to avoid, and whether there is more.
    pub fn care(self, text: &str) -> (&str, bool) {
        cut(text, WHOLE, self.care)
    }

    /// The beginning of a fact, and whether there is more.
    pub fn fact(self, text: &str) -> (&str, bool) {
        cut(text, BESIDE, self.fact)
    }
}

/// Whether an answer is short enough to be kept on one sheet.
pub fn is_short(text: &str) -> bool {
    starts(text, WHOLE).len() <= TOGETHER
}

/// The lines of a text that is cut after so many, and of the words that say so.
fn height(text: &str, column: f32, most: usize) -> usize {
    let lines = starts(text, column).len().max(1);
    if lines > most { most + 1 } else { lines }
}

fn cut(text: &str, column: f32, most: usize) -> (&str, bool) {
    match starts(text, column).get(most) {
        Some(end) => (text[..*end].trim_end(), true),
        None => (text, false),
    }
}
