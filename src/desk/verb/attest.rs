//! `zegel attest`: shows what former colleagues wrote, and signs that it is theirs. Then it counts on
//! every desk as a former colleague's, also on those that never saw it while they were here.

use std::ops::ControlFlow;

use clap::Args;
use serde_json::json;

use crate::act::attest;
use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::unattested;
use zegel_core::document::EntryDigest;
use zegel_core::i18n::interpolate;

/// The arguments of the verb.
#[derive(Args)]
pub struct Attest {
    /// Only this report, by the first characters of its id
    id: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Attest {
    /// Shows all notes of former colleagues to which no present one attests, asks once, and signs a
    /// note for each case.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        if !session.opens_any() {
            return Err(error::offline::only_carries());
        }
        let cases: Vec<Case> = match &self.id {
            Some(id) => vec![session.case(id).print_notices(terminal)?.1],
            None => session.cases().print_notices(terminal)?.into_iter().map(|(_, case)| case).collect(),
        };
        let waiting: Vec<(&Case, Vec<EntryDigest>)> = cases
            .iter()
            .map(|case| (case, attest::waiting(case)))
            .filter(|(_, notes)| !notes.is_empty())
            .collect();
        let count: usize = waiting.iter().map(|(_, notes)| notes.len()).sum();
        if count > 0 && !self.is_agreed(&waiting, terminal) {
            return Err(error::not_confirmed());
        }
        attest::attest(&mut session, &waiting, &mut |_| ControlFlow::Continue(())).print_notices(terminal)?;
        tell(count, waiting.len(), terminal);
        Ok(())
    }

    fn is_agreed(&self, waiting: &[(&Case, Vec<EntryDigest>)], terminal: &Terminal) -> bool {
        if !terminal.is_json() {
            waiting.iter().for_each(|(case, _)| terminal.print(&unattested::page(case, terminal.texts)));
        }
        self.yes || (terminal.can_ask() && terminal.confirm(&terminal.texts.desk.trust.attest_question))
    }
}

fn tell(notes: usize, cases: usize, terminal: &Terminal) {
    if terminal.is_json() {
        return terminal.print_json(&json!({ "attested": notes, "reports": cases }));
    }
    let words = &terminal.texts.desk.trust;
    if notes == 0 {
        return terminal.inform(&words.attest_none);
    }
    terminal.inform(&interpolate(
        &words.attested,
        &[("count", &notes.to_string()), ("reports", &cases.to_string())],
    ));
}
