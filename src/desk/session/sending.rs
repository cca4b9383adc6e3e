//! Sending: what is sealed for a case goes to the server once, also when an answer was lost. What got
//! no answer is kept sealed, and the same words for the same case go with the same ids again, so that
//! the server has them once.

use crate::case::Case;
use crate::error::{self, DeskError, Kind};
use crate::notice::{Noted, Notice};
use crate::server::offline::outbox::Outgoing;
use crate::session::Session;
use crate::session::unsent::Unsent;
use zegel_core::document::{DeskDocument, NoteContent, SignedNote};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::json::to_json;
use zegel_core::seal::ForDesk;
use zegel_core::thread::Direction;
use zegel_core::wire::{NewEntries, NewEntry, ThreadHead};

/// Entries for a thread, sealed.
pub struct Sending {
    thread: ThreadId,
    entries: NewEntries,
    /// Whether the server has them already, from a try that got no answer.
    has_arrived: bool,
}

impl Sending {
    /// Entries that were never sent.
    pub fn new(thread: ThreadId, entries: Vec<NewEntry>) -> Self {
        Self { thread, entries: NewEntries { entries }, has_arrived: false }
    }

    /// The id of the first entry.
    pub fn id(&self) -> Option<EntryId> {
        self.entries.entries.first().map(|entry| entry.id)
    }

    /// Entries of a try that got no answer.
    fn again(case: &Case, entries: NewEntries) -> Self {
        let is_there = |new: &NewEntry| case.entries.iter().any(|entry| entry.id == new.id);
        let has_arrived = entries.entries.iter().all(is_there);
        Self { thread: case.thread, entries, has_arrived }
    }
}

impl Session {
    /// A note for a case: the one of a try that got no answer, or a new one.
    pub fn note_to_send(&self, case: &Case, content: NoteContent) -> Result<Sending, DeskError> {
        let wanted = to_json(&content);
        if let Some(sending) = self.unanswered(case, |content| to_json(content) == wanted) {
            return Ok(sending);
        }
        Ok(Sending::new(case.thread, vec![self.sealed_note(case, content)?]))
    }

    /// The entries of a try that got no answer, whose note is the one that is looked for. They are
    /// opened for that: nothing of what was written is beside them.
    pub fn unanswered(&self, case: &Case, is_wanted: impl Fn(&NoteContent) -> bool) -> Option<Sending> {
        let set = self.pins.fingerprint().to_string();
        for kept in self.unsent.of(case.thread) {
            let Some(entries) = kept.read() else { continue };
            let note = entries.entries.iter().find_map(|entry| self.own_note(case.thread, entry));
            if note.is_some_and(|note| note.sealed_for == set && is_wanted(&note.content)) {
                return Some(Sending::again(case, entries));
            }
        }
        None
    }

    /// The note in an entry, if this caseworker signed it for this place.
    fn own_note(&self, thread: ThreadId, entry: &NewEntry) -> Option<SignedNote> {
        if entry.direction != Direction::Desk {
            return None;
        }
        let sealed = ForDesk::from_bytes(entry.sealed.0.clone()).ok()?;
        let plain = self.identity.open(&sealed).ok()?;
        let DeskDocument::Note(note) = DeskDocument::parse(&plain).ok()? else { return None };
        let is_own = note.is_signed_by(self.client.key().public(), self.pins.instance, thread, entry.id);
        note.unverified().filter(|_| is_own)
    }

    /// Sends entries, or puts them into the folder. Until the server has answered they are kept.
    pub fn send(&mut self, sending: &Sending) -> Noted<()> {
        Noted::collect(|notices| {
            if sending.has_arrived {
                notices.push(Notice::HadArrived);
                self.forget_unsent(sending);
                return Ok(());
            }
            if let Some(folder) = self.client.folder().map(ToOwned::to_owned) {
                self.client.send(sending.thread, &sending.entries)?;
                notices.push(Notice::WaitsInFolder(folder));
                return Ok(());
            }
            let delivered = self.deliver(sending);
            notices.extend(self.client.new_stand_in().map(Notice::OtherServer));
            delivered
        })
    }

    fn deliver(&mut self, sending: &Sending) -> Result<(), DeskError> {
        let was_kept = self.find_unsent(sending).is_some();
        let is_kept = was_kept || self.unsent.keep(sending.thread, &sending.entries).is_some();
        match self.client.send(sending.thread, &sending.entries) {
            Err(error) if error.kind() == Kind::Uncertain || (was_kept && error.kind() == Kind::Away) => {
                let id = sending.thread.short();
                Err(if is_kept { error::server::uncertain_kept(error, id) } else { error })
            }
            done => {
                self.forget_unsent(sending);
                done
            }
        }
    }

    fn find_unsent(&self, sending: &Sending) -> Option<Outgoing> {
        let mut all = self.unsent.of(sending.thread).into_iter();
        all.find(|kept| kept.read().is_some_and(|entries| first(&entries) == sending.id()))
    }

    fn forget_unsent(&self, sending: &Sending) {
        if let Some(kept) = self.find_unsent(sending) {
            Unsent::forget(&kept);
        }
    }

    /// The threads for which something waits that the server does not list. What a thread that is gone
    /// for good was to be sent is forgotten.
    pub(super) fn waiting(&self, heads: &[ThreadHead]) -> Vec<ThreadId> {
        let mut waiting = Vec::new();
        for kept in self.unsent.all() {
            let id = kept.read().as_ref().and_then(first);
            let head = heads.iter().find(|head| head.id == kept.thread && !head.is_withdrawn());
            match (head, id) {
                (Some(head), Some(id)) if head.entries.iter().all(|entry| entry.id != id) => {
                    waiting.push(kept.thread);
                }
                (Some(_), Some(_)) => {}
                (None, Some(_)) if self.pins.remembers(kept.thread) => {}
                _ => Unsent::forget(&kept),
            }
        }
        waiting.dedup();
        waiting
    }

    /// Forgets what the server has of a case that is shown whole now.
    pub(super) fn forget_arrived(&self, head: &ThreadHead) {
        for kept in self.unsent.of(head.id) {
            let id = kept.read().as_ref().and_then(first);
            if id.is_some_and(|id| head.entries.iter().any(|entry| entry.id == id)) {
                Unsent::forget(&kept);
            }
        }
    }

    /// Keeps one note with a case, and gives its id.
    pub fn say(&mut self, case: &Case, content: NoteContent) -> Noted<EntryId> {
        Noted::collect(|notices| {
            let sending = self.note_to_send(case, content)?;
            notices.add(self.send(&sending))?;
            sending.id().ok_or_else(error::sealing)
        })
    }

    /// The same for a note that no command would write a second time, or that does no harm there twice:
    /// it is not kept where its answer is lost.
    pub fn say_once(&mut self, case: &Case, content: NoteContent) -> Noted<EntryId> {
        Noted::collect(|notices| {
            let entry = self.sealed_note(case, content)?;
            let id = entry.id;
            self.client.send(case.thread, &NewEntries { entries: vec![entry] })?;
            if let Some(folder) = self.client.folder() {
                notices.push(Notice::WaitsInFolder(folder.to_owned()));
            }
            Ok(id)
        })
    }
}

fn first(entries: &NewEntries) -> Option<EntryId> {
    entries.entries.first().map(|entry| entry.id)
}
