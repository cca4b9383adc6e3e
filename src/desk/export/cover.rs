//! What the receiver reads first: what this is and is not, and for whom.

use super::content::Content;
use super::paper_words::paper;
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
    pub fn sentences(content: &Content) -> [String; 5] {
        let paper = paper();
        let left_out = interpolate(&paper.left_out, &[("count", &content.left_out.to_string())]);
        [paper.what.clone(), paper.read_first.clone(), paper.call.clone(), left_out, paper.erase.clone()]
    }
}
