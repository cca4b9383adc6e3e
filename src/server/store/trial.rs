//! Trial store: one on the disk beside the database, for a test of this program, with the settings and
//! in the folder of the real one. Nothing of it is left.

use std::fs::File;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::db_files::{beside, files, folder};
use super::{OpenError, Options, Store};

/// A store for a trial. Its files are removed when this is dropped.
pub struct TrialStore {
    pub store: Store,
    file: PathBuf,
    /// Locked, so that one trial at a time has these files. The kernel releases it with the process.
    _folder: File,
}

impl TrialStore {
    /// Makes one beside this database, when no other trial has its place.
    pub fn beside(database: &Path, options: Options) -> Result<Self, OpenError> {
        let folder = File::open(folder(database))?;
        flock(&folder, FlockOperation::LockExclusive).map_err(std::io::Error::from)?;
        let file = beside(database, ".selftest");
        // What a trial left that was killed.
        remove(&file);
        let store = Store::open(&file, options)?;
        Ok(Self { store, file, _folder: folder })
    }
}

impl Drop for TrialStore {
    fn drop(&mut self) {
        remove(&self.file);
    }
}

fn remove(file: &Path) {
    for file in files(file) {
        // One that is not there need not go.
        let _ = std::fs::remove_file(file);
    }
}
