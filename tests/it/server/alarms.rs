//! Alarms: what is wrong with the server reaches the caseworkers, in the inbox, on the screen, in their
//! doctor and in the watch, and goes away when it is put right.

use std::fs::File;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use zegel_core::signature::DeskKey;

use crate::server::selftest::{Running, open_site, selftest, serve};
use crate::support::caseworker::Caseworker;
use crate::support::http::exchange;
use crate::support::machine::Machine;
use crate::support::practice::{Practice, free_address};
use crate::support::programs::zegeld_path;
use crate::support::screen_terminal::Terminal;
use crate::support::site::{Setup, Site};

const FAILED: &str = "The server's own test failed.";

fn fails(site: &Practice) {
    selftest(&site.config(), &["--page", "127.0.0.1:1"]).failed_at("first page");
}

/// A failure of the server cannot stay silent.
#[test]
fn a_failed_selftest_is_seen_everywhere_until_it_passes() {
    let (site, mut anna) = open_site();
    site.report("nl", &[("story", "Elke avond bezoek.")]);
    assert!(!anna.run(&["inbox"]).done().said().contains(FAILED));
    fails(&site);
    let ended = anna.run(&["inbox"]).done();
    assert!(ended.said().contains(FAILED) && ended.said().contains("zegeld doctor"), "{}", ended.err);
    assert!(!ended.out.contains(FAILED));
    let ended = anna.run(&["inbox", "--json"]).done();
    assert!(ended.said().contains(FAILED) && ended.out.starts_with('['), "{}", ended.err);
    anna.run(&["doctor"]).failed_with("Wrong: 1.");
    anna.speaks_dutch();
    let mut terminal = Terminal::of(&anna);
    let picture = terminal.shows("q stop");
    let top: String = picture.lines().take(2).collect::<Vec<_>>().join(" ");
    assert!(top.contains("Let op: De eigen proef van de server is mislukt."), "{picture}");
    assert!(picture.contains("Bel nu de beheerder") && picture.contains("te doen (1)"), "{picture}");
    selftest(&site.config(), &[]).passed();
    terminal.press("r").hides("De eigen proef");
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
    assert!(!anna.run(&["inbox"]).done().said().contains("proef"));
    anna.run(&["doctor"]).done();
}

#[test]
fn a_selftest_that_no_longer_runs_is_said_and_one_that_never_ran_is_not() {
    let (site, anna) = open_site();
    let late =
        |anna: &Caseworker| anna.run(&["inbox"]).done().said().contains("has not tested itself for days");
    assert!(!late(&anna));
    selftest(&site.config(), &[]).passed();
    assert!(!late(&anna));
    let remembered =
        File::options().append(true).open(site.config().with_file_name("selftest.json")).unwrap();
    let ran = remembered.metadata().unwrap().modified().unwrap();
    let days_ago = |days: u64| ran - Duration::from_secs(days * 86_400);
    remembered.set_modified(days_ago(2)).unwrap();
    assert!(!late(&anna));
    remembered.set_modified(days_ago(3)).unwrap();
    assert!(late(&anna));
    crate::support::machine::doctor_at(&site.config(), &[]).says(
        "selftest",
        "wrong",
        "zegeld-selftest.timer",
    );
    std::fs::write(site.config().with_file_name("selftest.json"), "{}x").unwrap();
    assert!(anna.run(&["inbox"]).done().said().contains(FAILED));
}

/// What the server tells a desk that opens a session.
fn told(site: &Site) -> Value {
    let key = DeskKey::from_seed(site.identity.signing_seed().unwrap()).public().to_string();
    let body = json!({ "key": key }).to_string();
    let head = format!("POST /desk/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
    let answer = exchange(site.desk, [head, body].concat().as_bytes());
    let session: Value = serde_json::from_slice(&answer.body).unwrap();
    session["alarms"].clone()
}

#[test]
fn a_store_that_is_nearly_full_is_said() {
    let site = Site::with(|setup: &mut Setup| setup.config.store.max_bytes = 1 << 20);
    assert_eq!(told(&site), json!([]));
    site.runtime
        .block_on(site.store.on_sqlite(|connection| {
            Ok(connection.execute("insert into body values (1, zeroblob(900000))", []).map(drop)?)
        }))
        .unwrap();
    assert_eq!(told(&site), json!(["store-nearly-full"]));
}

/// A machine that serves after this script, and its caseworker.
fn serve_after(machine: &Machine, script: &str) -> (Running, Caseworker) {
    let (mut anna, lines) = Caseworker::with_key("anna");
    machine.write("recipients.txt", &lines);
    let desk = free_address();
    machine.configure("127.0.0.1:8600", &free_address());
    machine.configure("127.0.0.1:8601", &desk);
    let script = format!("{script}\nexec {} serve --config \"$F/zegeld.toml\"", zegeld_path());
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", &script]).env("F", machine.path(""));
    let server = serve(command);
    anna.at(&format!("http://{desk}"));
    (server, anna)
}

#[test]
fn a_disk_that_is_nearly_full_is_said() {
    let machine = Machine::new();
    let small = "mount -t tmpfs -o size=64m,mode=0700 none \"$F/store\"";
    let (_server, anna) = serve_after(&machine, small);
    let ended = anna.run(&["inbox"]).done();
    assert!(ended.said().contains("The server's disk is almost full."), "{}", ended.err);
}

#[test]
fn a_backup_that_was_not_made_for_days_is_said_until_it_is_made() {
    let machine = Machine::new();
    let key = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    machine.configure("[desk]", &format!("[backup]\nrecipient = \"{key}\"\nweeks = 4\n[desk]"));
    let (_server, anna) = serve_after(&machine, "");
    let is_said = || anna.run(&["inbox"]).done().said().contains("No backup has been made for days.");
    assert!(is_said());
    machine.doctor().says("backup", "wrong", "zegeld-backup.timer");
    let config = machine.path("zegeld.toml");
    let to = machine.path("backup.age");
    let made =
        Command::new(zegeld_path()).arg("backup").arg("--config").arg(config).arg("--to").arg(to).output();
    let made = made.unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(!is_said());
    machine.doctor().says("backup", "ok", "");
    let note = File::options().append(true).open(machine.path("store/zegel.db.backup")).unwrap();
    let made = note.metadata().unwrap().modified().unwrap();
    note.set_modified(made - Duration::from_secs(4 * 86_400)).unwrap();
    assert!(is_said());
    machine.doctor().says("backup", "wrong", "zegeld-backup.timer");
}
