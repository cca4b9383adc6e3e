//! What the receiver reads first: what this is and is not, and for whom.

use super::content::Content;
use super::paper_words::paper;
use crate::config::Settings;
use crate::terminal::clean;
use zegel_core::calendar::Week;
use zegel_core::i18n::interpolate;

/// One export, as its receiver knows it.
pub struct Cover<'a> {
    /// Its own random number, which leads to nothing but the desk's note.
    pub number: &'a str,
    /// Who gets it.
    pub receiver: &'a str,
    /// When it was made, to the week.
    pub week: Week,
    /// Whom the receiver can call.
    pub contact: &'a Contact,
}

/// Contact of the desk, as its settings have it: for questions about what was handed on.
#[derive(Default)]
pub struct Contact {
    /// The name of the organisation.
    pub organisation: Option<String>,
    /// Its telephone number.
    pub telephone: Option<String>,
}

impl Contact {
    /// From the settings.
    pub fn new(settings: &Settings) -> Self {
        let file = &settings.configured;
        Self { organisation: file.organisation.clone(), telephone: file.telephone.clone() }
    }

    /// On one line; nothing if neither is known.
    fn line(&self) -> Option<String> {
        let known: Vec<String> =
            [&self.organisation, &self.telephone].into_iter().flatten().map(|text| clean(text)).collect();
        if known.is_empty() { None } else { Some(known.join(", ")) }
    }
}

impl Cover<'_> {
    /// By what they can call.
    pub fn number(&self) -> String {
        interpolate(&paper().number, &[("number", self.number)])
    }

    /// For whom it is.
    pub fn receiver(&self) -> String {
        interpolate(&paper().receiver, &[("receiver", self.receiver)])
    }

    /// When it was made.
    pub fn week(&self) -> String {
        interpolate(&paper().made, &[("week", &self.week.to_string())])
    }

    /// What this is, how to ask, what was left out, and what to do with it.
    pub fn sentences(&self, content: &Content) -> [String; 5] {
        let paper = paper();
        let mut left_out = Vec::new();
        if !content.own_words {
            left_out.push(paper.restated.clone());
        }
        if content.own_words || content.left_out > 0 {
            left_out.push(interpolate(&paper.left_out, &[("count", &content.left_out.to_string())]));
        }
        let left_out = left_out.join(" ");
        let call = match self.contact.line() {
            Some(contact) => interpolate(&paper.call_contact, &[("contact", &contact)]),
            None => paper.call.clone(),
        };
        [paper.what.clone(), paper.read_first.clone(), call, left_out, paper.erase.clone()]
    }
}
