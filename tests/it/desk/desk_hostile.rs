//! The caseworker's program before a server that lies: it says a fact and an advice, and signs, opens,
//! writes and shows nothing that it should not.

use data_encoding::BASE64;
use serde_json::{Value, json};
use zegel_core::document::{NoteContent, SignedNote, Status};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::Recipients;
use zegel_core::signature::DeskKey;

use crate::support::caseworker::Caseworker;
use crate::support::fixture::{ForDeskRaw, answers, instance, keys, other_author, report, writing};
use crate::support::hostile::{ok, session, threads};

use crate::support::lying_server::{LyingServer, THREAD, entry, id};

#[test]
fn a_report_where_a_nonce_belongs_is_neither_signed_nor_opened() {
    let mut liar = LyingServer::new();
    let report = liar.sealed(liar.report("SECRET WORDS"));
    let armored = BASE64.encode(report.as_bytes());
    let nonces =
        [armored.as_str(), "", "short", "a nonce with spaces in it", "zegel/note/v1\nx\ny\nz\nwwwwww"];
    for nonce in nonces {
        for field in ["nonce", "id"] {
            let server = liar.with_session(|session| session[field] = json!(nonce));
            let ended = liar.anna.run(&["inbox"]).failed_with("is no nonce");
            assert!(!ended.err.contains("SECRET") && ended.out.is_empty());
            let heard = server.heard();
            assert_eq!(heard.len(), 1, "nothing is said after it");
            assert!(!heard[0].headers.contains("zegel-signature") && !heard[0].body.contains("SECRET"));
        }
    }
    assert!(!liar.anna.state().exists());
}

#[test]
fn names_of_folders_in_place_of_an_installation_write_nothing() {
    let mut liar = LyingServer::new();
    let before = liar.anna.files();
    for instance in ["../../../x", "..", "/etc/passwd", "C:\\x", "", "0f1e2d3c-4b5a-4697-8877-66554433221G"] {
        let _server = liar.with_session(|session| session["instance"] = json!(instance));
        liar.anna.run(&["inbox"]).failed_with("does not know");
        assert_eq!(liar.anna.files(), before);
    }
}

#[test]
fn another_set_stops_every_verb_until_it_is_accepted() {
    let mut liar = LyingServer::new();
    let honest = liar.serve(Vec::new());
    let first = liar.anna.run(&["inbox"]).done();
    assert!(first.err.contains(&liar.set.fingerprint().to_string()), "the first use says what was pinned");
    assert!(!liar.anna.run(&["inbox"]).done().err.contains("First use"));
    drop(honest);

    let (_, added) = Caseworker::with_key("mallory");
    let both = format!("{}{added}", liar.lines);
    let set: Recipients = both.parse().unwrap();
    let list = threads(THREAD, 0);
    let lie = move |lines: String| {
        let list = list.clone();
        move |line: &str| match line {
            "POST /desk/v1/session" => ok(session(&lines).to_string()),
            "GET /desk/v1/threads" => list.clone(),
            _ => ok(""),
        }
    };
    let server = liar.any(lie(both));
    for verb in [
        &["inbox"][..],
        &["read", "6a1d"],
        &["reply", "6a1d", "--text", "x", "--yes"],
        &["note", "6a1d", "--text", "x"],
        &["delete", "6a1d", "--yes"],
    ] {
        let ended = liar.anna.run(verb).failed_with("other keys than those pinned");
        assert!(ended.err.contains(&liar.set.fingerprint().to_string()), "{}", ended.err);
        assert!(ended.err.contains(&set.fingerprint().to_string()));
        assert!(ended.err.contains("zegel recipients accept"));
    }
    assert!(server.heard().iter().all(|heard| heard.line == "POST /desk/v1/session"));
    assert_eq!(liar.anna.run(&["recipients"]).code, Some(4));
    let wrong = liar.set.fingerprint().to_string();
    liar.anna.run(&["recipients", "accept", &wrong]).failed_with("another fingerprint");
    liar.anna.run(&["recipients", "accept", &set.fingerprint().to_string()]).done();
    liar.anna.run(&["inbox"]).done();
}

#[test]
fn another_signing_key_under_the_same_fingerprint_is_noticed() {
    let mut liar = LyingServer::new();
    let _honest = liar.serve(Vec::new());
    liar.anna.run(&["inbox"]).done();
    let other = DeskKey::from_seed(&[3; 32]).public();
    let more = format!("{}# desk mallory ed25519:{other}\n", liar.lines);
    let _server = liar.with_session(|session| session["recipients"] = json!(more));
    let ended = liar.anna.run(&["inbox"]).failed_with("other caseworkers");
    assert!(ended.err.contains("mallory"));
}

#[test]
fn a_fingerprint_that_was_insisted_on_must_be_there_before_anything_is_pinned() {
    let mut liar = LyingServer::new();
    let _server = liar.serve(Vec::new());
    let other = "0000 1111 2222 3333 4444 5555 6666 7777 8888 9999";
    liar.anna.run(&["inbox", "--fingerprint", other]).failed_with("Nothing was pinned");
    liar.anna.run(&["inbox", "--fingerprint", "not one"]).failed_with("is no fingerprint");
    assert!(!liar.anna.state().exists());
    let own = liar.set.fingerprint().to_string();
    liar.anna.run(&["inbox", "--fingerprint", &own]).done();
    liar.anna.run(&["inbox", "--fingerprint", other]).failed_with("another fingerprint");
}

#[test]
fn junk_is_listed_and_breaks_nothing() {
    let mut liar = LyingServer::new();
    let report = liar.report("a true report");
    let keys = keys();
    let message = zegel_core::document::Message::new(
        writing(answers(&[("story", "x")]), &keys),
        zegel_core::document::Position::default(),
        id(),
        &other_author(),
    );
    let signed = |key: &DeskKey, thread: ThreadId, entry: EntryId, text: &str| {
        let content = NoteContent::Text { text: text.to_owned() };
        let day = "2026-11-24".parse().unwrap();
        let note = SignedNote {
            author: "anna".to_owned(),
            day,
            lamport: 1,
            sealed_for: liar.set.fingerprint().to_string(),
            content,
        };
        liar.set.seal(note.sign(key, instance(), thread, entry)).unwrap()
    };
    let thread: ThreadId = THREAD.parse().unwrap();
    let own = liar.key();
    let other = DeskKey::from_seed(&[3; 32]);
    let good = id();
    let moved = id();
    let forged = id();
    let entries = vec![
        entry(&id(), "from-reporter", liar.sealed(report).as_bytes()),
        entry(&id(), "from-reporter", b"not an age file"),
        entry(&id(), "from-reporter", b"age-encryption.org/v1\n-> junk\n"),
        entry(&id(), "from-reporter", liar.set.seal(ForDeskRaw(b"[]".to_vec())).unwrap().as_bytes()),
        entry(
            &id(),
            "from-reporter",
            liar.set.seal(ForDeskRaw(b"{\"zegel\":2,\"kind\":\"report\"}".to_vec())).unwrap().as_bytes(),
        ),
        entry(&id(), "desk", liar.set.seal(message).unwrap().as_bytes()),
        entry(&good, "desk", signed(&own, thread, good, "A TRUE NOTE").as_bytes()),
        entry(&moved, "desk", signed(&own, ThreadId::random().unwrap(), moved, "A MOVED NOTE").as_bytes()),
        entry(&forged, "desk", signed(&other, thread, forged, "A FORGED NOTE").as_bytes()),
        entry(&id(), "from-reporter", signed(&own, thread, good, "A NOTE AS REPORT").as_bytes()),
    ];
    let _server = liar.serve(entries);
    let list = liar.anna.json(&["inbox"]);
    assert_eq!((list[0]["entries"].as_u64(), list[0]["junk"].as_u64()), (Some(10), Some(8)));
    let shown = liar.anna.run(&["read", "6a1d", "--keep-unread"]).done().out;
    assert!(shown.contains("a true report") && shown.contains("A TRUE NOTE"));
    for lie in ["A MOVED NOTE", "A FORGED NOTE", "A NOTE AS REPORT"] {
        assert!(!shown.contains(lie), "{lie}");
    }
    for why in ["does not open", "not a document", "in the wrong place", "not from the desk"] {
        assert!(shown.contains(why), "{why} in {shown}");
    }
}

#[test]
fn a_report_sealed_for_others_too_is_noticed() {
    let mut liar = LyingServer::new();
    let (_, added) = Caseworker::with_key("mallory");
    let wider: Recipients = format!("{}{added}", liar.lines).parse().unwrap();
    // One says so, one hides it.
    let entries = vec![
        entry(&id(), "from-reporter", wider.seal(report("for others", &keys())).unwrap().as_bytes()),
        entry(&id(), "from-reporter", wider.seal(liar.report("hidden")).unwrap().as_bytes()),
        entry(&id(), "from-reporter", liar.sealed(liar.report("honest")).as_bytes()),
    ];
    let _server = liar.serve(entries);
    let err = liar.anna.run(&["inbox"]).done().said();
    assert_eq!(err.matches("sealed for other keys").count(), 2, "{err}");
}

#[test]
fn what_changes_vanishes_or_comes_back_is_noticed() {
    let mut liar = LyingServer::new();
    let first = id();
    let second = id();
    let one = entry(&first, "from-reporter", liar.sealed(liar.report("one")).as_bytes());
    let two = entry(&second, "from-reporter", liar.sealed(liar.report("two")).as_bytes());
    let changed = entry(&first, "from-reporter", liar.sealed(liar.report("one")).as_bytes());
    let mut says = |entries: Vec<Value>| {
        let _server = liar.serve(entries);
        liar.anna.run(&["inbox"]).done().said()
    };
    assert!(!says(vec![one.clone(), two.clone()]).contains("Please note"));
    assert!(!says(vec![two.clone(), one.clone()]).contains("Please note"));
    assert!(says(vec![changed, two.clone()]).contains("is not the document that was read first"));
    assert!(says(vec![one.clone()]).contains("has vanished from the server"));
    assert!(!says(vec![one.clone()]).contains("Please note"), "once is enough");
    assert!(says(vec![one, two]).contains("is back"));

    let _server = liar.raw(|line| ok(if line.contains("threads") { "{\"threads\":[]}" } else { "" }));
    assert!(liar.anna.run(&["inbox"]).done().said().contains("A colleague may have deleted it"));
    let _server = liar.serve(Vec::new());
    assert!(liar.anna.run(&["inbox"]).done().said().contains("was gone or withdrawn and is back"));
}

#[test]
fn what_a_former_colleague_signed_is_not_believed_because_it_stood_elsewhere_first() {
    let mut liar = LyingServer::new();
    let bea = DeskKey::from_seed(&[5; 32]);
    liar.lines = format!("{}\n# former bea ed25519:{}\n", liar.lines, bea.public());
    liar.set = liar.lines.parse().unwrap();
    let first = id();
    let place = id();
    let report = entry(&first, "from-reporter", liar.sealed(liar.report("x")).as_bytes());
    let content = NoteContent::Status { status: Status::Closed, reason: None };
    let sealed_for = liar.set.fingerprint().to_string();
    let day = "2026-11-24".parse().unwrap();
    let note = SignedNote { author: "bea".to_owned(), day, lamport: 1, sealed_for, content };
    let note = liar.set.seal(note.sign(&bea, instance(), THREAD.parse().unwrap(), place)).unwrap();
    // A server with her key shows it as a reporter's words first, and then as what it is.
    for direction in ["from-reporter", "desk", "desk"] {
        let _server = liar.serve(vec![report.clone(), entry(&place, direction, note.as_bytes())]);
        assert_eq!(liar.anna.json(&["inbox"])[0]["status"], Value::Null, "{direction}");
    }
}

#[test]
fn a_report_that_the_server_lists_no_more_is_read_from_this_computer_before_any_list_was_looked_at() {
    let mut liar = LyingServer::new();
    let report = entry(&id(), "from-reporter", liar.sealed(liar.report("STILL HERE")).as_bytes());
    let honest = liar.serve(vec![report]);
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    let _server = liar.raw(|line| ok(if line.contains("threads") { "{\"threads\":[]}" } else { "" }));
    let read = liar.anna.run(&["read", "6a1d"]).done();
    assert!(read.out.contains("STILL HERE"), "{}", read.out);
    assert!(read.said().contains("The server does not show this report any more"), "{}", read.err);
    for nothing in ["", "6a1e"] {
        liar.anna.run(&["read", nothing]).failed_with("There is no report");
    }
}

#[test]
fn another_retention_is_accepted_by_its_weeks_and_by_nothing_else() {
    let mut liar = LyingServer::new();
    let honest = liar.serve(Vec::new());
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    let _server = liar.with_session(|session| session["retention_weeks"] = json!(3));
    let print = liar.set.fingerprint().to_string();
    let other = "0".repeat(40);
    let accepts: [&[&str]; 3] = [&[], &[print.as_str()], &["--retention", "26"]];
    for arguments in accepts {
        let ended = liar.anna.run(&[&["recipients", "accept"][..], arguments].concat());
        ended.failed_with("that was not accepted here");
    }
    liar.anna.run(&["recipients", "accept", &other, "--retention", "3"]).failed_with("another fingerprint");
    assert_eq!(liar.anna.json(&["recipients"])["retention_weeks"]["pinned"], 26);
    let doctor = liar.anna.run(&["doctor"]).out;
    assert!(doctor.contains("keeps reports for 3 weeks. On this"), "{doctor}");
    liar.anna.run(&["recipients", "accept", "--retention", "3"]).done();
    assert_eq!(liar.anna.json(&["recipients"])["retention_weeks"]["pinned"], 3);
}
