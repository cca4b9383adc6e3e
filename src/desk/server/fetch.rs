//! From the server to cases: what is new is fetched, the rest comes from the cache, the seals are
//! taken off on all cores, and what the server shows is held against what it showed before.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stderr};
use std::sync::mpsc::sync_channel;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::iter::{ParallelBridge, ParallelIterator};

use crate::desk::case::Case;
use crate::desk::case::opened::{Junk, Opened, Opener, Unsealed, unseal};
use crate::desk::error::DeskError;
use crate::desk::server::cache::Cache;
use crate::desk::server::known::{Shown, ShownEntry, Warning, digest, warn};
use crate::desk::server::lines::read_line;
use crate::desk::server::login::Desk;
use crate::desk::show::Show;
use crate::id::{EntryId, ThreadId};
use crate::wire::{EntryLine, ThreadHead};
use crate::words::fill;

/// So many threads are asked for at once, so that the address of the request stays short.
pub const THREADS_AT_ONCE: usize = 100;

/// So many lines wait to be opened: some megabytes.
const LINES_AHEAD: usize = 256;

/// Where an entry comes from.
enum Source {
    Server(Result<Vec<u8>, DeskError>),
    Cache(ThreadId, EntryId),
}

impl Desk<'_> {
    /// All threads. What is gone and came back is not among them as a report.
    pub fn threads(&mut self) -> Result<Vec<ThreadHead>, DeskError> {
        let mut heads = self.client.threads()?;
        self.back = self.pins.bury(&mut heads);
        Ok(heads)
    }

    /// All cases, opened.
    pub fn cases(&mut self) -> Result<Vec<(ThreadHead, Case)>, DeskError> {
        let heads = self.threads()?;
        self.cache.prune(&heads);
        let all: Vec<usize> = (0..heads.len()).collect();
        self.open(heads, &all)
    }

    /// The one case whose id begins so.
    pub fn case(&mut self, prefix: &str) -> Result<(ThreadHead, Case), DeskError> {
        let heads = self.threads()?;
        let place = find(&heads, prefix)?;
        if heads[place].is_withdrawn() {
            return Err(DeskError::Withdrawn(heads[place].id.to_string()));
        }
        let id = heads[place].id;
        let mut cases = self.open(heads, &[place])?;
        cases.pop().ok_or_else(|| DeskError::Unknown(id.to_string()))
    }

    /// The same, or the copies of it that were kept when the reporter withdrew it.
    pub fn case_or_copies(&mut self, prefix: &str) -> Result<(ThreadHead, Case), DeskError> {
        let head = self.find(prefix)?;
        let copies = self.kept.copies(head.id);
        if !head.is_withdrawn() || copies.is_empty() {
            return self.case(prefix);
        }
        let opener = Opener { identity: &self.identity, pins: &self.pins };
        let entries = copies.into_iter().map(|copy| unseal(&opener, copy)).collect();
        let mut warnings = Vec::new();
        let case = Case::judge(head.id, entries, &self.pins, &mut warnings);
        warn(&warnings, self.show);
        self.show.warn(&self.show.desk().kept_line);
        Ok((head, case))
    }

    /// The one thread whose id begins so, unopened.
    pub fn find(&mut self, prefix: &str) -> Result<ThreadHead, DeskError> {
        let mut heads = self.threads()?;
        let place = find(&heads, prefix)?;
        Ok(heads.swap_remove(place))
    }

    fn open(
        &mut self,
        mut heads: Vec<ThreadHead>,
        wanted: &[usize],
    ) -> Result<Vec<(ThreadHead, Case)>, DeskError> {
        if !self.opens_any() {
            self.show.warn(&self.show.carried().opens_nothing);
        }
        let threads: Vec<&ThreadHead> = wanted.iter().map(|place| &heads[*place]).collect();
        let mut unsealed = self.unseal_all(&threads)?;
        self.tell_of_gaps(&threads, &unsealed);
        let mut cases = BTreeMap::new();
        let mut warnings: Vec<Warning> = Vec::new();
        for head in &threads {
            let entries = unsealed.remove(&head.id).unwrap_or_default();
            cases.insert(head.id, Case::judge(head.id, entries, &self.pins, &mut warnings));
        }
        let shown: Shown = cases.iter().map(|(id, case)| (*id, case.shown())).collect();
        if self.pins.misses(&shown) {
            heads = self.threads()?;
        }
        let retention = self.client.session().retention_weeks;
        warnings.append(&mut self.back);
        warnings.extend(self.pins.meet(&heads, &shown, self.today().week(), retention));
        warn(&warnings, self.show);
        self.pins.save()?;
        let case = |head: ThreadHead| cases.remove(&head.id).map(|case| (head, case));
        Ok(heads.into_iter().filter_map(case).collect())
    }

    /// A medium that was pulled out too early leaves gaps, which fetching again fills.
    fn tell_of_gaps(&self, heads: &[&ThreadHead], unsealed: &BTreeMap<ThreadId, Vec<Unsealed>>) {
        let count = |head: &&ThreadHead| {
            let here = unsealed.get(&head.id).map_or(0, Vec::len);
            head.entries.len().saturating_sub(here)
        };
        let gaps: usize = heads.iter().map(count).sum();
        if let Some(folder) = self.client.folder().filter(|_| gaps > 0) {
            let (count, folder) = (gaps.to_string(), folder.display().to_string());
            self.show.warn(&fill(&self.show.carried().gaps, &[("count", &count), ("folder", &folder)]));
        }
    }

    /// The entries of these threads, by thread. A thread that came after the list is for the next
    /// time.
    fn unseal_all(&mut self, heads: &[&ThreadHead]) -> Result<BTreeMap<ThreadId, Vec<Unsealed>>, DeskError> {
        let mut unsealed: BTreeMap<ThreadId, Vec<Unsealed>> =
            heads.iter().map(|head| (head.id, Vec::new())).collect();
        let bar = progress(heads, self.show);
        let (stale, found) = self.round(heads, &bar, Cache::has)?;
        let stale: Vec<&ThreadHead> = heads.iter().filter(|head| stale.contains(&head.id)).copied().collect();
        // What the cache did not hold after all; then no entry is taken from it.
        let (_, again) = self.round(&stale, &bar, |_, _, _| false)?;
        bar.finish_and_clear();
        for entry in found.into_iter().chain(again) {
            if let Some(entries) = unsealed.get_mut(&entry.thread) {
                entries.push(entry);
            }
        }
        Ok(unsealed)
    }

    /// Fetches and opens, and names the threads of which the cache had less than it said.
    fn round(
        &mut self,
        heads: &[&ThreadHead],
        bar: &ProgressBar,
        is_here: impl Fn(&Cache, ThreadId, &crate::wire::EntryHead) -> bool,
    ) -> Result<(Vec<ThreadId>, Vec<Unsealed>), DeskError> {
        let cache = &self.cache;
        let is_whole = |head: &&ThreadHead| head.entries.iter().all(|entry| is_here(cache, head.id, entry));
        let (here, away): (Vec<&ThreadHead>, Vec<&ThreadHead>) = heads.iter().copied().partition(is_whole);
        let away: Vec<ThreadId> = away.iter().map(|head| head.id).collect();
        let kept = here.iter().flat_map(|head| head.entries.iter().map(|entry| (head.id, entry.id)));
        let opener = Opener { identity: &self.identity, pins: &self.pins };
        let client = &mut self.client;
        let fetched = away.chunks(THREADS_AT_ONCE).flat_map(|threads| client.entries(threads));
        let kept = kept.map(|(thread, entry)| Source::Cache(thread, entry));
        let results: Vec<Result<Unsealed, Stale>> = std::thread::scope(|scope| {
            // Read ahead on a thread of its own, so that opening never waits for the server.
            let (ahead, lines) = sync_channel(LINES_AHEAD);
            scope.spawn(move || fetched.map(Source::Server).try_for_each(|line| ahead.send(line)));
            let sources = lines.into_iter().chain(kept).par_bridge();
            sources
                .map(|source| {
                    bar.inc(1);
                    open_one(source, &opener, cache)
                })
                .collect()
        });
        let (mut stale, mut unsealed) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(entry) => unsealed.push(entry),
                Err(Stale::Thread(thread)) => stale.push(thread),
                Err(Stale::Failed(error)) => return Err(error),
            }
        }
        Ok((stale, unsealed))
    }
}

enum Stale {
    Thread(ThreadId),
    Failed(DeskError),
}

fn open_one(source: Source, opener: &Opener<'_>, cache: &Cache) -> Result<Unsealed, Stale> {
    match source {
        Source::Server(line) => {
            let line: EntryLine = line.and_then(|line| read_line(&line)).map_err(Stale::Failed)?;
            let digest = digest(&line.sealed.0);
            cache.keep(&line, &digest);
            Ok(opener.unseal(line, digest))
        }
        Source::Cache(thread, entry) => {
            let (line, digest) = cache.read(thread, entry).ok_or(Stale::Thread(thread))?;
            Ok(opener.unseal(line, digest))
        }
    }
}

impl Case {
    /// What the server showed of it, but for notes that nobody here wrote.
    fn shown(&self) -> BTreeMap<EntryId, ShownEntry> {
        let ours =
            self.entries.iter().filter(|entry| !matches!(entry.opened, Opened::Junk(Junk::NotFromDesk)));
        ours.map(|entry| {
            let (digest, vouched) = (entry.digest.clone(), entry.vouched);
            (entry.id, ShownEntry { digest, vouched })
        })
        .collect()
    }
}

/// The place of the one thread whose id begins so.
fn find(heads: &[ThreadHead], prefix: &str) -> Result<usize, DeskError> {
    let prefix = prefix.trim().to_lowercase();
    let begins = |head: &ThreadHead| head.id.to_string().starts_with(&prefix);
    let found: Vec<usize> = (0..heads.len()).filter(|at| begins(&heads[*at])).collect();
    match found.as_slice() {
        [at] if !prefix.is_empty() => Ok(*at),
        [] | [_] => Err(DeskError::Unknown(prefix)),
        several => {
            let ids: Vec<String> = several.iter().map(|at| heads[*at].id.to_string()).take(5).collect();
            Err(DeskError::Ambiguous(prefix, ids.join(", ")))
        }
    }
}

fn progress(heads: &[&ThreadHead], show: &Show) -> ProgressBar {
    if show.is_screen() {
        return ProgressBar::hidden();
    }
    bar(heads.iter().map(|head| head.entries.len()).sum(), &show.desk().fetching)
}

/// How far long work has come: on standard error, and only for a person.
pub fn bar(total: usize, doing: &'static str) -> ProgressBar {
    let total = total as u64;
    let bar = if stderr().is_terminal() { ProgressBar::new(total) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(doing);
    bar
}
