//! Words of a reporter are shown whatever stands beside them; a field that is odd gets no answer and proves
//! nothing.
//!
//! Reports in which a field is odd, and entries that nobody understands: the words are shown with a
//! warning, nothing odd is believed, and what is not understood is work for somebody.

use serde_json::{Value, json};
use zegel_core::document::{Answers, Message, NoteContent, Position, Report, Status};
use zegel_core::id::EntryId;
use zegel_core::seal::{Document, ForDesk};
use zegel_core::token::Keys;

use crate::support::attack;
use crate::support::fixture::{ForDeskRaw, answers, keys, writing};
use crate::support::hostile::{Hostile, ok, week};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};

/// A thread beside [`THREAD`].
const IN_DANGER: &str = "7b2e4d63-1e6f-4c54-8b6d-1d904b3c2e5f";
const STORY: &str = "HE LOCKS THEM IN";

/// A report of these keys, changed before it is sealed.
fn report(liar: &LyingServer, keys: &Keys, change: impl Fn(&mut Value)) -> ForDesk {
    let mut words = writing(answers(&[("story", STORY)]), keys);
    words.sealed_for = liar.set.fingerprint().to_string();
    let report = Report::new(words, keys.author_key());
    changed(liar, report, change)
}

fn message(liar: &LyingServer, keys: &Keys, id: EntryId, change: impl Fn(&mut Value)) -> ForDesk {
    let mut words = writing(Answers::from_message("MORE WORDS").unwrap(), keys);
    words.sealed_for = liar.set.fingerprint().to_string();
    changed(liar, Message::new(words, Position::default(), id, &keys.author_key()), change)
}

fn changed(liar: &LyingServer, document: impl Document, change: impl Fn(&mut Value)) -> ForDesk {
    let mut json: Value = serde_json::from_slice(document.into_json().as_bytes()).unwrap();
    change(&mut json);
    liar.set.seal(ForDeskRaw(json.to_string().into_bytes())).unwrap()
}

fn from_reporter(sealed: &ForDesk) -> Value {
    entry(&id(), "from-reporter", sealed.as_bytes())
}

/// A field of the report with another value, and what `zegel read` then says of it.
fn odd() -> [(&'static str, Value, &'static str); 9] {
    [
        ("language", json!("zh-CN"), "The field language of this report is odd (zh-CN)."),
        ("day", json!("gisteren"), "The field day of this report is odd (gisteren)."),
        ("marks", json!(["later-mark"]), "The field marks of this report is odd ([\"later-mark\"])."),
        ("sealed_for", json!("0000"), "The field sealed_for of this report is odd (0000)."),
        ("reply_to", json!("age1qqq"), "The field reply_to of this report is odd."),
        ("withdrawal", json!(7), "The field withdrawal of this report is odd."),
        ("author_key", json!("short"), "The field author_key of this report is odd."),
        ("zegel", json!(2), "The field zegel of this report is odd (2)."),
        ("accent", json!("x"), "fields that this program does not know: accent."),
    ]
}

/// A page as one line, as a person reads it.
fn flat(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_report_with_an_odd_field_is_shown_with_a_warning_and_is_work_like_every_other() {
    let mut liar = LyingServer::new();
    for (field, value, said) in odd() {
        let sealed = report(&liar, &keys(), |report| report[field] = value.clone());
        let _server = liar.serve(vec![from_reporter(&sealed)]);
        let row = &liar.anna.json(&["inbox"])[0];
        let stands = (&row["unread"], &row["todo"], &row["junk"], &row["odd"]);
        assert_eq!(stands, (&json!(true), &json!("unread"), &json!(0), &json!(1)), "{field}");
        let list = liar.anna.run(&["inbox"]).done().out;
        assert!(list.contains("Odd fields: 1.") && list.contains("odd field"), "{list}");
        let shown = flat(&liar.anna.run(&["read", "6a1d", "--keep-unread"]).done().out);
        assert!(shown.contains(said) && shown.contains(STORY), "{field}: {shown}");
        let known = ["accent"].contains(&field);
        assert!(known || shown.contains("It may have been changed on the way"), "{shown}");
        let json = liar.anna.json(&["read", "6a1d", "--keep-unread"]);
        assert_eq!(json["entries"][0]["odd"], json!([field]));
        assert!(liar.anna.run(&["search", "LOCKS"]).done().out.contains("6a1d"));
        liar = LyingServer::new();
    }
}

#[test]
fn no_answer_goes_to_a_field_that_is_odd() {
    let mut liar = LyingServer::new();
    let sealed = report(&liar, &keys(), |report| report["reply_to"] = json!("age1qqq"));
    let first = from_reporter(&sealed);
    let server = liar.serve(vec![first.clone()]);
    let shown = flat(&liar.anna.run(&["read", "6a1d", "--keep-unread"]).done().out);
    assert!(shown.contains("So no answer can be sent"), "{shown}");
    let ended = liar.anna.run(&["reply", "6a1d", "--text", "Thank you.", "--yes"]);
    ended.failed_with("that says where an answer goes is odd");
    // Nor to another document beside it, which says it in its place.
    let forged = report(&liar, &keys(), |_| {});
    drop(server);
    let server = liar.serve(vec![first, from_reporter(&forged)]);
    liar.anna.run(&["reply", "6a1d", "--text", "Thank you.", "--yes"]).failed_with("two different reporters");
    assert!(server.heard().iter().all(|heard| !heard.line.starts_with("POST /desk/v1/threads")));
}

#[test]
fn nothing_odd_proves_a_message_or_a_withdrawal_or_says_for_whom_something_is_sealed() {
    let keys = keys();
    for (field, value) in [("author_key", json!("short")), ("zegel", json!(2))] {
        let mut liar = LyingServer::new();
        let first = report(&liar, &keys, |report| report[field] = value.clone());
        let place = id();
        let second = message(&liar, &keys, place, |_| {});
        let second = entry(&place, "from-reporter", second.as_bytes());
        let _server = liar.serve(vec![from_reporter(&first), second]);
        let shown = flat(&liar.anna.run(&["read", "6a1d", "--keep-unread"]).done().out);
        assert!(shown.contains("the reporter's proof is missing or wrong"), "{field}: {shown}");
    }
    for field in ["withdrawal", "zegel"] {
        let mut liar = LyingServer::new();
        let sealed = report(&liar, &keys, |report| report[field] = json!(7));
        let server = liar.serve(vec![from_reporter(&sealed)]);
        liar.anna.run(&["inbox"]).done();
        drop(server);
        let secret = keys.withdrawal().to_text();
        let list =
            json!({ "threads": [{ "id": THREAD, "week": week(), "withdrawal": secret, "entries": [] }] });
        let _server: Hostile =
            liar.raw(move |line| if line.contains("threads") { ok(list.to_string()) } else { ok("") });
        let row = &liar.anna.json(&["inbox"])[0];
        assert_eq!((&row["withdrawn"], &row["said_withdrawn"]), (&json!(false), &json!(true)), "{field}");
    }
    let mut liar = LyingServer::new();
    let sealed = report(&liar, &keys, |report| report["sealed_for"] = json!(null));
    let _server = liar.serve(vec![from_reporter(&sealed)]);
    let list = liar.anna.run(&["inbox"]).done();
    assert!(list.err.contains("Please note"), "{}", list.err);
}

/// A server with a report that is in danger, and a thread with this entry alone.
fn beside_danger(liar: &mut LyingServer, unclear: &[u8]) -> Hostile {
    let keys = keys();
    let mut words = writing(answers(&[("story", STORY), ("minor", "yes"), ("when", "when-now")]), &keys);
    words.sealed_for = liar.set.fingerprint().to_string();
    let mut danger = from_reporter(&liar.sealed(Report::new(words, keys.author_key())));
    danger["thread"] = json!(IN_DANGER);
    let unclear = entry(&id(), "from-reporter", unclear);
    let head = |line: &Value| {
        let entries = json!([{ "id": line["id"], "version": 1 }]);
        json!({ "id": line["thread"], "week": week(), "withdrawal": null, "entries": entries })
    };
    let list = json!({ "threads": [head(&danger), head(&unclear)] }).to_string();
    let lines = format!("{danger}\n{unclear}\n");
    liar.raw(move |line| match line {
        "GET /desk/v1/threads" => ok(&list),
        line if line.starts_with("GET") => ok(&lines),
        _ => ok("{}"),
    })
}

/// What nobody understands is work for somebody: it stands first, as unread.
#[test]
fn what_nobody_understands_stands_first_as_unread_with_what_to_do() {
    for what in ["does not open with this key", "is not a document that this program knows"] {
        let mut liar = LyingServer::new();
        let later = liar.set.seal(ForDeskRaw(b"{\"zegel\":9}".to_vec())).unwrap();
        let is_closed = what.starts_with("does not open");
        let unclear = if is_closed { b"age-encryption.org/v1\n-> junk\n" } else { later.as_bytes() };
        let _server = beside_danger(&mut liar, unclear);
        let rows = liar.anna.json(&["inbox"]);
        assert_eq!((&rows[0]["id"], &rows[1]["id"]), (&json!(THREAD), &json!(IN_DANGER)), "{what}");
        let stands = (&rows[0]["unread"], &rows[0]["todo"], &rows[0]["reasons"][0]);
        assert_eq!(stands, (&json!(true), &json!("open"), &json!("not-understood")), "{what}");
        let page = liar.anna.run(&["inbox"]).done().out;
        assert!(
            page.contains("not understood") && page.contains("Read the first: zegel read 6a1d"),
            "{page}"
        );
        let shown = flat(&liar.anna.run(&["read", "6a1d", "--keep-unread"]).done().out);
        assert!(shown.contains(what), "{shown}");
        for advice in ["Keep what is not understood", "administrator", "update this program", "zegel reseal"]
        {
            assert!(shown.contains(advice), "{shown}");
        }
    }
}

#[test]
fn what_a_colleague_has_looked_at_or_said_to_be_done_is_no_longer_first() {
    for is_closed in [false, true] {
        let mut liar = LyingServer::new();
        let place = id();
        let sealed = liar.set.seal(ForDeskRaw(b"{\"zegel\":9}".to_vec())).unwrap();
        let bytes = if is_closed { b"age-encryption.org/v1\n-> junk\n" } else { sealed.as_bytes() };
        let unclear = entry(&place, "from-reporter", bytes);
        let server = liar.serve(vec![unclear.clone()]);
        assert_eq!(liar.anna.json(&["inbox"])[0]["unread"], true);
        drop(server);
        let done = NoteContent::Status { status: Status::NoAction, reason: None };
        let content = if is_closed { done } else { attack::seen(&liar, place, &sealed) };
        let noted = id();
        let note = attack::note(&liar, &liar.key(), "anna", noted, content);
        let _server = liar.serve(vec![unclear, entry(&noted, "desk", note.as_bytes())]);
        let row = &liar.anna.json(&["inbox"])[0];
        assert_eq!((&row["unread"], &row["junk"]), (&json!(false), &json!(1)), "{is_closed}");
    }
}
