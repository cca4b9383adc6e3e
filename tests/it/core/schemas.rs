//! What is really sealed is what `schema/*.schema.json` describes.

use jsonschema::Validator;
use serde_json::{Value, json};
use zegel_core::document::{
    AgainstWish, Answers, DeskDocument, Draft, EntryDigest, Exported, Ground, KnownBy, Mark, Message,
    NoteContent, Outcome, Position, ReceiverKind, Reply, Report, Resealed, Restated, SignedNote, Status,
};
use zegel_core::id::{EntryId, ThreadId};
use zegel_core::questionnaire::{Kind, questionnaire};
use zegel_core::seal::{Document, ForDesk, Plain};
use zegel_core::signature::DeskKey;

use crate::support::fixture::{answers, hybrid_desk, instance, keys, writing};

const SCHEMAS: [(&str, &str); 6] = [
    ("report", include_str!("../../../schema/report.schema.json")),
    ("message", include_str!("../../../schema/message.schema.json")),
    ("reply", include_str!("../../../schema/reply.schema.json")),
    ("note", include_str!("../../../schema/note.schema.json")),
    ("signed-note", include_str!("../../../schema/signed-note.schema.json")),
    ("export", include_str!("../../../schema/export.schema.json")),
];

fn schema(name: &str) -> Value {
    let (_, text) = SCHEMAS.iter().find(|(known, _)| *known == name).unwrap();
    serde_json::from_str(text).unwrap()
}

/// A note's schema names that of the text inside it.
fn validator(name: &str) -> Validator {
    let inner = jsonschema::Resource::from_contents(schema("signed-note"));
    let registry =
        jsonschema::Registry::new().add("urn:zegel:signed-note:1", inner).unwrap().prepare().unwrap();
    jsonschema::draft202012::options().with_registry(&registry).build(&schema(name)).unwrap()
}

/// Fails with what the schema of this name has against a document.
pub fn valid(name: &str, document: &Value) {
    let validator = validator(name);
    let errors: Vec<String> = validator.iter_errors(document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{name}: {errors:?}");
}

/// Whether the schema of this name has nothing against a document.
pub fn is_valid(name: &str, document: &Value) -> bool {
    validator(name).is_valid(document)
}

/// What a desk finds when it opens a document that was sealed.
fn sealed<D: Document<Sealed = ForDesk>>(document: D) -> Value {
    let (identity, recipients) = hybrid_desk();
    let opened = identity.open(&recipients.seal(document).unwrap()).unwrap();
    serde_json::from_slice(opened.as_bytes()).unwrap()
}

fn entry() -> EntryId {
    EntryId::random().unwrap()
}

/// A report in which every question of the form is answered.
fn report() -> Value {
    let mut fields = Vec::new();
    for question in questionnaire().questions() {
        match &question.kind {
            Kind::Text => fields.push((question.id.as_str(), "Șase fete, \"kamer 12\"\n\t🚪")),
            Kind::One(options) => fields.push((&question.id, &options[0])),
            Kind::Many(_) => fields.extend(question.options().map(|option| (question.id.as_str(), option))),
        }
    }
    let keys = keys();
    let mut writing = writing(answers(&fields), &keys);
    writing.marks = vec![Mark::Trap, Mark::Fast];
    let report = sealed(Report::new(writing, keys.author_key()));
    assert_eq!(report["answers"].as_object().unwrap().len(), questionnaire().questions().len());
    report
}

fn message() -> Value {
    let keys = keys();
    let words = writing(Answers::from_message("Nog iets").unwrap(), &keys);
    let position = Position { after: u32::MAX, previous: Some(entry()) };
    sealed(Message::new(words, position, entry(), &keys.author_key()))
}

fn reply() -> Value {
    let keys = keys();
    let reply = Reply::new(entry(), 1, " Dank u\r\nwel ").unwrap();
    let opened = keys.open(&keys.reply_to().unwrap().seal(reply).unwrap()).unwrap();
    serde_json::from_slice(opened.as_bytes()).unwrap()
}

fn note(content: NoteContent) -> Value {
    let (identity, _) = hybrid_desk();
    let key = DeskKey::from_seed(identity.signing_seed().unwrap());
    let note = SignedNote {
        author: "anna".to_owned(),
        day: "2026-11-24".parse().unwrap(),
        lamport: 7,
        sealed_for: hybrid_desk().1.fingerprint().to_string(),
        content,
    };
    sealed(note.sign(&key, instance(), ThreadId::random().unwrap(), entry()))
}

fn read() -> EntryDigest {
    EntryDigest { entry: entry(), document: "0".repeat(64) }
}

/// A note of each kind, and some kinds twice: assigned to somebody and to nobody, and of an export what
/// earlier programs wrote and what this one does.
pub fn contents() -> Vec<NoteContent> {
    let against_wish = AgainstWish { ground: Ground::Judge, reason: "An order of 24 November".to_owned() };
    let digest = "0".repeat(64);
    vec![
        NoteContent::Text { text: "Gebeld".to_owned() },
        NoteContent::Seen { entries: vec![read(), read()] },
        NoteContent::Copy { reply: entry(), number: 1, text: "Dank u".to_owned(), reply_to: read() },
        NoteContent::Attested { notes: vec![read()] },
        NoteContent::KeptLonger { reason: "The police are at work.".to_owned() },
        NoteContent::Status { status: Status::QuestionAsked, reason: Some("Which room?".to_owned()) },
        NoteContent::Assigned { to: Some("samira".to_owned()) },
        NoteContent::Assigned { to: None },
        NoteContent::HandedOver { to: "samira".to_owned(), text: "Called twice.".to_owned() },
        NoteContent::Labelled { add: ["hotel".to_owned()].into(), remove: ["new".to_owned()].into() },
        NoteContent::Urgent { urgent: true },
        NoteContent::Resealed {
            set: hybrid_desk().1.fingerprint().to_string(),
            entries: vec![Resealed { entry: entry(), was: digest.clone(), now: digest.clone() }],
        },
        NoteContent::ExportAsked {
            receiver: "police".to_owned(),
            content: digest.clone(),
            redact: vec!["room 12".to_owned()],
            draft: None,
        },
        NoteContent::ExportAsked {
            receiver: "CoMensha".to_owned(),
            content: digest.clone(),
            redact: Vec::new(),
            draft: Some(Box::new(draft())),
        },
        NoteContent::ExportConfirmed { request: entry() },
        NoteContent::Exported(Box::new(Exported {
            number: "1a2b3c4d".to_owned(),
            manifest: digest,
            receiver: "police".to_owned(),
            sealed: true,
            known_by: KnownBy::One,
            confirmed: Some(entry()),
            redactions: 2,
            against_wish: Some(against_wish),
            receiver_kind: None,
            agreed: None,
            own_words: None,
        })),
        NoteContent::Exported(Box::new(Exported {
            number: "1a2b3c4d".to_owned(),
            manifest: "0".repeat(64),
            receiver: "CoMensha".to_owned(),
            sealed: false,
            known_by: KnownBy::Many,
            confirmed: None,
            redactions: 0,
            against_wish: None,
            receiver_kind: Some(ReceiverKind::Help),
            agreed: Some(read()),
            own_words: Some(false),
        })),
        NoteContent::Outcome { export: "1a2b3c4d".to_owned(), outcome: Outcome::NotUsed },
    ]
}

fn draft() -> Draft {
    Draft {
        receiver_kind: ReceiverKind::Help,
        text: Restated { what: "Visits at night".to_owned(), ..Restated::default() },
        own_words: false,
        answers: false,
        lines: vec!["I work there.".to_owned()],
        agreed: Some(read()),
        against_wish: None,
    }
}

fn inner(note: &Value) -> Value {
    serde_json::from_str(note["note"].as_str().unwrap()).unwrap()
}

#[test]
fn the_schemas_are_schemas() {
    for (name, text) in SCHEMAS {
        let schema = serde_json::from_str(text).unwrap();
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{name}");
        let version = if name == "export" { 2 } else { 1 };
        assert_eq!(schema["$id"], format!("urn:zegel:{name}:{version}"));
    }
}

#[test]
fn what_is_really_sealed_is_what_the_schemas_describe() {
    valid("report", &report());
    valid("message", &message());
    valid("reply", &reply());
    for content in contents() {
        let note = note(content);
        valid("note", &note);
        valid("signed-note", &inner(&note));
    }
    let marks = |marks: &[Mark]| serde_json::to_value(marks).unwrap();
    assert_eq!(schema("report")["properties"]["marks"]["items"]["enum"], marks(&[Mark::Trap, Mark::Fast]));
}

#[test]
fn the_schemas_take_no_field_less_and_no_field_more() {
    let note = note(NoteContent::Text { text: "Gebeld".to_owned() });
    let inner = inner(&note);
    let documents = [
        ("report", report()),
        ("message", message()),
        ("reply", reply()),
        ("note", note),
        ("signed-note", inner),
    ];
    for (name, document) in documents {
        let validator = validator(name);
        assert!(validator.is_valid(&document));
        let fields = document.as_object().unwrap();
        for field in fields.keys() {
            let mut less = fields.clone();
            less.remove(field);
            let may_miss = (name, field.as_str()) == ("message", "previous");
            assert_eq!(validator.is_valid(&less.into()), may_miss, "{name} without {field}");
            for other in [json!(null), json!(-1), json!(""), json!([[]]), json!({"a": {}})] {
                // The note inside is a text of its own schema.
                if (name, field.as_str(), &other) != ("note", "note", &json!("")) {
                    let mut changed = fields.clone();
                    changed.insert(field.clone(), other.clone());
                    assert!(!validator.is_valid(&changed.into()), "{name}: {field}: {other}");
                }
            }
        }
        let mut more = fields.clone();
        more.insert("more".to_owned(), json!(1));
        assert!(!validator.is_valid(&more.into()), "{name} with a field more");
    }
}

#[test]
fn the_schemas_refuse_what_no_page_writes() {
    let report = report();
    let message = message();
    let reply = reply();
    let changes = [
        ("report", &report, "/zegel", json!(2)),
        ("report", &report, "/kind", json!("message")),
        ("report", &report, "/answers", json!({})),
        ("report", &report, "/answers/story", json!("bell \u{7}")),
        ("report", &report, "/answers/story", json!("line\r\n")),
        ("report", &report, "/answers/story", json!("ő".repeat(20_001))),
        ("report", &report, "/answers/story", json!(1)),
        ("report", &report, "/answers/signs", json!(["any-debt", "any-debt"])),
        ("report", &report, "/answers/signs", json!([["any-debt"]])),
        ("report", &report, "/day", json!("2026-11-24T10:00")),
        ("report", &report, "/marks/0", json!("address")),
        (
            "report",
            &report,
            "/reply_to",
            json!("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"),
        ),
        ("report", &report, "/sealed_for", json!("0000")),
        ("report", &report, "/withdrawal", json!("A".repeat(42))),
        ("message", &message, "/withdrawal", json!("B".repeat(43))),
        ("message", &message, "/after", json!(4_294_967_296_u64)),
        ("message", &message, "/after", json!(0.5)),
        ("message", &message, "/answers", json!({"message": "x", "story": "x"})),
        ("message", &message, "/answers/message", json!(["x"])),
        ("message", &message, "/proof", json!("AAAA")),
        ("reply", &reply, "/number", json!(0)),
        ("reply", &reply, "/text", json!(" x")),
        ("reply", &reply, "/text", json!("x\n")),
        ("reply", &reply, "/text", json!("ő".repeat(2_001))),
        ("reply", &reply, "/id", json!("1")),
    ];
    for (name, document, place, value) in changes {
        let mut changed = document.clone();
        *changed.pointer_mut(place).unwrap() = value.clone();
        assert!(
            !validator(name).is_valid(&changed),
            "{name}: {place}: {}",
            &value.to_string()[..20.min(value.to_string().len())]
        );
    }
}

#[test]
fn what_the_schemas_take_at_their_limits_is_read() {
    let mut report = report();
    report["answers"] = json!({"story": "ő".repeat(20_000), "later-question": ["later-choice"]});
    report["marks"] = json!([]);
    valid("report", &report);
    assert!(DeskDocument::parse(&Plain::new(report.to_string().into_bytes())).is_ok());
    let mut reply = reply();
    reply["text"] = json!("ő".repeat(2_000));
    reply["number"] = json!(u32::MAX);
    valid("reply", &reply);
    assert!(Reply::parse(&Plain::new(reply.to_string().into_bytes())).is_ok());
}
