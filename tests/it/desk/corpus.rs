//! Hostile reports and a server that passes them on, each in a thread of its own: every one is
//! listed as what it is, none hides another, nothing runs, and no file appears anywhere else.

use data_encoding::BASE64;
use serde_json::{Value, json};
use zegel_core::document::{NoteContent, SignedNote};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::seal::Recipients;
use zegel_core::signature::DeskKey;

use crate::support::caseworker::{Caseworker, is_harmless};
use crate::support::fixture::{ForDeskRaw, instance};
use crate::support::hostile::{Hostile, ok, week};
use crate::support::lying_server::{LyingServer, id};

/// One hostile thing, and what a caseworker finds in its place.
struct Hurt {
    name: &'static str,
    thread: ThreadId,
    lines: Vec<Value>,
    shown: &'static str,
    is_junk: bool,
}

/// The caseworker, and what she is shown.
struct Corpus {
    liar: LyingServer,
    hurts: Vec<Hurt>,
}

impl Corpus {
    fn new() -> Self {
        let mut corpus = Self { liar: LyingServer::new(), hurts: Vec::new() };
        corpus.stories();
        corpus.documents();
        corpus.files();
        corpus.notes();
        corpus.ids();
        corpus
    }

    fn add(&mut self, name: &'static str, sealed: Vec<u8>, shown: &'static str, is_junk: bool) {
        let thread = ThreadId::random().unwrap();
        let lines = vec![line(thread, id(), "from-reporter", &sealed)];
        self.hurts.push(Hurt { name, thread, lines, shown, is_junk });
    }

    fn stories(&mut self) {
        let letters = "a".repeat(20_000);
        let stories = [
            ("ANSI", "\u{1b}[2J\u{1b}[31mrood\u{1b}]0;titel\u{7} \u{9b}5mknipper", "rood"),
            ("OSC 8", "\u{1b}]8;;https://kwaad.example\u{1b}\\klik\u{1b}]8;;\u{1b}\\", "klik"),
            ("bidi", "factuur\u{202e}fdp.exe\u{2066}\u{2069}", "factuurfdp.exe"),
            ("zero width", "ka\u{200b}mer\u{feff} 12\u{e0041}", "kamer 12"),
            ("one letter", letters.as_str(), "aaaaaaaa"),
            ("a formula", "=HYPERLINK(\"https://kwaad.example\",\"x\")", "=HYPERLINK"),
            ("a path", "../../../../etc/passwd", "../../../../etc/passwd"),
            ("a shell", "$(touch gehackt) `touch gehackt`; touch gehackt", "$(touch gehackt)"),
        ];
        for (name, story, shown) in stories {
            let sealed = self.liar.sealed(self.liar.report(story));
            self.add(name, sealed.as_bytes().to_vec(), shown, false);
        }
    }

    /// Documents that are none, though somebody sealed them; and reports in which something is odd.
    fn documents(&mut self) {
        let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let ordinary = self.report_json();
        let with = |field: &str, value: &Value| {
            let mut report = ordinary.clone();
            report[field] = value.clone();
            report.to_string()
        };
        let odd = [
            (
                "a plugin's recipient",
                "reply_to",
                json!("age1kwaad1qqqsyqcyq5rqwzqf"),
                "no answer can be sent",
            ),
            ("a path as language", "language", json!("../../x"), "is odd (../../x)"),
            (
                "a text that clears the screen as language",
                "language",
                json!("\u{1b}[2J\n\u{9b}x"),
                "language of this report is odd.",
            ),
            ("a field too many", "run", json!("touch gehackt"), "does not know: run"),
            ("a field with a hostile name", "\u{1b}]0;kwaad\u{7}rood\u{202e}", json!(1), "kwaadrood"),
            ("a day that is none", "day", json!("2026-13-45"), "is odd (2026-13-45)"),
            ("a long value", "sealed_for", json!("kwaad".repeat(2_000)), "kwaad…"),
        ];
        for (name, field, value, shown) in odd {
            self.add(name, self.raw(&with(field, &value)), shown, false);
        }
        let documents = [
            ("nested arrays", format!("{{\"zegel\":1,\"kind\":\"report\",\"answers\":{nested}}}")),
            ("no answers", with("answers", &json!({}))),
            ("not JSON", "PK\u{3}\u{4}".to_owned()),
        ];
        for (name, json) in documents {
            self.add(name, self.raw(&json), "is not a document that this program knows", true);
        }
        for (name, day) in [("a clock years ahead", "2199-01-01"), ("a clock years behind", "1970-01-01")] {
            let mut report = self.report_json();
            report["day"] = json!(day);
            self.add(name, self.raw(&report.to_string()), day, false);
        }
    }

    fn files(&mut self) {
        let whole = self.liar.sealed(self.liar.report("heel"));
        let half = whole.as_bytes()[..whole.as_bytes().len() / 2].to_vec();
        let (_, other) = Caseworker::with_key("other");
        let other: Recipients = other.parse().unwrap();
        let elsewhere = other.seal(self.liar.report("voor een ander")).unwrap();
        let files = [
            ("a truncated file", half),
            ("a header alone", b"age-encryption.org/v1\n-> X25519 x\n".to_vec()),
            ("sealed to someone else", elsewhere.as_bytes().to_vec()),
            ("nothing", Vec::new()),
        ];
        for (name, bytes) in files {
            self.add(name, bytes, "does not open with this key", true);
        }
    }

    fn notes(&mut self) {
        let own = self.liar.key();
        let other = DeskKey::from_seed(&[3; 32]);
        let unsigned =
            ForDeskRaw(b"{\"zegel\":1,\"kind\":\"note\",\"note\":\"x\",\"signature\":\"\"}".to_vec());
        let thread = ThreadId::random().unwrap();
        let forged = id();
        let moved = id();
        let forged_note = self.note(&other, thread, forged);
        let moved_note = self.note(&own, ThreadId::random().unwrap(), moved);
        let lines = vec![
            line(thread, id(), "desk", self.liar.set.seal(unsigned).unwrap().as_bytes()),
            line(thread, forged, "desk", &forged_note),
            line(thread, moved, "desk", &moved_note),
        ];
        self.hurts.push(Hurt { name: "notes", thread, lines, shown: "is not from the desk", is_junk: true });
    }

    /// The same id twice in a thread counts once; in two threads it is two.
    fn ids(&mut self) {
        let twice = id();
        for story in ["eerste", "tweede"] {
            let thread = ThreadId::random().unwrap();
            let sealed = self.liar.sealed(self.liar.report(story));
            let one = line(thread, twice, "from-reporter", sealed.as_bytes());
            let lines = vec![one.clone(), one];
            self.hurts.push(Hurt { name: "an id twice", thread, lines, shown: story, is_junk: false });
        }
    }

    fn note(&self, key: &DeskKey, thread: ThreadId, entry: EntryId) -> Vec<u8> {
        let content = NoteContent::Text { text: "A LIE".to_owned() };
        let day = "2026-11-24".parse().unwrap();
        let sealed_for = self.liar.set.fingerprint().to_string();
        let note = SignedNote { author: "anna".to_owned(), day, lamport: 1, sealed_for, content };
        self.liar.set.seal(note.sign(key, instance(), thread, entry)).unwrap().as_bytes().to_vec()
    }

    fn report_json(&self) -> Value {
        let sealed = self.liar.sealed(self.liar.report("gewoon"));
        let identity = std::fs::read_to_string(self.liar.anna.identity()).unwrap();
        let identity: zegel::identity::Identity = identity.parse().unwrap();
        serde_json::from_slice(identity.open(&sealed).unwrap().as_bytes()).unwrap()
    }

    fn raw(&self, json: &str) -> Vec<u8> {
        self.liar.set.seal(ForDeskRaw(json.as_bytes().to_vec())).unwrap().as_bytes().to_vec()
    }

    /// A server that shows all of it.
    fn serve(&mut self) -> Hostile {
        let heads: Vec<Value> = self.hurts.iter().map(head).collect();
        let list = json!({ "threads": heads }).to_string();
        let lines: Vec<(String, String)> = self
            .hurts
            .iter()
            .map(|hurt| {
                (hurt.thread.to_string(), hurt.lines.iter().map(|line| format!("{line}\n")).collect())
            })
            .collect();
        self.liar.raw(move |line| match line {
            "GET /desk/v1/threads" => ok(&list),
            line if line.starts_with("GET /desk/v1/entries") => {
                let asked = lines.iter().filter(|(thread, _)| line.contains(thread.as_str()));
                ok(asked.map(|(_, lines)| lines.as_str()).collect::<String>())
            }
            _ => ok("{}"),
        })
    }
}

fn line(thread: ThreadId, entry: EntryId, direction: &str, sealed: &[u8]) -> Value {
    let sealed = BASE64.encode(sealed);
    json!({ "thread": thread, "id": entry, "version": 1, "direction": direction, "sealed": sealed })
}

fn head(hurt: &Hurt) -> Value {
    let entries: Vec<Value> =
        hurt.lines.iter().map(|line| json!({ "id": line["id"], "version": 1 })).collect();
    json!({ "id": hurt.thread, "week": week(), "withdrawal": null, "entries": entries })
}

#[test]
fn each_hostile_thing_is_listed_as_what_it_is_and_hides_no_other() {
    let mut corpus = Corpus::new();
    let _server = corpus.serve();
    let anna = &corpus.liar.anna;
    // Where a plugin would be looked for.
    let trap = anna.file("bin/age-plugin-kwaad", "#!/bin/sh\ntouch \"$HOME/gehackt\"\n");
    std::fs::set_permissions(&trap, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    for round in ["fetched", "from the cache"] {
        let list = anna.json(&["inbox"]);
        assert_eq!(list.as_array().unwrap().len(), corpus.hurts.len(), "{round}");
        for hurt in &corpus.hurts {
            let id = hurt.thread.to_string();
            let row = list.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap();
            assert_eq!(row["junk"].as_u64().unwrap() > 0, hurt.is_junk, "{round}: {}", hurt.name);
            let shown = anna.run(&["read", &id, "--keep-unread"]).done();
            assert!(shown.out.contains(hurt.shown), "{round}: {}: {}", hurt.name, shown.out);
            assert!(is_harmless(&shown.out) && is_harmless(&shown.err), "{round}: {}", hurt.name);
            assert!(!shown.out.contains("A LIE"), "{}", shown.out);
            assert!(shown.out.lines().all(|line| line.chars().count() <= 80), "{round}: {}", hurt.name);
        }
        let twice = |row: &&Value| row["entries"] == 1;
        assert!(list.as_array().unwrap().iter().filter(twice).count() >= corpus.hurts.len() - 1);
    }
    let table = anna.run(&["inbox"]).done().out;
    assert!(is_harmless(&table) && table.lines().all(|line| line.chars().count() <= 80), "{table}");
    let ours = ["cache/zegel/", "state/zegel/", "config/zegel/", "bin/age-plugin-kwaad"];
    for file in anna.files() {
        assert!(ours.iter().any(|folder| file.starts_with(folder)), "{file} should not be there");
        assert!(!file.contains(".."), "{file}");
    }
}

#[test]
fn answers_of_a_server_that_are_none_stop_with_a_fact_and_an_advice() {
    let mut liar = LyingServer::new();
    let thread = ThreadId::random().unwrap();
    let whole = liar.sealed(liar.report("heel")).as_bytes().to_vec();
    let good = line(thread, id(), "from-reporter", &whole);
    let with = |field: &str, value: Value| {
        let mut line = good.clone();
        line[field] = value;
        line.to_string()
    };
    let lines = [
        with("id", json!("../../../../tmp/x")),
        with("thread", json!("..")),
        with("direction", json!("to-everybody")),
        with("version", json!("one")),
        with("sealed", json!("%%%")),
        "[".repeat(10_000),
        "\u{1b}[2J".to_owned(),
    ];
    for wrong in lines {
        let hurt = Hurt { name: "", thread, lines: vec![good.clone()], shown: "", is_junk: false };
        let list = json!({ "threads": [head(&hurt)] }).to_string();
        let answer = format!("{wrong}\n");
        let _server = liar.raw(move |line| if line.contains("threads") { ok(&list) } else { ok(&answer) });
        let ended = liar.anna.run(&["inbox"]).failed_with("an answer that this program does not know");
        assert!(is_harmless(&ended.err));
    }
    for week in ["9999-W52", "0001-W01"] {
        let hurt = Hurt { name: "", thread, lines: vec![good.clone()], shown: "", is_junk: false };
        let mut head = head(&hurt);
        head["week"] = json!(week);
        let list = json!({ "threads": [head] }).to_string();
        let answer = format!("{good}\n");
        let _server = liar.raw(move |line| if line.contains("threads") { ok(&list) } else { ok(&answer) });
        assert!(liar.anna.run(&["inbox"]).done().out.contains(&thread.to_string()[..4]));
    }
}
