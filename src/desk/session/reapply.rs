//! Reapplying: a server that was put back from a backup is told what was withdrawn and deleted since,
//! before anything is listed. Never without a person who has looked at the list: what is told is
//! erased there for good.

use crate::error::DeskError;
use crate::notice::{Notice, Notices};
use crate::server::client::Client;
use crate::terminal::Terminal;
use crate::trust::pins::Pins;
use zegel_core::id::ThreadId;
use zegel_core::wire::{MOST_TOMBSTONES, Session, Tombstones, WithdrawnThread};

/// Who says that it may be told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Whoever sits at the terminal is asked; without one nothing is told.
    Ask,
    /// It was given on the command line.
    Given,
}

/// The notice about a server that was put back and has not been told yet what is gone since. A folder
/// has no generation, and cannot be told.
pub fn restored(pins: &Pins, session: &Session) -> Option<Notice> {
    let is_folder = session.generation.is_empty();
    let is_known = is_folder || pins.generation.as_ref().is_none_or(|known| *known == session.generation);
    let count = pins.tombstones.len();
    if is_known || count == 0 {
        return None;
    }
    Some(Notice::ReapplyWaits(count))
}

/// Meets a server of another generation than the one that this computer knows.
pub fn meet_generation(pins: &mut Pins, client: &mut Client, asked: &mut Asked<'_>) -> Result<(), DeskError> {
    let generation = client.session().generation.clone();
    if pins.generation.as_ref() == Some(&generation) {
        return Ok(());
    }
    if pins.generation.is_some() && !is_told(pins, client, asked)? {
        // It stays unmet, so that the next verb asks again.
        return Ok(());
    }
    pins.generation = Some(generation);
    pins.save()
}

/// Whether the server of this generation knows, from now on, all that this computer could tell.
fn is_told(pins: &Pins, client: &mut Client, asked: &mut Asked<'_>) -> Result<bool, DeskError> {
    let (withdrawn, deleted) = pins.to_reapply();
    if withdrawn.is_empty() && deleted.is_empty() {
        asked.notices.push(Notice::NothingToReapply);
        return Ok(true);
    }
    if !pins.opens(client.key().public()) {
        asked.notices.push(Notice::CannotReapply);
        return Ok(true);
    }
    if !asked.is_agreed(&withdrawn, &deleted) {
        if let Some(waits) = restored(pins, client.session()) {
            asked.notices.push(waits);
        }
        return Ok(false);
    }
    let told = withdrawn.len() + deleted.len();
    let back = tell(client, withdrawn, deleted)?;
    asked.notices.push(Notice::Reapplied { told, back });
    Ok(true)
}

/// Who is asked, and what must be said before.
pub struct Asked<'a> {
    /// Who says that it may be told.
    pub consent: Consent,
    /// Where they sit.
    pub terminal: &'a Terminal,
    /// What was noted so far, which is printed before a question.
    pub notices: &'a mut Notices,
}

impl Asked<'_> {
    fn is_agreed(&mut self, withdrawn: &[WithdrawnThread], deleted: &[ThreadId]) -> bool {
        if self.consent == Consent::Ask && !self.terminal.can_ask() {
            return false;
        }
        self.notices.push(Notice::ReapplyingTitle);
        if !withdrawn.is_empty() {
            let withdrawn = withdrawn.iter().map(|thread| thread.thread).collect();
            self.notices.push(Notice::ReapplyingWithdrawn(withdrawn));
        }
        if !deleted.is_empty() {
            self.notices.push(Notice::ReapplyingDeleted(deleted.to_vec()));
        }
        if self.consent == Consent::Given {
            return true;
        }
        self.notices.print(self.terminal);
        self.terminal.confirm(&self.terminal.texts.desk.trust.restored_question)
    }
}

/// In as many requests as it takes. Gives how many had come back.
fn tell(
    client: &mut Client,
    mut withdrawn: Vec<WithdrawnThread>,
    mut deleted: Vec<ThreadId>,
) -> Result<usize, DeskError> {
    let mut back = 0;
    while !withdrawn.is_empty() || !deleted.is_empty() {
        let rest = withdrawn.split_off(withdrawn.len().min(MOST_TOMBSTONES));
        let part = std::mem::replace(&mut withdrawn, rest);
        let room = MOST_TOMBSTONES - part.len();
        let rest = deleted.split_off(deleted.len().min(room));
        let gone = std::mem::replace(&mut deleted, rest);
        back += client.reapply(&Tombstones { withdrawn: part, deleted: gone })?;
    }
    Ok(back)
}
