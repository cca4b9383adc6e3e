//! The store on PostgreSQL with a standby on the same disk, for which each report waits: reports, look-ups, the beat,
//! and how long nobody is answered when the primary is lost.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use zegel_core::calendar::Clock;
use zegel_core::id::{EntryId, random};
use zegel_core::seal::ForDesk;
use zegel_core::thread::{Entry, Mailbox, SealedEntry};
use zegeld::store::{Options, Put, Store};

use super::client::rate;
use super::measure::{Figures, part};
use super::reports::report;
use super::server::Site;
use super::support::postgres::Cluster;
use super::support::programs::ROOT;

const CLIENTS: usize = 64;
/// Threads in the store when it is measured: few, those of the beat, and many.
const FEW: usize = 1_000;
const BEATEN: usize = 10_000;
const MANY: usize = 100_000;
/// Reports that are measured, and look-ups.
const REPORTS: usize = 5_000;
const LOOKS: usize = 50_000;

/// A store, and what is put into it.
struct Measured {
    runtime: Runtime,
    store: Store,
    sealed: ForDesk,
    threads: usize,
}

/// So many a second, and the time that all but one in a hundred wait at most.
struct Speed {
    rate: f64,
    p99: f64,
}

pub fn measure(figures: &mut Figures) {
    let site = Site::new();
    let file = Measured::of(&site, site.store()).puts(part(REPORTS));
    let cluster = Cluster::of_two();
    let store = Store::open_postgres(&cluster.servers(), Options::default(), false).unwrap();
    let mut measured = Measured::of(&site, store);
    measured.grow_to(part(FEW));
    let few = measured.looks();
    let reports = measured.puts(part(REPORTS));
    measured.grow_to(part(BEATEN));
    let beat = measured.beat();
    measured.grow_to(part(MANY));
    let many = measured.looks();
    let large_beat = measured.beat();

    figures.at_least("postgres: reports with a standby, 64 clients", reports.rate, 1_000.0, "/s");
    figures.at_most("postgres: 99 of 100 reports wait at most", reports.p99 * 1e3, 150.0, "ms");
    figures.beside("of those in a file", reports.rate / file.rate, "");
    figures.beside("in a file", file.rate, "/s");
    figures.beside("in a file, 99 of 100 wait at most", file.p99 * 1e3, "ms");
    figures.at_most("postgres: a beat of 10,000 reports", beat.as_secs_f64(), 3.0, "s");
    figures.beside("of 100,000", large_beat.as_secs_f64(), "s");
    figures.at_least("postgres: look-ups of nothing among 100,000 threads", many.rate, 10_000.0, "/s");
    figures.beside("among 1,000", few.rate, "/s");
    let lost = measured.lose_primary(&cluster);
    figures.at_most("postgres: from the promotion to the first answer", lost.as_secs_f64(), 5.0, "s");
    figures.at_most("postgres: crates that the feature brings", crates(), 16.0, "");
}

impl Measured {
    fn of(site: &Site, store: Store) -> Self {
        let recipients = site.recipients();
        let sealed = recipients.seal(report(&recipients, "Something I saw.")).unwrap();
        Self { runtime: Runtime::new().unwrap(), store, sealed, threads: 0 }
    }

    fn grow_to(&mut self, threads: usize) {
        self.puts(threads.saturating_sub(self.threads));
    }

    /// Stores so many reports.
    fn puts(&mut self, count: usize) -> Speed {
        self.threads += count;
        self.crowd(count, async |store, sealed| {
            let entry = Entry { id: EntryId::random().unwrap(), sealed: SealedEntry::FromReporter(sealed) };
            assert_eq!(store.put(mailbox(), entry, Clock::system().week()).await, Ok(Put::Stored));
        })
    }

    /// Looks for replies to mailboxes that nobody has.
    fn looks(&self) -> Speed {
        self.crowd(part(LOOKS), async |store, _| {
            assert!(store.replies(mailbox()).await.unwrap().is_empty());
        })
    }

    /// Does something so often, from as many tasks as there are clients.
    fn crowd<F: Future<Output = ()> + Send>(
        &self,
        count: usize,
        each: impl Fn(Store, ForDesk) -> F + Copy + Send + 'static,
    ) -> Speed {
        let began = Instant::now();
        let mut waits: Vec<f64> = self.runtime.block_on(async {
            let tasks: Vec<_> = (0..CLIENTS)
                .map(|task| {
                    let (store, sealed) = (self.store.clone(), self.sealed.clone());
                    tokio::spawn(async move {
                        let mut waits = Vec::new();
                        for _ in (task..count).step_by(CLIENTS) {
                            let asked = Instant::now();
                            each(store.clone(), sealed.clone()).await;
                            waits.push(asked.elapsed().as_secs_f64());
                        }
                        waits
                    })
                })
                .collect();
            let mut waits = Vec::new();
            for task in tasks {
                waits.extend(task.await.unwrap());
            }
            waits
        });
        let rate = rate(count, began);
        waits.sort_by(f64::total_cmp);
        let p99 = waits.get(waits.len() * 99 / 100).copied().unwrap_or_default();
        Speed { rate, p99 }
    }

    fn beat(&self) -> Duration {
        let began = Instant::now();
        assert!(self.runtime.block_on(self.store.compact()));
        began.elapsed()
    }

    /// Kills the primary and promotes the standby. Gives how long it takes until a look-up is answered.
    fn lose_primary(&self, cluster: &Cluster) -> Duration {
        cluster.kill();
        let began = Instant::now();
        cluster.standby.as_ref().unwrap().promote();
        while self.runtime.block_on(self.store.replies(mailbox())).is_err() {}
        began.elapsed()
    }
}

fn mailbox() -> Mailbox {
    Mailbox::from_credential(&random().unwrap())
}

/// How many crates are in the programs with the feature alone.
fn crates() -> f64 {
    let list = std::fs::read_to_string(format!("{ROOT}/deploy/crates.md")).unwrap();
    let count = list.lines().filter(|line| line.contains("| zegeld with postgres |")).count();
    f64::from(u32::try_from(count).unwrap())
}
