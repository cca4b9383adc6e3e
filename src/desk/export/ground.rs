//! Ground on which something is handed on, as its receiver reads it: what the reporter wished, and where it
//! goes all the same, why.

use super::paper_words::paper;
use super::redact::Redactor;
use super::wish::{self, Wish};
use crate::case::Case;
use zegel_core::document::{AgainstWish, Draft, Ground};

/// Ground of a hand-over, in the words of the paper.
pub struct OnPaper {
    /// What the reporter wished, and what of that holds for the receiver.
    pub sentence: &'static str,
    /// Why it goes against that, in the caseworker's words.
    pub reason: Option<String>,
}

impl OnPaper {
    /// For what was decided of a case.
    pub fn new(case: &Case, draft: &Draft, redactor: &Redactor) -> Self {
        let paper = paper();
        if let Some(against) = against_wish(draft, redactor) {
            let sentence = match against.ground {
                Ground::Danger => &paper.against_danger,
                Ground::Child => &paper.against_child,
                Ground::Judge => &paper.against_judge,
            };
            return Self { sentence, reason: Some(against.reason) };
        }
        let sentence = match wish::find(case) {
            _ if draft.agreed.is_some() => &paper.wish_agreed,
            Some(Wish::HelpOnly) => &paper.wish_help,
            Some(_) => &paper.wish_any,
            None => &paper.wish_none,
        };
        Self { sentence, reason: None }
    }
}

/// What is left out of the words is left out of the reason too.
pub fn against_wish(draft: &Draft, redactor: &Redactor) -> Option<AgainstWish> {
    let against = draft.against_wish.as_ref()?;
    Some(AgainstWish { ground: against.ground, reason: redactor.redact(&against.reason).text })
}
