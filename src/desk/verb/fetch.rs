//! `zegel fetch --to DIR`: everything sealed, for a computer without a network. Nothing is opened.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::desk::config::Settings;
use crate::desk::error::DeskError;
use crate::desk::server::carried::{Facts, folder_for, outbox};
use crate::desk::server::fetch::THREADS_AT_ONCE;
use crate::desk::server::lines::{bounded, read_line};
use crate::desk::server::login::Desk;
use crate::desk::server::receive::bar;
use crate::desk::server::sealed_folder::SealedFolder;
use crate::desk::show::Show;
use crate::id::{EntryId, ThreadId};
use crate::wire::{EntryLine, ThreadHead};
use crate::words::fill;

/// A body that was replaced between the list and the fetching is fetched once more.
const ROUNDS: usize = 2;

/// The arguments of the verb.
#[derive(Args)]
pub struct Fetch {
    /// The folder; what it has already is not fetched again
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

impl Fetch {
    /// Fetches what the folder lacks, and writes the list last.
    pub fn run(&self, settings: &Settings, show: &Show) -> Result<(), DeskError> {
        let mut desk = Desk::enter(&settings.at(None), show)?;
        let instance = desk.client.session().instance;
        folder_for(&self.to, instance)?;
        let mut cache = SealedFolder::open(Some(self.to.clone()), instance);
        let mut heads = desk.threads()?;
        let mut fetched = 0;
        for _ in 0..ROUNDS {
            let lacking = lacking(&heads, &cache);
            if lacking.is_empty() {
                break;
            }
            fetched += self.fill(&mut desk, &mut cache, &heads, &lacking)?;
            heads = desk.threads()?;
        }
        let facts = Facts::of(desk.client.session(), heads);
        facts.write(&self.to)?;
        cache.keep_listed(&facts.threads);
        outbox::clear_sent(&self.to);
        self.tell(&facts, fetched, show);
        Ok(())
    }

    /// Fetches these threads, and keeps what was listed of them.
    fn fill(
        &self,
        desk: &mut Desk<'_>,
        cache: &mut SealedFolder,
        heads: &[ThreadHead],
        lacking: &BTreeSet<(ThreadId, EntryId)>,
    ) -> Result<usize, DeskError> {
        let mut threads: Vec<ThreadId> = lacking.iter().map(|(thread, _)| *thread).collect();
        threads.dedup();
        let bar = bar(lacking.len(), &desk.show.desk().fetching);
        let mut fetched = 0;
        for threads in threads.chunks(THREADS_AT_ONCE) {
            let listed = heads.iter().filter(|head| threads.contains(&head.id));
            let listed = listed.map(|head| head.entries.len()).sum();
            for line in bounded(desk.client.entries(threads), listed) {
                let line: EntryLine = read_line(&line?)?;
                if lacking.contains(&(line.thread, line.id)) {
                    cache.put(&line).map_err(|error| DeskError::Write(self.to.clone(), error))?;
                    bar.inc(1);
                    fetched += 1;
                }
            }
        }
        bar.finish_and_clear();
        Ok(fetched)
    }

    fn tell(&self, facts: &Facts, fetched: usize, show: &Show) {
        let reports = facts.threads.len();
        if show.is_json() {
            return show.json(&json!({ "folder": self.to, "reports": reports, "fetched": fetched }));
        }
        let (folder, reports) = (self.to.display().to_string(), reports.to_string());
        let values = [("folder", folder.as_str()), ("reports", &reports), ("count", &fetched.to_string())];
        let words = show.carried();
        show.tell(&fill(if fetched == 0 { &words.nothing_new } else { &words.fetched }, &values));
    }
}

/// What is listed and is not in the folder, or not whole; by thread.
fn lacking(heads: &[ThreadHead], cache: &SealedFolder) -> BTreeSet<(ThreadId, EntryId)> {
    let is_here = |thread, entry| cache.has(thread, entry) && cache.read(thread, entry.id).is_some();
    let listed = heads.iter().flat_map(|head| head.entries.iter().map(move |entry| (head.id, entry)));
    listed
        .filter(|(thread, entry)| !is_here(*thread, entry))
        .map(|(thread, entry)| (thread, entry.id))
        .collect()
}
