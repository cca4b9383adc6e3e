//! Marking a case as read, for colleagues.

use crate::case::{Case, Presence};
use crate::notice::Noted;
use crate::session::Session;
use zegel_core::document::NoteContent;

/// So many names fit in the largest size class of a note, twice.
const MOST_SEEN: usize = 1000;

/// A signed, sealed note, because the server may not know what was read. Of a case that the server
/// does not show as it was, nobody signs that it was read. Whether there is such a note.
pub fn mark(session: &mut Session, case: &Case) -> Noted<bool> {
    Noted::collect(|notices| {
        if case.presence != Presence::Listed
            || !case.disputes.is_empty()
            || !session.opens_any()
            || !session.is_clock_right()
        {
            return Ok(false);
        }
        for entries in case.unread().chunks(MOST_SEEN) {
            let entries = entries.iter().filter_map(|id| case.digest_of(*id)).collect();
            notices.add(session.say_once(case, NoteContent::Seen { entries }))?;
        }
        Ok(true)
    })
}
