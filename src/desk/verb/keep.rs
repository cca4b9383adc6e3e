//! `zegel keep ID`: keeps a report longer than the retention, or the copies of a withdrawn one, which
//! is for danger to life or a child only. Either way with a written reason.

use clap::Args;

use crate::act::keep;
use crate::act::note::limited;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::trust::withdrawal::Withdrawal;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// The arguments of the verb.
#[derive(Args)]
pub struct Keep {
    /// The report, by the first characters of its id
    id: String,
    /// Why; of a withdrawn report: whose life or which child is in danger
    #[arg(long)]
    reason: Option<String>,
}

impl Keep {
    /// Asks the server to keep a living case, or keeps the copies of a withdrawn one here.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let head = session.find(&self.id)?;
        match session.pins.withdrawal(&head) {
            Withdrawal::Proved => self.keep_copies(head.id, &mut session, terminal),
            Withdrawal::None => self.keep_longer(&mut session, terminal),
            Withdrawal::Claimed => Err(error::case::nothing_to_keep(head.id.short())),
        }
    }

    fn reason(&self, terminal: &Terminal) -> Result<String, DeskError> {
        let reason = super::text_or_input(self.reason.as_deref(), terminal)?;
        if reason.trim().is_empty() {
            return Err(error::case::no_reason());
        }
        limited(&reason)
    }

    fn keep_longer(&self, session: &mut Session, terminal: &Terminal) -> Result<(), DeskError> {
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let id = keep::keep_longer(session, &case, &self.reason(terminal)?)?;
        let weeks = session.retention().to_string();
        super::print_done(
            id,
            &case,
            &interpolate(&terminal.texts.desk.trust.kept_longer, &[("weeks", &weeks)]),
            terminal,
        );
        Ok(())
    }

    fn keep_copies(
        &self,
        thread: ThreadId,
        session: &mut Session,
        terminal: &Terminal,
    ) -> Result<(), DeskError> {
        keep::copies(session, thread)?;
        let count = keep::keep_copies(session, thread, &self.reason(terminal)?)?.to_string();
        terminal.inform(&interpolate(
            &terminal.texts.desk.desk.kept,
            &[("count", &count), ("id", &thread.short())],
        ));
        Ok(())
    }
}
