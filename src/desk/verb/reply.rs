//! `zegel reply ID`: an answer, shown before it goes as the reporter will see it.

use clap::Args;
use serde_json::json;

use crate::act::reply::{Short, composed, draft, language_of, rules, sealed};
use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use zegel_core::i18n::{fill, words};

/// The arguments of the verb.
#[derive(Args)]
pub struct Reply {
    /// The report, by the first characters of its id
    id: String,
    /// A short answer in the reporter's own language, before any other words
    #[arg(long, value_enum)]
    answer: Option<Short>,
    /// The words; without these and --answer they are read from standard input
    #[arg(long)]
    text: Option<String>,
    /// Do not ask before sending
    #[arg(long)]
    yes: bool,
}

impl Reply {
    /// Writes, shows, asks, seals and sends it, with the desk's own copy.
    pub fn run(&self, settings: &Settings, show: &Terminal) -> Result<(), DeskError> {
        let mut desk = Session::open(settings, show).print_notices(show)?;
        let (_, case) = desk.case(&self.id).print_notices(show)?;
        let reply = draft(&case, &self.compose(&case, show)?)?;
        preview(&reply.text, show);
        if !self.yes && show.can_ask() && !show.confirm(&show.texts.desk.desk.send_question) {
            return Err(error::not_confirmed());
        }
        let (id, number) = (reply.id, reply.number);
        let entries = sealed(&desk, &case, reply)?;
        desk.send(case.thread, entries).print_notices(show)?;
        if show.is_json() {
            show.print_json(&json!({ "id": id, "number": number }));
        } else if desk.client.folder().is_none() {
            super::told(
                id,
                &case,
                &fill(&show.texts.desk.desk.sent, &[("number", &number.to_string())]),
                show,
            );
        }
        Ok(())
    }

    fn compose(&self, case: &Case, show: &Terminal) -> Result<String, DeskError> {
        let free = match (&self.text, self.answer) {
            (Some(text), _) => text.clone(),
            (None, Some(_)) => String::new(),
            (None, None) => show.read_input()?,
        };
        let Some(short) = self.answer else { return Ok(free) };
        let language = language_of(case, show.texts).print_notices(show)?;
        Ok(composed(Some(short.words(&words(language).answers)), &free))
    }
}

fn preview(text: &str, show: &Terminal) {
    let words = &show.texts.desk.desk;
    show.inform(&words.preview);
    show.inform("");
    show.inform_indented(text);
    show.inform("");
    rules(words).iter().for_each(|rule| show.inform(&format!("- {rule}")));
}
