//! A caseworker's inbox of ten thousand reports, beside opening the same files and nothing else.

use std::time::Instant;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tempfile::TempDir;
use zegel::identity::Identity;
use zegel_core::calendar::Clock;
use zegel_core::id::EntryId;
use zegel_core::seal::ForDesk;
use zegel_core::thread::{Entry, Mailbox, SealedEntry};

use super::desk::{Run, zegel};
use super::measure::{Figures, median, part};
use super::reports::report;
use super::server::Site;

const REPORTS: usize = 10_000;
const ROUNDS: usize = 5;
const EMPTY_ROUNDS: usize = 15;
/// So many share a commit.
const BATCH: usize = 250;

pub fn measure(figures: &mut Figures) {
    empty(figures);
    let site = Site::new();
    let sealed = tokio::runtime::Runtime::new().unwrap().block_on(seed(&site, part(REPORTS)));
    let identity = std::fs::read(site.dir().join("identity.txt")).unwrap();
    let identity = Identity::from_file(&identity, None).unwrap();
    let mut server = site.serve();
    let desk = server.desk();
    let mut rows = [const { Vec::new() }; 6];
    let mut most: f64 = 0.0;
    for _ in 0..part(ROUNDS) {
        let home = TempDir::new_in(site.dir()).unwrap();
        let inbox = || zegel(&["inbox"], &desk, &site, &home);
        let bare = bare(&sealed, &identity);
        let Run { seconds: first, peak } = inbox();
        let Run { seconds: again, .. } = inbox();
        let Run { seconds: search, peak: peak_of_search } =
            zegel(&["search", "9999", "hotel"], &desk, &site, &home);
        most = most.max(peak).max(peak_of_search);
        let values = [first / bare, again / bare, (search - again) * 1000.0, bare, first, again];
        rows.iter_mut().zip(values).for_each(|(row, value)| row.push(value));
    }
    let [first_ratio, again_ratio, search, bare, first, again] = rows.map(median);
    figures.at_most("inbox: 10,000 reports, first time over bare opening", first_ratio, 1.1, "");
    figures.at_most("inbox: 10,000 reports, from the cache over bare opening", again_ratio, 1.05, "");
    figures.at_most("inbox: 10,000 reports, searched, beyond opening them", search, 300.0, "ms");
    figures.at_most("inbox: 10,000 reports, memory at its highest", most, 300.0, "MiB");
    figures.beside("bare parallel opening of the same files", bare, "s");
    figures.beside("zegel inbox, first time", first, "s");
    figures.beside("zegel inbox, from the cache", again, "s");
}

fn empty(figures: &mut Figures) {
    let site = Site::new();
    let mut server = site.serve();
    let desk = server.desk();
    let home = TempDir::new_in(site.dir()).unwrap();
    let times =
        (0..part(EMPTY_ROUNDS)).map(|_| zegel(&["inbox"], &desk, &site, &home).seconds * 1000.0).collect();
    figures.at_most("inbox: of an empty desk", median(times), 60.0, "ms");
}

/// The files, opened on all cores, and nothing done with them.
fn bare(sealed: &[ForDesk], identity: &Identity) -> f64 {
    let began = Instant::now();
    let opened = sealed.par_iter().filter(|sealed| identity.open(sealed).is_ok()).count();
    assert_eq!(opened, part(REPORTS));
    began.elapsed().as_secs_f64()
}

/// Fills a store as reporters would, each report sealed by itself.
pub async fn seed(site: &Site, count: usize) -> Vec<ForDesk> {
    let store = site.store();
    let recipients = site.recipients();
    let words = "She is taken to the same hotel every evening and looks afraid. ";
    let numbers: Vec<usize> = (0..count).collect();
    let seal = |number: &usize| {
        let text = format!("{number} {}", words.repeat(1 + number % 30));
        recipients.seal(report(&recipients, &text)).unwrap()
    };
    let sealed: Vec<ForDesk> = numbers.par_iter().map(seal).collect();
    for batch in sealed.chunks(BATCH) {
        let puts = batch.iter().map(|sealed| {
            let entry =
                Entry { id: EntryId::random().unwrap(), sealed: SealedEntry::FromReporter(sealed.clone()) };
            let mailbox = Mailbox::from_credential(&zegel_core::id::random().unwrap());
            let store = store.clone();
            tokio::spawn(async move { store.put(mailbox, entry, Clock::system().week()).await.unwrap() })
        });
        for put in puts.collect::<Vec<_>>() {
            put.await.unwrap();
        }
    }
    store.close().await;
    sealed
}
