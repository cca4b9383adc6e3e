//! Resealing: after a change of recipients, everything sealed for the set before is sealed for the
//! present one. The documents stay as they are, byte for byte, with their padding.
//!
//! First a signed note says which bytes take the place of which; then the server replaces them,
//! each only if it still is what the note says. So a run that was broken off can be run again, by
//! anybody, and no colleague takes the new bytes for a change by the server.

use crate::act::watched::{Step, Watcher};
use crate::case::Case;
use crate::error::{self, DeskError, Kind};
use crate::files::digest;
use crate::notice::{Noted, Notice};
use crate::server::lines::{bounded, read_line};
use crate::session::Session;
use crate::texts::Texts;
use crate::trust::verified::{Opened, Verified};
use zegel_core::document::{NoteContent, Resealed};
use zegel_core::i18n::interpolate;
use zegel_core::id::EntryId;
use zegel_core::thread::SealedEntry;
use zegel_core::wire::{Bytes, EntryLine, Replacement};

/// So many names fit in the largest size class of a note, twice.
const MOST_IN_A_NOTE: usize = 200;

/// What is sealed for another set than the pinned one.
pub struct Waiting {
    /// The fingerprint of the pinned set.
    set: String,
    /// The entries, by case.
    cases: Vec<(Case, Vec<EntryId>)>,
    /// How many entries do not open here, and stay as they are.
    closed: usize,
}

impl Waiting {
    /// How many entries wait.
    pub fn count(&self) -> usize {
        self.cases.iter().map(|(_, entries)| entries.len()).sum()
    }
}

/// What became of the entries.
#[derive(Clone, Copy)]
pub struct Count {
    /// Sealed for the pinned set now.
    pub resealed: usize,
    /// Changed or gone meanwhile, and left as they are.
    pub changed: usize,
    /// Closed to this key.
    pub closed: usize,
    /// Whether whoever waits stopped it before the end.
    pub is_stopped: bool,
}

impl Count {
    /// In words: what was done, and what should be looked at.
    pub fn sentences(&self, texts: Texts) -> Vec<String> {
        let words = &texts.desk.desk;
        let with = |text: &str, count: usize| interpolate(text, &[("count", &count.to_string())]);
        let mut sentences = vec![with(&words.resealed, self.resealed)];
        if self.changed > 0 {
            sentences.push(texts.warning(&with(&words.resealed_changed, self.changed)));
        }
        if self.closed > 0 {
            sentences.push(texts.warning(&with(&words.resealed_closed, self.closed)));
        }
        sentences
    }
}

/// Looks for what is sealed for another set. A folder that was carried is refused, before a note says
/// that something was replaced.
pub fn waiting(session: &mut Session) -> Noted<Waiting> {
    Noted::collect(|notices| {
        if session.client.folder().is_some() {
            return Err(error::offline::needs_server());
        }
        let set = session.pins.fingerprint().to_string();
        let cases = notices.add(session.cases())?;
        let closed = cases.iter().flat_map(|(_, case)| case.rejected()).count();
        let waits = |entry: &&Verified| is_ours(&entry.opened) && entry.sealed_for.as_ref() != Some(&set);
        let mut waiting = Vec::new();
        for (head, case) in cases {
            let entries: Vec<EntryId> = case.entries.iter().filter(waits).map(|entry| entry.id).collect();
            if !head.is_withdrawn() && !entries.is_empty() {
                waiting.push((case, entries));
            }
        }
        Ok(Waiting { set, cases: waiting, closed })
    })
}

/// Seals it for the pinned set, case by case, until all is or whoever waits wants no more.
pub fn reseal(session: &mut Session, waiting: &Waiting, watcher: &mut Watcher<'_>) -> Noted<Count> {
    Noted::collect(|notices| {
        let of = waiting.count();
        let mut done = 0;
        let mut count = Count { resealed: 0, changed: 0, closed: waiting.closed, is_stopped: false };
        for (case, entries) in &waiting.cases {
            for entries in entries.chunks(MOST_IN_A_NOTE) {
                let resealed = notices.add(session.reseal(case, entries, &waiting.set, &mut count));
                if resealed.is_err() {
                    notices.push(Notice::ResealBroken { done: count.resealed, of });
                }
                resealed?;
                done += entries.len();
                if watcher(Step { done, of }).is_break() && done < of {
                    count.is_stopped = true;
                    return Ok(count);
                }
            }
        }
        Ok(count)
    })
}

/// Answers are the reporter's; what does not count is not sealed again. A former colleague's note is,
/// before anybody attests to it: else only the keys of before would open it.
fn is_ours(opened: &Opened) -> bool {
    match opened {
        Opened::Report(_) | Opened::Message(_) | Opened::Note(..) | Opened::Unattested(_) => true,
        Opened::Answer | Opened::Rejected(_) => false,
    }
}

impl Session {
    fn reseal(&mut self, case: &Case, entries: &[EntryId], set: &str, done: &mut Count) -> Noted<()> {
        Noted::collect(|notices| {
            let mut lines: Vec<EntryLine> = Vec::new();
            for line in bounded(self.client.entries(&[case.thread]), case.entries.len()) {
                let line = read_line(&line?)?;
                if entries.contains(&line.id) && lines.iter().all(|other| other.id != line.id) {
                    lines.push(line);
                }
            }
            let mut replacements: Vec<(EntryId, Resealed, Replacement)> = Vec::new();
            for line in lines {
                match self.sealed_anew(case, line)? {
                    Some(replacement) => replacements.push(replacement),
                    None => done.changed += 1,
                }
            }
            let named = replacements.iter().map(|(_, resealed, _)| resealed.clone()).collect();
            notices
                .add(self.say_once(case, NoteContent::Resealed { set: set.to_owned(), entries: named }))?;
            for (entry, _, replacement) in replacements {
                match self.client.replace(case.thread, entry, &replacement) {
                    Ok(()) => done.resealed += 1,
                    Err(error) if matches!(error.kind(), Kind::Changed | Kind::Gone) => done.changed += 1,
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        })
    }

    /// The same document for the pinned set; nothing if the server now shows other bytes than those
    /// that were judged.
    fn sealed_anew(
        &self,
        case: &Case,
        line: EntryLine,
    ) -> Result<Option<(EntryId, Resealed, Replacement)>, DeskError> {
        let was = digest(&line.sealed.0);
        let verified = case.entries.iter().find(|entry| entry.id == line.id);
        let sealed = match SealedEntry::from_bytes(line.direction, line.sealed.0) {
            Ok(SealedEntry::FromReporter(sealed) | SealedEntry::Desk(sealed)) => sealed,
            _ => return Ok(None),
        };
        if verified.is_none_or(|verified| verified.sealed != was) {
            return Ok(None);
        }
        let anew = self.identity.reseal(&sealed, self.pins.recipients())?;
        let now = digest(anew.as_bytes());
        let replacement = Replacement { replaces: was.clone(), sealed: Bytes(anew.as_bytes().to_vec()) };
        Ok(Some((line.id, Resealed { entry: line.id, was, now }, replacement)))
    }
}
