//! `zegel assign ID NAME` and `zegel handover ID NAME`: who has a case.

use clap::Args;

use crate::act::note::limited;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use zegel_core::document::NoteContent;
use zegel_core::i18n::interpolate;

/// The arguments of `assign`.
#[derive(Args)]
pub struct Assign {
    /// The report, by the first characters of its id
    id: String,
    /// The colleague, by their name in the recipients file
    #[arg(required_unless_present = "nobody")]
    name: Option<String>,
    /// Take it from whoever has it
    #[arg(long, conflicts_with = "name")]
    nobody: bool,
}

/// The arguments of `handover`.
#[derive(Args)]
pub struct Handover {
    /// The report, by the first characters of its id
    id: String,
    /// The colleague, by their name in the recipients file
    name: String,
    /// What they should know; else it is read from standard input
    #[arg(long)]
    text: Option<String>,
    /// Do not ask before sending what stands on standard input
    #[arg(long)]
    yes: bool,
}

impl Assign {
    /// Signs, seals and sends it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let to = self.name.as_deref().map(|name| colleague(&session, name)).transpose()?;
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let text = match &to {
            Some(to) => interpolate(&terminal.texts.desk.desk.assigned, &[("desk", to)]),
            None => terminal.texts.desk.desk.assigned_nobody.clone(),
        };
        let id = session.say(&case, NoteContent::Assigned { to }).print_notices(terminal)?;
        super::print_done(id, &case, &text, terminal);
        Ok(())
    }
}

impl Handover {
    /// Signs, seals and sends it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let to = colleague(&session, &self.name)?;
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let text = limited(&super::text_or_input(self.text.as_deref(), terminal)?)?;
        if self.text.is_none() && !self.yes && !terminal.can_ask() {
            terminal.inform_indented(&text);
            let question = interpolate(&terminal.texts.desk.arrival.hand_over, &[("desk", &to)]);
            if !terminal.confirm_aside(&question) {
                return Err(error::not_confirmed());
            }
        }
        let told = interpolate(&terminal.texts.desk.desk.assigned, &[("desk", &to)]);
        let id = session.say(&case, NoteContent::HandedOver { to, text }).print_notices(terminal)?;
        super::print_done(id, &case, &told, terminal);
        Ok(())
    }
}

/// The name of a caseworker of the pinned set; a wrong one would be nobody's work.
pub fn colleague(session: &Session, name: &str) -> Result<String, DeskError> {
    let lines = session.pins.recipients().caseworkers();
    match lines.iter().find(|line| line.name == name) {
        Some(line) => Ok(line.name.clone()),
        None => {
            let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
            Err(error::case::no_colleague(name, &names.join(", ")))
        }
    }
}
