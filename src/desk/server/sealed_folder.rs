//! Sealed entries in a folder, one file an entry, whose name says all that is known without opening
//! it, with the digest of what must be in it. For what is carried, and for what is kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::files::digest;
use crate::files::{is_own_folder, read_bounded};
use crate::files::{private_folder, write_new};
use zegel_core::id::{EntryId, Instance, ThreadId};
use zegel_core::thread::Direction;
use zegel_core::wire::{Bytes, EntryHead, EntryLine, ThreadHead};

/// Above the largest size class for sixteen recipients.
const MOST: u64 = 256 * 1024;
/// More files than a server is believed to have entries.
const MOST_FILES: usize = 200_000;

/// The sealed entries of one installation in a folder.
pub struct SealedFolder {
    folder: Option<PathBuf>,
    files: BTreeMap<(ThreadId, EntryId), EntryFile>,
}

#[derive(Clone)]
struct EntryFile {
    version: u64,
    direction: Direction,
    digest: String,
}

/// The file of one entry.
pub struct Found {
    thread: ThreadId,
    id: EntryId,
    entry_file: EntryFile,
    path: PathBuf,
}

impl SealedFolder {
    /// What is kept in this folder of one installation; without a folder, nothing ever.
    pub fn open(folder: Option<PathBuf>, instance: Instance) -> Self {
        let folder = folder.map(|folder| folder.join(instance.to_string()));
        let folder = folder.filter(|folder| private_folder(folder).is_ok());
        let files = folder.as_deref().map(names).unwrap_or_default();
        Self { folder, files }
    }

    /// What is in a folder that somebody else made, in which nothing is made here.
    pub fn at(folder: &Path, instance: Instance) -> Self {
        let folder = Some(folder.join(instance.to_string())).filter(|folder| is_own_folder(folder));
        let files = folder.as_deref().map(names).unwrap_or_default();
        Self { folder, files }
    }

    /// Whether this very body is here.
    pub fn has(&self, thread: ThreadId, entry: &EntryHead) -> bool {
        self.files.get(&(thread, entry.id)).is_some_and(|file| file.version == entry.version)
    }

    /// The entry, if it is here and whole.
    pub fn read(&self, thread: ThreadId, id: EntryId) -> Option<EntryLine> {
        self.find(thread, id)?.read()
    }

    /// Where the entry is, if it is here.
    pub fn find(&self, thread: ThreadId, id: EntryId) -> Option<Found> {
        let file = self.files.get(&(thread, id))?;
        Some(Found { thread, id, entry_file: file.clone(), path: self.file(thread, id, file)? })
    }

    /// Keeps an entry in the place of another body of it, or says why not.
    pub fn put(&mut self, line: &EntryLine) -> std::io::Result<()> {
        let version = line.version;
        let direction = line.direction;
        let file = EntryFile { version, direction, digest: digest(&line.sealed.0) };
        let path = self.file(line.thread, line.id, &file).ok_or(std::io::ErrorKind::NotFound)?;
        let earlier = self.find(line.thread, line.id).map(|found| found.path);
        for path in earlier.iter().chain([&path]) {
            let _ = fs::remove_file(path);
        }
        write_new(&path, &line.sealed.0)?;
        self.files.insert((line.thread, line.id), file);
        Ok(())
    }

    /// Removes bodies that were replaced, and threads that nobody wants to keep.
    pub fn prune(&mut self, heads: &[ThreadHead], is_kept: impl Fn(ThreadId) -> bool) {
        let listed = listed(heads);
        self.retain(|thread, entry, version| {
            let is_replaced = listed.get(&(thread, entry)).is_some_and(|now| *now != version);
            !is_replaced && is_kept(thread)
        });
    }

    /// All that is here of a thread, and whole.
    pub fn copies(&self, thread: ThreadId) -> Vec<EntryLine> {
        let entries = self.files.keys().filter(|(of, _)| *of == thread);
        entries.filter_map(|(_, entry)| self.read(thread, *entry)).collect()
    }

    /// How many entries of a thread are here.
    pub fn count(&self, thread: ThreadId) -> usize {
        self.files.keys().filter(|(of, _)| *of == thread).count()
    }

    /// Removes what a thread left here.
    pub fn forget(&mut self, thread: ThreadId) {
        self.retain(|of, _, _| of != thread);
    }

    fn retain(&mut self, stays: impl Fn(ThreadId, EntryId, u64) -> bool) {
        let removed: Vec<_> =
            self.files.iter().filter(|((t, e), file)| !stays(*t, *e, file.version)).collect();
        let removed: Vec<_> = removed.into_iter().map(|((t, e), file)| (*t, *e, file.clone())).collect();
        for (thread, entry, file) in removed {
            if let Some(path) = self.file(thread, entry, &file) {
                let _ = fs::remove_file(path);
            }
            self.files.remove(&(thread, entry));
        }
    }

    fn file(&self, thread: ThreadId, entry: EntryId, file: &EntryFile) -> Option<PathBuf> {
        let EntryFile { version, direction, digest } = file;
        let direction = direction.to_number();
        Some(self.folder.as_ref()?.join(format!("{thread}.{entry}.{direction}.{version:016x}.{digest}")))
    }
}

impl Found {
    /// The entry, if it is whole.
    pub fn read(&self) -> Option<EntryLine> {
        let sealed = read_bounded(&self.path, MOST).ok()?;
        let EntryFile { version, direction, .. } = self.entry_file;
        (digest(&sealed) == self.entry_file.digest).then_some(EntryLine {
            thread: self.thread,
            id: self.id,
            version,
            direction,
            sealed: Bytes(sealed),
        })
    }
}

/// The version of each entry that a server has.
fn listed(heads: &[ThreadHead]) -> BTreeMap<(ThreadId, EntryId), u64> {
    let entries = heads.iter().flat_map(|head| head.entries.iter().map(move |entry| (head.id, entry)));
    entries.map(|(thread, entry)| ((thread, entry.id), entry.version)).collect()
}

/// What the names of the files say. A name that is not ours is left alone.
fn names(folder: &Path) -> BTreeMap<(ThreadId, EntryId), EntryFile> {
    let Ok(files) = fs::read_dir(folder) else { return BTreeMap::new() };
    files.flatten().take(MOST_FILES).filter_map(|file| read_name(file.file_name().to_str()?)).collect()
}

fn read_name(name: &str) -> Option<((ThreadId, EntryId), EntryFile)> {
    let mut parts = name.split('.');
    let mut part = || parts.next();
    let thread = part()?.parse().ok()?;
    let entry = part()?.parse().ok()?;
    let direction = Direction::from_number(part()?.parse().ok()?)?;
    let version = u64::from_str_radix(part()?, 16).ok()?;
    let digest = part()
        .filter(|digest| digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit()))?
        .to_owned();
    part().is_none().then_some(((thread, entry), EntryFile { version, direction, digest }))
}
