//! `zegel settle ID`: decides to go on with a document that is not the one somebody read first.

use clap::Args;
use serde_json::json;

use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::thread;
use zegel_core::i18n::interpolate;

/// The arguments of the verb.
#[derive(Args)]
pub struct Settle {
    /// The report, by the first characters of its id
    id: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Settle {
    /// Shows the case as it is now and who read it otherwise, asks, and remembers the decision on this
    /// computer. It binds no colleague: each decides on their own computer.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        if case.disputes.is_empty() && !case.is_of_two() {
            return Err(error::trust::nothing_disputed(case.thread.short()));
        }
        if !terminal.is_json() {
            terminal.print(&thread::page(&case, terminal.texts));
        }
        let agreed =
            self.yes || (terminal.can_ask() && terminal.confirm(&terminal.texts.desk.trust.settle_question));
        if !agreed {
            return Err(error::not_confirmed());
        }
        if let Some(seen) = session.pins.threads.get_mut(&case.thread) {
            for dispute in &case.disputes {
                seen.accept(dispute.entry, &dispute.first, dispute.now.as_deref());
            }
            seen.accept_places(case.places());
        }
        session.pins.save()?;
        if terminal.is_json() {
            terminal.print_json(&json!({ "id": case.thread, "settled": case.disputes.len() }));
        } else {
            terminal
                .inform(&interpolate(&terminal.texts.desk.trust.settled, &[("id", &case.thread.short())]));
        }
        Ok(())
    }
}
