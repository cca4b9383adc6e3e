//! `zegel delete ID`: takes a report from the server, for everyone.

use clap::Args;
use serde_json::json;

use crate::desk::config::Settings;
use crate::desk::error::DeskError;
use crate::desk::server::login::Desk;
use crate::desk::show::Show;
use crate::desk::trust::error::TrustError;
use crate::desk::trust::tombstones::Withdrawal;
use crate::id::ThreadId;
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
    /// The thread, if nothing about it must be decided first: a document that somebody else put there
    /// may be the only trace of the one that was read.
    fn thread(&self, desk: &mut Desk<'_>) -> Result<ThreadId, DeskError> {
        match desk.find(&self.id) {
            Ok(head) if desk.pins.withdrawal(&head) == Withdrawal::Proved => return Ok(head.id),
            Err(error) if !matches!(error, DeskError::Unknown(_)) => return Err(error),
            Ok(_) | Err(_) => {}
        }
        match desk.case(&self.id) {
            Ok((head, case)) => {
                case.insist_on_one_document()?;
                Ok(head.id)
            }
            Err(DeskError::Trust(TrustError::SaidWithdrawn(_))) => desk.find(&self.id).map(|head| head.id),
            Err(error) => Err(error),
        }
    }

    /// Asks for the id to be typed, and deletes.
    pub fn run(&self, settings: &Settings, show: &Show) -> Result<(), DeskError> {
        let mut desk = Desk::enter(settings, show)?;
        let id = self.thread(&mut desk)?;
        let (thread, id) = (id, id.to_string());
        if !self.yes {
            let short: String = id.chars().take(TYPED).collect();
            show.tell(&fill(&show.desk().delete_warning, &[("id", &id)]));
            let question = fill(&show.desk().delete_type, &[("id", &short)]);
            if !show.can_ask() || !matches!(show.ask(&question), typed if typed == short || typed == id) {
                return Err(DeskError::NotConfirmed);
            }
        }
        match desk.client.delete(thread) {
            // Of what vanished there are copies here, and they go too.
            Err(DeskError::Gone) if desk.cache.count(thread) > 0 => {}
            done => done?,
        }
        desk.pins.deleted(thread, desk.today().week());
        desk.cache.forget(thread);
        desk.kept.forget(thread);
        desk.pins.save()?;
        if show.is_json() {
            show.json(&json!({ "id": id, "deleted": true }));
        } else {
            show.tell(&fill(&show.desk().deleted, &[("id", &id)]));
        }
        Ok(())
    }
}
