//! Received documents: the words of a reporter are read whatever stands beside them, nothing odd is
//! believed, and the script of the page seals no document that a desk finds odd.

use serde_json::{Value, json};
use zegel_core::document::{Answers, DeskDocument, Message, Position, Received};
use zegel_core::id::EntryId;

use crate::core::documents::{documents, json_of, opens, parse, read_report, texts, wrong_values};
use crate::core::schemas::is_valid;
use crate::core::sealing::script;
use crate::support::fixture::{keys, report, writing};

fn writing_of(document: DeskDocument) -> Option<Received> {
    match document {
        DeskDocument::Report(report) => Some(report.writing),
        DeskDocument::Message(message) => Some(message.writing),
        DeskDocument::Note(_) => None,
    }
}

/// What a desk does with a document that is not as it is written: nothing odd, these odd fields, or
/// nothing at all.
fn odd_fields(json: &str) -> Option<Vec<String>> {
    let document = parse(json).ok()?;
    let odd = writing_of(document).map(|writing| writing.odd).unwrap_or_default();
    let mut names: Vec<String> = odd.into_iter().map(|field| field.name).collect();
    names.sort();
    Some(names)
}

#[test]
fn words_are_read_whatever_stands_beside_them_and_what_is_odd_is_named() {
    for document in &documents()[..2] {
        assert_eq!(odd_fields(&document.to_string()).as_deref(), Some(&[][..]));
        let fields = document.as_object().unwrap();
        for (name, value) in fields.iter().filter(|(name, _)| !["answers", "kind"].contains(&name.as_str())) {
            let odd = Some(vec![name.clone()]);
            let mut changed = fields.clone();
            changed.remove(name);
            assert_eq!(odd_fields(&Value::from(changed.clone()).to_string()), odd, "without {name}");
            for other in wrong_values() {
                changed.insert(name.clone(), other.clone());
                assert_eq!(odd_fields(&Value::from(changed.clone()).to_string()), odd, "{name}: {other}");
            }
            let twice = format!("{{\"{name}\":{value},{}", &document.to_string()[1..]);
            assert_eq!(odd_fields(&twice), odd, "{name} twice");
        }
    }
}

#[test]
fn what_holds_no_words_is_no_document() {
    for document in &documents()[..2] {
        for answers in [json!({}), json!({"story": ""}), json!({"story": " \u{7}\n"}), json!({"signs": []})] {
            let mut changed = document.clone();
            changed["answers"] = answers.clone();
            assert!(!opens(&changed.to_string()), "{answers}");
        }
        let mut changed = document.clone();
        changed.as_object_mut().unwrap().remove("answers");
        assert!(!opens(&changed.to_string()));
        for answers in wrong_values() {
            changed["answers"] = answers.clone();
            assert_eq!(opens(&changed.to_string()), answers.is_object(), "{answers}");
        }
        let whole = document.to_string();
        assert!(opens(&format!("{whole} \n")) && !opens(&format!("{whole}{whole}")) && !opens(&whole[1..]));
    }
}

#[test]
fn nothing_that_is_odd_is_believed() {
    let keys = keys();
    let entry = EntryId::random().unwrap();
    let words = writing(Answers::from_message("Nog iets").unwrap(), &keys);
    let written: Value =
        serde_json::from_str(&json_of(Message::new(words, Position::default(), entry, &keys.author_key())))
            .unwrap();
    let report = json_of(report("Kamer 12", &keys));
    let proves = |report: &Value, message: &Value| match parse(&message.to_string()) {
        Ok(DeskDocument::Message(message)) => read_report(&report.to_string()).wrote(entry, &message),
        _ => panic!("no message"),
    };
    let report: Value = serde_json::from_str(&report).unwrap();
    assert!(proves(&report, &written));
    let covered = ["zegel", "kind", "after", "day", "language", "proof", "reply_to", "withdrawal"];
    for field in covered {
        let mut changed = written.clone();
        changed.as_object_mut().unwrap().remove(field);
        assert!(!proves(&report, &changed), "{field}");
    }
    let mut changed = written.clone();
    changed["previous"] = json!("odd");
    assert!(!proves(&report, &changed), "previous");
    for field in ["zegel", "author_key"] {
        let mut changed = report.clone();
        changed[field] = json!("odd");
        assert!(!proves(&changed, &written), "{field}");
    }
    // What a field means in another version is not known, so nothing goes to it and nothing is proved.
    for (field, value) in [("zegel", json!(2)), ("kind", json!("letter"))] {
        let mut changed = report.clone();
        changed[field] = value;
        let writing = parse(&changed.to_string()).ok().and_then(writing_of).unwrap();
        assert!(writing.reply_to.is_none() && writing.withdrawal.is_none() && writing.sealed_for.is_none());
    }
}

#[test]
fn no_document_passes_for_one_of_another_kind() {
    let kinds = ["report", "message", "reply", "note"];
    for (document, own) in documents().into_iter().zip(kinds) {
        for kind in kinds.into_iter().filter(|kind| *kind != own) {
            let mut changed = document.clone();
            changed["kind"] = kind.into();
            match odd_fields(&changed.to_string()) {
                // Words of a reporter are shown, and said to be odd.
                Some(odd) => assert!(!odd.is_empty() && document["answers"].is_object(), "{own} as {kind}"),
                None => assert!(!opens(&changed.to_string()), "{own} as {kind}"),
            }
        }
    }
}

#[test]
fn an_answer_is_a_text_or_a_list_of_texts_and_all_that_stands_there_is_shown() {
    let report = &documents()[0];
    let with = |answers: &str| {
        let mut changed = report.clone();
        changed["answers"] = "HERE".into();
        changed.to_string().replace("\"HERE\"", answers)
    };
    let whole = with(r#"{"story":"x","signs":["any-debt","any-no"]}"#);
    assert_eq!(odd_fields(&whole).as_deref(), Some(&[][..]));
    for (odd, shown) in [
        (r#"{"story":"x","story":"y"}"#, vec!["x", "y"]),
        (r#"{"story":1}"#, vec!["1"]),
        (r#"{"signs":[["any-debt"]]}"#, vec![r#"[["any-debt"]]"#]),
        (r#"{"signs":{"any":"debt"}}"#, vec![r#"{"any":"debt"}"#]),
        (r#"{"story":null,"where":"x"}"#, vec!["x"]),
    ] {
        assert_eq!(odd_fields(&with(odd)), Some(vec!["answers".to_owned()]), "{odd}");
        let texts: Vec<String> = texts(&read_report(&with(odd)).writing.answers)
            .into_iter()
            .flat_map(|(_, texts)| texts)
            .collect();
        assert_eq!(texts, shown);
    }
    for wrong in [r#"{"story":null}"#, r#"{"story":"\ud800"}"#, r#"[]"#, r#""story""#] {
        assert!(!opens(&with(wrong)), "{wrong}");
    }
}

/// A document of `schema/documents.json`: one of the two in it, changed as a vector says.
fn vector_text(file: &Value, vector: &Value) -> String {
    let mut document = file["documents"][vector["of"].as_str().unwrap()].clone();
    let fields = document.as_object_mut().unwrap();
    if let Some(put) = vector["put"].as_object() {
        fields.extend(put.clone());
    }
    for name in vector["drop"].as_array().into_iter().flatten() {
        fields.remove(name.as_str().unwrap());
    }
    let mut text = document.to_string();
    if let Some([from, to]) = vector["replace"].as_array().map(Vec::as_slice) {
        assert!(text.contains(from.as_str().unwrap()), "{vector}");
        text = text.replacen(from.as_str().unwrap(), to.as_str().unwrap(), 1);
    }
    text
}

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../schema/documents.json")).unwrap()
}

#[test]
fn a_desk_reads_and_refuses_the_documents_as_written() {
    let file = vectors();
    for vector in file["vectors"].as_array().unwrap() {
        let wanted: Option<Vec<String>> = serde_json::from_value(vector["desk"].clone()).unwrap();
        assert_eq!(odd_fields(&vector_text(&file, vector)), wanted, "{}", vector["name"]);
    }
}

/// What the page seals a desk reads; one list of documents holds both.
#[test]
fn the_page_seals_what_a_desk_reads_without_a_doubt_and_nothing_else() {
    let file = vectors();
    let all = file["vectors"].as_array().unwrap();
    for vector in all {
        let is_sealed = vector["page"].as_bool().unwrap();
        let document: Option<Value> = serde_json::from_str(&vector_text(&file, vector)).ok();
        let fits = document.is_some_and(|document| is_valid(vector["of"].as_str().unwrap(), &document));
        assert!(!is_sealed || (vector["desk"] == json!([]) && fits), "{}", vector["name"]);
    }
    let texts: Vec<String> = all.iter().map(|vector| vector_text(&file, vector)).collect();
    let sealed: Vec<bool> = script("documents", &json!(texts));
    let wanted: Vec<bool> = all.iter().map(|vector| vector["page"] == true).collect();
    let name = |place: usize| all[place]["name"].to_string();
    let differ: Vec<String> =
        (0..all.len()).filter(|place| sealed[*place] != wanted[*place]).map(name).collect();
    assert!(differ.is_empty() && sealed.len() == all.len(), "{differ:?}");
}
