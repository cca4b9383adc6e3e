//! Receiving entries: what is new is fetched, the rest comes from the cache, and all of it is opened
//! on all cores. Only what was listed is taken, each entry once.

use std::collections::BTreeSet;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};

use indicatif::ProgressBar;
use rayon::iter::{ParallelBridge, ParallelIterator};

use crate::error::DeskError;
use crate::files::digest;
use crate::server::cache::Cache;
use crate::server::client::THREADS_AT_ONCE;
use crate::server::lines::{Line, bounded, read_line};
use crate::session::Session;
use crate::trust::opening::{Opener, Unverified};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::wire::{EntryHead, EntryLine, ThreadHead};

/// So many lines wait to be opened: some megabytes.
const LINES_AHEAD: usize = 256;

/// Where an entry comes from.
enum Source {
    Server(Line),
    Cache(ThreadId, EntryId),
}

/// What became of it.
enum Received {
    Entry(Box<Unverified>),
    /// Nobody asked for it.
    Unlisted,
    /// The cache had less of this thread than it said, or what a server said when it lied.
    Stale(ThreadId),
}

/// The entries that were listed and have not come yet.
struct Awaited(Mutex<BTreeSet<(ThreadId, EntryId)>>);

impl Awaited {
    fn new(heads: &[&ThreadHead]) -> Self {
        let listed = heads.iter().flat_map(|head| head.entries.iter().map(|entry| (head.id, entry.id)));
        Self(Mutex::new(listed.collect()))
    }

    /// Whether it was awaited, which it is no longer.
    fn take(&self, line: &EntryLine) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(line.thread, line.id))
    }
}

impl Session {
    /// Fetches and opens, and names the threads of which the cache had less than it said.
    pub(super) fn round(
        &mut self,
        heads: &[&ThreadHead],
        bar: &ProgressBar,
        is_here: impl Fn(&Cache, ThreadId, &EntryHead) -> bool,
    ) -> Result<(Vec<ThreadId>, Vec<Unverified>), DeskError> {
        let cache = &self.cache;
        let is_whole = |head: &&ThreadHead| head.entries.iter().all(|entry| is_here(cache, head.id, entry));
        let (here, away): (Vec<&ThreadHead>, Vec<&ThreadHead>) = heads.iter().copied().partition(is_whole);
        let awaited = Awaited::new(&away);
        let listed = away.iter().map(|head| head.entries.len()).sum();
        let away: Vec<ThreadId> = away.iter().map(|head| head.id).collect();
        let cached = here.iter().flat_map(|head| head.entries.iter().map(|entry| (head.id, entry.id)));
        let cached = cached.map(|(thread, entry)| Source::Cache(thread, entry));
        let opener = Opener { identity: &self.identity, pins: &self.pins };
        let client = &mut self.client;
        let fetched = away.chunks(THREADS_AT_ONCE).flat_map(|threads| client.entries(threads));
        let fetched = bounded(fetched, listed);
        let received: Vec<Result<Received, DeskError>> = std::thread::scope(|scope| {
            // Read ahead on a thread of its own, so that opening never waits for the server.
            let (ahead, lines) = sync_channel(LINES_AHEAD);
            scope.spawn(move || fetched.map(Source::Server).try_for_each(|line| ahead.send(line)));
            let sources = lines.into_iter().chain(cached).par_bridge();
            sources
                .map(|source| {
                    bar.inc(1);
                    open_one(source, &awaited, &opener, cache)
                })
                .collect()
        });
        let mut stale = Vec::new();
        let mut opened = Vec::new();
        for received in received {
            match received? {
                Received::Entry(entry) => opened.push(*entry),
                Received::Stale(thread) => stale.push(thread),
                Received::Unlisted => {}
            }
        }
        Ok((stale, opened))
    }
}

fn open_one(
    source: Source,
    awaited: &Awaited,
    opener: &Opener<'_>,
    cache: &Cache,
) -> Result<Received, DeskError> {
    match source {
        Source::Server(line) => {
            let line = read_line(&line?)?;
            if !awaited.take(&line) {
                return Ok(Received::Unlisted);
            }
            let digest = digest(&line.sealed.0);
            let copy = line.clone();
            let entry = opener.open_with(line, digest.clone());
            // What contradicts what was read here first never takes the place of it, and is asked for
            // again each time until a person has decided.
            if opener.pins.agrees(&entry) {
                cache.keep(&copy, &digest);
            } else {
                cache.outdate(&copy);
            }
            Ok(Received::Entry(Box::new(entry)))
        }
        Source::Cache(thread, entry) => {
            let kept = cache.read(thread, entry).map(|(line, digest)| opener.open_with(line, digest));
            Ok(match kept.filter(|entry| opener.pins.agrees(entry)) {
                Some(entry) => Received::Entry(Box::new(entry)),
                None => Received::Stale(thread),
            })
        }
    }
}
