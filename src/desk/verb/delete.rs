//! `zegel delete ID`: takes a report from the server, for everyone.

use clap::Args;
use serde_json::json;

use crate::desk::config::Settings;
use crate::desk::error::DeskError;
use crate::desk::server::login::Desk;
use crate::desk::show::Show;
use crate::words::fill;

/// So many characters of the id are typed to confirm.
const TYPED: usize = 8;

/// The arguments of the verb.
#[derive(Args)]
pub struct Delete {
    /// The report, by the first characters of its id
    id: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Delete {
    /// Asks for the id to be typed, and deletes.
    pub fn run(&self, settings: &Settings, show: &Show) -> Result<(), DeskError> {
        let mut desk = Desk::enter(settings, show)?;
        let head = desk.find(&self.id)?;
        let id = head.id.to_string();
        if !self.yes {
            let short: String = id.chars().take(TYPED).collect();
            show.tell(&fill(&show.desk().delete_warning, &[("id", &id)]));
            let question = fill(&show.desk().delete_type, &[("id", &short)]);
            if !show.can_ask() || !matches!(show.ask(&question), typed if typed == short || typed == id) {
                return Err(DeskError::NotConfirmed);
            }
        }
        desk.client.delete(head.id)?;
        desk.pins.deleted(head.id, desk.today().week());
        desk.cache.forget(head.id);
        desk.kept.forget(head.id);
        desk.pins.save()?;
        if show.is_json() {
            show.json(&json!({ "id": id, "deleted": true }));
        } else {
            show.tell(&fill(&show.desk().deleted, &[("id", &id)]));
        }
        Ok(())
    }
}
