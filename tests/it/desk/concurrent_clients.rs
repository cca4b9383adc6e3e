//! Two zegel at the same time on one computer: neither takes from the other what it learnt.

use std::sync::mpsc;
use std::sync::{Barrier, Mutex};

use serde_json::Value;

use crate::support::caseworker::Caseworker;
use crate::support::hostile::{Hostile, ok, session, threads};

const FIRST: &str = "6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e";
const SECOND: &str = "7b2e3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e";

/// A server of the one installation that shows this answer to a desk that asks for the list.
fn server(lines: &str, list: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Hostile {
    serving(session(lines), list)
}

/// The same, with another answer to a desk that asks for a session.
fn serving(session: Value, list: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Hostile {
    let session = session.to_string();
    Hostile::new(move |line| match line {
        "POST /desk/v1/session" => ok(&session),
        "GET /desk/v1/threads" => list(),
        _ => ok(""),
    })
}

/// The file of pins.
fn pins(anna: &Caseworker) -> Value {
    let files = std::fs::read_dir(anna.state()).unwrap();
    let files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("{files:?}") };
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

fn print(lines: &str) -> String {
    lines.parse::<zegel_core::seal::Recipients>().unwrap().fingerprint().to_string()
}

fn known(anna: &Caseworker) -> Vec<String> {
    pins(anna)["threads"].as_object().unwrap().keys().cloned().collect()
}

/// `meanwhile` happens while one inbox has read what is known and waits for the list.
fn inbox_while(anna: &Caseworker, lines: &str, meanwhile: impl FnOnce()) {
    let (asked, is_asked) = mpsc::channel();
    let (go, may_go) = mpsc::channel::<()>();
    let asked = Mutex::new(asked);
    let may_go = Mutex::new(may_go);
    let slow = server(lines, move || {
        let _ = asked.lock().unwrap().send(());
        // The second list of the same run finds the other end gone, and does not wait.
        let _ = may_go.lock().unwrap().recv();
        threads(FIRST, 1)
    });
    std::thread::scope(|scope| {
        let inbox = scope.spawn(|| anna.run(&["--server", &slow.url, "inbox"]).done());
        is_asked.recv().unwrap();
        meanwhile();
        drop(go);
        inbox.join().unwrap();
    });
}

#[test]
fn what_two_programs_learn_at_once_is_known_afterwards() {
    let (anna, lines) = Caseworker::with_key("anna");
    let quick = server(&lines, || threads(SECOND, 1));
    inbox_while(&anna, &lines, || {
        anna.run(&["--server", &quick.url, "inbox"]).done();
        assert_eq!(known(&anna), [SECOND]);
    });
    assert_eq!(known(&anna), [FIRST, SECOND]);
}

#[test]
fn a_set_that_was_accepted_meanwhile_stays_accepted() {
    let (anna, lines) = Caseworker::with_key("anna");
    let (_, more) = Caseworker::with_key("bea");
    let both = format!("{lines}{more}");
    let before = server(&lines, || threads(FIRST, 1));
    anna.run(&["--server", &before.url, "inbox"]).done();
    let old = pins(&anna)["fingerprint"].clone();
    let after = server(&both, || threads(FIRST, 1));
    inbox_while(&anna, &lines, || {
        anna.run(&["--server", &after.url, "recipients", "accept", &print(&both)]).done();
        assert_ne!(pins(&anna)["fingerprint"], old);
    });
    assert_ne!(pins(&anna)["fingerprint"], old);
    assert_eq!(pins(&anna)["earlier"][0]["fingerprint"], old);
    anna.run(&["--server", &after.url, "inbox"]).done();
}

#[test]
fn a_retention_that_was_accepted_meanwhile_stays_accepted() {
    let (anna, lines) = Caseworker::with_key("anna");
    let before = server(&lines, || threads(FIRST, 1));
    anna.run(&["--server", &before.url, "inbox"]).done();
    let mut shorter = session(&lines);
    shorter["retention_weeks"] = 3.into();
    let after = serving(shorter, || threads(FIRST, 1));
    inbox_while(&anna, &lines, || {
        anna.run(&["--server", &after.url, "recipients", "accept", "--retention", "3"]).done();
        assert_eq!(pins(&anna)["retention_weeks"], 3);
    });
    assert_eq!(pins(&anna)["retention_weeks"], 3);
}

#[test]
fn a_restored_server_that_was_met_meanwhile_is_known_afterwards() {
    let (anna, lines) = Caseworker::with_key("anna");
    let before = server(&lines, || threads(FIRST, 1));
    anna.run(&["--server", &before.url, "inbox"]).done();
    let restored = "ffeeddccbbaa99887766554433221100";
    let mut again = session(&lines);
    again["generation"] = restored.into();
    let after = serving(again, || threads(FIRST, 1));
    inbox_while(&anna, &lines, || {
        anna.run(&["--server", &after.url, "inbox"]).done();
        assert_eq!(pins(&anna)["generation"], restored);
    });
    assert_eq!(pins(&anna)["generation"], restored);
}

#[test]
fn many_programs_at_once_leave_all_that_they_learnt() {
    let (anna, lines) = Caseworker::with_key("anna");
    let ids: Vec<String> =
        (0..6).map(|number| format!("6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d0{number}")).collect();
    let servers: Vec<Hostile> =
        ids.iter().cloned().map(|id| server(&lines, move || threads(&id, 1))).collect();
    let together = Barrier::new(servers.len());
    std::thread::scope(|scope| {
        for url in servers.iter().map(|server| server.url.clone()) {
            let anna = &anna;
            let together = &together;
            scope.spawn(move || {
                together.wait();
                anna.run(&["--server", &url, "inbox"]).done()
            });
        }
    });
    assert_eq!(known(&anna), ids);
}
