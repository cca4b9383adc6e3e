//! The book of receivers: to whom a caseworker hands reports on, what each is, and what each may get.

use serde_json::Value;

use crate::desk::export::{TEXT, exported, manifest, place, restated, told};
use crate::support::caseworker::{Caseworker, mode};
use crate::support::practice::{only, two_desks};

const BOOK: &str = "config/zegel/receivers.toml";

/// A book with an organisation that has a key, and the police, which have none.
fn book(desk: &Caseworker) -> Caseworker {
    let (help, lines) = Caseworker::with_key("hulp");
    let key = lines.lines().find(|line| line.starts_with("age1")).unwrap();
    let text = format!(
        "[[receiver]]\nname = \"CoMensha\"\nkind = \"help\"\nkey = \"{key}\"\n\n\
         [[receiver]]\nname = \"Politie Utrecht\"\nkind = \"police\"\ngets = \"own-words\"\n"
    );
    desk.file(BOOK, text);
    help
}

#[test]
fn it_is_listed_and_an_empty_one_says_how_to_begin() {
    let anna = Caseworker::new();
    let empty = anna.run(&["receivers"]).done();
    assert!(empty.out.is_empty() && empty.err.contains("[[receiver]]"), "{}{}", empty.out, empty.err);
    book(&anna);
    let listed = anna.run(&["receivers"]).done();
    let lines: Vec<&str> = listed.out.lines().collect();
    assert!(lines[0].starts_with("CoMensha · help organisation · with a key · gets your own text only"));
    assert!(lines[1].starts_with("Politie Utrecht · police · no key"), "{}", listed.out);
    let json = anna.json(&["receivers"]);
    assert_eq!((&json[1]["name"], &json[1]["kind"]), (&"Politie Utrecht".into(), &"police".into()));
}

#[test]
fn a_book_with_a_mistake_in_it_is_refused_and_nobody_is_guessed() {
    let anna = Caseworker::new();
    for (text, says) in [
        ("[[receiver]]\nname = \"X\"\nkind = \"friends\"\n", "unknown variant"),
        ("[[receiver]]\nname = \"X\"\nkind = \"help\"\nemail = \"x\"\n", "unknown field"),
        ("[[receiver]]\nkind = \"help\"\n", "missing field"),
        ("[[receiver]]\nname = \" \"\nkind = \"help\"\n", "something wrong in: name"),
        ("[[receiver]]\nname = \"X\"\nkind = \"help\"\nkey = \"nonsense\"\n", "something wrong in: key"),
        (
            "[[receiver]]\nname = \"X\"\nkind = \"help\"\n[[receiver]]\nname = \"x\"\nkind = \"police\"\n",
            "something wrong in: name",
        ),
    ] {
        anna.file(BOOK, text);
        anna.run(&["receivers"]).failed_with(says);
        let export = ["export", "6a1d", "--receiver", "X", "--open", "out"];
        anna.run(&export).failed_with(says);
    }
}

#[test]
fn a_receiver_of_the_book_is_named_and_its_kind_and_key_follow() {
    let (site, anna, _) = two_desks();
    told(&site, Some("pass-help"));
    let help = book(&anna);
    let id = only(&anna);
    restated(&anna, &id, &["--receiver", "politie utrecht", "--open", "out"], TEXT)
        .failed_with("help organisations only");
    restated(&anna, &id, &["--receiver", "comensha", "--to", "p.age"], TEXT).done();
    let package = place(&anna, "p.age");
    assert_eq!(mode(&package), 0o600);
    help.run(&["export", "--verify", package.to_str().unwrap()]).done();
    let note = exported(&anna, &id);
    assert_eq!((&note["receiver"], &note["receiver_kind"]), (&"CoMensha".into(), &"help".into()));
}

#[test]
fn what_the_book_does_not_say_is_not_guessed_and_what_it_says_is_not_contradicted() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    book(&anna);
    let id = only(&anna);
    let refused = |more: &[&str], says: &str| {
        restated(&anna, &id, more, TEXT).failed_with(says);
        assert!(!place(&anna, "out").exists() && !place(&anna, "p.age").exists());
    };
    refused(&["--receiver", "Iemand", "--open", "out"], "is not in your list of receivers");
    refused(&["--receiver", "CoMensha", "--kind", "police", "--open", "out"], "says something else about");
    let other = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    refused(&["--receiver", "CoMensha", "--recipient", other, "--to", "p.age"], "says something else about");
    refused(&["--receiver", "Politie Utrecht", "--to", "p.age"], "There is no key for Politie Utrecht");
    let words = ["--receiver", "CoMensha", "--open", "out", "--with-own-words", "--marks-read"];
    refused(&words, "your own text only");
    let police = ["--receiver", "Politie Utrecht", "--open", "out", "--with-own-words", "--marks-read"];
    restated(&anna, &id, &police, "").done();
    assert_eq!(manifest(&place(&anna, "out"))["receiver_kind"], "police");
}

#[test]
fn what_came_of_it_is_kept_with_the_case_for_every_desk() {
    let (site, anna, bea) = two_desks();
    told(&site, None);
    book(&anna);
    let id = only(&anna);
    anna.run(&["outcome", &id, "used", "--from", "CoMensha"]).failed_with("was never handed on to CoMensha");
    restated(&anna, &id, &["--receiver", "CoMensha", "--open", "out"], TEXT).done();
    assert_eq!(anna.run(&["outcome", &id, "perhaps", "--from", "CoMensha"]).code, Some(2));
    bea.run(&["outcome", &id, "not-used", "--from", "comensha"]).done();
    let number = exported(&anna, &id)["number"].as_str().unwrap().to_owned();
    let read = anna.run(&["read", &id]).done();
    assert!(read.out.contains(&format!("what came of number {number}: not used")), "{}", read.out);
    let history = anna.json(&["read", &id])["history"].clone();
    let told = history.as_array().unwrap().iter().find(|note| note["content"]["type"] == "outcome").unwrap();
    assert_eq!((&told["author"], &told["content"]["export"]), (&"bea".into(), &Value::from(number.clone())));
    // Twice to the same: which one is meant has to be said.
    restated(&anna, &id, &["--receiver", "CoMensha", "--open", "again"], TEXT).done();
    anna.run(&["outcome", &id, "used", "--from", "CoMensha"]).failed_with("got this report more than once");
    anna.run(&["outcome", &id, "used", "--from", "CoMensha", "--number", &number]).done();
}
