//! Proofs: what shows that a message is by the reporter, and what the signature of a note covers.

use serde_json::{Value, json};
use zegel_core::document::{
    Answers, DeskDocument, EntryDigest, Message, Note, NoteContent, Position, ReceivedMessage, SignedNote,
};
use zegel_core::id::{EntryId, Instance, ThreadId};
use zegel_core::seal::{Document, Plain};
use zegel_core::signature::{DeskKey, DeskPublicKey, RequestBytes};

use crate::support::fixture::{instance, keys, other_author, received, received_message, report, writing};

fn entry() -> EntryId {
    EntryId::random().unwrap()
}

fn opened(json: &Value) -> DeskDocument {
    DeskDocument::parse(&Plain::new(json.to_string().into_bytes())).ok().unwrap()
}

fn message_of(json: &Value) -> ReceivedMessage {
    match opened(json) {
        DeskDocument::Message(message) => message,
        _ => panic!("no message"),
    }
}

#[test]
fn a_proof_fails_if_anything_it_covers_is_changed() {
    let keys = keys();
    let entry = entry();
    let report = received(report("Kamer 12", &keys));
    let words = writing(Answers::from_message("Nog iets").unwrap(), &keys);
    let position = Position { after: 2, previous: Some(self::entry()) };
    let message = Message::new(words, position, entry, &keys.author_key()).into_json();
    let json: Value = serde_json::from_slice(message.as_bytes()).unwrap();
    assert!(report.wrote(entry, &message_of(&json)));

    let other_reply_to = crate::support::fixture::keys().reply_to().unwrap().to_string();
    let other_entry = self::entry();
    let changes = [
        ("after", json!(1)),
        ("previous", json!(other_entry)),
        ("previous", json!(other_entry.to_string().to_uppercase())),
        ("previous", json!(null)),
        ("day", json!("2026-11-25")),
        ("language", json!("en")),
        ("reply_to", json!(other_reply_to)),
        ("answers", json!({"message": "Nog iets."})),
        ("answers", json!({"message": ["Nog iets"]})),
        ("answers", json!({"message": "Nog iets", "more": ""})),
        ("proof", json!("")),
        ("proof", json!("AAAA")),
        ("proof", json!(format!("{}=", json["proof"].as_str().unwrap()))),
        ("proof", json!(json["proof"].as_str().unwrap()[..22])),
    ];
    for (field, value) in changes {
        let mut changed = json.clone();
        changed[field] = value.clone();
        assert!(!report.wrote(entry, &message_of(&changed)), "{field}: {value}");
    }
    let mut without = json.clone();
    without.as_object_mut().unwrap().remove("previous");
    assert!(!report.wrote(entry, &message_of(&without)), "nothing before it");
    assert!(!report.wrote(self::entry(), &message_of(&json)), "another entry");
    assert!(
        !received(self::report("Kamer 12", &crate::support::fixture::keys()))
            .wrote(entry, &message_of(&json)),
        "another report"
    );
    let words = writing(Answers::from_message("Nog iets").unwrap(), &keys);
    let message = received_message(Message::new(words, position, entry, &other_author()));
    assert!(!report.wrote(entry, &message), "another key");
}

struct Place {
    instance: Instance,
    thread: ThreadId,
    entry: EntryId,
}

impl Place {
    fn new() -> Self {
        Self { instance: instance(), thread: ThreadId::random().unwrap(), entry: entry() }
    }

    fn verify(&self, note: &Note, key: DeskPublicKey) -> Option<SignedNote> {
        let signed = note.is_signed_by(key, self.instance, self.thread, self.entry);
        note.unverified().filter(|_| signed)
    }
}

fn signed(content: NoteContent, key: &DeskKey, place: &Place) -> Note {
    let day = "2026-11-24".parse().unwrap();
    let note = SignedNote { author: "anna".to_owned(), day, lamport: 1, sealed_for: String::new(), content };
    note.sign(key, place.instance, place.thread, place.entry)
}

fn text(text: &str) -> NoteContent {
    NoteContent::Text { text: text.to_owned() }
}

#[test]
fn a_note_comes_out_as_it_was_signed() {
    let key = DeskKey::from_seed(&[1; 32]);
    let place = Place::new();
    let seen = entry();
    let read = EntryDigest { entry: seen, document: "0".repeat(64) };
    let contents = [
        text("Gebeld: \"kamer 12\"\n🚪"),
        NoteContent::Seen { entries: vec![read.clone()] },
        NoteContent::Copy { reply: seen, number: 4, text: "Dank u".to_owned(), reply_to: read.clone() },
    ];
    for content in contents {
        let json = signed(content, &key, &place).into_json();
        let DeskDocument::Note(note) = DeskDocument::parse(&json).ok().unwrap() else { panic!("no note") };
        let note = place.verify(&note, key.public()).unwrap();
        assert_eq!((note.author.as_str(), note.day.to_string().as_str()), ("anna", "2026-11-24"));
        match note.content {
            NoteContent::Text { text } => assert_eq!(text, "Gebeld: \"kamer 12\"\n🚪"),
            NoteContent::Seen { entries } => assert!(entries == [read.clone()]),
            NoteContent::Copy { reply, number, text, reply_to } => {
                assert_eq!((reply, number, text.as_str()), (seen, 4, "Dank u"));
                assert!(reply_to == read);
            }
            _ => panic!("another note"),
        }
    }
}

#[test]
fn a_note_signed_for_another_place_or_by_another_key_means_nothing() {
    let key = DeskKey::from_seed(&[1; 32]);
    let other = DeskKey::from_seed(&[2; 32]);
    let place = Place::new();
    let note = signed(text("Gebeld"), &key, &place);
    assert!(place.verify(&note, key.public()).is_some());
    assert!(Place { entry: entry(), ..place }.verify(&note, key.public()).is_none());
    assert!(Place { thread: ThreadId::random().unwrap(), ..place }.verify(&note, key.public()).is_none());
    assert!(Place { instance: Instance::random().unwrap(), ..place }.verify(&note, key.public()).is_none());
    assert!(place.verify(&note, other.public()).is_none());
    assert!(place.verify(&signed(text("Gebeld"), &other, &place), key.public()).is_none());
    // Thread and entry are no places to exchange.
    let entry = EntryId::from_bytes(*place.thread.as_bytes());
    let thread = ThreadId::from_bytes(*place.entry.as_bytes());
    assert!(Place { thread, entry, ..place }.verify(&note, key.public()).is_none());
}

#[test]
fn a_note_changed_by_one_letter_means_nothing() {
    let key = DeskKey::from_seed(&[1; 32]);
    let place = Place::new();
    let note = signed(text("Gebeld"), &key, &place).into_json();
    let json: Value = serde_json::from_slice(note.as_bytes()).unwrap();
    let read = |json: &Value| match opened(json) {
        DeskDocument::Note(note) => place.verify(&note, key.public()),
        _ => panic!("no note"),
    };
    assert!(read(&json).is_some());
    let note = json["note"].as_str().unwrap();
    let signature = json["signature"].as_str().unwrap();
    let changes = [
        ("note", note.replace("Gebeld", "Gebelt")),
        ("note", note.replace("2026-11-24", "2026-11-23")),
        ("note", note.replace("anna", "bert")),
        ("note", format!("{note} ")),
        ("note", String::new()),
        ("signature", String::new()),
        ("signature", signature.to_lowercase()),
        ("signature", format!("{signature}\n")),
    ];
    for (field, value) in changes {
        let mut changed = json.clone();
        changed[field] = value.clone().into();
        assert!(read(&changed).is_none(), "{field}: {value}");
    }
}

#[test]
fn a_validly_signed_note_that_says_nothing_known_means_nothing() {
    let key = DeskKey::from_seed(&[1; 32]);
    let place = Place::new();
    for content in [
        r#"{"type":"text"}"#,
        r#"{"type":"text","text":"x","more":1}"#,
        r#"{"type":"text","text":"x","text":"y"}"#,
        r#"{"type":"status","text":"x"}"#,
        r#"{"type":"seen","entries":["1"]}"#,
        r#"{"type":"copy","reply":"x","number":-1,"text":""}"#,
    ] {
        let inner = format!(
            r#"{{"author":"anna","day":"2026-11-24","lamport":1,"sealed_for":"","content":{content}}}"#
        );
        let bytes = zegel_core::signature::NoteBytes::new(place.instance, place.thread, place.entry, &inner);
        let json = json!({"zegel": 1, "kind": "note", "note": inner, "signature": key.sign(&bytes)});
        let DeskDocument::Note(note) = opened(&json) else { panic!("no note") };
        assert!(place.verify(&note, key.public()).is_none(), "{content}");
    }
}

#[test]
fn a_request_signed_for_one_thing_is_signed_for_nothing_else() {
    let key = DeskKey::from_seed(&[1; 32]);
    let sign = |instance, nonce, counter, method, path, body: &[u8]| {
        key.sign(&RequestBytes::new(instance, nonce, counter, method, path, body))
    };
    let wanted = RequestBytes::new(instance(), "n", 1, "GET", "/desk/v1/threads", b"");
    let verifies = |signature: String| key.public().verifies(&wanted, &signature);
    assert!(verifies(sign(instance(), "n", 1, "GET", "/desk/v1/threads", b"")));
    assert!(!verifies(sign(Instance::random().unwrap(), "n", 1, "GET", "/desk/v1/threads", b"")));
    assert!(!verifies(sign(instance(), "m", 1, "GET", "/desk/v1/threads", b"")));
    assert!(!verifies(sign(instance(), "n", 2, "GET", "/desk/v1/threads", b"")));
    assert!(!verifies(sign(instance(), "n", 1, "POST", "/desk/v1/threads", b"")));
    assert!(!verifies(sign(instance(), "n", 1, "GET", "/desk/v1/threads?a", b"")));
    assert!(!verifies(sign(instance(), "n", 1, "GET", "/desk/v1/threads", b"x")));
    // A weak key: with the identity point anything would verify for a lenient check.
    let mut point = [0; 32];
    point[0] = 1;
    let weak = data_encoding::BASE64.encode(&[&point[..], &[0; 32]].concat());
    assert!(!DeskPublicKey::from_bytes(point).verifies(&wanted, &weak));
}
