//! `zegel status ID STATE`: where a case stands.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::act::note::limited;
use crate::config::Settings;
use crate::error::DeskError;
use crate::help::dutch_state;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::answers;
use zegel_core::document::{NoteContent, Status as State};
use zegel_core::i18n::interpolate;

/// The arguments of the verb.
#[derive(Args)]
pub struct Status {
    /// The report, by the first characters of its id
    id: String,
    /// Where it stands from now on
    #[arg(value_parser = PossibleValuesParser::new(states()))]
    state: String,
    /// Why, for colleagues
    #[arg(long)]
    reason: Option<String>,
}

/// The states by their names, and by the Dutch ones.
fn states() -> Vec<PossibleValue> {
    let names = State::NAMES.iter().map(|(name, _)| *name);
    names.map(|name| PossibleValue::new(name).aliases(dutch_state(name))).collect()
}

impl Status {
    fn status(&self) -> State {
        let is_typed = |name: &str| name == self.state || dutch_state(name) == Some(self.state.as_str());
        let named = State::NAMES.iter().find(|(name, _)| is_typed(name));
        named.map_or(State::New, |(_, status)| *status)
    }

    /// Signs, seals and sends it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let status = self.status();
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let reason = self.reason.as_deref().map(limited).transpose()?;
        let id = session.say(&case, NoteContent::Status { status, reason }).print_notices(terminal)?;
        let text = interpolate(
            &terminal.texts.desk.desk.status_set,
            &[("status", answers::status(status, terminal.texts))],
        );
        super::print_done(id, &case, &text, terminal);
        Ok(())
    }
}
