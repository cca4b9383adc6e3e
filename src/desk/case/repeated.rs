//! Repeated reports: those that say nothing but what another one says, word for word, so that many of
//! them need no line each. One that differs in anything, that somebody has looked at or that may be about
//! a person in danger is none.

use std::collections::{BTreeMap, HashMap};

use super::triage::{Reason, Row};
use super::{Case, Presence};
use crate::trust::verified::Opened;
use zegel_core::document::{NoteContent, Received};
use zegel_core::id::ThreadId;

/// As many with the same words may be chance, or one person who was not sure that it arrived.
const MOST_ALIKE: usize = 5;

/// What a report says, question by question.
type Said = (Option<String>, Vec<(String, Vec<String>)>);

/// Reports that repeat another one.
#[derive(Default)]
pub struct Repeated {
    /// How many repeat it, by the first of them.
    more: BTreeMap<ThreadId, usize>,
    /// The first of them, by each that repeats it.
    first: BTreeMap<ThreadId, ThreadId>,
}

impl Repeated {
    /// Finds them in a list that is in its order.
    pub fn find<'a>(cases: impl IntoIterator<Item = (&'a Row, &'a Case)>) -> Self {
        let mut same: HashMap<Said, Vec<ThreadId>> = HashMap::new();
        for (row, case) in cases {
            if let Some(said) = repeatable(row, case) {
                same.entry(said).or_default().push(row.id);
            }
        }
        let mut repeated = Self::default();
        for ids in same.into_values().filter(|ids| ids.len() > MOST_ALIKE) {
            let [first, rest @ ..] = ids.as_slice() else { continue };
            repeated.more.insert(*first, rest.len());
            repeated.first.extend(rest.iter().map(|id| (*id, *first)));
        }
        repeated
    }

    /// How many repeat this one.
    pub fn count(&self, id: ThreadId) -> usize {
        self.more.get(&id).copied().unwrap_or(0)
    }

    /// Whether it repeats one that stands above it.
    pub fn holds(&self, id: ThreadId) -> bool {
        self.first.contains_key(&id)
    }
}

/// What a report says on which nothing else depends: one document that nobody has read, of which
/// nothing is odd, and to which no colleague has added a word.
fn repeatable(row: &Row, case: &Case) -> Option<Said> {
    let is_untouched = case.entries.iter().all(|entry| match &entry.opened {
        Opened::Report(_) => true,
        Opened::Note(note, _) => {
            matches!(note.content, NoteContent::Resealed { .. } | NoteContent::Attested { .. })
        }
        Opened::Message(_) | Opened::Unattested(_) | Opened::Answer | Opened::Rejected(_) => false,
    });
    let is_listed = case.presence == Presence::Listed && !row.withdrawn;
    let is_plain = row.unread && is_listed && row.odd == 0;
    let concerns_someone = [Reason::ByHand, Reason::OtherDocument, Reason::Danger, Reason::AboutMe];
    if !is_untouched || !is_plain || concerns_someone.iter().any(|reason| row.reasons.contains(reason)) {
        return None;
    }
    let mut reports = case.reports();
    let (_, report) = reports.next()?;
    if reports.next().is_some() {
        return None;
    }
    said(&report.writing)
}

/// What was written, without regard to capitals and to the spaces between words.
fn said(writing: &Received) -> Option<Said> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let answers = writing.answers.iter();
    let answers: Vec<(String, Vec<String>)> =
        answers.map(|(id, answer)| (id.to_owned(), answer.values().map(plain).collect())).collect();
    (!answers.is_empty()).then(|| (writing.language.clone(), answers))
}
