//! The folder in the place of a server, on a computer without a network.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::FolderIndex;
use super::outbox::{self, Outbox, Outgoing};
use crate::error::{self, DeskError};
use crate::files::digest;
use crate::server::lines::Line;
use crate::server::sealed_folder::{Found, SealedFolder};
use zegel_core::id::ThreadId;
use zegel_core::json::to_json;
use zegel_core::signature::DeskKey;
use zegel_core::wire::{EntryHead, EntryLine, NewEntries, NewEntry, Session, ThreadHead};

/// A folder that was fetched.
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// The key that signs.
    pub key: DeskKey,
    /// What the server said of itself.
    pub session: Session,
    heads: Vec<ThreadHead>,
    sealed: SealedFolder,
    written: Vec<Outgoing>,
}

impl Folder {
    /// Opens it as if it were the server.
    pub fn open(path: &Path, key: DeskKey) -> Result<Self, DeskError> {
        let FolderIndex { instance, recipients, retention_weeks, threads, vanished: _ } =
            FolderIndex::read(path)?;
        // A folder is no session, and cannot be told what is gone.
        let [id, nonce, generation] = [const { String::new() }; 3];
        let proof_wanted = false;
        let alarms = Vec::new();
        let week = None;
        let session = Session {
            id,
            nonce,
            instance,
            recipients,
            proof_wanted,
            retention_weeks,
            generation,
            week,
            alarms,
        };
        let sealed = SealedFolder::at(path, instance);
        let written = [Outbox::Out, Outbox::Sent].into_iter().flat_map(|tray| tray.list(path)).collect();
        Ok(Self { path: path.to_owned(), key, session, heads: threads, sealed, written })
    }

    /// All threads, with what was written here.
    pub fn threads(&self) -> Vec<ThreadHead> {
        let mut heads = self.heads.clone();
        for outgoing in &self.written {
            let head = heads.iter_mut().find(|head| head.id == outgoing.thread && !head.is_withdrawn());
            if let (Some(head), Some(new)) = (head, outgoing.read()) {
                add(head, &new);
            }
        }
        heads
    }

    /// The entries of these threads. What is missing or damaged is left out.
    pub fn entries(&self, threads: &[ThreadId]) -> impl Iterator<Item = Line> + Send + use<> {
        let threads: BTreeSet<ThreadId> = threads.iter().copied().collect();
        let heads = self.heads.iter().filter(|head| threads.contains(&head.id) && !head.is_withdrawn());
        let listed = heads.flat_map(|head| head.entries.iter().map(|entry| (head.id, entry.id)));
        let kept: Vec<Found> = listed.filter_map(|(thread, id)| self.sealed.find(thread, id)).collect();
        let written = self.written.iter().filter(|outgoing| threads.contains(&outgoing.thread));
        let written: Vec<Outgoing> = written.cloned().collect();
        let kept = kept.into_iter().filter_map(|found| found.read());
        kept.chain(written.into_iter().flat_map(|outgoing| lines(&outgoing)))
            .map(|line| Ok(to_json(&line).into_bytes()))
    }

    /// All that was carried of a thread, whatever the list says of it.
    pub fn copies(&self, thread: ThreadId) -> Vec<EntryLine> {
        self.sealed.copies(thread)
    }

    /// Removes what was carried of a thread.
    pub fn forget(&mut self, thread: ThreadId) {
        self.sealed.forget(thread);
    }

    /// Keeps what was sealed here, for `zegel send --from`.
    pub fn send(&mut self, thread: ThreadId, entries: &NewEntries) -> Result<(), DeskError> {
        if !self.heads.iter().any(|head| head.id == thread && !head.is_withdrawn()) {
            return Err(error::server::gone());
        }
        self.written.push(outbox::put(&self.path, thread, entries)?);
        Ok(())
    }
}

/// Lists what was written here, unless the server has it already.
fn add(head: &mut ThreadHead, new: &NewEntries) {
    for entry in &new.entries {
        if !head.entries.iter().any(|known| known.id == entry.id) {
            head.entries.push(EntryHead { id: entry.id, version: version(entry) });
        }
    }
}

fn lines(outgoing: &Outgoing) -> Vec<EntryLine> {
    let thread = outgoing.thread;
    let line = |entry: NewEntry| {
        let version = version(&entry);
        let NewEntry { id, direction, sealed } = entry;
        EntryLine { thread, id, version, direction, sealed }
    };
    outgoing.read().map_or_else(Vec::new, |new| new.entries.into_iter().map(line).collect())
}

/// A number that changes when the body does.
fn version(entry: &NewEntry) -> u64 {
    u64::from_str_radix(&digest(&entry.sealed.0)[..16], 16).unwrap_or_default()
}
