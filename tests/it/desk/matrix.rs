//! Every verb against every lie of a server: what is shown, what is sent, and what is written.
//!
//! A caseworker has worked for a while at an honest server (`world.rs`). Then each verb
//! (`verbs.rs`) meets each lie (`lies.rs`), from a fresh copy of her computer (`cell.rs`), and is
//! held against what is expected of its kind (`expected.rs`). Whatever is sent is opened with the
//! keys of everybody and named by what is in it (`sent.rs`), and whatever has changed on the
//! computer is named too (`home.rs`): so nothing can be sent or written that is not expected.
//!
//! The same lies in a folder that was carried are in `offline.rs`, those of a public site in
//! `site.rs`.

mod cell;
mod expected;
mod home;
mod lies;
mod offline;
mod pages;
mod screen;
mod sent;
mod contents;
mod site;
mod verbs;
mod world;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use cell::{Seen, cell};
use expected::{Expected, expected};
use lies::Lie;
use verbs::{TRIALS, Trial};
use world::World;

use crate::support::caseworker::Caseworker;

/// So many programs run at once.
const AT_ONCE: usize = 4;

#[test]
fn no_verb_shows_sends_or_writes_more_than_is_expected_of_it_whatever_lie_a_server_tells() {
    let world = World::new();
    let cells = TRIALS.iter().flat_map(|trial| Lie::ALL.map(|lie| (trial, lie))).collect();
    all_as_expected(cells, |trial, lie| (expected(trial.kind, lie), cell(&world, trial, lie)));
}

#[test]
fn a_folder_that_was_carried_is_believed_no_more_than_a_server() {
    let world = World::new();
    let lies = || Lie::ALL.into_iter().filter(|lie| offline::is_told_by_folder(*lie));
    let trials = TRIALS.iter().filter(|trial| offline::takes_folder(trial));
    let cells = trials.flat_map(|trial| lies().map(move |lie| (trial, lie))).collect();
    all_as_expected(cells, |trial, lie| {
        (offline::expected_of_folder(trial.kind, lie), offline::cell(&world, trial, lie))
    });
}

/// Runs all cells, and names all that are not as expected.
fn all_as_expected(cells: Vec<(&Trial, Lie)>, run: impl Fn(&Trial, Lie) -> (Expected, Seen) + Sync) {
    all_of(&cells, |(trial, lie)| {
        let (expected, seen) = run(trial, *lie);
        let name = format!("zegel {} {} at {lie:?}", trial.verb, trial.arguments.join(" "));
        wrong_in(&expected, &seen).map(|found| format!("{name}:\n  {found}"))
    });
}

/// Runs all of these, several at once, and names what is wrong in any.
fn all_of<T: Sync + std::fmt::Debug>(cells: &[T], run: impl Fn(&T) -> Option<String> + Sync) {
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(cell) = cells.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = catch_unwind(AssertUnwindSafe(|| run(cell)));
                    let found = found.unwrap_or_else(|_| Some(format!("{cell:?}: it panicked")));
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(wrong.is_empty(), "{} of {} cells:\n\n{}", wrong.len(), cells.len(), wrong.join("\n"));
}

/// What is not as expected in one cell.
fn wrong_in(expected: &Expected, seen: &Seen) -> Option<String> {
    let mut wrong = differences(expected, seen);
    if wrong.is_empty() {
        return None;
    }
    wrong.push(format!("it said: {}\n", seen.shown));
    Some(wrong.join("\n  "))
}

fn differences(expected: &Expected, seen: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    if seen.code != expected.code {
        wrong.push(format!("ended with {:?}, not with {:?}", seen.code, expected.code));
    }
    let is_missing = |part: &&&str| !seen.shown.contains(**part);
    wrong.extend(expected.says.iter().filter(is_missing).map(|part| format!("did not say {part:?}")));
    let is_shown = |part: &&&str| seen.shown.contains(**part);
    wrong.extend(expected.never.iter().filter(is_shown).map(|part| format!("showed {part:?}")));
    if expected.requests.is_some_and(|requests| requests != seen.requests) {
        wrong.push(format!("requests {:?}, not {:?}", seen.requests, expected.requests));
    }
    if seen.acts != expected.acts {
        wrong.push(format!("sent {:?}, not {:?}", seen.acts, expected.acts));
    }
    if seen.written != expected.written {
        wrong.push(format!("wrote {:?}, not {:?}", seen.written, expected.written));
    }
    wrong
}

/// The names below `Commands:` in the help of a verb; in the help of the program they stand in groups
/// before its options.
pub fn subverbs(verb: &[&str]) -> Vec<String> {
    let help = Caseworker::new().run(&[verb, &["--help"]].concat()).done().out;
    let first = if verb.is_empty() { "Every day:" } else { "Commands:" };
    let is_list = |line: &&str| !line.starts_with("Options");
    let lines = help.lines().skip_while(|line| *line != first).skip(1).take_while(is_list);
    let names = lines.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    names.map(|line| line.split(' ').next().unwrap().to_owned()).filter(|name| name != "help").collect()
}

#[test]
fn every_verb_of_the_program_is_in_the_matrix() {
    let mut verbs = BTreeSet::from([String::new()]);
    for verb in subverbs(&[]) {
        let of_verb = subverbs(&[&verb]);
        verbs.extend(of_verb.iter().map(|of_verb| format!("{verb} {of_verb}")));
        verbs.insert(verb);
    }
    let tried: BTreeSet<String> = TRIALS.iter().map(|trial| trial.verb.to_owned()).collect();
    let missing: Vec<&String> = verbs.difference(&tried).collect();
    assert!(
        missing.is_empty(),
        "not in the matrix: {missing:?}. Add a line to TRIALS in tests/it/matrix/verbs.rs"
    );
    let unknown: Vec<&String> = tried.difference(&verbs).collect();
    assert!(unknown.is_empty(), "no verbs of the program: {unknown:?}, in tests/it/matrix/verbs.rs");
}
