//! Unsent entries: what was sealed and sent, and perhaps did not arrive. They stand sealed in the state
//! folder, a file a sending, until the server has them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::server::offline::outbox::{self, Outbox, Outgoing};
use zegel_core::id::{Instance, ThreadId};
use zegel_core::wire::NewEntries;

/// The unsent entries of one installation. It helps or does nothing: where it cannot be written, a
/// sending that got no answer is told as one that was not kept.
pub struct Unsent {
    folder: PathBuf,
}

impl Unsent {
    /// Those in the state folder.
    pub fn at(state: &Path, instance: Instance) -> Self {
        Self { folder: state.join("unsent").join(instance.to_string()) }
    }

    /// Keeps a sending until it is known what became of it.
    pub fn keep(&self, thread: ThreadId, entries: &NewEntries) -> Option<Outgoing> {
        outbox::put(&self.folder, thread, entries).ok()
    }

    /// Forgets a sending.
    pub fn forget(sending: &Outgoing) {
        let _ = fs::remove_file(&sending.path);
    }

    /// All sendings.
    pub fn all(&self) -> Vec<Outgoing> {
        Outbox::Out.list(&self.folder)
    }

    /// Those for a thread.
    pub fn of(&self, thread: ThreadId) -> Vec<Outgoing> {
        let mut all = self.all();
        all.retain(|sending| sending.thread == thread);
        all
    }
}
