//! A computer whose clock is far from the server's week: it reads, and signs nothing.

use serde_json::json;

use crate::support::caseworker::export_to_police;
use crate::support::hostile::{Hostile, list, ok, session};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};
use crate::support::practice::two_desks;

/// The report of a server that is in this week.
fn in_week(liar: &mut LyingServer, week: &str) -> Hostile {
    let report = liar.sealed(liar.report("EEN VERHAAL"));
    let one = id();
    let line = format!("{}\n", entry(&one, "from-reporter", report.as_bytes()));
    let list = list(THREAD, &[&one.to_string()]);
    let mut session = session(&liar.lines);
    session["week"] = json!(week);
    let session = session.to_string();
    liar.any(move |asked| match asked {
        "POST /desk/v1/session" => ok(&session),
        "GET /desk/v1/threads" => list.clone(),
        asked if asked.starts_with("GET /desk/v1/entries") => ok(&line),
        _ => ok("{}"),
    })
}

fn is_told_something(server: &Hostile) -> bool {
    server.heard().iter().any(|heard| heard.line.starts_with("POST") && heard.line.ends_with("/entries"))
}

#[test]
fn with_a_clock_far_from_the_servers_week_everything_is_read_and_nothing_is_signed() {
    for week in ["2039-W01", "2015-W01"] {
        let mut liar = LyingServer::new();
        let server = in_week(&mut liar, week);
        let anna = &liar.anna;
        let said = anna.run(&["inbox"]).done().said();
        assert!(said.contains("The clock of this computer says") && said.contains(week), "{said}");
        assert!(anna.run(&["read", THREAD]).done().out.contains("EEN VERHAAL"));
        for verb in [
            &["note", THREAD, "--text", "woorden"][..],
            &["status", THREAD, "waiting"],
            &["reply", THREAD, "--text", "woorden", "--yes"],
            &["keep", THREAD, "--reason", "woorden"],
        ] {
            anna.run(verb).failed_with("Nothing was signed and nothing was sent");
        }
        let export = export_to_police(THREAD, "many");
        anna.run(&export).failed_with("Nothing was signed and nothing was sent");
        assert!(!anna.home().join("out").exists(), "{:?}", anna.files());
        assert!(!is_told_something(&server), "{week}");
        let doctor = anna.run(&["doctor"]).ended_with(1).out;
        assert!(doctor.contains("WRONG   The clock of this computer says"), "{doctor}");
    }
}

#[test]
fn a_clock_that_goes_with_the_server_is_said_to() {
    let (_site, anna, _) = two_desks();
    anna.run(&["inbox"]).done();
    let doctor = anna.run(&["doctor"]).out;
    assert!(doctor.contains("The clock goes with the server's week."), "{doctor}");
}
