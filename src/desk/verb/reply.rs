//! `zegel reply ID`: an answer, shown before it goes as the reporter will see it.

use clap::Args;
use serde_json::json;

use crate::act::reply::{Short, composed, draft, language_of, rules, sealed};
use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use zegel_core::i18n::{interpolate, words};

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
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let reply = draft(&case, &self.compose(&case, terminal)?)?;
        preview(&reply.text, terminal);
        if !self.yes && terminal.can_ask() && !terminal.confirm(&terminal.texts.desk.desk.send_question) {
            return Err(error::not_confirmed());
        }
        let id = reply.id;
        let number = reply.number;
        let entries = sealed(&session, &case, reply)?;
        session.send(case.thread, entries).print_notices(terminal)?;
        if terminal.is_json() {
            terminal.print_json(&json!({ "id": id, "number": number }));
        } else if session.client.folder().is_none() {
            super::print_done(
                id,
                &case,
                &interpolate(&terminal.texts.desk.desk.sent, &[("number", &number.to_string())]),
                terminal,
            );
        }
        Ok(())
    }

    fn compose(&self, case: &Case, terminal: &Terminal) -> Result<String, DeskError> {
        let free = match (&self.text, self.answer) {
            (Some(text), _) => text.clone(),
            (None, Some(_)) => String::new(),
            (None, None) => terminal.read_input()?,
        };
        let Some(short) = self.answer else { return Ok(free) };
        let language = language_of(case, terminal.texts).print_notices(terminal)?;
        Ok(composed(Some(short.words(&words(language).answers)), &free))
    }
}

fn preview(text: &str, terminal: &Terminal) {
    let words = &terminal.texts.desk.desk;
    terminal.inform(&words.preview);
    terminal.inform("");
    terminal.inform_indented(text);
    terminal.inform("");
    rules(words).iter().for_each(|rule| terminal.inform(&format!("- {rule}")));
}
