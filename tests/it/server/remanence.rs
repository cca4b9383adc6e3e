//! Deleted text leaves database and log.
//!
//! Remanence in the store's files: nothing of what was withdrawn or erased, and no order of arrival.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use zegel_core::calendar::Period;
use zegel_core::token::Token;

use crate::support::fixture::{answers, writing};
use crate::support::http::find;
use crate::support::program::Program;
use crate::support::site::Site;
use crate::support::until::until;
use zegel_core::document::Report;
use zegel_core::thread::{Entry, Mailbox, SealedEntry};
use zegeld::store::{Store, StoreError};

/// Database, log and index, one after another.
fn files(site: &Site) -> Vec<u8> {
    ["zegel.db", "zegel.db-wal", "zegel.db-shm"]
        .iter()
        .flat_map(|name| std::fs::read(site.file(name)).unwrap_or_default())
        .collect()
}

/// Whether the log has its size, and nothing in it but its head and the first page.
fn is_wiped(site: &Site) -> bool {
    let log = std::fs::read(site.file("zegel.db-wal")).unwrap();
    let (first, rest) = log.split_at(32 + 24 + 4096);
    log.len() == 8 << 20 && first[56..].starts_with(b"SQLite format 3") && rest.iter().all(|byte| *byte == 0)
}

/// A part of a sealed body that stands nowhere else.
fn slice(entry: &Entry) -> Vec<u8> {
    let sealed = entry.sealed.as_bytes();
    sealed[sealed.len() - 2000..sealed.len() - 1968].to_vec()
}

#[test]
fn what_is_withdrawn_leaves_the_files() {
    let site = Site::start();
    let token = site.report("nl", "Dit neem ik terug.");
    let kept = site.report("nl", "Dit blijft.");
    let entries = site.entries();
    let digest = |token: &Token| site.keys(token).mailbox_key().mailbox().as_bytes().to_vec();
    let slices: Vec<_> = entries.iter().map(slice).collect();
    let before = files(&site);
    assert!(slices.iter().all(|slice| find(&before, slice).is_some()));
    assert!(find(&before, &digest(&token)).is_some());

    site.post("/nl/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    assert!(site.runtime.block_on(site.store.compact()));
    let left: Vec<_> = site.entries().iter().map(slice).collect();
    assert_eq!(left.len(), 1);
    let after = files(&site);
    for slice in &slices {
        assert_eq!(find(&after, slice).is_some(), left.contains(slice));
    }
    assert!(find(&after, &digest(&token)).is_none() && find(&after, &digest(&kept)).is_some());
    assert!(is_wiped(&site));
}

#[test]
fn what_is_erased_leaves_the_files() {
    let site = Site::start();
    site.report("nl", "Lang geleden.");
    site.weeks_later(20);
    site.report("nl", "Pas nog.");
    let slices: Vec<_> = site.entries().iter().map(slice).collect();
    site.weeks_later(7);
    assert_eq!(site.runtime.block_on(site.app.purge()).unwrap(), 1);
    assert!(site.runtime.block_on(site.store.compact()));
    let after = files(&site);
    assert_eq!(slices.iter().filter(|slice| find(&after, slice).is_some()).count(), 1);
}

#[test]
fn a_log_that_grew_in_the_nights_shuffle_is_cut_off_and_wiped() {
    let site = Site::with(|setup| setup.options.shuffle_bytes = 0);
    let execute = |sql: &'static str| {
        site.runtime
            .block_on(site.store.on_sqlite(move |connection| Ok(connection.execute(sql, [])?)))
            .unwrap()
    };
    assert_eq!(execute("insert into body values (1, randomblob(20000000))"), 1);
    let grown = || std::fs::metadata(site.file("zegel.db-wal")).unwrap().len() > 8 << 20;
    assert!(grown());
    assert!(site.runtime.block_on(site.store.compact()));
    assert!(is_wiped(&site));
    assert_eq!(execute("delete from body where key = 1 and length(sealed) = 20000000"), 1);
}

/// Kendall's tau: 1 when two orders agree, −1 when they are opposite, 0 when neither tells of the
/// other. For `n` in random order its standard deviation is √(2(2n+5) / 9n(n−1)).
pub fn tau(order: &[usize]) -> f64 {
    let pairs = (0..order.len()).flat_map(|a| (a + 1..order.len()).map(move |b| (a, b)));
    let signs = pairs.map(|(a, b)| if order[a] < order[b] { 1.0 } else { -1.0 });
    let all: Vec<f64> = signs.collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// A report of nobody, sealed, and the mailbox that it is for.
pub fn entry(site: &Site, number: usize) -> (Mailbox, Entry) {
    let keys = site.keys(&Token::random().unwrap());
    let writing = writing(answers(&[("story", &format!("Report {number}."))]), &keys);
    let sealed = site.recipients.seal(Report::new(writing, keys.author_key())).unwrap();
    let id = zegel_core::id::EntryId::random().unwrap();
    (keys.mailbox_key().mailbox(), Entry { id, sealed: SealedEntry::FromReporter(sealed) })
}

/// Puts one into a store. Gives its mailbox, and a part of it that stands nowhere else.
pub fn arrive_at(site: &Site, store: &Store, number: usize) -> Result<(Mailbox, Vec<u8>), StoreError> {
    let (mailbox, entry) = entry(site, number);
    let slice = slice(&entry);
    let week = "2026-W48".parse().unwrap();
    site.runtime.block_on(store.put(mailbox, entry, week))?;
    Ok((mailbox, slice))
}

/// The same at the site's own.
pub fn arrive(site: &Site, number: usize) -> (Mailbox, Vec<u8>) {
    arrive_at(site, &site.store, number).unwrap()
}

#[test]
fn the_order_of_arrival_is_gone_after_the_shuffle() {
    let site = Site::start();
    let slices: Vec<Vec<u8>> = (0..200).map(|number| arrive(&site, number).1).collect();
    let places =
        |files: &[u8]| -> Vec<usize> { slices.iter().map(|slice| find(files, slice).unwrap()).collect() };

    // Without it, where a report stands tells when it came: this is what the shuffle is for.
    assert!(tau(&places(&files(&site))) > 0.9);
    assert!(site.runtime.block_on(site.store.compact()));
    // 0.3 is more than six standard deviations of 200 in random order.
    let shuffled = tau(&places(&std::fs::read(site.file("zegel.db")).unwrap()));
    assert!(shuffled.abs() < 0.3, "{shuffled}");
}

/// A store that keeps to full seconds of the wall clock, where the program keeps to full minutes.
fn by_the_second() -> Site {
    Site::with(|setup| setup.options.period = Period::new(Duration::from_secs(1)))
}

/// When the store's files and their folder were read and written last, in nanoseconds since 1970.
fn times(site: &Site) -> Vec<i128> {
    let names = ["zegel.db", "zegel.db-wal", "zegel.db-shm", "."];
    let found = names.iter().map(|name| std::fs::metadata(site.file(name)).unwrap());
    let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * NANOSECONDS + i128::from(rest);
    let both = |file: std::fs::Metadata| {
        [nanoseconds(file.atime(), file.atime_nsec()), nanoseconds(file.mtime(), file.mtime_nsec())]
    };
    found.flat_map(both).collect()
}

const NANOSECONDS: i128 = 1_000_000_000;

/// The kernel's clock for files may be so far behind (a tick at 100 Hz), in nanoseconds.
const TICK: i128 = 10_000_000;

fn changed(file: &Metadata) -> i128 {
    i128::from(file.ctime()) * NANOSECONDS + i128::from(file.ctime_nsec())
}

#[test]
fn the_files_times_are_the_same_whether_or_not_somebody_came() {
    let visited = by_the_second();
    let empty = by_the_second();
    let token = visited.report("nl", "Nu.");
    visited.look("nl", &token);
    until("the log is wiped", || is_wiped(&visited));
    until("the times are the same whole seconds", || {
        let seen = times(&visited);
        seen == times(&empty) && seen.iter().all(|time| time % NANOSECONDS == 0)
    });
    // The time of a file's last change of state cannot be set. It is that of setting the others.
    until("the changes of state follow them at once", || {
        let names = ["zegel.db", "zegel.db-wal", "zegel.db-shm", "."];
        let found = names.iter().map(|name| std::fs::metadata(visited.file(name)).unwrap());
        found.into_iter().all(|file| (changed(&file) + TICK) / NANOSECONDS == i128::from(file.mtime()))
    });
}

#[test]
fn the_programs_files_carry_full_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::demo(folder.path());
    assert!(program.report("A report.").is_some());
    let names = ["zegel.db", "zegel.db-wal", "zegel.db-shm", "."];
    until("all of them are full minutes", || {
        let found = names.iter().map(|name| std::fs::metadata(folder.path().join(name)).unwrap());
        found.into_iter().all(|file| file.mtime() % 60 == 0 && file.mtime_nsec() == 0)
    });
    drop(program);
}

#[test]
fn the_first_page_is_the_same_whether_they_came_at_once_or_one_after_another() {
    let first_page = |site: &Site| std::fs::read(site.file("zegel.db")).unwrap()[..100].to_vec();
    let at_once = Site::start();
    let one_by_one = Site::start();
    for number in 0..4 {
        at_once.report("nl", &format!("Nummer {number}."));
        one_by_one.report("nl", &format!("Nummer {number}."));
        assert!(one_by_one.runtime.block_on(one_by_one.store.compact()));
    }
    assert!(at_once.runtime.block_on(at_once.store.compact()));
    assert_eq!(first_page(&at_once), first_page(&one_by_one));
}

/// A number of 32 bits in a file, as SQLite writes it there, and in the index as this machine does.
fn number(site: &Site, name: &str, at: usize) -> u32 {
    let bytes = std::fs::read(site.file(name)).unwrap()[at..at + 4].try_into().unwrap();
    if name.ends_with("-shm") { u32::from_ne_bytes(bytes) } else { u32::from_be_bytes(bytes) }
}

/// Where the formats of SQLite have them: https://www.sqlite.org/fileformat2.html (1.3, 4.1) and
/// https://www.sqlite.org/walformat.html (2.1).
const FILE_CHANGES: usize = 24;
const VALID_FOR: usize = 92;
const BEGUN_ANEW: usize = 12;
const TRANSACTIONS: usize = 8;

#[test]
fn what_still_counts_is_what_the_documents_say() {
    let site = Site::start();
    let tidied = |site: &Site| assert!(site.runtime.block_on(site.store.compact()));
    let file_changes = |site: &Site| {
        assert_eq!(number(site, "zegel.db", FILE_CHANGES), number(site, "zegel.db", VALID_FOR));
        number(site, "zegel.db", FILE_CHANGES)
    };
    tidied(&site);
    let first = file_changes(&site);
    let mut transactions = number(&site, "zegel.db-shm", TRANSACTIONS);
    let mut begun_anew = 0;
    for burst in 0..3 {
        site.report("nl", &format!("Melding {burst}."));
        // In the index: each transaction since the start.
        let more = number(&site, "zegel.db-shm", TRANSACTIONS);
        assert!(more > transactions);
        transactions = more;
        // In the log: how often it was begun anew since the start.
        let more = number(&site, "zegel.db-wal", BEGUN_ANEW);
        assert!(more > begun_anew);
        begun_anew = more;
        tidied(&site);
        assert!(is_wiped(&site));
    }
    // In the database: how often a program has opened and changed it, and not what came meanwhile.
    assert_eq!(file_changes(&site), first);
    let site = site.restarted();
    site.report("nl", "Na de herstart.");
    assert!(number(&site, "zegel.db-shm", TRANSACTIONS) < transactions);
    assert!(number(&site, "zegel.db-wal", BEGUN_ANEW) < begun_anew);
    tidied(&site);
    assert_eq!(file_changes(&site), first + 1);

    for document in [include_str!("../../../SECURITY.md"), include_str!("../../../schema/001-store.sql")] {
        let words: Vec<&str> = document.split_whitespace().filter(|word| *word != "--").collect();
        let document = words.join(" ");
        for counter in ["file change counter", "index's count of transactions", "log's count of checkpoints"]
        {
            assert!(document.contains(counter), "{counter}");
        }
    }
}

#[test]
fn nothing_but_the_store_is_written_beside_the_store() {
    let site = Site::start();
    site.report("nl", "Een.");
    assert!(site.runtime.block_on(site.store.compact()));
    let folder = site.file("zegel.db");
    let mut names: Vec<_> = std::fs::read_dir(folder.parent().unwrap_or(Path::new(".")))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["recipients.txt", "zegel.db", "zegel.db-shm", "zegel.db-wal", "zegeld.toml"]);
}
