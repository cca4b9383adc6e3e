//! `zegel outcome ID OUTCOME --from NAME`: what came of what was handed on, as its receiver told it.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::case::Case;
use crate::case::handed_on::HandedOn;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::answers;
use zegel_core::document::{NoteContent, Outcome as Told};
use zegel_core::i18n::interpolate;

/// The arguments of the verb.
#[derive(Args)]
pub struct Outcome {
    /// The report, by the first characters of its id
    id: String,
    /// What came of it
    #[arg(value_parser = PossibleValuesParser::new(Told::NAMES.iter().map(|(name, _)| *name)))]
    outcome: String,
    /// Who told it: the receiver, by name
    #[arg(long, value_name = "NAME")]
    from: String,
    /// Which one is meant, where the same receiver got the report more than once
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
}

impl Outcome {
    /// Signs, seals and sends it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let named = Told::NAMES.iter().find(|(name, _)| *name == self.outcome);
        let outcome = named.map_or(Told::Unknown, |(_, outcome)| *outcome);
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let export = self.export(&case)?;
        let content = NoteContent::Outcome { export: export.number.to_owned(), outcome };
        let id = session.say(&case, content).print_notices(terminal)?;
        let values = [
            ("outcome", answers::outcome(outcome, terminal.texts)),
            ("receiver", export.receiver),
            ("number", export.number),
        ];
        let text = interpolate(&terminal.texts.desk.handing_on.outcome_kept, &values);
        super::print_done(id, &case, &text, terminal);
        Ok(())
    }

    /// The one export that is meant.
    fn export<'a>(&self, case: &'a Case) -> Result<HandedOn<'a>, DeskError> {
        let name = self.from.trim().to_lowercase();
        let mut exports = case.handed_on();
        exports.retain(|export| export.receiver.to_lowercase() == name);
        if let Some(number) = &self.number {
            exports.retain(|export| export.number == number.trim());
        }
        if exports.len() > 1 {
            let numbers: Vec<&str> = exports.iter().map(|export| export.number).collect();
            return Err(error::export::which(&self.from, &numbers.join(", ")));
        }
        exports.pop().ok_or_else(|| error::export::never_handed_on(case.thread.short(), &self.from))
    }
}
