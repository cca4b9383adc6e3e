//! Who may say which kind of note is one table, `src/desk/trust/authority.rs`; `schema/protocol.md` prints
//! it.
//!
//! Authority of notes: nobody speaks for a colleague, a key that opens nothing decides nothing, and who
//! has left is believed as that once somebody who is here attests to it.

use serde_json::{Value, json};
use zegel_core::document::{EntryDigest, NoteContent, Resealed, Status};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::signature::DeskKey;

use crate::desk::case_work::identity;
use crate::support::caseworker::{Caseworker, export_to_police};
use crate::support::insider::{Insider, digest};
use crate::support::practice::{Practice, only};

/// Anna, bea and dora open, and a courier's key only carries.
struct Desk {
    site: Practice,
    anna: Caseworker,
    bea: Caseworker,
    dora: Caseworker,
    courier: Caseworker,
    lines: String,
}

impl Desk {
    fn new() -> Self {
        let (mut anna, first) = Caseworker::with_key("anna");
        let (mut bea, second) = Caseworker::with_key("bea");
        let (mut dora, third) = Caseworker::with_key("dora");
        let (mut courier, fourth) = Caseworker::with_key("koerier");
        let lines = format!("{}\n{first}{second}{third}", fourth.lines().next().unwrap());
        let site = Practice::of(&anna.identity(), &lines);
        for desk in [&mut anna, &mut bea, &mut dora, &mut courier] {
            desk.at(&site.desk);
        }
        Self { site, anna, bea, dora, courier, lines }
    }

    fn report(&self) -> (String, ThreadId) {
        self.site.report("nl", &[("story", "kamer 12")]);
        let id = only(&self.anna);
        let thread = id.parse().unwrap();
        (id, thread)
    }
}

fn text(text: &str) -> NoteContent {
    NoteContent::Text { text: text.to_owned() }
}

/// The document of an entry, as anybody who opens it computes it.
fn document(insider: &mut Insider, thread: ThreadId, entry: EntryId, opener: &Caseworker) -> EntryDigest {
    let line = insider.entries(thread).into_iter().find(|line| line.id == entry).unwrap();
    let sealed = zegel_core::seal::ForDesk::from_bytes(line.sealed.0).unwrap();
    EntryDigest { entry, document: identity(opener).open_document(&sealed).unwrap().digest }
}

fn history(desk: &Caseworker, id: &str) -> Vec<Value> {
    desk.json(&["read", id, "--keep-unread"])["history"].as_array().unwrap().clone()
}

#[test]
fn no_attestation_makes_a_note_count_under_the_name_of_a_colleague() {
    let desk = Desk::new();
    let (id, thread) = desk.report();
    // The courier, and bea herself in anna's name: each writes, and each attests in every way.
    for (attester, name) in [(&desk.courier, "koerier"), (&desk.bea, "bea")] {
        let mut insider = Insider::of(&desk.site.desk, attester);
        let forged = insider.notes(thread, "anna", 1, text("I called the police myself."));
        let closed = NoteContent::Status { status: Status::Closed, reason: None };
        let status = insider.notes(thread, "anna", 2, closed);
        for entry in [forged, status] {
            let line = insider.entries(thread).into_iter().find(|line| line.id == entry).unwrap();
            let now = digest(&line.sealed.0);
            let set = insider.set().fingerprint().to_string();
            let entries = vec![Resealed { entry, was: "0".repeat(64), now }];
            insider.notes(thread, name, 3, NoteContent::Resealed { set, entries });
            let notes = vec![document(&mut insider, thread, entry, &desk.anna)];
            insider.notes(thread, name, 3, NoteContent::Attested { notes });
        }
    }
    for reader in [&desk.anna, &desk.bea] {
        let shown = reader.run(&["read", &id, "--keep-unread"]).done().out;
        assert!(!shown.contains("I called the police"), "{shown}");
        assert!(shown.contains("is not from the desk"), "{shown}");
        assert_eq!(reader.json(&["read", &id, "--keep-unread"])["status"], Value::Null);
    }
}

#[test]
fn a_key_that_opens_nothing_moves_no_case_and_hides_no_report() {
    let desk = Desk::new();
    let (id, thread) = desk.report();
    desk.courier.run(&["status", &id, "no-action"]).failed_with("may only fetch and send");
    desk.courier.run(&["note", &id, "--text", "x"]).failed_with("may only fetch and send");
    let mut thief = Insider::of(&desk.site.desk, &desk.courier);
    let report = thief.entries(thread)[0].id;
    let read = document(&mut thief, thread, report, &desk.anna);
    thief.notes(thread, "koerier", u32::MAX, NoteContent::Seen { entries: vec![read] });
    let closed = NoteContent::Status { status: Status::NoAction, reason: None };
    thief.notes(thread, "koerier", u32::MAX, closed);
    let row = &desk.anna.json(&["inbox"])[0];
    assert_eq!((&row["unread"], &row["status"], &row["junk"]), (&json!(true), &Value::Null, &json!(2)));
    let shown = desk.anna.run(&["read", &id]).done().out;
    assert!(shown.contains("signed with a key that only carries"), "{shown}");
    desk.anna.run(&["status", &id, "reading"]).done();
    assert_eq!(desk.bea.json(&["inbox"])[0]["status"], "reading");
}

/// A Lamport number that a case cannot have reached counts for nothing.
#[test]
fn a_number_that_the_case_cannot_have_reached_counts_for_nothing() {
    let desk = Desk::new();
    let (id, thread) = desk.report();
    let mut bea = Insider::of(&desk.site.desk, &desk.bea);
    let closed = || NoteContent::Status { status: Status::Closed, reason: None };
    for number in [u32::MAX, 1000, 112] {
        bea.notes(thread, "bea", number, closed());
    }
    let shown = desk.anna.run(&["read", &id]).done().out;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(shown.matches("has a number that this case cannot have reached").count(), 3, "{shown}");
    desk.anna.run(&["status", &id, "reading"]).done();
    desk.bea.run(&["status", &id, "waiting"]).done();
    desk.anna.run(&["status", &id, "reading"]).done();
    for reader in [&desk.anna, &desk.bea] {
        assert_eq!(reader.json(&["inbox"])[0]["status"], "reading");
    }
    // The number of a reply is held to the same: the next one is the second at most.
    let read = bea.entries(thread).iter().map(|line| line.id).next().unwrap();
    let reply_to = EntryDigest { entry: read, document: "0".repeat(64) };
    let reply = EntryId::random().unwrap();
    let copy = NoteContent::Copy { reply, number: u32::MAX, text: "x".to_owned(), reply_to };
    bea.notes(thread, "bea", 5, copy);
    let sent = desk.anna.run(&["reply", &id, "--text", "Thank you.", "--yes"]).done();
    assert!(sent.err.contains("This is answer 1"), "{}", sent.err);
}

#[test]
fn the_second_caseworker_cannot_be_invented() {
    let desk = Desk::new();
    let (id, thread) = desk.report();
    let export = export_to_police(&id, "one");
    desk.anna.run(&export).failed_with("Perhaps only the reporter could know this");
    let request = history(&desk.anna, &id);
    let asked = request.iter().find(|note| note["content"]["type"] == "export-asked").unwrap();
    assert_eq!(asked["author"], "anna");
    let mut anna = Insider::of(&desk.site.desk, &desk.anna);
    let entries: Vec<EntryId> = anna.entries(thread).iter().map(|line| line.id).collect();
    let mut thief = Insider::of(&desk.site.desk, &desk.courier);
    for request in entries {
        let by_anna = anna.notes(thread, "bea", 2, NoteContent::ExportConfirmed { request });
        let as_bea = thief.notes(thread, "bea", 2, NoteContent::ExportConfirmed { request });
        let as_courier = thief.notes(thread, "koerier", 2, NoteContent::ExportConfirmed { request });
        for forged in [by_anna, as_bea, as_courier] {
            let notes = vec![document(&mut anna, thread, forged, &desk.anna)];
            anna.notes(thread, "anna", 3, NoteContent::Attested { notes });
        }
    }
    desk.anna.run(&export).failed_with("Perhaps only the reporter could know this");
    assert!(!desk.anna.home().join("out").exists());
    desk.bea.run(&["export", &id, "--confirm", "--yes"]).done();
    desk.anna.run(&export).done();
}

/// The recipients file after bea has left, with her key as a former one.
fn without_bea(desk: &Desk) -> String {
    let mut lines: Vec<String> = desk.lines.lines().map(str::to_owned).collect();
    let at = lines.iter().position(|line| line.starts_with("# desk bea ")).unwrap();
    lines.remove(at + 1);
    lines[at] = lines[at].replacen("# desk bea", "# former bea", 1);
    lines.join("\n") + "\n"
}

#[test]
fn what_a_former_colleague_wrote_counts_as_that_once_a_present_one_attests_to_it() {
    let desk = Desk::new();
    let dora = &desk.dora;
    let (id, thread) = desk.report();
    dora.run(&["inbox"]).done();
    desk.bea.run(&["read", &id]).done();
    desk.bea.run(&["note", &id, "--text", "police called"]).done();
    desk.bea.run(&["status", &id, "waiting"]).done();
    desk.bea.run(&["reply", &id, "--text", "We look into it.", "--yes"]).done();
    desk.anna.run(&["inbox"]).done();

    let left = without_bea(&desk);
    desk.site.reload_with(&left);
    let set: zegel_core::seal::Recipients = left.parse().unwrap();
    let accept = ["recipients", "accept", &set.fingerprint().to_string()];
    desk.anna.run(&accept).done();
    dora.run(&accept).done();
    desk.bea.run(&["inbox"]).failed_with("does not know this key");
    // Anna's computer saw it while bea was here; dora's did not.
    assert_eq!(desk.anna.json(&["inbox"])[0]["status"], "waiting");
    let shown = dora.run(&["read", &id, "--keep-unread"]).done().out;
    assert!(shown.contains("nobody here attests to it") && shown.contains("police called"), "{shown}");
    let row = &dora.json(&["inbox"])[0];
    assert_eq!((&row["status"], &row["unread"]), (&Value::Null, &json!(true)));

    desk.anna.run(&["attest"]).failed_with("Nothing was done");
    let attested = desk.anna.run(&["attest", "--yes"]).done();
    for words in ["police called", "We look into it.", "waiting"] {
        assert!(attested.out.contains(words), "{words}: {}", attested.out);
    }
    desk.courier.run(&["attest", "--yes"]).failed_with("may only fetch and send");
    assert!(desk.anna.run(&["attest", "--yes"]).done().said().contains("nothing to attest to"));
    for reader in [&desk.anna, dora] {
        let row = &reader.json(&["inbox"])[0];
        assert_eq!((&row["status"], &row["unread"]), (&json!("waiting"), &json!(false)));
        let shown = reader.run(&["read", &id]).done().out;
        assert!(shown.contains("bea (no longer here; anna attests)"), "{shown}");
        assert!(shown.contains("Answer 1 from bea (no longer here; anna attests)"), "{shown}");
        assert!(!shown.contains("nobody here attests"), "{shown}");
    }
    // Whoever has her key adds nothing, even with the server's help.
    let stolen = DeskKey::from_seed(identity(&desk.bea).signing_seed().unwrap());
    let mut thief = Insider::of(&desk.site.desk, &desk.anna);
    thief.sign_with(stolen);
    thief.notes(thread, "bea", 4, NoteContent::Status { status: Status::Closed, reason: None });
    for reader in [&desk.anna, dora] {
        assert_eq!(reader.json(&["inbox"])[0]["status"], "waiting");
        assert!(reader.run(&["read", &id]).done().out.contains("nobody here attests to it"));
    }
}
