//! What is left in the store's files: nothing of what was withdrawn or erased, and no order.

use std::path::Path;

use zegel::token::Token;

use crate::fixture::{answers, writing};
use crate::http::find;
use crate::site::Site;
use zegel::document::Report;
use zegel::thread::{Entry, SealedEntry};

/// Database, log and index, one after another.
fn files(site: &Site) -> Vec<u8> {
    ["zegel.db", "zegel.db-wal", "zegel.db-shm"]
        .iter()
        .flat_map(|name| std::fs::read(site.file(name)).unwrap_or_default())
        .collect()
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
    let digest = |token: &Token| site.keys(token).mailbox().mailbox().as_bytes().to_vec();
    let slices: Vec<_> = entries.iter().map(slice).collect();
    let before = files(&site);
    assert!(slices.iter().all(|slice| find(&before, slice).is_some()));
    assert!(find(&before, &digest(&token)).is_some());

    site.post("/nl/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    assert!(site.runtime.block_on(site.store.tidy()));
    let left: Vec<_> = site.entries().iter().map(slice).collect();
    assert_eq!(left.len(), 1);
    let after = files(&site);
    for slice in &slices {
        assert_eq!(find(&after, slice).is_some(), left.contains(slice));
    }
    assert!(find(&after, &digest(&token)).is_none() && find(&after, &digest(&kept)).is_some());
    assert_eq!(std::fs::metadata(site.file("zegel.db-wal")).unwrap().len(), 0);
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
    assert!(site.runtime.block_on(site.store.tidy()));
    let after = files(&site);
    assert_eq!(slices.iter().filter(|slice| find(&after, slice).is_some()).count(), 1);
}

/// Kendall's tau: 1 when two orders agree, −1 when they are opposite, 0 when neither tells of the
/// other. For `n` in random order its standard deviation is √(2(2n+5) / 9n(n−1)).
fn tau(order: &[usize]) -> f64 {
    let pairs = (0..order.len()).flat_map(|a| (a + 1..order.len()).map(move |b| (a, b)));
    let signs = pairs.map(|(a, b)| if order[a] < order[b] { 1.0 } else { -1.0 });
    let all: Vec<f64> = signs.collect();
    all.iter().sum::<f64>() / all.len() as f64
}

#[test]
fn the_order_of_arrival_is_gone_after_the_shuffle() {
    let site = Site::start();
    let slices: Vec<Vec<u8>> = (0..200)
        .map(|number| {
            let keys = site.keys(&Token::random().unwrap());
            let writing = writing(answers(&[("story", &format!("Report {number}."))]), &keys);
            let sealed = site.recipients.seal(Report::new(writing, keys.author_key())).unwrap();
            let entry = Entry {
                id: zegel::id::EntryId::random().unwrap(),
                sealed: SealedEntry::FromReporter(sealed),
            };
            let slice = slice(&entry);
            let week = "2026-W48".parse().unwrap();
            site.runtime.block_on(site.store.put(keys.mailbox().mailbox(), entry, week)).unwrap();
            slice
        })
        .collect();
    let places =
        |files: &[u8]| -> Vec<usize> { slices.iter().map(|slice| find(files, slice).unwrap()).collect() };

    // Without it, where a report stands tells when it came: this is what the shuffle is for.
    assert!(tau(&places(&files(&site))) > 0.9);
    assert!(site.runtime.block_on(site.store.tidy()));
    // 0.3 is more than six standard deviations of 200 in random order.
    let shuffled = tau(&places(&std::fs::read(site.file("zegel.db")).unwrap()));
    assert!(shuffled.abs() < 0.3, "{shuffled}");
}

#[test]
fn the_files_times_do_not_tell_of_the_last_report() {
    let site = Site::start();
    site.report("nl", "Nu.");
    let time = |name: &str| std::fs::metadata(site.file(name)).unwrap().modified().unwrap();
    let before = time("zegel.db-wal").max(time("zegel.db"));
    assert!(site.runtime.block_on(site.store.tidy()));
    for name in ["zegel.db", "zegel.db-wal"] {
        assert!(time(name) > before, "{name}");
    }
}

#[test]
fn nothing_but_the_store_is_written_beside_the_store() {
    let site = Site::start();
    site.report("nl", "Een.");
    assert!(site.runtime.block_on(site.store.tidy()));
    let folder = site.file("zegel.db");
    let mut names: Vec<_> = std::fs::read_dir(folder.parent().unwrap_or(Path::new(".")))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["recipients.txt", "zegel.db", "zegel.db-shm", "zegel.db-wal", "zegeld.toml"]);
}
