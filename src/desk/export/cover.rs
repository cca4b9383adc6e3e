//! What the receiver reads first: what this is and is not, and for whom.

use super::content::Content;
use super::ground::OnPaper;
use super::paper_words::paper;
use crate::config::Settings;
use crate::terminal::clean;
use crate::texts::desk_words;
use crate::view::answers::kind_words;
use zegel_core::calendar::Week;
use zegel_core::document::ReceiverKind;
use zegel_core::i18n::{Language, interpolate};

/// One export, as its receiver knows it.
pub struct Cover<'a> {
    /// Its own random number, which leads to nothing but the desk's note.
    pub number: &'a str,
    /// Who gets it.
    pub receiver: &'a str,
    /// What that is.
    pub kind: ReceiverKind,
    /// Why it may go there.
    pub ground: &'a OnPaper,
    /// When it was made, to the week.
    pub week: Week,
    /// Whom the receiver can call.
    pub contact: &'a Contact,
}

/// Contact of the desk, as its settings have it: for questions about what was handed on.
#[derive(Default)]
pub struct Contact {
    /// The language in which it works and writes, where the settings say so.
    pub language: Option<Language>,
    /// The name of the organisation.
    pub organisation: Option<String>,
    /// Its telephone number.
    pub telephone: Option<String>,
}

impl Contact {
    /// From the settings.
    pub fn new(settings: &Settings) -> Self {
        let file = &settings.configured;
        let language = file.language.map(Language::from);
        Self { language, organisation: file.organisation.clone(), telephone: file.telephone.clone() }
    }

    /// On one line; nothing if neither is known.
    fn line(&self) -> Option<String> {
        let known: Vec<String> =
            [&self.organisation, &self.telephone].into_iter().flatten().map(|text| clean(text)).collect();
        if known.is_empty() { None } else { Some(known.join(", ")) }
    }
}

/// Sentences of a cover.
pub struct Sentences {
    /// What this is and is not.
    pub what: &'static str,
    /// Why it may go to its receiver.
    pub ground: &'static str,
    /// How to ask.
    pub call: String,
    /// What was left out.
    pub left_out: String,
    /// What to do with it.
    pub erase: &'static str,
}

impl Cover<'_> {
    /// By what they can call.
    pub fn number(&self) -> String {
        interpolate(&paper().number, &[("number", self.number)])
    }

    /// For whom it is.
    pub fn receiver(&self) -> String {
        let kind = kind_words(self.kind, &desk_words(Language::DUTCH).handing_on);
        interpolate(&paper().receiver, &[("receiver", self.receiver), ("kind", kind)])
    }

    /// When it was made.
    pub fn week(&self) -> String {
        interpolate(&paper().made, &[("week", &self.week.to_string())])
    }

    /// What this is, why it may go to its receiver, how to ask, what was left out, and what to do with it.
    pub fn sentences(&self, content: &Content) -> Sentences {
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
        Sentences { what: &paper.what, ground: self.ground.sentence, call, left_out, erase: &paper.erase }
    }
}
