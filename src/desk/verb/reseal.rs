//! `zegel reseal`: after a change of recipients, everything sealed for the set before is sealed for
//! the present one. The documents stay as they are, byte for byte, with their padding.
//!
//! First a signed note says which bytes take the place of which; then the server replaces them,
//! each only if it still is what the note says. So a run that was broken off can be run again, by
//! anybody, and no colleague takes the new bytes for a change by the server.

use clap::Args;
use serde_json::json;

use crate::case::Case;
use crate::config::Settings;
use crate::error::{self, DeskError, Kind};
use crate::files::digest;
use crate::notice::Noted;
use crate::progress::Progress;
use crate::server::lines::{bounded, read_line};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::trust::verified::{Opened, Verified};
use zegel_core::document::{NoteContent, Resealed};
use zegel_core::i18n::interpolate;
use zegel_core::id::EntryId;
use zegel_core::thread::SealedEntry;
use zegel_core::wire::{Bytes, EntryLine, Replacement};

/// So many names fit in the largest size class of a note, twice.
const MOST_IN_A_NOTE: usize = 200;

/// The arguments of the verb.
#[derive(Args)]
pub struct Reseal {}

impl Reseal {
    /// Seals what is sealed for another set, case by case.
    pub fn run(settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        if session.client.folder().is_some() {
            // Before a note says that something was replaced.
            return Err(error::offline::needs_server());
        }
        let set = session.pins.fingerprint().to_string();
        let cases = session.cases().print_notices(terminal)?;
        let waits = |entry: &&Verified| is_ours(&entry.opened) && entry.sealed_for.as_ref() != Some(&set);
        let waiting: Vec<(&Case, Vec<EntryId>)> = cases
            .iter()
            .filter(|(head, _)| !head.is_withdrawn())
            .map(|(_, case)| (case, case.entries.iter().filter(waits).map(|entry| entry.id).collect()))
            .collect();
        let closed = cases.iter().flat_map(|(_, case)| case.rejected()).count();
        let count = waiting.iter().map(|(_, entries)| entries.len()).sum();
        let bar = Progress::Bar(&terminal.texts.desk.desk.resealing).start(count);
        let mut done = Count { resealed: 0, changed: 0, closed };
        for (case, entries) in waiting {
            for entries in entries.chunks(MOST_IN_A_NOTE) {
                session.reseal(case, entries, &set, &mut done).print_notices(terminal)?;
                bar.inc(entries.len() as u64);
            }
        }
        bar.finish_and_clear();
        done.tell(terminal);
        Ok(())
    }
}

/// What became of the entries.
struct Count {
    resealed: usize,
    changed: usize,
    closed: usize,
}

impl Count {
    fn tell(&self, terminal: &Terminal) {
        let Self { resealed, changed, closed } = *self;
        if terminal.is_json() {
            return terminal
                .print_json(&json!({ "resealed": resealed, "changed": changed, "unopened": closed }));
        }
        terminal
            .inform(&interpolate(&terminal.texts.desk.desk.resealed, &[("count", &resealed.to_string())]));
        if changed > 0 {
            terminal.warn(&interpolate(
                &terminal.texts.desk.desk.resealed_changed,
                &[("count", &changed.to_string())],
            ));
        }
        if closed > 0 {
            terminal.warn(&interpolate(
                &terminal.texts.desk.desk.resealed_closed,
                &[("count", &closed.to_string())],
            ));
        }
    }
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
            notices.add(self.say(case, NoteContent::Resealed { set: set.to_owned(), entries: named }))?;
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
