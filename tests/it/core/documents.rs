//! Documents: what a person writes comes out as it was written, and nothing else is accepted.

use std::borrow::Cow;

use proptest::prelude::*;
use serde_json::{Value, json};
use zegel_core::document::{
    Answers, DeskDocument, MOST_CHARACTERS, MOST_REPLY_CHARACTERS, Mark, Message, NotADocument, Position,
    ReceivedReport, Refused, Reply, Report,
};
use zegel_core::id::EntryId;
use zegel_core::seal::{Document, Plain};

use crate::support::fixture::{answers, hybrid_desk, keys, report, writing};

pub fn parse(json: &str) -> Result<DeskDocument, NotADocument> {
    DeskDocument::parse(&Plain::new(json.as_bytes().to_vec()))
}

pub fn json_of(document: impl Document) -> String {
    String::from_utf8(document.into_json().as_bytes().to_vec()).unwrap()
}

pub fn read_report(json: &str) -> ReceivedReport {
    match parse(json) {
        Ok(DeskDocument::Report(report)) => report,
        _ => panic!("no report"),
    }
}

pub fn texts(answers: &Answers) -> Vec<(String, Vec<String>)> {
    answers.iter().map(|(id, answer)| (id.to_owned(), answer.values().map(str::to_owned).collect())).collect()
}

/// What is to be kept of a typed text, said in another way than the program says it.
fn kept(typed: &str) -> String {
    let mut kept = String::new();
    let mut letters = typed.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' => kept.push('\n'),
            '\n' | '\t' => kept.push(letter),
            '\0'..='\x1f' | '\x7f'..='\u{9f}' => {}
            _ => kept.push(letter),
        }
    }
    kept
}

/// Letters people type, and the ones that trip programs.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "ș",
        "ț",
        "ő",
        "ű",
        "ł",
        "й",
        "e\u{301}",
        "é",
        "👩\u{200d}👧",
        "🚪",
        "שלום",
        "\u{202e}abc\u{202c}",
        "\r\n",
        "\r",
        "\n",
        "\t",
        "\0",
        "\x1b[31m",
        "\u{85}",
        "\u{2028}",
        "\"",
        "\\",
        "</script>",
        "\u{feff}",
        "\u{fffd}",
        "𝒳",
        " ",
        "a",
        "\u{10ffff}",
        "\u{7f}",
        "中文",
    ];
    let piece = prop_oneof![3 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => any::<String>()];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_report_comes_out_as_it_was_written(story in text(), place in text()) {
        let story = format!("x{story}");
        let fields = [("story", story.as_str()), ("where", &place), ("signs", "hotel-cash"), ("signs", "any-debt"), ("minor", "maybe")];
        let written = json_of(Report::new(writing(answers(&fields), &keys()), keys().author_key()));
        let mut expected = vec![
            ("minor".to_owned(), vec!["maybe".to_owned()]),
            ("signs".to_owned(), vec!["hotel-cash".to_owned(), "any-debt".to_owned()]),
            ("story".to_owned(), vec![kept(&story)]),
        ];
        if !kept(&place).trim().is_empty() {
            expected.push(("where".to_owned(), vec![kept(&place)]));
        }
        prop_assert_eq!(texts(&read_report(&written).writing.answers), expected);
    }

    #[test]
    fn a_reply_comes_out_as_it_was_written(text in text()) {
        let id = EntryId::random().unwrap();
        let written = format!("x{text}x");
        let reply = Reply::new(id, 3, &written).unwrap().into_json();
        let read = Reply::parse(&reply).unwrap();
        prop_assert_eq!((read.id, read.number, read.text), (id, 3, kept(&written)));
    }

    #[test]
    fn whatever_is_opened_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in text()) {
        prop_assert!(DeskDocument::parse(&Plain::new(bytes.clone())).is_err());
        prop_assert!(Reply::parse(&Plain::new(bytes)).is_err());
        prop_assert!(parse(&text).is_err());
    }
}

#[test]
fn a_sealed_report_comes_out_with_all_that_belongs_to_it() {
    let (identity, recipients) = hybrid_desk();
    let keys = keys();
    let mut writing = writing(answers(&[("story", "Șase fete, ő, ł, й 🚪"), ("role", "role-near")]), &keys);
    writing.marks = vec![Mark::Trap, Mark::Fast];
    let sealed = recipients.seal(Report::new(writing, keys.author_key())).unwrap();
    let opened = identity.open(&sealed).unwrap();
    let Ok(DeskDocument::Report(ReceivedReport { writing, .. })) = DeskDocument::parse(&opened) else {
        panic!()
    };
    assert_eq!(texts(&writing.answers)[1].1, ["Șase fete, ő, ł, й 🚪"]);
    assert_eq!(writing.language.as_deref(), Some("nl"));
    assert_eq!(writing.day.map(|day| day.to_string()).as_deref(), Some("2026-11-24"));
    assert!(writing.marks == [Mark::Trap, Mark::Fast]);
    assert!(writing.reply_to == Some(keys.reply_to().unwrap()) && writing.odd.is_empty());
    assert_eq!(writing.sealed_for, Some(recipients.fingerprint().to_string()));
}

#[test]
fn twenty_thousand_characters_fit_and_not_one_more() {
    let write = |story: &str, place: &str| {
        Answers::from_report(
            [("story", story), ("where", place)].map(|(id, text)| (id.into(), text.into())).into_iter(),
        )
    };
    // Scalar values, and of four bytes each: the largest size class holds them.
    let most = "𝒳".repeat(MOST_CHARACTERS);
    assert!(hybrid_desk().1.seal(report(&most, &keys())).is_ok());
    let over = Some(Refused::TooLong { count: 20_001, most: 20_000 });
    assert!(write(&most, "").is_ok());
    assert_eq!(write(&most, "a").err(), over);
    assert_eq!(write(&"e\u{301}".repeat(10_000), "a").err(), over);
    assert!(write(&"\r\n".repeat(9_999), "aa").is_ok());
    assert!(Answers::from_message(&most).is_ok());
    assert_eq!(Answers::from_message(&format!("{most}a")).err(), over);
}

#[test]
fn the_worst_text_that_is_allowed_still_fits_the_largest_class() {
    // Each of these is escaped by JSON, so that two bytes stand for one.
    for letter in ["\"", "\\", "\n", "\t", "𝒳"] {
        let text = format!("x{}", letter.repeat(MOST_CHARACTERS - 1));
        assert!(hybrid_desk().1.seal(report(&text, &keys())).is_ok(), "{letter:?}");
    }
}

#[test]
fn two_thousand_characters_fit_a_reply_and_not_one_more() {
    let id = EntryId::random().unwrap();
    let most = "ő".repeat(MOST_REPLY_CHARACTERS);
    assert!(Reply::new(id, 1, &most).is_ok());
    assert!(Reply::new(id, 1, &format!("  {most}\r\n")).is_ok());
    let over = Reply::new(id, 1, &format!("{most}a")).err();
    assert_eq!(over, Some(Refused::TooLong { count: 2_001, most: 2_000 }));
    assert_eq!(Reply::new(id, 1, " \u{7}\r\n").err(), Some(Refused::Empty));
    let long = json!({"zegel": 1, "kind": "reply", "id": id, "number": 1, "text": format!("{most}a")});
    assert!(Reply::parse(&Plain::new(long.to_string().into_bytes())).is_err());
}

#[test]
fn a_form_without_a_word_or_with_a_field_not_asked_for_is_refused() {
    let read = |fields: &[(&'static str, &'static str)]| {
        Answers::from_report(fields.iter().map(|(id, value)| (Cow::from(*id), Cow::from(*value)))).err()
    };
    assert_eq!(read(&[]), Some(Refused::Empty));
    assert_eq!(read(&[("story", " \r\n\0 ")]), Some(Refused::Empty));
    assert_eq!(read(&[("minor", "yes"), ("signs", "any-debt")]), Some(Refused::Empty));
    for wrong in [
        ("nothing", "x"),
        ("", "x"),
        ("minor", "perhaps"),
        ("minor", ""),
        ("signs", "any"),
        ("story", "again"),
        ("message", "x"),
    ] {
        assert_eq!(read(&[("story", "x"), wrong]), Some(Refused::Unread), "{wrong:?}");
    }
    for (id, choice) in [("minor", "yes"), ("signs", "any-debt")] {
        assert_eq!(read(&[("story", "x"), (id, choice), (id, choice)]), Some(Refused::Unread));
    }
    assert_eq!(Answers::from_message("\t\r\n").err(), Some(Refused::Empty));
}

/// One of each document that a desk or a reporter opens.
pub fn documents() -> Vec<Value> {
    let keys = keys();
    let message = Message::new(
        writing(Answers::from_message("Nog iets").unwrap(), &keys),
        Position { after: 2, previous: None },
        EntryId::random().unwrap(),
        &keys.author_key(),
    );
    let reply = Reply::new(EntryId::random().unwrap(), 1, "Dank u").unwrap();
    let written = [json_of(report("Kamer 12", &keys)), json_of(message), json_of(reply)];
    let note = json!({"zegel": 1, "kind": "note", "note": "{}", "signature": ""});
    written.iter().map(|json| serde_json::from_str(json).unwrap()).chain([note]).collect()
}

pub fn opens(json: &str) -> bool {
    let plain = Plain::new(json.as_bytes().to_vec());
    DeskDocument::parse(&plain).is_ok() || Reply::parse(&plain).is_ok()
}

/// The wrong values that each field of a document is given.
pub fn wrong_values() -> [Value; 6] {
    [json!(null), json!(-1), json!(1.5), json!([[]]), json!({"a": {}}), json!(true)]
}

#[test]
fn a_reply_or_note_with_anything_missing_more_or_other_is_refused() {
    for document in &documents()[2..] {
        assert!(opens(&document.to_string()));
        let fields = document.as_object().unwrap();
        for (name, value) in fields {
            let mut changed = fields.clone();
            changed.remove(name);
            assert!(!opens(&Value::from(changed.clone()).to_string()), "without {name}");
            for other in wrong_values() {
                changed.insert(name.clone(), other.clone());
                assert!(!opens(&Value::from(changed.clone()).to_string()), "{name}: {other}");
            }
            let twice = format!("{{\"{name}\":{value},{}", &document.to_string()[1..]);
            assert!(!opens(&twice), "{name} twice");
        }
        for (name, value) in
            [("zegel", json!(2)), ("zegel", json!("1")), ("kind", json!("Note")), ("x", json!(1))]
        {
            let mut changed = fields.clone();
            changed.insert(name.to_owned(), value.clone());
            assert!(!opens(&Value::from(changed).to_string()), "{name}: {value}");
        }
    }
}
