//! Lists in a carried folder: what it keeps when a server lists less than it had, for it may hold the only
//! copies that are left.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::desk::offline::{Desks, below};
use crate::support::hostile::{Hostile, ok, week};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

/// Base64url of 32 bytes that nobody chose.
const FALSE_SECRET: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A caseworker with a folder that was fetched and read once.
struct Carried {
    liar: LyingServer,
    report: Value,
    folder: PathBuf,
}

impl Carried {
    fn new() -> Self {
        let liar = LyingServer::new();
        let report = entry(&id(), "from-reporter", liar.sealed(liar.report("CARRIED")).as_bytes());
        let folder = liar.anna.home().join("desk");
        let mut carried = Self { liar, report, folder };
        let _honest = carried.serves(&Value::Null, &[carried.report["id"].clone()]);
        carried.liar.anna.run(&["fetch", "--to", "desk"]).done();
        carried.reads();
        carried
    }

    /// A server that lists this of the thread, and gives the report to whoever asks for it.
    fn serves(&mut self, withdrawal: &Value, entries: &[Value]) -> Hostile {
        let entries: Vec<Value> = entries.iter().map(|id| json!({ "id": id, "version": 1 })).collect();
        let head = json!({ "id": THREAD, "week": week(), "withdrawal": withdrawal, "entries": entries });
        self.lists(&json!([head]))
    }

    fn lists(&mut self, threads: &Value) -> Hostile {
        let list = json!({ "threads": threads }).to_string();
        let line = format!("{}\n", self.report);
        self.liar.raw(move |asked| ok(if asked.contains("threads") { list.as_str() } else { line.as_str() }))
    }

    fn reads(&self) -> String {
        let read = self.liar.anna.run(&["--folder", "desk", "read", "6a1d"]).done();
        assert!(read.out.contains("CARRIED"), "{}{}", read.out, read.err);
        read.said()
    }

    /// Fetches twice, and gives what was said.
    fn fetches(&self) -> [String; 2] {
        [(); 2].map(|()| self.liar.anna.run(&["fetch", "--to", "desk"]).done().said())
    }
}

/// How many sealed files there are.
fn sealed(folder: &Path) -> usize {
    below(folder).iter().filter(|file| file.extension().is_none_or(|end| end != "json")).count()
}

#[test]
fn what_a_server_lists_no_more_or_says_is_withdrawn_stays_in_the_folder_and_is_said_once() {
    let mut carried = Carried::new();
    let claims = carried.serves(&json!(FALSE_SECRET), &[]);
    let [first, second] = carried.fetches();
    assert!(first.contains("and does not prove it") && !second.contains("prove"), "{first} {second}");
    assert_eq!(sealed(&carried.folder), 1);
    assert!(carried.reads().contains("does not prove it"));
    drop(claims);

    let mut carried = Carried::new();
    let _empty = carried.lists(&json!([]));
    let [first, second] = carried.fetches();
    let gone = "has vanished from the server";
    assert!(first.contains(gone) && !second.contains(gone), "{first} {second}");
    assert_eq!(sealed(&carried.folder), 1);
    assert!(carried.reads().contains("does not show this report any more"));
}

#[test]
fn an_entry_that_is_listed_no_more_stays_in_the_folder_and_one_that_was_replaced_does_not() {
    let mut carried = Carried::new();
    let server = carried.serves(&Value::Null, &[]);
    carried.fetches();
    assert_eq!(sealed(&carried.folder), 1);
    drop(server);
    let anew = carried.liar.sealed(carried.liar.report("CARRIED"));
    let mut report = entry(&id(), "from-reporter", anew.as_bytes());
    report["id"] = carried.report["id"].clone();
    report["version"] = json!(2);
    carried.report = report;
    let head = json!({ "id": THREAD, "week": week(), "withdrawal": null,
        "entries": [{ "id": carried.report["id"], "version": 2 }] });
    let _server = carried.lists(&json!([head]));
    carried.fetches();
    assert_eq!(sealed(&carried.folder), 1);
}

#[test]
fn what_vanished_leaves_the_folder_when_its_time_is_over() {
    let mut carried = Carried::new();
    let _empty = carried.lists(&json!([]));
    carried.fetches();
    let list = carried.folder.join("desk.json");
    let text = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, text.replace(&week(), "2020-W01")).unwrap();
    carried.fetches();
    assert_eq!(sealed(&carried.folder), 0);
}

#[test]
fn a_folder_in_which_somebody_wrote_a_withdrawal_still_shows_what_it_holds() {
    let carried = Carried::new();
    let list = carried.folder.join("desk.json");
    let text = std::fs::read_to_string(&list).unwrap();
    let claim = format!("\"withdrawal\":\"{FALSE_SECRET}\"");
    std::fs::write(&list, text.replace("\"withdrawal\":null", &claim)).unwrap();
    assert!(carried.reads().contains("does not prove it"));
    assert_eq!(sealed(&carried.folder), 1);
}

#[test]
fn a_withdrawal_is_proved_by_a_report_that_was_carried_and_never_opened_before() {
    let desks = Desks::new();
    let reporter = desks.report("Taken back.");
    desks.fetch().done();
    let id = desks.anna.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    reporter.withdraws();
    desks.fetch().done();
    assert_eq!(sealed(&desks.folder()), 1);
    desks.offline(&["read", &id]).failed_with("has withdrawn report");
    let list = desks.offline(&["inbox"]).done();
    assert!(list.out.contains("withdrawn") && !list.said().contains("prove"), "{}{}", list.out, list.err);
    assert_eq!(sealed(&desks.folder()), 0);
}
