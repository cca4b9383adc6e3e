//! `zegel watch --notice`: what a desktop shows, which anybody may see over a shoulder.

use crate::desk::watch::{Watching, awaited};
use crate::support::caseworker::Caseworker;
use crate::support::desktop::Desktop;
use crate::support::practice::Practice;

/// Somebody who is logged in, and what anybody sees of each report.
fn desk() -> (Practice, Caseworker, std::path::PathBuf) {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let session = anna.logs_in();
    (site, anna, session)
}

fn shown(desktop: &Desktop, part: &str) -> Vec<(String, String)> {
    awaited(|| Some(desktop.notices()).filter(|all| all.iter().any(|(_, text)| text.contains(part))))
}

#[test]
fn a_notice_says_that_there_is_something_new_and_neither_what_nor_how_much() {
    let (site, anna, session) = desk();
    let desktop = Desktop::begin(&session);
    let watching = Watching::of(&anna, &["--every", "1s", "--notice", "--digest", "00:00"]);
    shown(&desktop, "Nothing new.");
    let reporter = site.report("en", &[("story", "CANARY")]);
    let notices = shown(&desktop, "There is something new. Look with: zegel inbox");
    let count = notices.len();
    reporter.writes("CANARY again");
    let notices = awaited(|| Some(desktop.notices()).filter(|notices| notices.len() > count));
    let id = anna.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    for (title, text) in &notices {
        assert_eq!(title, "Zegel");
        let tells = text.contains("CANARY") || text.contains(&id[..4]) || text.contains(char::is_numeric);
        assert!(!tells, "{text}");
    }
    drop(watching);
}

#[test]
fn at_a_login_the_desktop_may_come_after_the_news() {
    let (site, anna, session) = desk();
    site.report("en", &[("story", "CANARY")]);
    let watching =
        Watching::of(&anna, &["--every", "1s", "--notice", "--heartbeat", "heart", "--run", "touch ran"]);
    watching.until_all(&["This desktop shows no notice", "New reports: 1"]);
    // Who waits for the heartbeat learns that nobody was told.
    awaited(|| anna.home().join("ran").exists().then_some(()));
    assert!(!anna.home().join("heart").exists());
    let desktop = Desktop::begin(&session);
    shown(&desktop, "There is something new.");
    awaited(|| anna.home().join("heart").exists().then_some(()));
}

#[test]
fn a_watch_that_stops_says_so_where_nobody_reads_its_lines() {
    let (_site, anna, session) = desk();
    let desktop = Desktop::begin(&session);
    anna.run(&["watch", "--notice", "--identity", "nowhere.txt"]).failed_with("nowhere.txt");
    shown(&desktop, "The watch has stopped.");
    anna.run(&["watch", "--identity", "nowhere.txt"]).failed_with("nowhere.txt");
    assert_eq!(desktop.notices().len(), 1);
}

#[test]
fn a_server_that_is_believed_no_more_is_shown_and_one_that_is_away_for_a_moment_is_not() {
    let (_site, mut anna, session) = desk();
    let desktop = Desktop::begin(&session);
    anna.at("http://127.0.0.1:1");
    let watching = Watching::of(&anna, &["--every", "1s", "--notice"]);
    watching.until("keeps trying");
    assert!(desktop.notices().is_empty());
    shown(&desktop, "The server cannot be looked at.");
}
