//! `zegel note ID`: words for colleagues, kept with a report.

use clap::Args;

use crate::act::note::limited;
use crate::config::Settings;
use crate::error::DeskError;
use crate::session::Session;
use crate::terminal::Terminal;
use zegel_core::document::NoteContent;

/// The arguments of the verb.
#[derive(Args)]
pub struct Note {
    /// The report, by the first characters of its id
    id: String,
    /// The words; else they are read from standard input
    #[arg(long)]
    text: Option<String>,
}

impl Note {
    /// Signs, seals and sends it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let text = super::text_or_input(self.text.as_deref(), terminal)?;
        let id = session.say(&case, NoteContent::Text { text: limited(&text)? }).print_notices(terminal)?;
        super::print_done(id, &case, &terminal.texts.desk.desk.saved, terminal);
        Ok(())
    }
}
