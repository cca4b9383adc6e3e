//! `zegel note ID`: words for colleagues, kept with a report.

use clap::Args;
use serde_json::json;

use super::config::Settings;
use super::error::DeskError;
use super::login::Desk;
use super::show::Show;
use crate::document::{MOST_CHARACTERS, NoteContent};

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
        let (head, _) = desk.find(&self.id)?;
        if head.withdrawn {
            return Err(DeskError::Withdrawn(head.id.to_string()));
        }
        let text = match &self.text {
            Some(text) => text.clone(),
            None => show.read_input()?,
        };
        let entry = desk.sealed_note(head.id, NoteContent::Text { text: limited(&text)? })?;
        let id = entry.id;
        desk.send(head.id, vec![entry])?;
        if show.is_json() {
            show.json(&json!({ "id": id }));
        } else {
            show.tell(&show.desk().saved);
        }
        Ok(())
    }
}

/// As much as a reporter may write.
fn limited(text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(DeskError::Empty),
        count if count > MOST_CHARACTERS => Err(DeskError::Long(count, MOST_CHARACTERS)),
        _ => Ok(text.to_owned()),
    }
}
