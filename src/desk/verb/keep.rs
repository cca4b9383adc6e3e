//! `zegel keep ID`: keeps the copies of a withdrawn report, which is for danger to life or a child
//! only, and therefore with a written reason.

use clap::Args;

use crate::desk::case::Case;
use crate::desk::config::{Settings, state_folder};
use crate::desk::error::DeskError;
use crate::desk::server::login::Desk;
use crate::desk::server::sealed_folder::SealedFolder;
use crate::desk::show::Show;
use crate::document::NoteContent;
use crate::thread::Direction;
use crate::wire::EntryLine;
use crate::words::fill;

/// The arguments of the verb.
#[derive(Args)]
pub struct Keep {
    /// The withdrawn report, by the first characters of its id
    id: String,
    /// Why: whose life or which child is in danger
    #[arg(long)]
    reason: Option<String>,
}

impl Keep {
    /// Moves the sealed copies out of the cache, and puts the reason beside them.
    pub fn run(&self, settings: &Settings, show: &Show) -> Result<(), DeskError> {
        let mut desk = Desk::enter(settings, show)?;
        let head = desk.find(&self.id)?;
        let copies = desk.cache.copies(head.id);
        if !head.is_withdrawn() || copies.is_empty() {
            return Err(DeskError::NothingToKeep(head.id.to_string()));
        }
        let reason = super::note::limited(&super::text_or_input(self.reason.as_deref(), show)?)?;
        let case = Case { thread: head.id, entries: Vec::new() };
        let note = desk.sealed_note(&case, NoteContent::Text { text: reason })?;
        let note = EntryLine {
            thread: head.id,
            id: note.id,
            version: 0,
            direction: Direction::Desk,
            sealed: note.sealed,
        };
        let folder = state_folder()?.join("kept");
        desk.kept = SealedFolder::open(Some(folder.clone()), desk.pins.instance);
        for copy in copies.iter().chain([&note]) {
            desk.kept.put(copy).map_err(|error| DeskError::Write(folder.clone(), error))?;
        }
        desk.cache.forget(head.id);
        let count = copies.len().to_string();
        show.tell(&fill(&show.desk().kept, &[("count", &count), ("id", &head.id.to_string())]));
        Ok(())
    }
}
