//! A document that the script writes and seals is the one that this program would have sealed.

use age::secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Value, json};
use zegel::identity::Identity;
use zegel_core::document::{Answers, DeskDocument, Mark, Message, Position, Report};
use zegel_core::id::{EntryId, FormId};
use zegel_core::questionnaire::{Kind, questionnaire};
use zegel_core::seal::{Document, ForDesk, Recipients};
use zegel_core::token::{self, Keys, Token};

use super::{decoded, script, site, token};
use crate::core::schemas;
use crate::support::caseworker::Caseworker;
use crate::support::fixture::{
    answers, hybrid_desk, hybrid_pair, instance, received, recipients_of, writing,
};
use crate::support::site::Site;

const JSON: &str = "Content-Type: application/json\r\n";

/// What the script sealed.
#[derive(Deserialize)]
struct Sealed {
    id: EntryId,
    json: String,
    file: String,
}

impl Sealed {
    /// Opened by a desk, and the same as before it was sealed.
    fn opened(&self, identity: &Identity, recipients: &Recipients) -> DeskDocument {
        let file: ForDesk = recipients.accept(decoded(&self.file)).unwrap();
        let plain = identity.open(&file).unwrap();
        assert_eq!(std::str::from_utf8(plain.as_bytes()).unwrap(), self.json);
        DeskDocument::parse(&plain).unwrap()
    }
}

/// Fields of the form as the script takes them, the last question first.
fn backwards(fields: &[(&str, &str)]) -> Value {
    let mut pairs: Vec<(&str, Value)> = Vec::new();
    for (id, value) in fields {
        let many = questionnaire().get(id).is_some_and(|question| matches!(question.kind, Kind::Many(_)));
        match pairs.iter_mut().find(|(known, _)| known == id) {
            Some((_, chosen)) => chosen.as_array_mut().unwrap().push(json!(value)),
            None if many => pairs.push((id, json!([value]))),
            None => pairs.push((id, json!(value))),
        }
    }
    pairs.reverse();
    json!(pairs)
}

/// An answer to every question.
fn every_answer() -> Vec<(&'static str, &'static str)> {
    let mut fields = Vec::new();
    for question in questionnaire().questions() {
        match &question.kind {
            Kind::Text => {
                fields.push((question.id.as_str(), "Șase \"fete\" \\ kamer 12\n\t🚪 \u{feff}\u{2028} </p>"))
            }
            Kind::One(options) => fields.push((&question.id, &options[0])),
            Kind::Many(_) => fields.extend(question.options().map(|option| (question.id.as_str(), option))),
        }
    }
    fields
}

/// What the script is asked to seal; the rest as [`writing`] has it.
fn asked(kind: &str, token: &str, form: FormId, answers: &Value) -> Value {
    json!({
        "kind": kind,
        "token": token,
        "instance": instance(),
        "form": form.to_string(),
        "answers": answers,
        "after": 0,
        "day": "2026-11-24",
        "language": "nl",
        "marks": ["trap", "fast"],
        "sealedFor": hybrid_desk().1.fingerprint().to_string(),
    })
}

/// A writing of ours with both marks, as in [`asked`].
fn marked(answers: Answers, keys: &Keys) -> zegel_core::document::Writing {
    let mut writing = writing(answers, keys);
    writing.marks = vec![Mark::Trap, Mark::Fast];
    writing
}

fn sealed(recipients: &Recipients, writing: &Value) -> Sealed {
    script("seal", &json!({ "site": site(recipients), "writing": writing }))
}

#[test]
fn a_report_of_the_script_is_the_report_of_this_program_byte_for_byte() {
    let (identity, recipients) = hybrid_desk();
    let (token, keys) = token();
    let form = FormId::random().unwrap();
    let fields = every_answer();
    let sealed = sealed(&recipients, &asked("report", &token, form, &backwards(&fields)));
    let DeskDocument::Report(report) = sealed.opened(&identity, &recipients) else { panic!("no report") };
    schemas::valid("report", &serde_json::from_str(&sealed.json).unwrap());

    let ours = Report::new(marked(answers(&fields), &keys), keys.author_key());
    assert_eq!(sealed.id, keys.entry_id(form, token::Kind::Report, &ours.writing.answers));
    assert_eq!(report.writing.answers.canonical(), ours.writing.answers.canonical());
    assert_eq!(report.writing.answers.iter().count(), questionnaire().questions().len());
    assert_eq!(sealed.json.as_bytes(), ours.into_json().as_bytes());
}

#[test]
fn a_message_of_the_script_is_the_message_of_this_program_and_its_proof_holds() {
    let previous = Some(EntryId::random().unwrap());
    for position in [Position { after: u32::MAX, previous: None }, Position { after: 0, previous }] {
        message_is_ours(position);
    }
}

fn message_is_ours(position: Position) {
    let (identity, recipients) = hybrid_desk();
    let (token, keys) = token();
    let form = FormId::random().unwrap();
    let words = "Nog \"iets\" \u{7}🚪";
    let mut asked = asked("message", &token, form, &json!([["message", "Nog \"iets\" 🚪"]]));
    asked["after"] = position.after.into();
    if let Some(previous) = position.previous {
        asked["previous"] = previous.to_string().into();
    }
    let sealed = sealed(&recipients, &asked);
    let DeskDocument::Message(message) = sealed.opened(&identity, &recipients) else { panic!("no message") };
    schemas::valid("message", &serde_json::from_str(&sealed.json).unwrap());

    let answers = Answers::from_message(words).unwrap();
    let entry = keys.entry_id(form, token::Kind::Message, &answers);
    assert_eq!(sealed.id, entry);
    let report = received(crate::support::fixture::report("Kamer 12", &keys));
    assert!(report.wrote(entry, &message));
    assert!(!report.wrote(EntryId::random().unwrap(), &message), "another entry");
    let ours = Message::new(marked(answers, &keys), position, entry, &keys.author_key());
    assert_eq!(sealed.json.as_bytes(), ours.into_json().as_bytes());
}

#[test]
fn the_desks_program_opens_what_the_script_sealed() {
    let (caseworker, lines) = Caseworker::with_key("anna");
    let recipients: Recipients = lines.parse().unwrap();
    let (token, _) = token();
    let answers = json!([["story", "Elke avond bezoek."]]);
    let sealed = sealed(&recipients, &asked("report", &token, FormId::random().unwrap(), &answers));
    let file = caseworker.file("report.age", decoded(&sealed.file)).display().to_string();
    assert_eq!(caseworker.json(&["open", &file]), serde_json::from_str::<Value>(&sealed.json).unwrap());
    assert!(caseworker.run(&["open", &file]).done().out.contains("\n  Elke avond bezoek.\n"));
}

#[test]
fn a_running_server_takes_what_the_script_posts_and_shows_it_as_its_own() {
    let server = Site::start();
    let said = server.get("/api/v1/site").json();
    let mut expected = site(&server.recipients);
    expected["instance"] = said["instance"].clone();
    assert_eq!(said, expected);

    let token = Token::random().unwrap();
    let writing = |kind: &str, answers: Value| {
        let mut writing = asked(kind, &token.to_field(), FormId::random().unwrap(), &answers);
        writing["instance"] = said["instance"].clone();
        writing
    };
    let writings = [
        writing("report", json!([["story", "Kamer 12"]])),
        writing("message", json!([["message", "Nog iets"]])),
    ];
    let bodies: Vec<String> = script("bodies", &json!({ "site": said, "writings": writings }));
    for (path, body) in ["/api/v1/reports", "/api/v1/mailbox/messages"].into_iter().zip(&bodies) {
        let answer = server.body(path, JSON, body.as_bytes());
        assert_eq!((answer.status, answer.json()), (200, json!({})), "{path}");
    }
    let (reports, messages) = server.opened();
    assert_eq!(server.threads().len(), 1);
    assert_eq!((reports.len(), messages.len()), (1, 1));
    assert_eq!(reports[0].writing.answers.canonical(), answers(&[("story", "Kamer 12")]).canonical());
}

/// Desks of one kind of key, and the set of all of them.
fn desks(count: u8, key: impl Fn(u8) -> String) -> (Vec<Identity>, Recipients) {
    let desks: Vec<Identity> = (1..=count).map(|seed| key(seed).parse().unwrap()).collect();
    let lines: String = desks.iter().map(|desk| recipients_of(desk).text().to_owned()).collect();
    (desks, lines.parse().unwrap())
}

#[test]
fn one_two_or_three_desks_with_keys_of_either_kind_open_what_the_script_sealed() {
    let hybrid = |seed| hybrid_pair(seed).0.to_secret_string().to_string();
    let x25519 = |_| age::x25519::Identity::generate().to_string().expose_secret().to_owned();
    let (token, _) = token();
    let writing = asked("report", &token, FormId::random().unwrap(), &json!([["story", "x"]]));
    let mut sets = Vec::new();
    for count in 1..=3 {
        sets.extend([desks(count, hybrid), desks(count, x25519)]);
    }
    for (desks, recipients) in &sets {
        let sealed = sealed(recipients, &writing);
        for desk in desks {
            assert!(matches!(sealed.opened(desk, recipients), DeskDocument::Report(_)));
        }
        let takes = sets.iter().filter(|(_, other)| other.accept(decoded(&sealed.file)).is_ok());
        assert_eq!(takes.count(), 1, "it fits its own set and no other");
    }
    let sites = sets.iter().map(|(_, recipients)| site(recipients));
    let sites: Vec<Value> = sites.collect();
    assert_eq!(script::<Vec<bool>>("trials", &json!(sites)), [true; 6]);
}

#[test]
fn the_script_seals_for_no_set_but_the_one_that_is_named() {
    let (_, recipients) = hybrid_desk();
    let mut other = site(&recipients);
    other["recipients"] = json!([hybrid_pair(1).1.to_string()]);
    let mut more = site(&recipients);
    more["recipients"].as_array_mut().unwrap().push(json!(hybrid_pair(1).1.to_string()));
    let mut none = site(&recipients);
    none["recipients"] = json!([]);
    assert_eq!(
        script::<Vec<bool>>("trials", &json!([site(&recipients), other, more, none])),
        [true, false, false, false]
    );
}
