//! `deploy/audits.md`, the record of what was read of the crates: every crate of the two programs stands in it, read in the
//! version of the lock file, or among those that touch neither a key, a word nor a socket.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const WHAT_TO_DO: &str = "Read what changed in it, with the questions at the head of deploy/audits.md; then write its version \
    there, how far it was read and what was seen. What touches no key, word or socket goes into the list at the end.";

/// The heading behind which stand the crates that nobody read.
const UNREAD: &str = "## What touches none of the three";

/// Each crate with its version, or without one where any version is meant.
type Named = BTreeSet<(String, Option<String>)>;

fn text(file: &str) -> String {
    fs::read_to_string(Path::new(crate::support::programs::ROOT).join(file)).unwrap()
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let cells: Vec<_> = line.strip_prefix("| ")?.split('|').map(str::trim).collect();
    (!cells[0].starts_with('-') && !matches!(cells[0], "crate" | "crates")).then_some(cells)
}

/// `name version, name` as they stand in a cell or behind a colon.
fn names(list: &str) -> impl Iterator<Item = (String, Option<String>)> {
    list.split(',').map(str::trim).map(|entry| match entry.split_once(' ') {
        Some((name, version)) => (name.to_owned(), Some(version.to_owned())),
        None => (entry.to_owned(), None),
    })
}

/// What goes into the two programs as they are given out, by the list that is made from the lock file.
fn shipped() -> BTreeSet<(String, String)> {
    let list = text("deploy/crates.md");
    let rows = list
        .lines()
        .filter_map(cells)
        .filter(|row| !["build, tests", "zegeld with postgres"].contains(&row[3]));
    rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

/// The crates that were read, and those of the list at the end.
fn record() -> (Named, Named) {
    let record = text("deploy/audits.md");
    let (read, unread) = record.split_once(UNREAD).unwrap();
    let read = read.lines().filter_map(cells).flat_map(|row| names(row[0]).collect::<Vec<_>>());
    let lists = unread.lines().filter_map(|line| line.strip_prefix("- ")?.rsplit_once(": "));
    (read.collect(), lists.flat_map(|(_, list)| names(list)).collect())
}

#[test]
fn every_crate_that_touches_a_key_a_word_or_a_socket_was_read_in_the_version_of_the_lock_file() {
    let (read, unread) = record();
    let is_named = |name: &str, version: &str| {
        let of_this_version = (name.to_owned(), Some(version.to_owned()));
        let of_any = (name.to_owned(), None);
        read.contains(&of_this_version) || unread.contains(&of_this_version) || unread.contains(&of_any)
    };
    let shipped = shipped();
    assert!(shipped.len() > 200, "only {} crates were found in deploy/crates.md", shipped.len());
    let missing: Vec<_> = shipped.iter().filter(|(name, version)| !is_named(name, version)).collect();
    assert!(missing.is_empty(), "{missing:?} was not read. {WHAT_TO_DO}");
}

#[test]
fn the_record_names_no_crate_that_is_gone_and_each_one_once() {
    let (read, unread) = record();
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, version) in shipped() {
        versions.entry(name).or_default().insert(version);
    }
    for (name, version) in read.iter().chain(&unread) {
        let there =
            versions.get(name).is_some_and(|found| version.as_ref().is_none_or(|one| found.contains(one)));
        assert!(there, "{name} {version:?} is in neither program. {WHAT_TO_DO}");
    }
    for (name, version) in &read {
        assert!(version.is_some(), "{name} stands in the record without the version that was read");
        let elsewhere = unread.iter().any(|(other, its)| other == name && (its.is_none() || its == version));
        assert!(!elsewhere, "{name} was read and stands among those that touch nothing");
    }
}

#[test]
fn each_row_of_the_record_says_what_it_touches_and_how_far_it_was_read() {
    let record = text("deploy/audits.md");
    for row in record.lines().filter_map(cells) {
        assert_eq!(row.len(), 7, "{}: six cells", row[0]);
        let touches = row[1].split(", ").all(|what| matches!(what, "key" | "word" | "socket"));
        assert!(touches, "{}: touches {}", row[0], row[1]);
        let depth = row[2].split([':', ',', ';', ' ']).next().unwrap();
        assert!(matches!(depth, "all" | "path" | "search" | "build"), "{}: read {}", row[0], row[2]);
    }
}
