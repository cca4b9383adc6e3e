//! `zegel note ID`: words for colleagues, kept with a report.

use clap::Args;

use crate::config::Settings;
use crate::error::DeskError;
use crate::server::login::Desk;
use crate::show::Show;
use zegel_core::document::{MOST_CHARACTERS, NoteContent};

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
    pub fn run(&self, settings: &Settings, show: &Show) -> Result<(), DeskError> {
        let mut desk = Desk::enter(settings, show)?;
        let (_, case) = desk.case(&self.id)?;
        let text = super::text_or_input(self.text.as_deref(), show)?;
        let id = desk.say(&case, NoteContent::Text { text: limited(&text)? })?;
        super::told(id, &case, &show.desk().saved, show);
        Ok(())
    }
}

/// As much as a reporter may write.
pub fn limited(text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(DeskError::Empty),
        count if count > MOST_CHARACTERS => Err(DeskError::Long(count, MOST_CHARACTERS)),
        _ => Ok(text.to_owned()),
    }
}
