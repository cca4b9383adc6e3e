//! Robustness of the caseworker's program: what a server may answer, and what is sent to one.

use std::fs;
use std::sync::Mutex;

use data_encoding::BASE64;
use serde_json::{Value, json};
use zegel_core::seal::{ForDesk, Recipients};

use crate::support::caseworker::{Caseworker, is_harmless};
use crate::support::fixture::instance;
use crate::support::hostile::{Hostile, list, ok, session, threads, week, with_status};

use crate::support::lying_server::{LyingServer, THREAD, entry, id};

#[test]
fn a_redirect_is_not_followed() {
    let mut liar = LyingServer::new();
    let target = Hostile::new(|_| ok("{}"));
    let location = format!("location: {}/desk/v1/session\r\n", target.url);
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let location = location.clone();
        let _server = liar.any(move |_| with_status(status, &location, ""));
        liar.anna.run(&["inbox"]).failed_with("does not follow");
    }
    assert!(target.heard().is_empty());
}

#[test]
fn the_words_of_a_server_cannot_move_the_terminal() {
    let mut liar = LyingServer::new();
    let title = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}evil\u{9b}1m".repeat(50);
    let problem = json!({ "type": "x", "title": title, "status": 500 }).to_string();
    let _server = liar.any(move |_| with_status("500 Broken", "", &problem));
    let ended = liar.anna.run(&["inbox"]).failed_with("The server refuses (500)");
    assert!(ended.err.len() < 2_000);
    // A desk's name comes from the server too, but only letters and digits pass there.
    let lines = liar.lines.replace("desk anna", "desk an\u{202e}na");
    let _server = liar.with_session(|session| session["recipients"] = json!(lines));
    liar.anna.run(&["inbox"]).failed_with("keys on the server cannot be read");
    let _server =
        liar.any(|_| with_status("403 Forbidden", "", "{\"type\":\"x\",\"title\":\"no\",\"status\":403}"));
    liar.anna.run(&["inbox"]).failed_with("does not know this key");
}

#[test]
fn answers_without_end_are_cut_off() {
    let mut liar = LyingServer::new();
    let endless = |megabytes: usize| {
        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", u64::MAX / 2).into_bytes();
        answer.resize(megabytes << 20, b' ');
        answer
    };
    let huge = endless(1);
    let _server = liar.any(move |_| huge.clone());
    liar.anna.run(&["inbox"]).failed_with("more than there can be");
    let huge = endless(66);
    let _server = liar.raw(move |_| huge.clone());
    liar.anna.run(&["inbox"]).failed_with("more than there can be");
    let huge = endless(1);
    let _server =
        liar.raw(move |line| if line.contains("threads") { threads(THREAD, 1) } else { huge.clone() });
    liar.anna.run(&["inbox"]).failed_with("more than there can be");
    let _server = liar.any(|_| [b"HTTP/1.1 200 OK\r\nx: ".to_vec(), vec![b'y'; 1 << 20]].concat());
    liar.anna.run(&["inbox"]).failed_with("does not answer");
    assert_eq!(liar.anna.files().iter().filter(|file| file.starts_with("state")).count(), 1);
}

/// More lines than were listed, and than can have come in since.
fn unlisted() -> String {
    (0..2000).map(|_| format!("{}\n", entry(&id(), "from-reporter", b"junk"))).collect()
}

#[test]
fn a_stream_of_what_was_not_listed_is_cut_off_for_whoever_reads_it() {
    let mut liar = LyingServer::new();
    let report = entry(&id(), "from-reporter", liar.sealed(liar.report("x")).as_bytes());
    let _server = liar.serve(vec![report.clone()]);
    liar.anna.run(&["inbox"]).done();
    let (_, added) = Caseworker::with_key("bea");
    liar.lines.push_str(&added);
    let print = liar.lines.parse::<zegel_core::seal::Recipients>().unwrap().fingerprint().to_string();
    // Everything is here already, so that only fetching and sealing anew ask for more.
    let one = report["id"].as_str().unwrap().to_owned();
    let version = report["version"].clone();
    let list =
        json!({ "threads": [{ "id": THREAD, "week": crate::support::hostile::week(), "withdrawal": null,
        "entries": [{ "id": one, "version": version }] }] })
        .to_string();
    let _server = liar.raw(move |line| ok(if line.contains("threads") { list.clone() } else { unlisted() }));
    liar.anna.run(&["recipients", "accept", &print]).done();
    for verb in [&["reseal"][..], &["fetch", "--to", "desk"]] {
        liar.anna.run(verb).failed_with("more than there can be");
    }
}

#[test]
fn what_is_no_desk_is_no_desk() {
    let mut liar = LyingServer::new();
    for body in ["", "<html>", "{}", "[]", "{\"threads\":[]}", "null"] {
        let _server = liar.any(move |_| ok(body));
        liar.anna.run(&["inbox"]).failed_with("does not know");
    }
    let _server = liar.any(|_| b"SSH-2.0-OpenSSH\r\n".to_vec());
    liar.anna.run(&["inbox"]).failed_with("does not answer");
}

#[test]
fn ids_that_are_none_and_too_short_are_told_apart() {
    let mut liar = LyingServer::new();
    let other = "6a1d0000-0d5e-4b43-9a5c-0c8f3a2b1d4e";
    let head = |id: &str| json!({ "id": id, "week": week(), "withdrawal": null, "entries": [] });
    let list = json!({ "threads": [head(THREAD), head(other)] }).to_string();
    let server = liar.raw(move |_| ok(&list));
    for id in ["", "zz", "../../x", "6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e0", "\u{1b}[31m"] {
        liar.anna.run(&["read", id]).failed_with("report");
    }
    let ended = liar.anna.run(&["read", "6A1D"]).failed_with("Several reports begin with");
    assert!(ended.err.contains(other) && is_harmless(&ended.err));
    assert!(server.heard().iter().all(|heard| !heard.line.contains("entries")));
}

#[test]
fn two_first_messages_of_different_people_get_no_answer() {
    let mut liar = LyingServer::new();
    let one = entry(&id(), "from-reporter", liar.sealed(liar.report("one")).as_bytes());
    let two = entry(&id(), "from-reporter", liar.sealed(liar.report("two")).as_bytes());
    let server = liar.serve(vec![one, two]);
    liar.anna.run(&["reply", "6a1d", "--text", "hello", "--yes"]).failed_with("two different reporters");
    assert!(
        server.heard().iter().all(|heard| !heard.line.contains("/entries") || heard.line.starts_with("GET"))
    );
}

#[test]
fn what_is_sent_is_sealed_for_the_pinned_set_and_nothing_opened_travels() {
    let mut liar = LyingServer::new();
    let one = entry(&id(), "from-reporter", liar.sealed(liar.report("SECRET WORDS")).as_bytes());
    let server = liar.serve(vec![one]);
    liar.anna.run(&["read", "6a1d"]).done();
    liar.anna.run(&["reply", "--yes", "6a1d", "--text", "ANSWER WORDS"]).done();
    liar.anna.run(&["note", "6a1d", "--text", "NOTE WORDS"]).done();
    let heard = server.heard();
    let posted: Vec<_> = heard.iter().filter(|heard| heard.line.ends_with("/entries")).collect();
    assert_eq!(posted.len(), 3);
    for words in ["SECRET", "ANSWER", "NOTE WORDS"] {
        let hidden = |heard: &crate::support::hostile::Heard| {
            !heard.body.contains(words) && !heard.headers.contains(words)
        };
        assert!(heard.iter().all(hidden), "{words}");
    }
    for request in posted {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        for entry in body["entries"].as_array().unwrap() {
            let sealed = BASE64.decode(entry["sealed"].as_str().unwrap().as_bytes()).unwrap();
            let wanted = if entry["direction"] == "desk" { liar.set.recipients().count() } else { 1 };
            assert_eq!(ForDesk::from_bytes(sealed).unwrap().outside().unwrap().1, wanted);
        }
    }
}

#[test]
fn a_proof_says_only_that_something_opened() {
    let mut liar = LyingServer::new();
    let mut wanted = session(&liar.lines);
    wanted["proof_wanted"] = json!(true);
    let server = liar.any(move |line| match line {
        "POST /desk/v1/session" => ok(wanted.to_string()),
        "GET /desk/v1/threads" => ok("{\"threads\":[]}"),
        line if line.starts_with("GET") => ok(""),
        _ => ok("{}"),
    });
    assert!(liar.anna.run(&["inbox"]).done().said().contains("opens what is sealed here"));
    let heard = server.heard();
    let proof = heard.iter().find(|heard| heard.line == "POST /desk/v1/proof").unwrap();
    assert_eq!(proof.body, json!({ "fingerprint": liar.set.fingerprint().to_string() }).to_string());
}

#[test]
fn a_desk_that_opens_nothing_proves_nothing_and_lists_all_the_same() {
    // A key that signs stands in the set; what opens belongs to somebody else.
    let (_, other) = Caseworker::with_key("bea");
    let mut liar = LyingServer::new();
    liar.lines = format!("{}\n{other}", liar.lines.lines().next().unwrap());
    let set: Recipients = liar.lines.parse().unwrap();
    let mut wanted = session(&liar.lines);
    wanted["proof_wanted"] = json!(true);
    let report = id();
    let line = entry(&report, "from-reporter", set.seal(liar.report("x")).unwrap().as_bytes());
    let server = liar.any(move |path| match path {
        "POST /desk/v1/session" => ok(wanted.to_string()),
        "GET /desk/v1/threads" => list(THREAD, &[&report.to_string()]),
        path if path.starts_with("GET") => ok(format!("{line}\n")),
        _ => ok("{}"),
    });
    assert_eq!(liar.anna.json(&["inbox"])[0]["junk"], 1);
    assert!(server.heard().iter().all(|heard| heard.line != "POST /desk/v1/proof"));
}

#[test]
fn pins_are_for_their_owner_and_damage_is_said() {
    let mut liar = LyingServer::new();
    let _server = liar.serve(Vec::new());
    liar.anna.run(&["inbox"]).done();
    let pins = liar.anna.state().join(format!("{}.json", instance()));
    assert_eq!(crate::support::caseworker::mode(&pins), 0o600);
    assert_eq!(crate::support::caseworker::mode(&liar.anna.state()), 0o700);
    fs::write(&pins, "{").unwrap();
    liar.anna.run(&["inbox"]).failed_with("is damaged");
}

#[test]
fn a_session_that_ended_is_opened_again_once() {
    let mut liar = LyingServer::new();
    let ended = Mutex::new(false);
    let server = liar.raw(move |line| {
        let mut ended = ended.lock().unwrap();
        match line {
            "GET /desk/v1/threads" if !std::mem::replace(&mut *ended, true) => {
                with_status("401 No", "", "{}")
            }
            "GET /desk/v1/threads" => ok("{\"threads\":[]}"),
            _ => ok(""),
        }
    });
    liar.anna.run(&["inbox"]).done();
    assert_eq!(server.heard().iter().filter(|heard| heard.line == "POST /desk/v1/session").count(), 2);
    let server = liar.raw(|_| with_status("401 No", "", "{}"));
    liar.anna.run(&["inbox"]).failed_with("refuses (401)");
    assert!(server.heard().len() < 6);
}
