//! The number of an installation, which a server chooses: on a computer that has pinned one, another
//! number is refused, whatever is asked.

use serde_json::json;
use zegel_core::id::Instance;
use zegel_core::seal::Recipients;

use crate::support::caseworker::Caseworker;
use crate::support::fixture::instance;
use crate::support::hostile::{Hostile, ok, session, threads};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

const OTHER: &str = "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d";

/// A server that says it is another installation, with a key of its own among the recipients.
struct Taken {
    liar: LyingServer,
    set: Recipients,
    server: Hostile,
}

impl Taken {
    /// On a computer that has worked with the honest one.
    fn over() -> Self {
        let mut liar = LyingServer::new();
        let report = entry(&id(), "from-reporter", liar.sealed(liar.report("a true report")).as_bytes());
        let honest = liar.serve(vec![report]);
        liar.anna.run(&["read", THREAD]).done();
        drop(honest);
        let (_, mallory) = Caseworker::with_key("mallory");
        let lines = format!("{}{mallory}", liar.lines);
        let set: Recipients = lines.parse().unwrap();
        let mut session = session(&lines);
        session["instance"] = json!(OTHER);
        let server = liar.any(move |line| match line {
            "POST /desk/v1/session" => ok(session.to_string()),
            line if line.contains("threads") => threads(THREAD, 0),
            _ => ok("{}"),
        });
        Self { liar, set, server }
    }

    fn only_a_session_was_asked_for(&self) {
        let heard = self.server.heard();
        assert!(!heard.is_empty() && heard.iter().all(|heard| heard.line == "POST /desk/v1/session"));
    }
}

/// Whoever reads it can compare the two: the one that this computer knows, and what the server says.
fn names_both(message: &str) {
    let known = instance().to_string();
    assert!(message.contains(&known) && message.contains(OTHER), "{message}");
}

#[test]
fn a_server_that_says_another_number_gets_nothing_and_is_not_pinned() {
    let taken = Taken::over();
    let anna = &taken.liar.anna;
    let before = anna.files();
    for verb in [
        &["inbox"][..],
        &["note", THREAD, "--text", "INTERNAL"],
        &["reply", THREAD, "--text", "INTERNAL", "--yes"],
        &["reseal"],
        &["recipients"],
        &["recipients", "accept"],
    ] {
        let ended = anna.run(verb).ended_with(4).failed_with("another installation");
        names_both(&ended.err);
    }
    let doctor = anna.run(&["doctor"]);
    assert_eq!(doctor.code, Some(4), "{}", doctor.out);
    assert!(doctor.out.contains("WRONG") && doctor.out.contains("another installation"), "{}", doctor.out);
    taken.only_a_session_was_asked_for();
    assert_eq!(anna.files(), before);
}

#[test]
fn only_a_person_who_names_the_fingerprint_now_makes_it_another_server() {
    let taken = Taken::over();
    let anna = &taken.liar.anna;
    let config = format!("fingerprint = \"{}\"\n", taken.set.fingerprint());
    anna.file("config/zegel/config.toml", config);
    anna.run(&["inbox"]).ended_with(4).failed_with("another installation");
    let wrong = taken.liar.set.fingerprint().to_string();
    anna.run(&["inbox", "--fingerprint", &wrong]).ended_with(4).failed_with("another installation");
    taken.only_a_session_was_asked_for();
    anna.run(&["recipients", "accept", &wrong]).ended_with(4).failed_with("another installation");
    let print = taken.set.fingerprint().to_string();
    anna.run(&["recipients", "accept", &print]).ended_with(4).failed_with("another installation");
    names_both(&anna.run(&["inbox", "--fingerprint", &print]).done().err);
    anna.run(&["inbox"]).done();
}

#[test]
fn what_setup_compared_is_insisted_on_even_where_the_pins_are_lost() {
    let taken = Taken::over();
    let anna = &taken.liar.anna;
    anna.file("config/zegel/config.toml", format!("instance = \"{}\"\n", instance()));
    std::fs::remove_dir_all(anna.state()).unwrap();
    anna.run(&["inbox"]).ended_with(4).failed_with("another installation");
    taken.only_a_session_was_asked_for();
    assert!(OTHER.parse::<Instance>().is_ok());
}
