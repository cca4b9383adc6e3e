//! `zegel keep ID`: keeps a report longer than the retention, or the copies of a withdrawn one, which
//! is for danger to life or a child only. Either way with a written reason.

use clap::Args;

use crate::act::note::limited;
use crate::case::Case;
use crate::config::{Settings, state_folder};
use crate::error::{self, DeskError};
use crate::server::sealed_folder::SealedFolder;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::trust::withdrawal::Withdrawal;
use zegel_core::document::NoteContent;
use zegel_core::i18n::interpolate;
use zegel_core::thread::Direction;
use zegel_core::wire::{EntryLine, ThreadHead};

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
            Withdrawal::Proved => self.keep_copies(&head, &mut session, terminal),
            Withdrawal::None => self.keep_longer(&mut session, terminal),
            Withdrawal::Claimed => Err(error::case::nothing_to_keep(head.id)),
        }
    }

    fn reason(&self, terminal: &Terminal) -> Result<String, DeskError> {
        limited(&super::text_or_input(self.reason.as_deref(), terminal)?)
    }

    /// The week of a case starts anew, and a sealed note says who wanted that and why.
    fn keep_longer(&self, session: &mut Session, terminal: &Terminal) -> Result<(), DeskError> {
        let (_, case) = session.case(&self.id).print_notices(terminal)?;
        let reason = self.reason(terminal)?;
        let note = session.sealed_note(&case, NoteContent::KeptLonger { reason })?;
        let id = note.id;
        session.client.keep_longer(case.thread, &note)?;
        let weeks = session.retention().to_string();
        super::print_done(
            id,
            &case,
            &interpolate(&terminal.texts.desk.trust.kept_longer, &[("weeks", &weeks)]),
            terminal,
        );
        Ok(())
    }

    /// Moves the sealed copies out of the cache, and puts the reason beside them.
    fn keep_copies(
        &self,
        head: &ThreadHead,
        session: &mut Session,
        terminal: &Terminal,
    ) -> Result<(), DeskError> {
        let copies = session.cache.copies(head.id);
        if copies.is_empty() {
            return Err(error::case::nothing_to_keep(head.id));
        }
        let note =
            session.sealed_note(&Case::empty(head.id), NoteContent::Text { text: self.reason(terminal)? })?;
        let note = EntryLine {
            thread: head.id,
            id: note.id,
            version: 0,
            direction: Direction::Desk,
            sealed: note.sealed,
        };
        let folder = state_folder()?.join("kept");
        session.kept = SealedFolder::open(Some(folder.clone()), session.pins.instance);
        for copy in copies.iter().chain([&note]) {
            session.kept.put(copy).map_err(|error| error::files::write(&folder, error))?;
        }
        session.cache.forget(head.id);
        let count = copies.len().to_string();
        terminal.inform(&interpolate(
            &terminal.texts.desk.desk.kept,
            &[("count", &count), ("id", &head.id.to_string())],
        ));
        Ok(())
    }
}
