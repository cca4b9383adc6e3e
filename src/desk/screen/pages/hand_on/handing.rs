//! What was decided about handing a report on, from step to step.

use std::sync::Arc;

use crate::case::Case;
use crate::error::{self, DeskError};
use crate::export::plan::Plan;
use crate::export::receivers::Receiver;
use crate::screen::model::Screen;
use crate::texts::Texts;
use zegel_core::document::{AgainstWish, Draft, EntryDigest, Restated};
use zegel_core::i18n::interpolate;

/// All that was decided so far.
#[derive(Clone)]
pub struct Handing {
    /// The report.
    pub case: Arc<Case>,
    /// Who gets it.
    pub receiver: Receiver,
    /// The message in which the reporter says yes.
    pub agreed: Option<EntryDigest>,
    /// Why it goes against the wish.
    pub against_wish: Option<AgainstWish>,
    /// Whether the reporter's own words go too.
    pub own_words: bool,
    /// Whether the answers go word for word as a file.
    pub answers: bool,
    /// What the caseworker wrote.
    pub text: Restated,
    /// Words that stay behind.
    pub redact: Vec<String>,
    /// Lines that stay behind.
    pub lines: Vec<String>,
}

impl Handing {
    /// Nothing is decided yet.
    pub fn new(case: Arc<Case>, receiver: Receiver) -> Self {
        Self {
            case,
            receiver,
            agreed: None,
            against_wish: None,
            own_words: false,
            answers: false,
            text: Restated::default(),
            redact: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// To whom, and what.
    pub fn plan(&self) -> Result<Plan, DeskError> {
        let draft = Draft {
            receiver_kind: self.receiver.kind,
            text: self.text.clone(),
            own_words: self.own_words,
            answers: self.answers,
            lines: self.lines.clone(),
            agreed: self.agreed.clone(),
            against_wish: self.against_wish.clone(),
        };
        let mut plan = Plan { receiver: self.receiver.name.clone(), draft, redact: self.redact.clone() };
        plan.redact = plan.redactor()?.texts();
        Ok(plan)
    }

    /// The title of a step.
    pub fn title(&self, step: &str, texts: Texts) -> String {
        let values = [
            ("id", self.case.thread.short()),
            ("receiver", self.receiver.name.clone()),
            ("step", step.to_owned()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        interpolate(&texts.desk.pages.hand_on_title, &values)
    }
}

/// The case that is handed on, if nothing about it must be decided first.
pub fn target(screen: &Screen) -> Result<Option<Arc<Case>>, DeskError> {
    let Some(item) = screen.target() else { return Ok(None) };
    if item.row.withdrawn {
        return Err(error::case::withdrawn(item.row.id));
    }
    Plan::insist_on_one_reporter(&item.case)?;
    Ok(Some(Arc::clone(&item.case)))
}
