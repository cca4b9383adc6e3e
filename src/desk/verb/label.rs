//! `zegel label ID` and `zegel urgent ID`: how a team sorts its cases.

use std::collections::BTreeSet;

use clap::Args;

use crate::act::label::labels;
use crate::config::Settings;
use crate::error::DeskError;
use crate::session::Session;
use crate::terminal::Terminal;
use zegel_core::document::NoteContent;
use zegel_core::i18n::interpolate;

/// The arguments of `label`.
#[derive(Args)]
pub struct Label {
    /// The report, by the first characters of its id
    id: String,
    /// Labels to add; words of your team, such as utrecht or massage
    #[arg(required_unless_present = "remove")]
    add: Vec<String>,
    /// A label to take away; may be given more than once
    #[arg(long, value_name = "LABEL")]
    remove: Vec<String>,
}

/// The arguments of `urgent`.
#[derive(Args)]
pub struct Urgent {
    /// The report, by the first characters of its id
    id: String,
    /// No longer
    #[arg(long)]
    not: bool,
}

impl Label {
    /// Signs, seals and sends it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let add = labels(&self.add)?;
        let remove = labels(&self.remove)?;
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let mut now: BTreeSet<&str> = case.state().labels;
        now.retain(|label| !remove.contains(*label));
        now.extend(add.iter().map(String::as_str));
        let now: Vec<&str> = now.into_iter().collect();
        let text = interpolate(&terminal.texts.desk.desk.labels, &[("labels", &now.join(", "))]);
        let id = session.say(&case, NoteContent::Labelled { add, remove }).print_notices(terminal)?;
        super::print_done(id, &case, &text, terminal);
        Ok(())
    }
}

impl Urgent {
    /// Signs, seals and sends it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let id = session.say(&case, NoteContent::Urgent { urgent: !self.not }).print_notices(terminal)?;
        let text = if self.not {
            &terminal.texts.desk.desk.urgent_not
        } else {
            &terminal.texts.desk.desk.urgent_set
        };
        super::print_done(id, &case, text, terminal);
        Ok(())
    }
}
