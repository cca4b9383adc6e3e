//! A folder in memory: for a file that another program must be able to open and that may not touch
//! a disk. Its owner alone may look into it, it is wiped with all that is in it, and what a killed
//! program left is wiped at the next start.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

use crate::files::lock;
use crate::files::private_folder;
use crate::signals::{OnEnd, on_end};
use zegel_core::id::random;

/// Where it is made if the environment names no other place.
const SHARED: &str = "/dev/shm";
/// How each of them is called, before sixteen hex digits.
const NAME: &str = "zegel-";
/// What statfs says of a tmpfs: TMPFS_MAGIC of linux/magic.h.
#[cfg(target_os = "linux")]
const TMPFS: u64 = 0x0102_1994;

/// Why there is none.
pub enum NoFolder {
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
    _lock: Lock,
}

#[cfg(unix)]
type Lock = fs::File;
#[cfg(not(unix))]
type Lock = ();

impl MemoryFolder {
    /// A new and empty one.
    pub fn new() -> Result<Self, NoFolder> {
        let place = place().unwrap_or_else(|| PathBuf::from(SHARED));
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

/// The place that the environment names.
fn place() -> Option<PathBuf> {
    env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute())
}

/// Whether a folder lies in memory (a tmpfs).
#[cfg(target_os = "linux")]
pub fn is_memory(folder: &Path) -> bool {
    rustix::fs::statfs(folder).is_ok_and(|system| u64::try_from(system.f_type).is_ok_and(|t| t == TMPFS))
}

/// Whether a folder lies in memory, which cannot be seen here.
#[cfg(not(target_os = "linux"))]
pub fn is_memory(_: &Path) -> bool {
    false
}

/// Wipes the folders that a program of this person left and no running one holds.
pub fn wipe_left_over() {
    for place in place().into_iter().chain([PathBuf::from(SHARED)]) {
        for entry in fs::read_dir(place).into_iter().flatten().flatten() {
            if is_ours(&entry.path()) && is_left_over(&entry.path()) {
                wipe(&entry.path());
            }
        }
    }
}

/// Whether it is a folder, no link, has such a name, and belongs to this person.
#[cfg(unix)]
fn is_ours(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let number = name.strip_prefix(NAME).unwrap_or_default();
    let is_named_so = HEXLOWER.decode(number.as_bytes()).is_ok_and(|number| number.len() == 8);
    let own = rustix::process::geteuid().as_raw();
    is_named_so && fs::symlink_metadata(path).is_ok_and(|data| data.is_dir() && data.uid() == own)
}

#[cfg(not(unix))]
fn is_ours(_: &Path) -> bool {
    false
}

/// Whether no running program has locked it.
#[cfg(unix)]
fn is_left_over(path: &Path) -> bool {
    use rustix::fs::{FlockOperation, flock};
    let folder = fs::File::open(path);
    folder.is_ok_and(|folder| flock(&folder, FlockOperation::NonBlockingLockExclusive).is_ok())
}

#[cfg(not(unix))]
fn is_left_over(_: &Path) -> bool {
    false
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
