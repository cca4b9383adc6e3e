//! What the caseworker's program does when the server lies: a fact and an advice, and nothing
//! signed, opened, written or shown that should not be.

use std::fs;
use std::sync::Mutex;

use data_encoding::BASE64;
use serde_json::{Value, json};
use zegel::document::{NoteContent, Report, SignedNote};
use zegel::id::{EntryId, ThreadId};
use zegel::seal::{ForDesk, Recipients};
use zegel::signature::DeskKey;

use crate::caseworker::{Caseworker, is_harmless};
use crate::fixture::{ForDeskRaw, answers, instance, keys, other_author, report, writing};
use crate::hostile::{Hostile, ok, session, threads, week, with_status};

const THREAD: &str = "6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e";

/// A caseworker whose server gives these entries of one thread.
struct Lied {
    anna: Caseworker,
    lines: String,
    set: Recipients,
}

impl Lied {
    fn new() -> Self {
        let (anna, lines) = Caseworker::with_key("anna");
        let set = lines.parse().unwrap();
        Self { anna, lines, set }
    }

    /// Serves `entries`, each a body of a line.
    fn served(&mut self, entries: Vec<Value>) -> Hostile {
        let lines: String = entries.iter().map(|entry| format!("{entry}\n")).collect();
        self.raw(move |line| match line {
            "GET /desk/v1/threads" => threads(THREAD, 9),
            line if line.starts_with("GET /desk/v1/entries") => ok(&lines),
            _ => ok("{}"),
        })
    }

    /// Serves anything once the session is open.
    fn raw(&mut self, answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Hostile {
        let session = session(&self.lines).to_string();
        self.any(move |line| match line {
            "POST /desk/v1/session" => ok(&session),
            line => answer(line),
        })
    }

    fn any(&mut self, answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Hostile {
        let server = Hostile::new(answer);
        self.anna.at(&server.url);
        server
    }

    /// Opens a session with other words in it.
    fn with_session(&mut self, change: impl Fn(&mut Value)) -> Hostile {
        let mut session = session(&self.lines);
        change(&mut session);
        self.any(move |_| ok(session.to_string()))
    }

    fn report(&self, text: &str) -> Report {
        let keys = keys();
        let mut writing = writing(answers(&[("story", text)]), &keys);
        writing.sealed_for = self.set.fingerprint().to_string();
        Report::new(writing, keys.author_key())
    }

    fn sealed(&self, report: Report) -> ForDesk {
        self.set.seal(report).unwrap()
    }

    fn key(&self) -> DeskKey {
        let file = fs::read_to_string(self.anna.identity()).unwrap();
        let identity: zegel::seal::Identity = file.parse().unwrap();
        DeskKey::from_seed(identity.signing_seed().unwrap())
    }
}

fn entry(id: &EntryId, direction: &str, sealed: &[u8]) -> Value {
    json!({ "thread": THREAD, "id": id, "direction": direction, "sealed": BASE64.encode(sealed) })
}

fn id() -> EntryId {
    EntryId::random().unwrap()
}

#[test]
fn a_report_where_a_nonce_belongs_is_neither_signed_nor_opened() {
    let mut lied = Lied::new();
    let report = lied.sealed(lied.report("SECRET WORDS"));
    let armored = BASE64.encode(report.as_bytes());
    let nonces =
        [armored.as_str(), "", "short", "a nonce with spaces in it", "zegel/note/v1\nx\ny\nz\nwwwwww"];
    for nonce in nonces {
        for field in ["nonce", "id"] {
            let server = lied.with_session(|session| session[field] = json!(nonce));
            let ended = lied.anna.run(&["inbox"]).failed_with("is no nonce");
            assert!(!ended.err.contains("SECRET") && ended.out.is_empty());
            let heard = server.heard();
            assert_eq!(heard.len(), 1, "nothing is said after it");
            assert!(!heard[0].headers.contains("zegel-signature") && !heard[0].body.contains("SECRET"));
        }
    }
    assert!(!lied.anna.state().exists());
}

#[test]
fn names_of_folders_in_place_of_an_installation_write_nothing() {
    let mut lied = Lied::new();
    let before = lied.anna.files();
    for instance in ["../../../x", "..", "/etc/passwd", "C:\\x", "", "0f1e2d3c-4b5a-4697-8877-66554433221G"] {
        let _server = lied.with_session(|session| session["instance"] = json!(instance));
        lied.anna.run(&["inbox"]).failed_with("does not know");
        assert_eq!(lied.anna.files(), before);
    }
}

#[test]
fn another_set_stops_every_verb_until_it_is_accepted() {
    let mut lied = Lied::new();
    let honest = lied.served(Vec::new());
    let first = lied.anna.run(&["inbox"]).done();
    assert!(first.err.contains(&lied.set.fingerprint().to_string()), "the first use says what was pinned");
    assert!(!lied.anna.run(&["inbox"]).done().err.contains("First use"));
    drop(honest);

    let (_, added) = Caseworker::with_key("mallory");
    let both = format!("{}{added}", lied.lines);
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
    let server = lied.any(lie(both));
    for verb in [
        &["inbox"][..],
        &["read", "6a1d"],
        &["reply", "6a1d", "--text", "x"],
        &["note", "6a1d", "--text", "x"],
        &["delete", "6a1d", "--yes"],
    ] {
        let ended = lied.anna.run(verb).failed_with("other keys than those pinned");
        assert!(ended.err.contains(&lied.set.fingerprint().to_string()), "{}", ended.err);
        assert!(ended.err.contains(&set.fingerprint().to_string()));
        assert!(ended.err.contains("zegel recipients accept"));
    }
    assert!(server.heard().iter().all(|heard| heard.line == "POST /desk/v1/session"));
    assert_eq!(lied.anna.run(&["recipients"]).code, Some(1));
    let wrong = lied.set.fingerprint().to_string();
    lied.anna.run(&["recipients", "accept", &wrong]).failed_with("another fingerprint");
    lied.anna.run(&["recipients", "accept", &set.fingerprint().to_string()]).done();
    lied.anna.run(&["inbox"]).done();
}

#[test]
fn another_signing_key_under_the_same_fingerprint_is_noticed() {
    let mut lied = Lied::new();
    let _honest = lied.served(Vec::new());
    lied.anna.run(&["inbox"]).done();
    let other = DeskKey::from_seed(&[3; 32]).public();
    let more = format!("{}# desk mallory ed25519:{other}\n", lied.lines);
    let _server = lied.with_session(|session| session["recipients"] = json!(more));
    let ended = lied.anna.run(&["inbox"]).failed_with("other caseworkers");
    assert!(ended.err.contains("mallory"));
}

#[test]
fn a_fingerprint_that_was_insisted_on_must_be_there_before_anything_is_pinned() {
    let mut lied = Lied::new();
    let _server = lied.served(Vec::new());
    let other = "0000 1111 2222 3333 4444 5555 6666 7777 8888 9999";
    lied.anna.run(&["inbox", "--fingerprint", other]).failed_with("Nothing was pinned");
    lied.anna.run(&["inbox", "--fingerprint", "not one"]).failed_with("is no fingerprint");
    assert!(!lied.anna.state().exists());
    let own = lied.set.fingerprint().to_string();
    lied.anna.run(&["inbox", "--fingerprint", &own]).done();
    lied.anna.run(&["inbox", "--fingerprint", other]).failed_with("another fingerprint");
}

#[test]
fn junk_is_listed_and_breaks_nothing() {
    let mut lied = Lied::new();
    let (report, keys) = (lied.report("a true report"), keys());
    let message =
        zegel::document::Message::new(writing(answers(&[("story", "x")]), &keys), 0, id(), &other_author());
    let signed = |key: &DeskKey, thread: ThreadId, entry: EntryId, text: &str| {
        let content = NoteContent::Text { text: text.to_owned() };
        let day = "2026-11-24".parse().unwrap();
        let note = SignedNote { desk: "anna".to_owned(), day, content };
        lied.set.seal(note.sign(key, instance(), thread, entry)).unwrap()
    };
    let thread: ThreadId = THREAD.parse().unwrap();
    let (own, other) = (lied.key(), DeskKey::from_seed(&[3; 32]));
    let (good, moved, forged) = (id(), id(), id());
    let entries = vec![
        entry(&id(), "from-reporter", lied.sealed(report).as_bytes()),
        entry(&id(), "from-reporter", b"not an age file"),
        entry(&id(), "from-reporter", b"age-encryption.org/v1\n-> junk\n"),
        entry(&id(), "from-reporter", lied.set.seal(ForDeskRaw(b"[]".to_vec())).unwrap().as_bytes()),
        entry(
            &id(),
            "from-reporter",
            lied.set.seal(ForDeskRaw(b"{\"zegel\":2,\"kind\":\"report\"}".to_vec())).unwrap().as_bytes(),
        ),
        entry(&id(), "desk", lied.set.seal(message).unwrap().as_bytes()),
        entry(&good, "desk", signed(&own, thread, good, "A TRUE NOTE").as_bytes()),
        entry(&moved, "desk", signed(&own, ThreadId::random().unwrap(), moved, "A MOVED NOTE").as_bytes()),
        entry(&forged, "desk", signed(&other, thread, forged, "A FORGED NOTE").as_bytes()),
        entry(&id(), "from-reporter", signed(&own, thread, good, "A NOTE AS REPORT").as_bytes()),
    ];
    let _server = lied.served(entries);
    let list = lied.anna.json(&["inbox"]);
    assert_eq!((list[0]["entries"].as_u64(), list[0]["junk"].as_u64()), (Some(10), Some(8)));
    let shown = lied.anna.run(&["read", "6a1d", "--keep-unread"]).done().out;
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
    let mut lied = Lied::new();
    let (_, added) = Caseworker::with_key("mallory");
    let wider: Recipients = format!("{}{added}", lied.lines).parse().unwrap();
    // One says so, one hides it.
    let entries = vec![
        entry(&id(), "from-reporter", wider.seal(report("for others", &keys())).unwrap().as_bytes()),
        entry(&id(), "from-reporter", wider.seal(lied.report("hidden")).unwrap().as_bytes()),
        entry(&id(), "from-reporter", lied.sealed(lied.report("honest")).as_bytes()),
    ];
    let _server = lied.served(entries);
    let err = lied.anna.run(&["inbox"]).done().said();
    assert_eq!(err.matches("sealed for other keys").count(), 2, "{err}");
}

#[test]
fn what_changes_vanishes_or_comes_back_is_noticed() {
    let mut lied = Lied::new();
    let (first, second) = (id(), id());
    let one = entry(&first, "from-reporter", lied.sealed(lied.report("one")).as_bytes());
    let two = entry(&second, "from-reporter", lied.sealed(lied.report("two")).as_bytes());
    let changed = entry(&first, "from-reporter", lied.sealed(lied.report("one")).as_bytes());
    let mut says = |entries: Vec<Value>| {
        let _server = lied.served(entries);
        lied.anna.run(&["inbox"]).done().said()
    };
    assert!(!says(vec![one.clone(), two.clone()]).contains("Please note"));
    assert!(!says(vec![two.clone(), one.clone()]).contains("Please note"));
    assert!(says(vec![changed, two.clone()]).contains("has changed since last time"));
    assert!(says(vec![one.clone()]).contains("has vanished from the server"));
    assert!(!says(vec![one.clone()]).contains("Please note"), "once is enough");
    assert!(says(vec![one, two]).contains("is back"));

    let gone = |_: &str| ok("{\"threads\":[]}");
    let _server = lied.raw(gone);
    assert_eq!(lied.anna.run(&["inbox"]).code, Some(1), "an entry line that is none stops it");
    let _server = lied.raw(|line| ok(if line.contains("threads") { "{\"threads\":[]}" } else { "" }));
    assert!(lied.anna.run(&["inbox"]).done().said().contains("A colleague may have deleted it"));
    let _server = lied.served(Vec::new());
    assert!(lied.anna.run(&["inbox"]).done().said().contains("was gone or withdrawn and is back"));
}

#[test]
fn a_redirect_is_not_followed() {
    let mut lied = Lied::new();
    let target = Hostile::new(|_| ok("{}"));
    let location = format!("location: {}/desk/v1/session\r\n", target.url);
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let location = location.clone();
        let _server = lied.any(move |_| with_status(status, &location, ""));
        lied.anna.run(&["inbox"]).failed_with("does not follow");
    }
    assert!(target.heard().is_empty());
}

#[test]
fn the_words_of_a_server_cannot_move_the_terminal() {
    let mut lied = Lied::new();
    let title = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}evil\u{9b}1m".repeat(50);
    let problem = json!({ "type": "x", "title": title, "status": 500 }).to_string();
    let _server = lied.any(move |_| with_status("500 Broken", "", &problem));
    let ended = lied.anna.run(&["inbox"]).failed_with("The server refuses (500)");
    assert!(ended.err.len() < 2_000);
    // A desk's name comes from the server too, but only letters and digits pass there.
    let lines = lied.lines.replace("desk anna", "desk an\u{202e}na");
    let _server = lied.with_session(|session| session["recipients"] = json!(lines));
    lied.anna.run(&["inbox"]).failed_with("keys on the server cannot be read");
    let _server =
        lied.any(|_| with_status("403 Forbidden", "", "{\"type\":\"x\",\"title\":\"no\",\"status\":403}"));
    lied.anna.run(&["inbox"]).failed_with("does not know this key");
}

#[test]
fn answers_without_end_are_cut_off() {
    let mut lied = Lied::new();
    let endless = |megabytes: usize| {
        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", u64::MAX / 2).into_bytes();
        answer.resize(megabytes << 20, b' ');
        answer
    };
    let huge = endless(1);
    let _server = lied.any(move |_| huge.clone());
    lied.anna.run(&["inbox"]).failed_with("more than there can be");
    let huge = endless(66);
    let _server = lied.raw(move |_| huge.clone());
    lied.anna.run(&["inbox"]).failed_with("more than there can be");
    let huge = endless(1);
    let _server =
        lied.raw(move |line| if line.contains("threads") { threads(THREAD, 1) } else { huge.clone() });
    lied.anna.run(&["inbox"]).failed_with("more than there can be");
    let _server = lied.any(|_| [b"HTTP/1.1 200 OK\r\nx: ".to_vec(), vec![b'y'; 1 << 20]].concat());
    lied.anna.run(&["inbox"]).failed_with("does not answer");
    assert_eq!(lied.anna.files().iter().filter(|file| file.starts_with("state")).count(), 1);
}

#[test]
fn what_is_no_desk_is_no_desk() {
    let mut lied = Lied::new();
    for body in ["", "<html>", "{}", "[]", "{\"threads\":[]}", "null"] {
        let _server = lied.any(move |_| ok(body));
        lied.anna.run(&["inbox"]).failed_with("does not know");
    }
    let _server = lied.any(|_| b"SSH-2.0-OpenSSH\r\n".to_vec());
    lied.anna.run(&["inbox"]).failed_with("does not answer");
}

#[test]
fn ids_that_are_none_and_too_short_are_told_apart() {
    let mut lied = Lied::new();
    let other = "6a1d0000-0d5e-4b43-9a5c-0c8f3a2b1d4e";
    let head = |id: &str| json!({ "id": id, "week": week(), "withdrawn": false, "entries": 0 });
    let list = json!({ "threads": [head(THREAD), head(other)] }).to_string();
    let server = lied.raw(move |_| ok(&list));
    for id in ["", "zz", "../../x", "6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e0", "\u{1b}[31m"] {
        lied.anna.run(&["read", id]).failed_with("report");
    }
    let ended = lied.anna.run(&["read", "6A1D"]).failed_with("Several reports begin with");
    assert!(ended.err.contains(other) && is_harmless(&ended.err));
    assert!(server.heard().iter().all(|heard| !heard.line.contains("entries")));
}

#[test]
fn two_first_messages_of_different_people_get_no_answer() {
    let mut lied = Lied::new();
    let one = entry(&id(), "from-reporter", lied.sealed(lied.report("one")).as_bytes());
    let two = entry(&id(), "from-reporter", lied.sealed(lied.report("two")).as_bytes());
    let server = lied.served(vec![one, two]);
    lied.anna.run(&["reply", "6a1d", "--text", "hello", "--yes"]).failed_with("two different reporters");
    assert!(
        server.heard().iter().all(|heard| !heard.line.contains("/entries") || heard.line.starts_with("GET"))
    );
}

#[test]
fn what_is_sent_is_sealed_for_the_pinned_set_and_nothing_opened_travels() {
    let mut lied = Lied::new();
    let one = entry(&id(), "from-reporter", lied.sealed(lied.report("SECRET WORDS")).as_bytes());
    let server = lied.served(vec![one]);
    lied.anna.run(&["read", "6a1d"]).done();
    lied.anna.run(&["reply", "6a1d", "--text", "ANSWER WORDS"]).done();
    lied.anna.run(&["note", "6a1d", "--text", "NOTE WORDS"]).done();
    let heard = server.heard();
    let posted: Vec<_> = heard.iter().filter(|heard| heard.line.ends_with("/entries")).collect();
    assert_eq!(posted.len(), 3);
    for words in ["SECRET", "ANSWER", "NOTE WORDS"] {
        let hidden =
            |heard: &crate::hostile::Heard| !heard.body.contains(words) && !heard.headers.contains(words);
        assert!(heard.iter().all(hidden), "{words}");
    }
    for request in posted {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        for entry in body["entries"].as_array().unwrap() {
            let sealed = BASE64.decode(entry["sealed"].as_str().unwrap().as_bytes()).unwrap();
            let wanted = if entry["direction"] == "desk" { lied.set.recipients().count() } else { 1 };
            assert_eq!(ForDesk::from_bytes(sealed).unwrap().outside().unwrap().1, wanted);
        }
    }
}

#[test]
fn a_proof_says_only_that_something_opened() {
    let mut lied = Lied::new();
    let mut wanted = session(&lied.lines);
    wanted["proof_wanted"] = json!(true);
    let server = lied.any(move |line| match line {
        "POST /desk/v1/session" => ok(wanted.to_string()),
        "GET /desk/v1/threads" => ok("{\"threads\":[]}"),
        line if line.starts_with("GET") => ok(""),
        _ => ok("{}"),
    });
    assert!(lied.anna.run(&["inbox"]).done().said().contains("opens what is sealed here"));
    let heard = server.heard();
    let proof = heard.iter().find(|heard| heard.line == "POST /desk/v1/proof").unwrap();
    assert_eq!(proof.body, json!({ "fingerprint": lied.set.fingerprint().to_string() }).to_string());
}

#[test]
fn a_desk_that_opens_nothing_proves_nothing_and_lists_all_the_same() {
    // A key that signs stands in the set; what opens belongs to somebody else.
    let (_, other) = Caseworker::with_key("bea");
    let mut lied = Lied::new();
    lied.lines = format!("{}\n{other}", lied.lines.lines().next().unwrap());
    let set: Recipients = lied.lines.parse().unwrap();
    let mut wanted = session(&lied.lines);
    wanted["proof_wanted"] = json!(true);
    let line = entry(&id(), "from-reporter", set.seal(lied.report("x")).unwrap().as_bytes());
    let server = lied.any(move |path| match path {
        "POST /desk/v1/session" => ok(wanted.to_string()),
        "GET /desk/v1/threads" => threads(THREAD, 1),
        path if path.starts_with("GET") => ok(format!("{line}\n")),
        _ => ok("{}"),
    });
    assert_eq!(lied.anna.json(&["inbox"])[0]["junk"], 1);
    assert!(server.heard().iter().all(|heard| heard.line != "POST /desk/v1/proof"));
}

#[test]
fn pins_are_for_their_owner_and_damage_is_said() {
    let mut lied = Lied::new();
    let _server = lied.served(Vec::new());
    lied.anna.run(&["inbox"]).done();
    let pins = lied.anna.state().join(format!("{}.json", instance()));
    assert_eq!(crate::caseworker::mode(&pins), 0o600);
    assert_eq!(crate::caseworker::mode(&lied.anna.state()), 0o700);
    fs::write(&pins, "{").unwrap();
    lied.anna.run(&["inbox"]).failed_with("is damaged");
}

#[test]
fn a_session_that_ended_is_opened_again_once() {
    let mut lied = Lied::new();
    let ended = Mutex::new(false);
    let server = lied.raw(move |line| {
        let mut ended = ended.lock().unwrap();
        match line {
            "GET /desk/v1/threads" if !std::mem::replace(&mut *ended, true) => {
                with_status("401 No", "", "{}")
            }
            "GET /desk/v1/threads" => ok("{\"threads\":[]}"),
            _ => ok(""),
        }
    });
    lied.anna.run(&["inbox"]).done();
    assert_eq!(server.heard().iter().filter(|heard| heard.line == "POST /desk/v1/session").count(), 2);
    let server = lied.raw(|_| with_status("401 No", "", "{}"));
    lied.anna.run(&["inbox"]).failed_with("refuses (401)");
    assert!(server.heard().len() < 6);
}
