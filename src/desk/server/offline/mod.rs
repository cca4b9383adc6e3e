//! A folder that is carried between a computer with the server and one without a network. All in
//! it is sealed, and nothing in it is trusted on either side: who finds the medium can put
//! anything there.
//!
//! ```text
//! desk.json                      the installation, its recipients, the lists of threads
//! INSTANCE/THREAD.ENTRY…         sealed entries, named as in the cache
//! out/THREAD.ENTRY.json          sealed here, for the server
//! sent/THREAD.ENTRY.json         on the server, and not fetched back yet
//! ```

mod folder;
pub mod outbox;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use folder::Folder;

use crate::error::{self, DeskError};
use crate::files::{own_folder, read_bounded, write_whole};
use zegel_core::id::Instance;
use zegel_core::json::to_json;
use zegel_core::wire::{Session, ThreadHead};

/// A list of all threads: more than half a million.
const MOST_LIST: u64 = 64 * 1024 * 1024;

/// What `desk.json` says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FolderIndex {
    /// The installation.
    pub instance: Instance,
    /// The recipients file of the server.
    pub recipients: String,
    /// How many weeks a thread is kept after the last words.
    pub retention_weeks: u16,
    /// All threads.
    pub threads: Vec<ThreadHead>,
    /// Threads that were listed once and are not any more, although their time is not over. What was
    /// carried of them stays.
    pub vanished: Vec<ThreadHead>,
}

impl FolderIndex {
    /// What the server says now.
    pub fn new(session: &Session, threads: Vec<ThreadHead>, vanished: Vec<ThreadHead>) -> Self {
        let Session { instance, recipients, retention_weeks, .. } = session;
        let recipients = recipients.clone();
        let retention_weeks = *retention_weeks;
        Self { instance: *instance, recipients, retention_weeks, threads, vanished }
    }

    /// What the folder says.
    pub fn read(folder: &Path) -> Result<Self, DeskError> {
        let path = place(folder);
        let bytes = read_bounded(&path, MOST_LIST).map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                error::offline::none(folder)
            } else {
                error::offline::damaged(&path)
            }
        })?;
        serde_json::from_slice(&bytes).map_err(|_| error::offline::damaged(&path))
    }

    /// Writes them, whole or not at all.
    pub fn write(&self, folder: &Path) -> Result<(), DeskError> {
        let path = place(folder);
        write_whole(&path, to_json(self).as_bytes()).map_err(|error| error::files::write(&path, error))
    }
}

/// The folder for what a server with this installation has: a new one, or one of the same.
pub fn folder_for(folder: &Path, instance: Instance) -> Result<(), DeskError> {
    if fs::symlink_metadata(place(folder)).is_ok() {
        return is_of(folder, instance);
    }
    for folder in [folder.to_owned(), folder.join(instance.to_string())] {
        own_folder(&folder).map_err(|error| error::files::write(&folder, error))?;
    }
    Ok(())
}

/// Refuses the folder of another installation.
pub fn is_of(folder: &Path, instance: Instance) -> Result<(), DeskError> {
    match FolderIndex::read(folder)? {
        facts if facts.instance == instance => Ok(()),
        _ => Err(error::offline::other_server(folder)),
    }
}

fn place(folder: &Path) -> PathBuf {
    folder.join("desk.json")
}
