//! What has been fetched before, still sealed, so that it is fetched once. One file an
//! installation, to which entries are added: a line that says what follows, and the age file.
//!
//! A cache helps or does nothing: what cannot be written, or does not hold the digest of its line,
//! is fetched again, and no verb fails of it. Two programs may add at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::files::digest;
use crate::files::private_folder;
use crate::platform::{for_owner, read_exact_at, replace, through_no_link};
use zegel_core::id::{EntryId, Instance, ThreadId, random};
use zegel_core::thread::Direction;
use zegel_core::wire::{Bytes, EntryHead, EntryLine, ThreadHead};

/// Above the largest size class for sixteen recipients.
const MOST: u64 = 256 * 1024;
/// The file is no larger than a server's store may be: 4 GiB. What is beyond that is fetched anew.
const MOST_BYTES: u64 = 4 << 30;
/// The line before an entry is shorter.
const LONGEST_LINE: u64 = 300;

/// The sealed entries of one installation on this computer.
#[derive(Default)]
pub struct Cache {
    path: PathBuf,
    /// Nothing where nothing may or can be kept.
    file: Option<File>,
    entries: BTreeMap<(ThreadId, EntryId), CachedEntry>,
    /// Whether the file holds bodies for which another was kept since.
    has_replaced: bool,
    /// Whether all that is listed is fetched again.
    is_doubted: bool,
}

/// Where an entry stands in the file, and what it is.
#[derive(Clone)]
struct CachedEntry {
    version: u64,
    direction: Direction,
    digest: String,
    place: u64,
    length: u64,
}

impl Cache {
    /// What is kept in this folder of one installation; without a folder, nothing ever.
    pub fn open(folder: Option<&Path>, instance: Instance) -> Self {
        let Some(folder) = folder.filter(|folder| private_folder(folder).is_ok()) else {
            return Self::default();
        };
        let path = folder.join(format!("{instance}.sealed"));
        let Ok(file) = open_file(&path) else { return Self::default() };
        let Lines { entries, whole, has_replaced } = read_lines(&file);
        // What follows was torn off while it was written.
        if file.metadata().is_ok_and(|data| data.len() > whole) {
            let _ = file.set_len(whole);
        }
        Self { path, file: Some(file), entries, has_replaced, is_doubted: false }
    }

    /// Whether this very body is here.
    pub fn has(&self, thread: ThreadId, entry: &EntryHead) -> bool {
        let cached = self.entries.get(&(thread, entry.id)).filter(|_| !self.is_doubted);
        cached.is_some_and(|cached| cached.version == entry.version)
    }

    /// Fetches all that is listed once more: what stood here may be what another server said when it
    /// lied, under the very numbers of this one.
    pub fn doubt(&mut self) {
        self.is_doubted = true;
    }

    /// The entry with its digest, if it is here and whole.
    pub fn read(&self, thread: ThreadId, id: EntryId) -> Option<(EntryLine, String)> {
        let cached = self.entries.get(&(thread, id))?;
        let sealed = self.bytes(cached)?;
        if digest(&sealed) != cached.digest {
            return None;
        }
        let CachedEntry { version, direction, .. } = *cached;
        Some((EntryLine { thread, id, version, direction, sealed: Bytes(sealed) }, cached.digest.clone()))
    }

    /// Adds an entry, for the next time; in one piece, so that nothing of another program comes
    /// between.
    pub fn keep(&self, line: &EntryLine, digest: &str) {
        let Some(mut file) = self.file.as_ref() else { return };
        if file.metadata().is_ok_and(|data| data.len() > MOST_BYTES) {
            return;
        }
        let EntryLine { thread, id, version, direction, sealed } = line;
        let direction = direction.to_number();
        let length = sealed.0.len();
        let mut record = format!("{thread} {id} {direction} {version} {digest} {length}\n").into_bytes();
        record.extend_from_slice(&sealed.0);
        let _ = file.write_all(&record);
    }

    /// The server has another body under the same version: what is here stays, as an older one.
    pub fn outdate(&self, other: &EntryLine) {
        let cached = self.read(other.thread, other.id).filter(|(line, _)| line.version == other.version);
        if let Some((mut line, digest)) = cached {
            line.version = line.version.wrapping_add(1);
            self.keep(&line, &digest);
        }
    }

    /// All that is here of a thread, and whole.
    pub fn copies(&self, thread: ThreadId) -> Vec<EntryLine> {
        let entries = self.entries.keys().filter(|(of, _)| *of == thread);
        entries.filter_map(|(_, entry)| self.read(thread, *entry)).map(|(line, _)| line).collect()
    }

    /// How many entries of a thread are here.
    pub fn count(&self, thread: ThreadId) -> usize {
        self.entries.keys().filter(|(of, _)| *of == thread).count()
    }

    /// Removes what a thread left here.
    pub fn forget(&mut self, thread: ThreadId) {
        self.retain(|of| of != thread);
    }

    /// Removes threads that are neither listed nor remembered, and bodies for which another was kept
    /// since. What merely vanished from the server stays, hidden, for as long as it is remembered, and
    /// so does a body for which the server lists another that is not here; of a withdrawn thread the
    /// copies stay until a caseworker deletes them or keeps them with a reason.
    pub fn prune(&mut self, heads: &[ThreadHead], is_remembered: impl Fn(ThreadId) -> bool) {
        let listed: BTreeSet<ThreadId> = heads.iter().map(|head| head.id).collect();
        self.retain(|thread| is_remembered(thread) || listed.contains(&thread));
    }

    /// Writes the file anew without the rest, if there is a rest. A file that cannot be written
    /// anew goes as a whole: what should be gone may not stay.
    fn retain(&mut self, stays: impl Fn(ThreadId) -> bool) {
        let before = self.entries.len();
        self.entries.retain(|(thread, _), _| stays(*thread));
        if (self.entries.len() < before || self.has_replaced) && self.write_anew().is_err() {
            let _ = fs::remove_file(&self.path);
            *self = Self::default();
        }
    }

    fn write_anew(&mut self) -> std::io::Result<()> {
        let suffix = random::<8>().map_err(std::io::Error::other)?;
        let draft = self.path.with_extension(format!("{:016x}.new", u64::from_le_bytes(suffix)));
        let anew = Self { path: draft.clone(), file: Some(open_file(&draft)?), ..Self::default() };
        for (thread, entry) in self.entries.keys() {
            if let Some((line, digest)) = self.read(*thread, *entry) {
                anew.keep(&line, &digest);
            }
        }
        replace(&draft, &self.path)?;
        let lines = anew.file.as_ref().map(read_lines).unwrap_or_default();
        (self.file, self.entries, self.has_replaced) = (anew.file, lines.entries, false);
        Ok(())
    }

    fn bytes(&self, cached: &CachedEntry) -> Option<Vec<u8>> {
        let mut sealed = vec![0; usize::try_from(cached.length).ok()?];
        read_exact_at(self.file.as_ref()?, &mut sealed, cached.place).ok()?;
        Some(sealed)
    }
}

/// Only for its owner, and no link to another file.
fn open_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    for_owner(&mut options);
    through_no_link(&mut options);
    options.open(path)
}

/// What the lines of the file say.
#[derive(Default)]
struct Lines {
    /// The last of each entry.
    entries: BTreeMap<(ThreadId, EntryId), CachedEntry>,
    /// Where its whole part ends.
    whole: u64,
    /// Whether an entry has more than one.
    has_replaced: bool,
}

fn read_lines(file: &File) -> Lines {
    let length = file.metadata().map_or(0, |data| data.len());
    let mut reader = BufReader::with_capacity(512, file);
    let mut lines = Lines::default();
    if reader.seek(SeekFrom::Start(0)).is_err() {
        return lines;
    }
    while let Some((name, entry)) = next_line(&mut reader, lines.whole)
        && let Some(next) = entry.place.checked_add(entry.length).filter(|next| *next <= length)
    {
        let skipped = i64::try_from(entry.length).is_ok_and(|skip| reader.seek_relative(skip).is_ok());
        if !skipped {
            break;
        }
        lines.has_replaced |= lines.entries.insert(name, entry).is_some();
        lines.whole = next;
    }
    lines
}

/// The line that begins at `place`.
fn next_line(reader: &mut impl BufRead, place: u64) -> Option<((ThreadId, EntryId), CachedEntry)> {
    let mut line = Vec::new();
    let read = std::io::Read::take(reader, LONGEST_LINE).read_until(b'\n', &mut line).ok()?;
    let line = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let mut parts = line.split(' ');
    let mut part = || parts.next();
    let thread = part()?.parse().ok()?;
    let entry = part()?.parse().ok()?;
    let direction = Direction::from_number(part()?.parse().ok()?)?;
    let version = part()?.parse().ok()?;
    let digest = part().filter(|digest| digest.len() == 64)?.to_owned();
    let length = part()?.parse().ok().filter(|length| *length <= MOST)?;
    let place = place + read as u64;
    part().is_none().then_some(((thread, entry), CachedEntry { version, direction, digest, place, length }))
}
