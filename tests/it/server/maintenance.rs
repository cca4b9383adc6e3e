//! A purge that fails is said by the server, `zegeld doctor`, `zegeld selftest` and the health check.
//!
//! Daily maintenance that fails: the doctor, the monitoring address and the self-test say so, until it
//! works again.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::server::selftest::{open_site, selftest};
use crate::support::http::{Answer, exchange};
use crate::support::machine::doctor_at;
use crate::support::practice::Practice;
use crate::support::programs::zegeld_path;
use crate::support::until::until;

/// Changes the database beside its server, and says what went wrong.
fn in_database(folder: &Path, sql: &str) {
    let changed = Command::new("sqlite3").arg(folder.join("zegel.db")).arg(sql).status();
    assert!(changed.unwrap().success(), "{sql}");
}

fn health(site: &Practice) -> Answer {
    let desk = site.desk.trim_start_matches("http://").parse().unwrap();
    exchange(desk, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
}

fn purge(site: &Practice, further: &[&str]) -> bool {
    let mut command = Command::new(zegeld_path());
    command.args(["purge", "--config"]).arg(site.config()).args(further).output().unwrap().status.success()
}

#[test]
fn a_purge_that_fails_is_said_until_one_works() {
    let (site, anna) = open_site();
    site.report("nl", &[("story", "Elke avond bezoek.")]);
    doctor_at(&site.config(), &[]).says("maintenance", "ok", "no daily work").says(
        "purge",
        "ok",
        "last purge",
    );
    assert_eq!(health(&site).text(), "ok: open\n");
    let found = doctor_at(&site.config(), &[]);
    found.says("running", "ok", "takes reports").says("running-page", "ok", "answers");

    let site = site.after_for_real(|folder| {
        in_database(folder, "update thread set week = week - 30");
        in_database(folder, "create trigger held before delete on body begin select raise(abort, 'no'); end");
    });
    let record = site.folder().join("maintenance.json");
    until("the failure is recorded", || record.exists());
    doctor_at(&site.config(), &[]).says("maintenance", "wrong", "cannot remove what is past its retention");
    let said = health(&site);
    assert_eq!((said.status, said.text()), (503, "the daily maintenance failed\n"));
    doctor_at(&site.config(), &[]).says("running", "wrong", "the daily maintenance failed");
    selftest(&site.config(), &[]).failed_at("daily maintenance");
    assert!(anna.run(&["inbox"]).done().said().contains("own test failed"));
    assert!(!purge(&site, &[]));

    in_database(site.folder(), "drop trigger held");
    assert!(purge(&site, &[]));
    doctor_at(&site.config(), &[]).says("maintenance", "ok", "no daily work");
    assert_eq!(health(&site).text(), "ok: open\n");
    selftest(&site.config(), &[]).passed();
    assert!(!anna.run(&["inbox"]).done().said().contains("own test failed"));
}

#[test]
fn a_clock_that_leapt_is_said_until_somebody_has_looked_at_it() {
    let (site, _) = open_site();
    until("the first purge", || doctor_at(&site.config(), &[]).about("purge").0 == "ok");
    let site = site.after_for_real(|folder| {
        // Weeks are stored as numbers of four bytes; this one is of the year 2000.
        in_database(folder, "update meta set value = x'00000622' where key = 'purged'");
    });
    until("it is recorded", || doctor_at(&site.config(), &[]).about("maintenance").0 == "wrong");
    doctor_at(&site.config(), &[]).says("maintenance", "wrong", "zegeld purge --accept-clock").says(
        "purge",
        "wrong",
        "Does the server run?",
    );
    assert!(purge(&site, &["--accept-clock"]));
    doctor_at(&site.config(), &[]).says("maintenance", "ok", "").says("purge", "ok", "last purge");
}

/// What was recorded by a failure goes with the next start that works.
#[test]
fn a_start_that_works_takes_an_old_failure_back() {
    let (site, _) = open_site();
    let record = site.folder().join("maintenance.json");
    fs::write(&record, "no record of ours").unwrap();
    doctor_at(&site.config(), &[]).says("maintenance", "wrong", "cannot be read");
    let site = site.after_for_real(|folder| {
        let record = folder.join("maintenance.json");
        fs::write(record, r#"{"failed":"compact","since":"2026-11-24"}"#).unwrap();
        doctor_at(&folder.join("zegeld.toml"), &[]).says("maintenance", "wrong", "Since 2026-11-24");
    });
    until("it has worked", || !record.exists());
    doctor_at(&site.config(), &[]).says("maintenance", "ok", "no daily work");
}
