//! Keeping: a report longer than the retention, or the copies of a withdrawn one, which is for danger
//! to life or a child only. Either way with a written reason.

use crate::act::note::limited;
use crate::case::Case;
use crate::config::state_folder;
use crate::error::{self, DeskError};
use crate::server::sealed_folder::SealedFolder;
use crate::session::Session;
use zegel_core::document::NoteContent;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::thread::Direction;
use zegel_core::wire::EntryLine;

/// The week of a case starts anew, and a sealed note says who wanted that and why. Gives the note.
pub fn keep_longer(session: &mut Session, case: &Case, reason: &str) -> Result<EntryId, DeskError> {
    let reason = limited(reason)?;
    let note = session.sealed_note(case, NoteContent::KeptLonger { reason })?;
    let id = note.id;
    session.client.keep_longer(case.thread, &note)?;
    Ok(id)
}

/// The sealed copies of a withdrawn report in the cache of this computer, of which there is one at least.
pub fn copies(session: &Session, thread: ThreadId) -> Result<Vec<EntryLine>, DeskError> {
    let copies = session.cache.copies(thread);
    if copies.is_empty() { Err(error::case::nothing_to_keep(thread.short())) } else { Ok(copies) }
}

/// Moves those copies out of the cache, and puts the reason beside them. Gives how many there are.
pub fn keep_copies(session: &mut Session, thread: ThreadId, reason: &str) -> Result<usize, DeskError> {
    let copies = copies(session, thread)?;
    let text = limited(reason)?;
    let note = session.sealed_note(&Case::empty(thread), NoteContent::Text { text })?;
    let note = EntryLine { thread, id: note.id, version: 0, direction: Direction::Desk, sealed: note.sealed };
    let folder = state_folder()?.join("kept");
    session.kept_copies = SealedFolder::open(Some(folder.clone()), session.pins.instance);
    for copy in copies.iter().chain([&note]) {
        session.kept_copies.put(copy).map_err(|error| error::files::write(&folder, error))?;
    }
    session.cache.forget(thread);
    Ok(copies.len())
}
