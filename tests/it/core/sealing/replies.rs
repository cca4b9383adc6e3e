//! A reply that this program sealed opens in the script, and what is no reply is left out there as
//! it is here.

use std::cmp::Reverse;

use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::{Value, json};
use zegel_core::document::Reply;
use zegel_core::id::EntryId;
use zegel_core::seal::{CLASSES, ForReporter, Plain, hybrid};
use zegel_core::token::Keys;

use super::{script, token};
use crate::support::fixture::{ForReporterRaw, instance};

const ID: &str = "3f2a9b1c-0d4e-4f5a-8b6c-7d8e9f0a1b2c";

/// A reply as the script shows it, or as we do.
#[derive(Debug, PartialEq, Deserialize)]
struct Shown {
    id: EntryId,
    number: u32,
    text: String,
}

impl From<Reply> for Shown {
    fn from(Reply { id, number, text }: Reply) -> Self {
        Self { id, number, text }
    }
}

fn seal(to: &Keys, json: &[u8]) -> Vec<u8> {
    let sealed = to.reply_to().unwrap().seal(ForReporterRaw(json.to_vec())).unwrap();
    sealed.as_bytes().to_vec()
}

fn reply(number: u32, text: &str) -> Value {
    json!({ "zegel": 1, "kind": "reply", "id": ID, "number": number, "text": text })
}

fn opening(token: &str, files: &[Vec<u8>]) -> Value {
    let sealed: Vec<String> = files.iter().map(|file| BASE64.encode(file)).collect();
    json!({ "token": token, "instance": instance(), "sealed": sealed, "classes": CLASSES })
}

fn shown(token: &str, files: &[Vec<u8>]) -> Vec<Shown> {
    script("replies", &opening(token, files))
}

/// What is shown of each file when it is the only one.
fn each_shown(token: &str, files: &[Vec<u8>]) -> Vec<Value> {
    script("each-reply", &opening(token, files))
}

/// The same of documents, sealed as they are.
fn each_read(documents: &[Vec<u8>]) -> Vec<Value> {
    let (token, keys) = token();
    let files: Vec<Vec<u8>> = documents.iter().map(|json| seal(&keys, json)).collect();
    each_shown(&token, &files)
}

#[test]
fn replies_open_in_the_script_the_newest_first_and_each_once() {
    let (token, keys) = token();
    let seal = |number, text: &str, id: EntryId| {
        let reply = Reply::new(id, number, text).unwrap();
        keys.reply_to().unwrap().seal(reply).unwrap().as_bytes().to_vec()
    };
    let ids: Vec<EntryId> = (0..5).map(|_| EntryId::random().unwrap()).collect();
    let files = [
        seal(2, "Two.", ids[0]),
        seal(1, "One\r\nand a line.", ids[1]),
        seal(3, "Three.", ids[2]),
        seal(2, "Two by another hand.", ids[3]),
        seal(3, "Three, with the same name.", ids[2]),
        seal(2, "Two.", ids[0]),
        seal(u32::MAX, "Last 🚪", ids[4]),
    ];
    // What the page of the server does.
    let mut expected: Vec<Shown> = files.iter().map(|file| opened(&keys, file)).collect();
    expected.sort_by_key(|reply| (Reverse(reply.number), reply.id));
    expected.dedup_by_key(|reply| reply.id);
    assert_eq!(shown(&token, &files), expected);
    let texts: Vec<&str> = expected.iter().map(|reply| reply.text.as_str()).collect();
    assert_eq!((texts.len(), texts[0], texts[1], texts[4]), (5, "Last 🚪", "Three.", "One\nand a line."));
}

fn opened(keys: &Keys, file: &[u8]) -> Shown {
    let plain = keys.open(&ForReporter::from_bytes(file.to_vec()).unwrap()).unwrap();
    Reply::parse(&plain).unwrap().into()
}

#[test]
fn what_is_damaged_or_for_another_is_left_out_and_the_rest_is_shown() {
    let (token, keys) = token();
    let good = seal(&keys, reply(1, "Dank u").to_string().as_bytes());
    let changed = |place: usize| {
        let mut changed = good.clone();
        changed[place] ^= 1;
        changed
    };
    let bad = [
        changed(0),
        changed(60),
        changed(good.len() - 9000),
        changed(good.len() - 1),
        good[..good.len() - 1].to_vec(),
        good[..100].to_vec(),
        [&good[..], b"x"].concat(),
        Vec::new(),
        b"Dank u".to_vec(),
        seal(&crate::support::fixture::keys(), reply(2, "For another").to_string().as_bytes()),
        of_size(&keys.reply_to().unwrap(), CLASSES[0] - 1),
        of_size(&keys.reply_to().unwrap(), CLASSES[0] + 1),
        of_size(&keys.reply_to().unwrap(), 100),
    ];
    for (place, (file, theirs)) in bad.iter().zip(each_shown(&token, &bad)).enumerate() {
        assert_eq!(theirs, Value::Null, "{place}");
        let ours = ForReporter::from_bytes(file.clone()).and_then(|file| keys.open(&file));
        assert!(ours.is_err(), "{place}");
    }
    // Of another class, so that the size alone is what was wrong with three of them.
    let good = of_size(&keys.reply_to().unwrap(), CLASSES[1]);
    let all = [&bad[..6], std::slice::from_ref(&good), &bad[6..]].concat();
    assert_eq!(shown(&token, &all), [opened(&keys, &good)]);
}

/// A reply of this size in clear, sealed past our padding.
fn of_size(recipient: &hybrid::Recipient, size: usize) -> Vec<u8> {
    let mut plain = reply(1, "x").to_string().into_bytes();
    plain.resize(size.max(plain.len()), b' ');
    age::encrypt(recipient, &plain).unwrap()
}

/// A reply with one field in another form.
fn with(field: &str, value: Value) -> Vec<u8> {
    let mut changed = reply(1, "Dank u");
    changed[field] = value;
    changed.to_string().into_bytes()
}

fn without(field: &str) -> Vec<u8> {
    let mut less = reply(1, "Dank u");
    less.as_object_mut().unwrap().remove(field);
    less.to_string().into_bytes()
}

fn replies() -> Vec<Vec<u8>> {
    let text = |text: &str| with("text", json!(text));
    vec![
        text("Dank u"),
        text(&"ő".repeat(2_000)),
        text(&"🚪".repeat(2_000)),
        text(&format!(" \n\t\u{3000}{}\r\n\u{2028}", "x".repeat(2_000))),
        text(&format!("{}\u{7}\u{9b}", "x".repeat(2_000))),
        text("\u{85} a \u{85}\rb\r\nc\u{0}"),
        text("\u{feff}"),
        text("\u{feff} b \u{feff}"),
        text("\u{200b}c\u{180e}"),
        text("\u{202e}d"),
        text("<b>&amp;"),
        with("number", json!(0)),
        with("number", json!(u32::MAX)),
        with("id", json!("00000000-0000-0000-0000-000000000000")),
        [reply(1, "x").to_string().as_bytes(), b"\n\t \r\n"].concat(),
    ]
}

fn no_replies() -> Vec<Vec<u8>> {
    let ids = ["", "1", &"z".repeat(32), "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz", &ID.to_uppercase()];
    let ids = ids.into_iter().map(str::to_owned);
    let ids =
        ids.chain([ID.replace('-', ""), format!("{{{ID}}}"), format!("{ID} "), format!("urn:uuid:{ID}")]);
    let texts = ["", " ", "\n\t\u{3000}\u{2029}", "\u{7}\u{85}\r", &"ő".repeat(2_001), &"🚪".repeat(2_001)];
    let texts = texts.into_iter().map(|text| with("text", json!(text)));
    let numbers =
        [json!(-1), json!(1.5), json!(u64::from(u32::MAX) + 1), json!(1e300), json!("1"), json!(null)];
    let mut all: Vec<Vec<u8>> = ids.map(|id| with("id", json!(id))).chain(texts).collect();
    all.extend(numbers.into_iter().map(|number| with("number", number)));
    all.extend(["zegel", "kind", "id", "number", "text"].map(without));
    all.extend([with("zegel", json!(2)), with("zegel", json!("1")), with("zegel", json!(true))]);
    all.extend(["report", "message", "note", "Reply", ""].map(|kind| with("kind", json!(kind))));
    all.extend([with("more", json!(null)), with("__proto__", json!({})), with("text", json!(["Dank u"]))]);
    let whole = reply(1, "Dank u").to_string();
    all.extend(
        [format!("\u{feff}{whole}"), format!("[{whole}]"), format!("{whole}{whole}"), format!("{whole}x")]
            .map(String::into_bytes),
    );
    all.extend(["null", "[]", "1", "\"reply\"", "", "{"].map(|json| json.as_bytes().to_vec()));
    let no_utf8 = whole.into_bytes().into_iter().map(|byte| if byte == b'D' { 0xff } else { byte });
    all.push(no_utf8.collect());
    all
}

#[test]
fn the_script_reads_the_replies_that_this_program_reads_and_cleans_them_alike() {
    let documents = replies();
    let read = documents.iter().map(|json| Reply::parse(&Plain::new(json.clone())).ok().map(Shown::from));
    let read: Vec<Option<Shown>> = read.collect();
    for (document, (theirs, ours)) in documents.iter().zip(each_read(&documents).into_iter().zip(read)) {
        let document = String::from_utf8_lossy(document);
        assert!(ours.is_some(), "{document:?}");
        assert_eq!(serde_json::from_value::<Option<Shown>>(theirs).unwrap(), ours, "{document:?}");
    }
}

#[test]
fn the_script_leaves_out_what_this_program_takes_for_no_reply() {
    let documents = no_replies();
    for (document, theirs) in documents.iter().zip(each_read(&documents)) {
        let shown = String::from_utf8_lossy(document);
        assert!(Reply::parse(&Plain::new(document.clone())).is_err(), "{shown:?}");
        assert_eq!(theirs, Value::Null, "{shown:?}");
    }
}
