//! A folder in memory: for a file that another program must be able to open and that may not touch
//! a disk. Its owner alone may look into it, it is wiped with all that is in it, and what a killed
//! program left is wiped at the next start.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

use crate::files::private_folder;
use crate::platform::{is_memory, is_own, lock, memory_folders, try_lock};
use crate::signals::{OnEnd, on_end};
use zegel_core::id::random;

/// How each of them is called, before sixteen hex digits.
const NAME: &str = "zegel-";

/// Why there is none.
pub enum NoFolder {
    /// This system keeps no folders in memory.
    NoMemory,
    /// This place is on a disk.
    NotMemory(PathBuf),
    /// It could not be made.
    Failed(io::Error),
}

/// The folder. It is wiped and removed when this is dropped, and at a signal.
pub struct MemoryFolder {
    path: PathBuf,
    // Dropped first: while it is locked, no other start of the program takes it for left over.
    _wiped: OnEnd,
    _lock: fs::File,
}

impl MemoryFolder {
    /// A new and empty one.
    pub fn new() -> Result<Self, NoFolder> {
        let place = memory_folders().into_iter().next().ok_or(NoFolder::NoMemory)?;
        if !is_memory(&place) {
            return Err(NoFolder::NotMemory(place));
        }
        Self::within(&place).map_err(NoFolder::Failed)
    }

    fn within(place: &Path) -> io::Result<Self> {
        let number = random::<8>().map_err(io::Error::other)?;
        let path = place.join(format!("{NAME}{}", HEXLOWER.encode(&number)));
        private_folder(&path)?;
        let lock = lock(&path)?;
        // Another start may have taken it for left over before it was locked.
        if !path.exists() {
            return Err(ErrorKind::NotFound.into());
        }
        let wiped = path.clone();
        Ok(Self { path, _wiped: on_end(move || wipe(&wiped)), _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Wipes the folders that a program of this person left and no running one holds.
pub fn wipe_left_over() {
    for place in memory_folders() {
        for entry in fs::read_dir(place).into_iter().flatten().flatten() {
            if is_ours(&entry.path()) && is_left_over(&entry.path()) {
                wipe(&entry.path());
            }
        }
    }
}

/// Whether it has such a name, and is a folder of this person and no link to one.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let number = name.strip_prefix(NAME).unwrap_or_default();
    let is_named_so = HEXLOWER.decode(number.as_bytes()).is_ok_and(|number| number.len() == 8);
    is_named_so && is_own(path)
}

/// Whether no running program has locked it.
fn is_left_over(path: &Path) -> bool {
    try_lock(path).is_ok()
}

/// Overwrites each file below, and removes the folder.
fn wipe(folder: &Path) {
    overwrite_below(folder);
    let _ = fs::remove_dir_all(folder);
}

fn overwrite_below(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            overwrite_below(&entry.path());
        } else if kind.is_file() {
            let _ = overwrite(&entry.path());
        }
    }
}

fn overwrite(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let length = file.metadata()?.len();
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    file.flush()
}
