//! What the page says of signed notes: their bytes, their numbers, and who may say what.

use serde_json::Value;
use zegel::authority::{AUTHORS, Author, Ruling, ruling};
use zegel::identity::Identity;
use zegel::texts::desk_words;
use zegel_core::document::{EntryDigest, Note, NoteContent, NoteKind, SignedNote};
use zegel_core::i18n::{Language, interpolate};
use zegel_core::id::ThreadId;
use zegel_core::seal::ForDesk;
use zegel_core::signature::{DeskKey, NoteBytes, Signable};

use super::page::{Fact, fact};
use super::{fields, values};
use crate::support::caseworker::export_to_police;
use crate::support::fixture::instance;
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

const SECTION: &str = "Signed notes, and who may say what";

pub fn facts() -> Vec<Fact> {
    let mut facts = vec![
        fact(SECTION, "Signed bytes", signed_bytes()),
        fact(SECTION, "Text of a note", fields(&first_note())),
        fact(SECTION, "Lamport number", values![lamport(), MOST_LOST]),
        fact(SECTION, "What was read", read_documents()),
        fact(SECTION, "Another document", disputed()),
        fact(SECTION, "Shown as", shown_as()),
    ];
    facts.extend(authority());
    facts
}

fn signed(author: &str, lamport: u32, content: NoteContent) -> SignedNote {
    let sealed_for = ["0000"; 10].join(" ");
    SignedNote { author: author.to_owned(), day: "2026-11-24".parse().unwrap(), lamport, sealed_for, content }
}

pub fn any_note() -> Note {
    let note = signed("anna", 1, NoteContent::Urgent { urgent: true });
    note.sign(&DeskKey::from_seed(&[1; 32]), instance(), THREAD.parse().unwrap(), id())
}

/// The lines in their order, and the note without an end of line.
fn signed_bytes() -> Vec<String> {
    let thread: ThreadId = THREAD.parse().unwrap();
    let entry = id();
    let parts = ["zegel/note/v1", "instance", "thread", "entry"];
    let mut text = String::new();
    for part in parts {
        let line = match part {
            "instance" => instance().to_string(),
            "thread" => thread.to_string(),
            "entry" => entry.to_string(),
            literal => literal.to_owned(),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text.push_str("the note");
    assert_eq!(NoteBytes::new(instance(), thread, entry, "the note").bytes(), text.as_bytes());
    let mut values: Vec<String> = parts.map(str::to_owned).into();
    values.extend(values!["note"]);
    values
}

/// The first note that the program writes in a thread.
fn first_note() -> Value {
    let mut liar = LyingServer::new();
    let server = liar.serve(vec![entry(&id(), "from-reporter", liar.sealed(liar.report("x")).as_bytes())]);
    liar.anna.run(&["note", "6a1d", "--text", "x"]).done();
    let heard = server.heard();
    let sent =
        heard.iter().find(|heard| heard.line == format!("POST /desk/v1/threads/{THREAD}/entries")).unwrap();
    let sent: Value = serde_json::from_str(&sent.body).unwrap();
    let sealed =
        data_encoding::BASE64.decode(sent["entries"][0]["sealed"].as_str().unwrap().as_bytes()).unwrap();
    let identity: Identity = std::fs::read_to_string(liar.anna.identity()).unwrap().parse().unwrap();
    let opened = identity.open(&ForDesk::from_bytes(sealed).unwrap()).unwrap();
    let document: Value = serde_json::from_slice(opened.as_bytes()).unwrap();
    serde_json::from_str(document["note"].as_str().unwrap()).unwrap()
}

/// So many entries of a thread may be missing before the number of a note is not believed.
const MOST_LOST: u32 = 100;

/// The first number, after it was seen that the count of entries and those that may be missing are the
/// last.
fn lamport() -> u64 {
    for (lamport, is_reached) in [(1, true), (2 + MOST_LOST, true), (3 + MOST_LOST, false)] {
        let mut liar = LyingServer::new();
        let sealed = liar.sealed(liar.report("x"));
        let place = id();
        let note = signed("anna", lamport, NoteContent::Text { text: "x".to_owned() });
        let note = note.sign(&liar.key(), instance(), THREAD.parse().unwrap(), place);
        let note = liar.set.seal(note).unwrap();
        let two =
            vec![entry(&id(), "from-reporter", sealed.as_bytes()), entry(&place, "desk", note.as_bytes())];
        let _server = liar.serve(two);
        let out = liar.anna.run(&["read", "6a1d"]).done().out;
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(!out.contains("a number that this case cannot have reached"), is_reached, "{lamport}");
    }
    first_note()["lamport"].as_u64().unwrap()
}

/// The fields of a document that was read, and where they stand.
fn read_documents() -> Vec<String> {
    let read = || EntryDigest { entry: id(), document: "0".repeat(64) };
    let copy = NoteContent::Copy { reply: id(), number: 1, text: "x".to_owned(), reply_to: read() };
    let seen = NoteContent::Seen { entries: vec![read()] };
    let attested = NoteContent::Attested { notes: vec![read()] };
    let value = |content: &NoteContent| serde_json::to_value(content).unwrap();
    let mut fields = fields(&value(&copy)["reply_to"]);
    assert_eq!(fields, super::fields(&value(&seen)["entries"][0]));
    assert_eq!(fields, super::fields(&value(&attested)["notes"][0]));
    fields.reverse();
    fields.extend(values![seen.kind().name(), "reply_to", copy.kind().name(), attested.kind().name()]);
    fields
}

/// What stops, how it ends, and what lets it go on.
fn disputed() -> Vec<String> {
    let mut liar = LyingServer::new();
    let place = id();
    let shown = |liar: &LyingServer, text: &str| {
        vec![entry(&place, "from-reporter", liar.sealed(liar.report(text)).as_bytes())]
    };
    let first = shown(&liar, "The first.");
    let other = shown(&liar, "Another.");
    let honest = liar.serve(first);
    liar.anna.run(&["read", "6a1d"]).done();
    drop(honest);
    let server = liar.serve(other);
    let reply: &[&str] = &["reply", "6a1d", "--text", "x", "--yes"];
    let export: &[&str] = &export_to_police("6a1d", "many");
    let verbs = [reply, export, &["delete", "6a1d", "--yes"]];
    for verb in verbs {
        liar.anna.run(verb).ended_with(4).failed_with("not the one somebody read first");
    }
    assert!(
        server.heard().iter().all(|heard| heard.line.starts_with("GET") || heard.line.ends_with("/session"))
    );
    liar.anna.run(&["settle", "6a1d", "--yes"]).done();
    liar.anna.run(reply).done();
    let mut values: Vec<String> = verbs.iter().map(|verb| format!("zegel {}", verb[0])).collect();
    values.extend(values![4, "zegel settle"]);
    values
}

fn shown_as() -> Vec<String> {
    let words = &desk_words(Language::ENGLISH).trust;
    let former = interpolate(&words.former, &[("name", "bea")]);
    let attested = interpolate(&words.former_attested, &[("name", "bea"), ("by", "anna")]);
    values![former, "anna", attested]
}

/// The order of the page's columns.
const COLUMNS: [Author; 4] = [Author::Opens, Author::Former, Author::Carries, Author::Unknown];

/// A row for all kinds of notes of which the same becomes, whoever signed them.
fn authority() -> Vec<Fact> {
    assert!(AUTHORS.iter().all(|author| COLUMNS.contains(author)) && AUTHORS.len() == COLUMNS.len());
    let mut rows: Vec<([Ruling; 4], Vec<&str>)> = Vec::new();
    for (kind, of_kind) in NoteKind::NAMES {
        let rulings = COLUMNS.map(|author| ruling(author, *of_kind));
        match rows.iter_mut().find(|(known, _)| *known == rulings) {
            Some((_, kinds)) => kinds.push(kind),
            None => rows.push((rulings, vec![kind])),
        }
    }
    let row = |(rulings, kinds): ([Ruling; 4], Vec<&str>)| {
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
        fact(SECTION, &kinds.join(", "), rulings.map(|ruling| name(ruling).to_owned()).into())
    };
    rows.into_iter().map(row).collect()
}

fn name(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Counts => "counts",
        Ruling::AsFormer => "as former",
        Ruling::HistoryOfFormer => "as history",
        Ruling::Rejected => "rejected",
    }
}
