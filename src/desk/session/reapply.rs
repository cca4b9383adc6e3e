//! Reapplying: a server that was put back from a backup is told what was withdrawn and deleted since,
//! before anything is listed. Never without a person who has looked at the list: what is told is
//! erased there for good.

use crate::error::DeskError;
use crate::server::client::Client;
use crate::show::Show;
use crate::trust::pins::Pins;
use crate::trust::warning::short_id;
use zegel_core::i18n::fill;
use zegel_core::id::ThreadId;
use zegel_core::wire::{MOST_TOMBSTONES, Session, Tombstones, WithdrawnThread};

/// More ids than these are not read by anybody.
const MOST_SHOWN: usize = 20;

/// Who says that it may be told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Whoever sits at the terminal is asked; without one nothing is told.
    Ask,
    /// It was given on the command line.
    Given,
}

/// What is said of a server that was put back and has not been told yet what is gone since. A folder
/// has no generation, and cannot be told.
pub fn restored(pins: &Pins, session: &Session, show: &Show) -> Option<String> {
    let is_folder = session.generation.is_empty();
    let is_known = is_folder || pins.generation.as_ref().is_none_or(|known| *known == session.generation);
    let count = pins.tombstones.len();
    if is_known || count == 0 {
        return None;
    }
    Some(fill(&show.texts.desk.trust.restored_waits, &[("count", &count.to_string())]))
}

/// Meets a server of another generation than the one that this computer knows.
pub fn meet_generation(
    pins: &mut Pins,
    client: &mut Client,
    consent: Consent,
    show: &Show,
) -> Result<(), DeskError> {
    let generation = client.session().generation.clone();
    if pins.generation.as_ref() == Some(&generation) {
        return Ok(());
    }
    if pins.generation.is_some() && !is_told(pins, client, consent, show)? {
        // It stays unmet, so that the next verb asks again.
        return Ok(());
    }
    pins.generation = Some(generation);
    pins.save()
}

/// Whether the server of this generation knows, from now on, all that this computer could tell.
fn is_told(pins: &Pins, client: &mut Client, consent: Consent, show: &Show) -> Result<bool, DeskError> {
    let words = &show.texts.desk.trust;
    let (withdrawn, deleted) = pins.to_reapply();
    if withdrawn.is_empty() && deleted.is_empty() {
        show.tell(&words.restored_nothing);
        return Ok(true);
    }
    if !pins.opens(client.key().public()) {
        show.warn(&show.texts.desk.desk.restored_signs);
        return Ok(true);
    }
    if !is_agreed(&withdrawn, &deleted, consent, show) {
        if let Some(waits) = restored(pins, client.session(), show) {
            show.warn(&waits);
        }
        return Ok(false);
    }
    let told = (withdrawn.len() + deleted.len()).to_string();
    let back = tell(client, withdrawn, deleted)?.to_string();
    show.tell(&fill(&words.restored_told, &[("told", &told), ("back", &back)]));
    Ok(true)
}

fn is_agreed(withdrawn: &[WithdrawnThread], deleted: &[ThreadId], consent: Consent, show: &Show) -> bool {
    if consent == Consent::Ask && !show.can_ask() {
        return false;
    }
    let words = &show.texts.desk.trust;
    show.tell(&words.restored_title);
    let withdrawn: Vec<ThreadId> = withdrawn.iter().map(|thread| thread.thread).collect();
    for (title, threads) in [(&words.restored_withdrawn, &withdrawn[..]), (&words.restored_deleted, deleted)]
    {
        if !threads.is_empty() {
            show.tell(&fill(title, &[("count", &threads.len().to_string()), ("ids", &ids(threads))]));
        }
    }
    consent == Consent::Given || show.ask_yes(&words.restored_question)
}

fn ids(threads: &[ThreadId]) -> String {
    let mut ids: Vec<String> = threads.iter().take(MOST_SHOWN).map(|thread| short_id(*thread)).collect();
    if threads.len() > MOST_SHOWN {
        ids.push("…".to_owned());
    }
    ids.join(", ")
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
