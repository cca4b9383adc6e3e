//! Choices of an export, as they are typed: what goes, what stays behind, and why it may.

use clap::Args;

use super::named::named;
use super::plan::{Plan, language_of};
use super::receivers::{Gets, Receiver};
use super::{lines, questions, wish};
use crate::case::Case;
use crate::error::{self, DeskError};
use crate::terminal::Terminal;
use zegel_core::document::{Draft, Ground};

/// The arguments that say what goes.
#[derive(Args)]
pub struct Choices {
    /// Let the reporter's own words go too, and not only what you write
    #[arg(long)]
    with_own_words: bool,
    /// Leave these lines out, by their numbers in --preview: 3,7-9
    #[arg(long, value_name = "LINES")]
    leave_out: Option<String>,
    /// Leave words out, wherever they stand: asked for on the terminal
    #[arg(long, value_name = "TEXT", num_args = 0..=1, default_missing_value = "")]
    redact: Vec<String>,
    /// Let this text stay, which looks like what is left out
    #[arg(long, value_name = "TEXT", requires = "redact")]
    pub keep: Vec<String>,
    /// Add the reporter's answers word for word, as a file
    #[arg(long, requires = "with_own_words")]
    verbatim: bool,
    /// The reporter wrote yes, in this message: the first characters of its id
    #[arg(long, value_name = "MESSAGE-ID")]
    reporter_agreed: Option<String>,
    /// Go against the reporter's wish, for one of three grounds
    #[arg(long, value_name = "GROUND", value_parser = named(Ground::NAMES), requires = "reason")]
    against_wish: Option<Ground>,
    /// Why, in your words
    #[arg(long, value_name = "TEXT", requires = "against_wish")]
    reason: Option<String>,
    /// Show what would go, with numbered lines, and hand nothing on
    #[arg(long, conflicts_with_all = ["confirm", "as_confirmed", "verify"])]
    pub preview: bool,
}

impl Choices {
    /// What goes, and that it may go to this receiver.
    pub fn plan(
        &self,
        receiver: &Receiver,
        case: &Case,
        yes: bool,
        terminal: &Terminal,
    ) -> Result<Plan, DeskError> {
        Plan::insist_on_one_reporter(case)?;
        let said = wish::Said {
            kind: receiver.kind,
            agreed: self.reporter_agreed.as_deref(),
            against: self.against_wish.zip(self.reason.as_deref()),
        };
        let permission = wish::allows(case, &said)?;
        if self.with_own_words && receiver.gets == Gets::Text {
            return Err(error::export::own_words(&receiver.name));
        }
        questions::confirm_permission(case, &permission, receiver, yes, terminal)?;
        let written = questions::written(self.with_own_words, case, terminal)?;
        let draft = Draft {
            receiver_kind: receiver.kind,
            text: written.text,
            own_words: self.with_own_words,
            answers: self.verbatim,
            lines: Vec::new(),
            agreed: permission.agreed,
            against_wish: permission.against_wish,
        };
        let redact = self.redact(written.redact, terminal)?;
        let mut plan = Plan { receiver: receiver.name.clone(), draft, redact };
        plan.draft.lines = self.lines(&plan, case, yes, terminal)?;
        plan.redact = plan.redactor()?.texts();
        Ok(plan)
    }

    fn redact(&self, mut redact: Vec<String>, terminal: &Terminal) -> Result<Vec<String>, DeskError> {
        for text in &self.redact {
            if text.is_empty() {
                redact.extend(questions::words_to_leave_out(terminal));
                continue;
            }
            terminal.warn(&terminal.texts.desk.handing_on.in_history);
            redact.push(text.clone());
        }
        if self.redact.iter().any(String::is_empty) && redact.is_empty() {
            return Err(error::export::redact_empty());
        }
        Ok(redact)
    }

    fn lines(
        &self,
        plan: &Plan,
        case: &Case,
        yes: bool,
        terminal: &Terminal,
    ) -> Result<Vec<String>, DeskError> {
        if self.preview {
            return Ok(Vec::new());
        }
        let whole = plan.whole(case)?;
        match &self.leave_out {
            Some(typed) => lines::chosen(&whole, typed),
            None if terminal.can_ask() && !yes => {
                questions::lines_to_leave_out(&whole, language_of(case), terminal)
            }
            None => Ok(Vec::new()),
        }
    }
}
