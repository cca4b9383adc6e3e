//! The retention is pinned; what expires is said before and after; a case is kept longer with a sealed
//! reason.
//!
//! Vanishing reports: nothing goes in silence, be it by another retention, an empty list or its time.

use serde_json::{Value, json};
use zegel_core::calendar::{Clock, Week};

use crate::support::hostile::{Hostile, ok, session};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};
use crate::support::practice::{only, two_desks};

/// The week so many weeks ago.
fn weeks_ago(weeks: i32) -> String {
    Week::from_number(Clock::system().week().to_number() - weeks).to_string()
}

/// A desk that has read one report, and the lines of its entry.
fn read_one(day: &str) -> (LyingServer, Value) {
    let liar = LyingServer::new();
    let keys = crate::support::fixture::keys();
    let mut words = crate::support::fixture::writing(
        crate::support::fixture::answers(&[("story", "HE LOCKS THEM IN")]),
        &keys,
    );
    words.day = day.parse().unwrap();
    words.sealed_for = liar.set.fingerprint().to_string();
    let report = zegel_core::document::Report::new(words, keys.author_key());
    let line = entry(&id(), "from-reporter", liar.sealed(report).as_bytes());
    (liar, line)
}

/// The server with this retention, and with the report as of that week or without it.
fn serve(liar: &mut LyingServer, line: &Value, retention: u16, week: Option<&str>) -> Hostile {
    let mut session = session(&liar.lines);
    session["retention_weeks"] = json!(retention);
    let head = |week: &str| {
        let entries = json!([{ "id": line["id"], "version": 1 }]);
        json!({ "id": THREAD, "week": week, "withdrawal": null, "entries": entries })
    };
    let list = json!({ "threads": week.map(head).into_iter().collect::<Vec<_>>() }).to_string();
    let line = line.to_string();
    liar.any(move |path| match path {
        "POST /desk/v1/session" => ok(session.to_string()),
        "GET /desk/v1/threads" => ok(&list),
        path if path.starts_with("GET") => ok(&line),
        _ => ok("{}"),
    })
}

fn today() -> String {
    Clock::system().day().to_string()
}

fn cached(liar: &LyingServer) -> u64 {
    let file = liar.anna.home().join(format!("cache/zegel/{}.sealed", crate::support::fixture::instance()));
    std::fs::metadata(file).map_or(0, |data| data.len())
}

#[test]
fn another_retention_is_shown_until_it_is_accepted_and_lets_nothing_vanish() {
    let (mut liar, line) = read_one(&today());
    let honest = serve(&mut liar, &line, 26, Some(&weeks_ago(0)));
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    let before = cached(&liar);
    let lying = serve(&mut liar, &line, 0, None);
    let list = liar.anna.run(&["inbox"]).done();
    assert!(
        list.said().contains("keeps reports for 0 weeks. On this computer 26 are accepted"),
        "{}",
        list.err
    );
    assert!(list.said().contains(&format!("Report {THREAD} has vanished from the server")), "{}", list.err);
    assert_eq!(cached(&liar), before, "the sealed copy stays");
    let shown = liar.anna.run(&["read", THREAD]).done();
    assert!(shown.out.contains("HE LOCKS THEM IN"), "{}", shown.out);
    assert!(shown.said().contains("sealed copies of this computer"), "{}", shown.err);
    // Nobody is asked here, and no number was given: nothing is accepted.
    liar.anna.run(&["recipients", "accept"]).failed_with("that was not accepted here");
    assert!(liar.anna.run(&["inbox"]).done().said().contains("26 are accepted"));
    liar.anna.run(&["recipients", "accept", "--retention", "0"]).done();
    assert!(!liar.anna.run(&["inbox"]).done().said().contains("are accepted"));
    drop(lying);
}

#[test]
fn an_empty_list_destroys_no_copies() {
    let (mut liar, line) = read_one(&today());
    let honest = serve(&mut liar, &line, 26, Some(&weeks_ago(0)));
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    let before = cached(&liar);
    for _ in 0..3 {
        let _lying = serve(&mut liar, &line, 26, None);
        liar.anna.run(&["inbox"]).done();
        assert_eq!(cached(&liar), before);
    }
    let _honest = serve(&mut liar, &line, 26, Some(&weeks_ago(0)));
    assert!(liar.anna.run(&["inbox"]).done().said().contains("was gone or withdrawn and is back"));
}

#[test]
fn a_server_cannot_make_a_report_old_to_let_it_go_in_silence() {
    let (mut liar, line) = read_one(&today());
    let lying = serve(&mut liar, &line, 26, Some(&weeks_ago(40)));
    liar.anna.run(&["inbox"]).done();
    drop(lying);
    let _lying = serve(&mut liar, &line, 26, None);
    let list = liar.anna.run(&["inbox"]).done();
    assert!(list.said().contains("has vanished from the server"), "{}", list.err);
    assert!(!list.said().contains("Erased"), "{}", list.err);
}

#[test]
fn what_expires_is_said_weeks_before_and_afterwards_with_its_name() {
    let (mut liar, line) = read_one("2026-01-05");
    let soon = serve(&mut liar, &line, 26, Some(&weeks_ago(23)));
    let list = liar.anna.run(&["inbox"]).done();
    assert!(list.out.contains("erased in 3 weeks"), "{}", list.out);
    assert_eq!(liar.anna.json(&["inbox"])[0]["reasons"][0], "expires-soon");
    drop(soon);
    let (mut liar, line) = read_one("2026-01-05");
    let last = serve(&mut liar, &line, 26, Some(&weeks_ago(26)));
    assert!(liar.anna.run(&["inbox"]).done().out.contains("erased within a week"));
    drop(last);
    let _gone = serve(&mut liar, &line, 26, None);
    let list = liar.anna.run(&["inbox"]).done();
    assert!(list.said().contains(&format!("nobody wrote for 26 weeks: 1 ({THREAD})")), "{}", list.err);
    assert!(!list.said().contains("vanished"), "{}", list.err);
    assert_eq!(cached(&liar), 0, "its sealed copy goes too");
    assert!(!liar.anna.run(&["inbox"]).done().said().contains("nobody wrote"), "once is enough");
}

#[test]
fn a_case_is_kept_longer_with_a_reason_that_colleagues_see() {
    let (site, anna, bea) = two_desks();
    site.report("en", &[("story", "He locks them in.")]);
    let id = only(&anna);
    anna.run(&["keep", &id, "--reason", " "]).failed_with("There are no words");
    let kept = anna.run(&["keep", &id, "--reason", "The police are still at it."]).done();
    assert!(kept.said().contains("is kept for 26 weeks from now"), "{}", kept.err);
    let shown = bea.run(&["read", &id]).done().out;
    assert!(shown.contains("anna, ") && shown.contains("keeps it longer"), "{shown}");
    assert!(shown.contains("The police are still at it."), "{shown}");
}
