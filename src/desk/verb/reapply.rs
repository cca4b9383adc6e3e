//! `zegel reapply`: tells a server that was put back from a backup what was withdrawn and deleted
//! since, so that it is erased there again.

use clap::Args;
use serde_json::json;

use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::session::reapply::{Consent, restored};
use crate::terminal::Terminal;

/// The arguments of the verb.
#[derive(Args)]
pub struct Reapply {
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Reapply {
    /// Shows the list, asks, and tells it. Every verb asks so on a terminal; this one does nothing
    /// else.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let consent = if self.yes { Consent::Given } else { Consent::Ask };
        let session = Session::open_with(settings, consent, terminal).print_notices(terminal)?;
        if session.client.folder().is_some() {
            return Err(error::offline::needs_server());
        }
        if restored(&session.pins, session.client.session()).is_some() {
            return Err(error::trust::nobody_to_confirm());
        }
        if terminal.is_json() {
            terminal.print_json(&json!({ "remembered": session.pins.tombstones.len() }));
        } else {
            terminal.inform(&terminal.texts.desk.trust.reapplied);
        }
        Ok(())
    }
}
