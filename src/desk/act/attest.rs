//! Attesting: signs that what former colleagues wrote is theirs. Then it counts on every desk as a
//! former colleague's, also on those that never saw it while they were here.

use crate::act::watched::{Step, Watcher};
use crate::case::Case;
use crate::notice::Noted;
use crate::session::Session;
use crate::trust::verified::Verified;
use zegel_core::document::{EntryDigest, NoteContent};

/// So many digests fit in the largest size class of a note, twice.
const MOST_IN_A_NOTE: usize = 200;

/// Notes of former colleagues to which nobody attests, whether or not this computer believes them.
pub fn waiting(case: &Case) -> Vec<EntryDigest> {
    let waiting = case.entries.iter().filter(|entry| entry.note_to_attest().is_some());
    waiting.filter_map(Verified::digest).collect()
}

/// Signs a note for each of these cases, until all are signed or whoever waits wants no more. Gives to
/// how many notes it attests now.
pub fn attest(
    session: &mut Session,
    waiting: &[(&Case, Vec<EntryDigest>)],
    watcher: &mut Watcher<'_>,
) -> Noted<usize> {
    Noted::collect(|notices| {
        let of = waiting.iter().map(|(_, notes)| notes.len()).sum();
        let mut done = 0;
        for (case, notes) in waiting {
            for notes in notes.chunks(MOST_IN_A_NOTE) {
                notices.add(session.say(case, NoteContent::Attested { notes: notes.to_vec() }))?;
                done += notes.len();
                if watcher(Step { done, of }).is_break() {
                    return Ok(done);
                }
            }
        }
        Ok(done)
    })
}
