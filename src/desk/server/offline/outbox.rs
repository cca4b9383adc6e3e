//! What was sealed without a network and is for the server: a file a sending, whose name says for
//! which thread, and whose content is the body of the request.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{self, DeskError};
use crate::files::{is_own_folder, own_folder, read_bounded, write_whole};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::json::to_json;
use zegel_core::seal::{ForDesk, ForReporter};
use zegel_core::thread::Direction;
use zegel_core::wire::{NewEntries, NewEntry};

/// A reply with its copy in base64, twice.
const MOST: u64 = 1024 * 1024;
/// More files than a team writes between two journeys.
const MOST_FILES: usize = 10_000;
/// So many entries the server takes at once.
const MOST_ENTRIES: usize = 16;

/// Where a sending stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outbox {
    /// For the server.
    Out,
    /// On the server, until it is fetched back.
    Sent,
}

/// One sending.
#[derive(Clone)]
pub struct Outgoing {
    /// The thread it is for.
    pub thread: ThreadId,
    /// The file.
    pub path: PathBuf,
}

impl Outbox {
    fn place(self, folder: &Path) -> PathBuf {
        folder.join(match self {
            Self::Out => "out",
            Self::Sent => "sent",
        })
    }

    /// The sendings there, in the order of their names. Links, and names that are not ours, are
    /// left alone.
    pub fn list(self, folder: &Path) -> Vec<Outgoing> {
        let place = self.place(folder);
        let files = is_own_folder(&place).then(|| fs::read_dir(&place).ok()).flatten();
        let files = files.into_iter().flatten().flatten();
        let plain = files.filter(|file| file.file_type().is_ok_and(|kind| kind.is_file()));
        let ours = plain.filter_map(|file| {
            Some(Outgoing { thread: thread_of(file.file_name().to_str()?)?, path: file.path() })
        });
        let mut list: Vec<Outgoing> = ours.take(MOST_FILES).collect();
        list.sort_by(|a, b| a.path.cmp(&b.path));
        list
    }
}

/// The thread in `THREAD.ENTRY.json`.
fn thread_of(name: &str) -> Option<ThreadId> {
    let (thread, entry) = name.strip_suffix(".json")?.split_once('.')?;
    entry.parse::<EntryId>().ok()?;
    thread.parse().ok()
}

/// Keeps a sending for the server.
pub fn put(folder: &Path, thread: ThreadId, entries: &NewEntries) -> Result<Outgoing, DeskError> {
    let place = made(Outbox::Out, folder)?;
    let name = EntryId::random()?;
    let path = place.join(format!("{thread}.{name}.json"));
    write_whole(&path, to_json(entries).as_bytes()).map_err(|error| error::files::write(&path, error))?;
    Ok(Outgoing { thread, path })
}

fn made(tray: Outbox, folder: &Path) -> Result<PathBuf, DeskError> {
    let place = tray.place(folder);
    own_folder(&place).map_err(|_| error::offline::place(&place))?;
    Ok(place)
}

impl Outgoing {
    /// What is to be sent, if all of it is sealed.
    pub fn read(&self) -> Option<NewEntries> {
        let bytes = read_bounded(&self.path, MOST).ok()?;
        let read: NewEntries = serde_json::from_slice(&bytes).ok()?;
        let bounded = (1..=MOST_ENTRIES).contains(&read.entries.len());
        (bounded && read.entries.iter().all(is_sealed)).then_some(read)
    }

    /// Puts it with what is on the server.
    pub fn is_sent(&self, folder: &Path) -> Result<(), DeskError> {
        let place = made(Outbox::Sent, folder)?;
        let name = self.path.file_name().unwrap_or_default();
        fs::rename(&self.path, place.join(name)).map_err(|error| error::files::write(&place, error))
    }
}

/// Whether it looks from outside as something that may leave this computer.
fn is_sealed(entry: &NewEntry) -> bool {
    let sealed = entry.sealed.0.clone();
    match entry.direction {
        Direction::FromReporter => false,
        Direction::ToReporter => ForReporter::from_bytes(sealed).is_ok_and(|sealed| sealed.outside().is_ok()),
        Direction::Desk => ForDesk::from_bytes(sealed).is_ok_and(|sealed| sealed.outside().is_ok()),
    }
}

/// Removes what was sent before the server was asked for its list.
pub fn clear_sent(folder: &Path) {
    for outgoing in Outbox::Sent.list(folder) {
        let _ = fs::remove_file(outgoing.path);
    }
}
