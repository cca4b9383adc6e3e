//! `zegel fetch --to DIR`: everything sealed, for a computer without a network. Nothing is opened.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::notice::Noted;
use crate::server::client::THREADS_AT_ONCE;
use crate::server::lines::{bounded, read_line};
use crate::server::offline::{FolderIndex, folder_for, outbox};
use crate::server::sealed_folder::SealedFolder;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::trust::warning::Warning;
use crate::trust::withdrawal::Withdrawal;
use zegel_core::i18n::interpolate;
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::wire::{EntryLine, ThreadHead};

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
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(&settings.at(None), terminal).print_notices(terminal)?;
        let instance = session.client.session().instance;
        folder_for(&self.to, instance)?;
        let mut cache = SealedFolder::open(Some(self.to.clone()), instance);
        let before = FolderIndex::read(&self.to).ok();
        let mut heads = session.threads()?;
        let mut fetched = 0;
        for _ in 0..ROUNDS {
            let lacking = lacking(&heads, &cache);
            if lacking.is_empty() {
                break;
            }
            fetched += self.fill(&mut session, &mut cache, &heads, &lacking)?;
            heads = session.threads()?;
        }
        let vanished = match before {
            Some(before) => vanished(before, &heads, &session).print_notices(terminal)?,
            None => Vec::new(),
        };
        let facts = FolderIndex::new(session.client.session(), heads, vanished);
        facts.write(&self.to)?;
        let stays: BTreeSet<ThreadId> =
            facts.threads.iter().chain(&facts.vanished).map(|head| head.id).collect();
        cache.prune(&facts.threads, |thread| {
            stays.contains(&thread) && !session.pins.tombstones.contains_key(&thread)
        });
        outbox::clear_sent(&self.to);
        self.tell(&facts, fetched, terminal);
        Ok(())
    }

    /// Fetches these threads, and keeps what was listed of them.
    fn fill(
        &self,
        session: &mut Session,
        cache: &mut SealedFolder,
        heads: &[ThreadHead],
        lacking: &BTreeSet<(ThreadId, EntryId)>,
    ) -> Result<usize, DeskError> {
        let mut threads: Vec<ThreadId> = lacking.iter().map(|(thread, _)| *thread).collect();
        threads.dedup();
        let bar = session.progress.start(lacking.len());
        let mut fetched = 0;
        for threads in threads.chunks(THREADS_AT_ONCE) {
            let listed = heads.iter().filter(|head| threads.contains(&head.id));
            let listed = listed.map(|head| head.entries.len()).sum();
            for line in bounded(session.client.entries(threads), listed) {
                let line: EntryLine = read_line(&line?)?;
                if lacking.contains(&(line.thread, line.id)) {
                    cache.put(&line).map_err(|error| error::files::write(&self.to, error))?;
                    bar.inc(1);
                    fetched += 1;
                }
            }
        }
        bar.finish_and_clear();
        Ok(fetched)
    }

    fn tell(&self, facts: &FolderIndex, fetched: usize, terminal: &Terminal) {
        let reports = facts.threads.len();
        if terminal.is_json() {
            return terminal.print_json(
                &json!({ "folder": self.to.display().to_string(), "reports": reports, "fetched": fetched }),
            );
        }
        let folder = self.to.display().to_string();
        let reports = reports.to_string();
        let values = [("folder", folder.as_str()), ("reports", &reports), ("count", &fetched.to_string())];
        let words = &terminal.texts.desk.carried;
        terminal
            .inform(&interpolate(if fetched == 0 { &words.nothing_new } else { &words.fetched }, &values));
    }
}

/// What the folder held and the server shows no more, without a proof that it should be gone. What
/// was carried of it may be all that is left, and stays for as long as it would have been kept.
fn vanished(before: FolderIndex, heads: &[ThreadHead], session: &Session) -> Noted<Vec<ThreadHead>> {
    Noted::collect(|notices| {
        notices.push_warnings(missing(&before, heads, session));
        let now = session.today().week();
        let retention = i32::from(session.pins.retention());
        let is_listed = |id: ThreadId| heads.iter().any(|head| head.id == id);
        let mut vanished: Vec<ThreadHead> = before.threads.into_iter().chain(before.vanished).collect();
        vanished.retain(|head| !is_listed(head.id) && now.since(head.week) < retention);
        Ok(vanished)
    })
}

/// The warnings about reports that the folder held and the server does not show any more.
fn missing(before: &FolderIndex, heads: &[ThreadHead], session: &Session) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for head in before.threads.iter().filter(|head| !head.is_withdrawn()) {
        match heads.iter().find(|listed| listed.id == head.id) {
            Some(listed) if session.pins.withdrawal(listed) == Withdrawal::Claimed => {
                warnings.push(Warning::NotProved(head.id));
            }
            Some(_) => {}
            None if session.pins.tombstones.contains_key(&head.id) => {}
            None => warnings.push(Warning::ThreadVanished(head.id)),
        }
    }
    warnings
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
