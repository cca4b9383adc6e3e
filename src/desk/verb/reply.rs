//! `zegel reply ID`: an answer, shown before it goes as the reporter will see it.

use clap::Args;
use serde_json::json;

use crate::act::reply::{Short, answered, composed, draft, language_of, of_colleagues, rules, to_send};
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
        let text = self.compose(&case, terminal)?;
        preview(&draft(&case, &text)?.text, terminal);
        // Once more, for what came in while it was written.
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let reply = draft(&case, &text)?;
        let newer = of_colleagues(&case, session.name());
        for copy in &newer {
            terminal.inform("");
            terminal.warn(&answered(copy, terminal.texts));
        }
        let question = if newer.is_empty() {
            &terminal.texts.desk.desk.send_question
        } else {
            &terminal.texts.desk.arrival.send_anyway
        };
        if !self.yes && !terminal.confirm_aside(question) {
            return Err(error::not_confirmed());
        }
        let (sending, number) = to_send(&session, &case, reply)?;
        session.send(&sending).print_notices(terminal)?;
        let id = sending.id().ok_or_else(error::sealing)?;
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
