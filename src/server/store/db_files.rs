//! Database files: whether their paths still lead to what is open, and whether the disk has room.
//!
//! SQLite goes on writing into a file that was deleted, moved or covered by another file system;
//! what is acknowledged then would be gone when the process ends. And what takes something back
//! has to write before anything becomes smaller, so some room is kept for that.

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FallocateFlags, fallocate, statvfs};

use crate::event::Fault;

/// The room on the disk, in bytes, below which no report is accepted. What waits can be written at once.
const LEAST: u64 = 8 << 20;
/// Bytes that are reserved beside the database, and given back when the disk is nearly full: enough to
/// withdraw the longest conversations, whatever else fills the disk.
const RESERVE: u64 = 4 << 20;
/// The room with which reports are accepted again: the reserve is back, and is not given up at once.
const ENOUGH: u64 = RESERVE + 2 * LEAST;

/// Device and inode of a file; nothing if there is none.
type Identity = Option<(u64, u64)>;

/// The files of an open database.
pub(super) struct DbFiles {
    file: PathBuf,
    reserve: Option<PathBuf>,
    opened: [Identity; 3],
    short: bool,
}

impl DbFiles {
    /// The files of the server that serves them, before they are opened. Keeps a reserve, which it gives
    /// up at once if the disk is full.
    pub(super) fn with_reserve(file: &Path) -> Self {
        let mut files = Self::new(file);
        files.reserve = Some(beside(file, ".reserve"));
        files.short = free(file).is_some_and(|free| free < LEAST);
        files.keep_reserve();
        files
    }

    /// The files of a process beside the server, before they are opened.
    pub(super) fn new(file: &Path) -> Self {
        Self { file: file.to_owned(), reserve: None, opened: [None; 3], short: false }
    }

    /// Remembers which files were opened.
    pub(super) fn opened(mut self) -> Self {
        self.opened = identities(&self.file);
        self
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Where what is open can be written before it is lost: beside the path at which it was, unless another
    /// volume is there now.
    pub(super) fn rescue_file(&self) -> Option<PathBuf> {
        let (device, _) = self.opened[0]?;
        let here = folder(&self.file).metadata().ok()?.dev();
        (here == device).then(|| beside(&self.file, ".rescued"))
    }

    /// The fault of the files or the disk now, if there is one.
    pub(super) fn fault(&mut self) -> Option<Fault> {
        if identities(&self.file) != self.opened {
            return Some(Fault::Lost);
        }
        let wanted = if self.short { ENOUGH } else { LEAST };
        let short = free(&self.file).is_some_and(|free| free < wanted);
        if short != self.short {
            self.short = short;
            self.keep_reserve();
        }
        short.then_some(Fault::Short)
    }

    /// Makes the reserve, or removes it when the disk is nearly full. Where neither can be done, there is
    /// the room that `LEAST` leaves.
    fn keep_reserve(&self) {
        let Some(reserve) = &self.reserve else { return };
        if self.short {
            let _ = std::fs::remove_file(reserve);
        } else if let Ok(file) =
            File::options().write(true).create(true).truncate(false).mode(0o600).open(reserve)
        {
            let _ = fallocate(&file, FallocateFlags::empty(), 0, RESERVE);
        }
    }
}

/// The path beside a file: the same, with a suffix.
pub fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    name.into()
}

/// The database itself, its log and its index.
pub(super) fn files(file: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|suffix| beside(file, suffix))
}

fn identities(file: &Path) -> [Identity; 3] {
    files(file).map(|file| std::fs::metadata(file).ok().map(|found| (found.dev(), found.ino())))
}

/// The most links that lead to a file, as the kernel counts them.
const MOST_LINKS: usize = 40;

/// The path of a file from the root, with no link in it. SQLite, the kernel's confinement and this
/// program each name the folder of the database, and all of them have to mean the same one.
pub fn real_path(file: &Path) -> PathBuf {
    let mut file = file.to_owned();
    // The file may not be there yet, but the link to where it will be is.
    for _ in 0..MOST_LINKS {
        let Ok(target) = std::fs::read_link(&file) else { break };
        file = folder(&file).join(target);
    }
    let absolute = || std::path::absolute(&file).unwrap_or_else(|_| file.clone());
    match (folder(&file).canonicalize(), file.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => absolute(),
    }
}

/// The folder that a file lies in.
pub fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Bytes that may still be written beside a file; nothing if the system does not tell.
pub fn free(file: &Path) -> Option<u64> {
    let found = statvfs(folder(file)).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}
