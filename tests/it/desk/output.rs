//! Standard output that nobody takes: a full device, and a pipe whose reader has gone.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};

use super::matrix::subverbs;
use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, only, two_desks};

/// What a verb is called with here. `ID` is a report, `FREE` one that may go, `PRINT` the fingerprint.
struct Call {
    verb: &'static str,
    arguments: &'static [&'static str],
    /// Whether printing is all that it does, so that a reader may stop reading.
    only_prints: bool,
}

const fn prints(verb: &'static str, arguments: &'static [&'static str]) -> Call {
    Call { verb, arguments, only_prints: true }
}

const fn acts(verb: &'static str, arguments: &'static [&'static str]) -> Call {
    Call { verb, arguments, only_prints: false }
}

const CALLS: &[Call] = &[
    prints("completions", &["bash"]),
    prints("man", &[]),
    prints("guide", &[]),
    prints("doctor", &[]),
    prints("inbox", &[]),
    prints("read", &["ID"]),
    prints("search", &["verhaal"]),
    prints("links", &[]),
    prints("stats", &["--csv"]),
    prints("recipients", &[]),
    prints("receivers", &["--json"]),
    prints("open", &["carried"]),
    acts("keygen", &["dora", "--no-passphrase", "--out", "dora.txt"]),
    acts("backup-key", &[]),
    acts("note", &["ID", "--text", "woorden", "--json"]),
    acts("status", &["ID", "waiting", "--json"]),
    acts("assign", &["ID", "bea", "--json"]),
    acts("handover", &["ID", "bea", "--text", "woorden", "--json"]),
    acts("label", &["ID", "woord", "--json"]),
    acts("urgent", &["ID", "--json"]),
    acts("keep", &["ID", "--reason", "woorden", "--json"]),
    acts("reply", &["ID", "--text", "woorden", "--yes", "--json"]),
    acts("reseal", &["--json"]),
    acts(
        "export",
        &[
            "ID",
            "--receiver",
            "Politie",
            "--kind",
            "police",
            "--with-own-words",
            "--marks-read",
            "--open",
            "out",
            "--known-by",
            "many",
            "--yes",
            "--json",
        ],
    ),
    acts("fetch", &["--to", "fetched", "--json"]),
    acts("send", &["--from", "carried", "--json"]),
    acts("watch", &["--digest", "00:00"]),
    acts("delete", &["FREE", "--yes", "--json"]),
];

/// What prints nothing before a person, paper, a site or a restored server has done their part.
const OTHERS: &[&str] = &[
    "setup",
    "restore-key",
    "backup-check",
    "settle",
    "attest",
    "reapply",
    "verify",
    "poster",
    "lock",
    "outcome",
];

/// A practice site with two reports, and anna, who has carried a folder.
fn at_work() -> (Practice, Caseworker, [String; 2]) {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Een verhaal."), ("forward", "police")]);
    let id = only(&anna);
    site.report("nl", &[("story", "Nog een verhaal.")]);
    let list = anna.json(&["inbox"]);
    let mut ids = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap());
    let free = ids.find(|other| *other != id).unwrap().to_owned();
    anna.run(&["fetch", "--to", "carried"]).done();
    (site, anna, [id, free])
}

fn run(desk: &Caseworker, call: &Call, ids: &[String; 2], out: Stdio) -> (Option<i32>, String) {
    let words = call.arguments.iter().map(|word| match *word {
        "ID" => ids[0].as_str(),
        "FREE" => ids[1].as_str(),
        word => word,
    });
    let words: Vec<&str> = [call.verb].into_iter().chain(words).collect();
    for made in ["dora.txt", "out", "fetched"] {
        drop(std::fs::remove_file(desk.home().join(made)));
        drop(std::fs::remove_dir_all(desk.home().join(made)));
    }
    let mut command = desk.session(&["--wait"], &words);
    let child = command.stdin(Stdio::null()).stdout(out).stderr(Stdio::piped()).spawn().unwrap();
    drop(command);
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    (status.code(), said.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn every_verb_is_tried_here_or_named_as_one_that_prints_nothing_alone() {
    let here: BTreeSet<&str> = CALLS.iter().map(|call| call.verb).chain(OTHERS.iter().copied()).collect();
    let all = subverbs(&[]);
    assert_eq!(here, all.iter().map(String::as_str).collect());
}

#[test]
fn what_no_device_takes_is_an_error_of_every_verb() {
    let (_site, anna, ids) = at_work();
    for call in CALLS {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let (code, said) = run(&anna, call, &ids, full.into());
        assert_eq!(code, Some(1), "{} {said}", call.verb);
        assert!(said.contains("the disk is full"), "{} {said}", call.verb);
    }
}

/// Every way to ask for help, and for the version.
fn helps() -> Vec<Vec<String>> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let mut helps: Vec<Vec<String>> =
        [&["--help"][..], &["-h"], &["--version"], &["recipients", "accept", "--help"]].map(words).into();
    helps.extend(subverbs(&[]).into_iter().map(|verb| vec![verb, "--help".to_owned()]));
    helps
}

#[test]
fn a_help_that_no_device_takes_is_an_error_and_a_reader_who_had_enough_of_it_is_none() {
    let mut anna = Caseworker::new();
    for is_dutch in [false, true] {
        if is_dutch {
            anna.speaks_dutch();
        }
        for help in helps() {
            let words: Vec<&str> = help.iter().map(String::as_str).collect();
            let told = |out: Stdio| {
                let mut command = anna.session(&["--wait"], &words);
                let child = command.stdin(Stdio::null()).stdout(out).stderr(Stdio::piped()).spawn().unwrap();
                drop(command);
                let Output { status, stderr, .. } = child.wait_with_output().unwrap();
                (status.code(), String::from_utf8(stderr).unwrap())
            };
            let (code, said) = told(File::options().write(true).open("/dev/full").unwrap().into());
            assert_eq!(code, Some(1), "{words:?}: {said}");
            let fact = if is_dutch { "de schijf is vol" } else { "the disk is full" };
            assert!(said.contains(fact), "{words:?}: {said}");
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            assert_eq!(told(writer.into()), (Some(0), String::new()), "{words:?}");
        }
    }
}

#[test]
fn a_reader_who_had_enough_is_no_error_of_a_verb_that_only_prints_and_one_of_any_other() {
    let (_site, anna, ids) = at_work();
    for call in CALLS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, said) = run(&anna, call, &ids, writer.into());
        assert_eq!(code, Some(i32::from(!call.only_prints)), "{} {said}", call.verb);
        assert_eq!(said.contains("nobody reads it any more"), !call.only_prints, "{} {said}", call.verb);
    }
}

#[test]
fn a_watch_that_nobody_hears_ends_and_its_heartbeat_stops() {
    let (site, anna, _) = at_work();
    let arguments = ["watch", "--every", "1s", "--heartbeat", "beat"];
    let mut child = anna.start(&arguments);
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut begun = String::new();
    errors.read_line(&mut begun).unwrap();
    while !anna.home().join("beat").exists() {
        std::thread::yield_now();
    }
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    drop(site);
}
