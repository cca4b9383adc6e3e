//! `zegel export`: whether a case may be handed to the police, by who could know it and what the reporter
//! wished.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use zegel_core::seal::Document;

use crate::core::schemas::valid;
use crate::support::caseworker::{Caseworker, Ended};
use crate::support::fixture::ForDeskRaw;
use crate::support::lying_server::{LyingServer, entry, id as entry_id};
use crate::support::practice::{Practice, Reporter, only, two_desks};

/// What the tests look for in whatever goes out.
pub const STORY: &str = "Elke avond bezoek op kamer 12.\r\nZe heet Mirela.";

/// A report with a wish.
pub fn told<'a>(site: &'a Practice, wish: Option<&'static str>) -> Reporter<'a> {
    let mut fields = vec![
        ("story", STORY),
        ("where", "Hotel Zonzicht, Kerkstraat 5"),
        ("when", "when-now"),
        ("minor", "maybe"),
        ("person", "Vrouw, ongeveer 20"),
        ("boss", "Grijze auto, 12-ABC-3, belt met 06-1234 5678"),
        ("online", "www.advertenties.example/9981 van @mirela_x"),
        ("place", "place-hotel"),
        ("signs", "any-afraid"),
        ("signs", "hotel-visits"),
        ("role", "role-work"),
        ("care", "Bel het hotel niet."),
    ];
    fields.extend(wish.map(|wish| ("pass", wish)));
    site.report("nl", &fields)
}

/// An export of the reporter's own words to an open folder of this name, with more options. What may point
/// at the reporter was looked at.
pub fn export(desk: &Caseworker, id: &str, folder: &str, more: &[&str]) -> Ended {
    desk.run(&[&police(id, folder)[..], more].concat())
}

/// How the words of a reporter go to the police.
fn police<'a>(id: &'a str, folder: &'a str) -> [&'a str; 11] {
    let receiver = ["--receiver", "Politie Utrecht", "--kind", "police"];
    let [one, two, three, four] = receiver;
    ["export", id, one, two, three, four, "--yes", "--with-own-words", "--marks-read", "--open", folder]
}

/// What a caseworker writes to be handed on.
pub const TEXT: &str = "Wat: Elke avond bezoek op een kamer.\nWaar: Hotel Zonzicht, Kerkstraat 5\nWanneer: Het gaat nog door.\nWie: Een vrouw van ongeveer 20.\nNiet doen: Bel het hotel niet.\n";

/// An export of a caseworker's own text, which many could know.
pub fn restated(desk: &Caseworker, id: &str, more: &[&str], text: &str) -> Ended {
    let all = ["export", id, "--known-by", "many", "--yes"];
    desk.run_with(&[&all[..], more].concat(), text)
}

/// The newest note that says that the case was handed on.
pub fn exported(desk: &Caseworker, id: &str) -> Value {
    let history = desk.json(&["read", id])["history"].clone();
    let mut contents = history.as_array().unwrap().iter().map(|note| &note["content"]);
    contents.rfind(|content| content["type"] == "exported").unwrap().clone()
}

pub fn place(desk: &Caseworker, name: &str) -> PathBuf {
    desk.home().join(name)
}

/// The manifest of a folder, which is always what its schema describes.
pub fn manifest(folder: &Path) -> Value {
    let manifest = serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    valid("export", &manifest);
    manifest
}

pub fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join("2-tekst.txt")).unwrap()
}

fn status(desk: &Caseworker) -> Value {
    desk.json(&["inbox"])[0]["status"].clone()
}

#[test]
fn what_only_one_person_could_know_goes_nowhere() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    let ended = export(&anna, &id, "out", &["--known-by", "one"]).failed_with("only the reporter could know");
    assert!(ended.said().contains(&format!("zegel export {} --confirm", &id[..8])), "{}", ended.err);
    export(&anna, &id, "out", &[]).failed_with("Who could know this?");
    // Having said so once, saying something else is not enough.
    export(&anna, &id, "out", &["--known-by", "many"]).failed_with("only the reporter could know");
    let sealed =
        ["export", &id, "--receiver", "P", "--kind", "police", "--known-by", "one", "--recipient", POLICE];
    let sealed = [&sealed[..], &["--to", "p.age", "--with-own-words", "--marks-read"]].concat();
    anna.run(&sealed).failed_with("only the reporter could know");
    assert!(!place(&anna, "out").exists() && !place(&anna, "p.age").exists());
    assert_eq!(status(&anna), Value::Null);
}

/// A key of nobody.
const POLICE: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

#[test]
fn it_goes_once_the_telling_part_is_left_out_and_it_is_judged_again() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    export(&anna, &id, "out", &["--known-by", "one"]).failed_with("only the reporter could know");
    let left_out = ["--redact", "KAMER 12", "--redact", "Mirela"];
    export(&anna, &id, "out", &[&["--known-by", "one"][..], &left_out].concat())
        .failed_with("only the reporter");
    export(&anna, &id, "out", &[&["--known-by", "few"][..], &left_out].concat())
        .failed_with("only the reporter");
    let more = ["--known-by", "few", "--redact", "kamer 12", "--redact", "Mirela", "--redact", "elke avond"];
    export(&anna, &id, "out", &more).done();
    assert_eq!(manifest(&place(&anna, "out"))["redactions"], 4);
}

#[test]
fn a_second_caseworker_sees_it_and_agrees_and_then_just_that_goes() {
    let (site, anna, bea) = two_desks();
    told(&site, None);
    let id = only(&anna);
    let options = ["--known-by", "one", "--redact", "Mirela"];
    export(&anna, &id, "out", &options).failed_with("only the reporter could know");
    anna.run(&["export", &id, "--confirm", "--yes"]).failed_with("Somebody else has to look");
    bea.run(&["export", &id, "--confirm"]).failed_with("Nothing was done");
    let seen = bea.run(&["export", &id, "--confirm", "--yes"]).done();
    assert!(seen.out.contains("anna") && seen.out.contains("Politie Utrecht"), "{}", seen.out);
    assert!(
        seen.out.contains("kamer 12") && seen.out.contains("[weggelaten]") && !seen.out.contains("Mirela")
    );
    assert!(!seen.out.contains("Ik werk daar"), "the role is not shown with it");

    // Not to another, not with other words, and not by the one who agreed.
    let mut other = police(&id, "out");
    other[3] = "Iemand";
    anna.run(&[&other[..], &options].concat()).failed_with("only the reporter could know");
    export(&anna, &id, "out", &["--known-by", "one"]).failed_with("only the reporter could know");
    export(&bea, &id, "out", &options).failed_with("only the reporter could know");

    anna.run(&["export", &id, "--as-confirmed", "--open", "out", "--yes"]).done();
    anna.run(&["export", &id, "--as-confirmed", "--open", "again", "--yes"])
        .failed_with("No colleague has agreed");
    let manifest = manifest(&place(&anna, "out"));
    let hands: Vec<_> = manifest["custody"].as_array().unwrap().iter().collect();
    assert_eq!((hands[0]["who"].as_str(), hands[0]["what"].as_str()), (Some("bea"), Some("confirmed")));
    assert_eq!((hands[1]["who"].as_str(), hands[1]["what"].as_str()), (Some("anna"), Some("exported")));
    assert_eq!(hands[1]["number"], manifest["number"]);
}

#[test]
fn what_changed_since_is_not_what_was_agreed_to() {
    let (site, anna, bea) = two_desks();
    let reporter = told(&site, None);
    let id = only(&anna);
    export(&anna, &id, "out", &["--known-by", "one"]).failed_with("only the reporter could know");
    reporter.writes("Ik sta elke dag achter de balie.");
    bea.run(&["export", &id, "--confirm", "--yes"]).failed_with("Something has changed");
    export(&anna, &id, "out", &["--known-by", "one"]).failed_with("only the reporter could know");
    bea.run(&["export", &id, "--confirm", "--yes"]).done();
    reporter.writes("En nog iets.");
    export(&anna, &id, "out", &["--known-by", "one"]).failed_with("only the reporter could know");
    assert!(!place(&anna, "out").exists());
}

#[test]
fn nobody_is_asked_to_agree_to_nothing() {
    let (site, anna, bea) = two_desks();
    told(&site, None);
    bea.run(&["export", &only(&anna), "--confirm", "--yes"]).failed_with("Nobody asked");
}

/// The ids of the reporter's messages, in their order.
fn messages(desk: &Caseworker, id: &str) -> Vec<String> {
    let case = desk.json(&["read", id]);
    let entries = case["entries"].as_array().unwrap().iter();
    let messages = entries.filter(|entry| entry["kind"] == "message");
    messages.map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_wish_for_help_only_is_obeyed_but_for_three_grounds_with_a_reason() {
    let (site, anna, _) = two_desks();
    told(&site, Some("pass-help"));
    let id = only(&anna);
    let many = ["--known-by", "many"];
    export(&anna, &id, "out", &many).failed_with("help organisations only");
    export(&anna, &id, "out", &[&many[..], &["--reporter-agreed", "0"]].concat())
        .failed_with("has written nothing since");
    let against = |ground, reason| [&many[..], &["--against-wish", ground, "--reason", reason]].concat();
    export(&anna, &id, "out", &against("child", " ")).failed_with("The reason is empty");
    assert_eq!(export(&anna, &id, "out", &against("useful", "x")).code, Some(2));
    assert_eq!(export(&anna, &id, "out", &["--known-by", "many", "--against-wish", "child"]).code, Some(2));
    assert!(!place(&anna, "out").exists());
    export(&anna, &id, "out", &against("child", "Een kind van 14 op kamer 12.")).done();
    let against = &manifest(&place(&anna, "out"))["against_wish"];
    assert_eq!(against["ground"], "child");
    assert_eq!(against["reason"], "Een kind van 14 op kamer 12.");
    assert_eq!(status(&anna), "forwarded");
}

/// The reporter's wish is held against what a receiver is, and a wish that nobody knows lets nobody have it.
#[test]
fn the_wish_is_held_against_what_the_receiver_is() {
    let (site, anna, _) = two_desks();
    told(&site, Some("pass-help"));
    let id = only(&anna);
    for kind in ["police", "child-protection", "inspectorate"] {
        let ended = restated(&anna, &id, &["--receiver", "Iemand", "--kind", kind, "--open", "out"], TEXT);
        ended.failed_with("help organisations only");
    }
    assert!(!place(&anna, "out").exists());
    let help = ["--receiver", "CoMensha", "--kind", "help", "--open", "out"];
    let went = restated(&anna, &id, &help, TEXT).done();
    assert!(went.said().contains("only to help organisations"), "{}", went.err);
    let manifest = manifest(&place(&anna, "out"));
    assert_eq!((&manifest["receiver_kind"], &manifest["against_wish"]), (&"help".into(), &Value::Null));
    let note = exported(&anna, &id);
    assert_eq!((&note["receiver_kind"], &note["own_words"]), (&"help".into(), &false.into()));
}

#[test]
fn the_same_reporter_changes_the_wish_in_a_message_and_the_note_keeps_which() {
    let (site, anna, _) = two_desks();
    let reporter = told(&site, Some("pass-help"));
    let id = only(&anna);
    reporter.writes("Ja, u mag het doorgeven aan de politie.");
    let message = messages(&anna, &id).remove(0);
    let police = ["--receiver", "Politie", "--kind", "police", "--open", "out"];
    let agreed = |message| [&police[..], &["--reporter-agreed", message]].concat();
    let refused = restated(&anna, &id, &police, TEXT).failed_with("help organisations only");
    assert!(
        refused.said().contains(&message[..8]) && refused.said().contains("Ja, u mag"),
        "{}",
        refused.err
    );
    restated(&anna, &id, &agreed("ffffffff"), TEXT).failed_with("none of the reporter's messages");
    restated(&anna, &id, &agreed(""), TEXT).failed_with("none of the reporter's messages");
    // Nobody says that it was read.
    let unread: Vec<&str> = agreed(&message[..8]);
    let all = [&["export", &id, "--known-by", "many"][..], &unread].concat();
    anna.run_with(&all, TEXT).failed_with("Nobody confirmed that the reporter says yes");
    assert!(!place(&anna, "out").exists());
    restated(&anna, &id, &agreed(&message[..8]), TEXT).done();
    assert_eq!(exported(&anna, &id)["agreed"]["entry"], message.as_str());
    assert_eq!(manifest(&place(&anna, "out"))["against_wish"], Value::Null);
}

#[test]
fn a_wish_that_nobody_knows_lets_nobody_have_it() {
    for kind in ["police", "help"] {
        let mut liar = LyingServer::new();
        let report = liar.report("x").into_json();
        let mut report: Value = serde_json::from_slice(report.as_bytes()).unwrap();
        report["answers"]["pass"] = "pass-newspaper".into();
        let sealed = liar.set.seal(ForDeskRaw(report.to_string().into_bytes())).unwrap();
        let _server = liar.serve(vec![entry(&entry_id(), "from-reporter", sealed.as_bytes())]);
        let receiver = ["--receiver", "Iemand", "--kind", kind, "--open", "out"];
        restated(&liar.anna, "6a1d", &receiver, TEXT).failed_with("a wish that this program does not know");
    }
}

#[test]
fn who_wants_to_be_asked_first_has_to_have_answered() {
    let (site, anna, _) = two_desks();
    let reporter = told(&site, Some("pass-ask"));
    let id = only(&anna);
    let many = ["--known-by", "many"];
    export(&anna, &id, "out", &many).failed_with("wants to be asked first");
    reporter.writes("Ik bedoel de derde kamer.");
    let early = messages(&anna, &id).remove(0);
    let agreed = |message| export(&anna, &id, "out", &[&many[..], &["--reporter-agreed", message]].concat());
    agreed(&early).failed_with("has written nothing since a reply");
    anna.run(&["reply", &id, "--answer", "may-we", "--yes"]).done();
    agreed(&early).failed_with("has written nothing since a reply");
    reporter.writes("Ja.");
    export(&anna, &id, "out", &many).failed_with("wants to be asked first");
    agreed(&early).failed_with("none of the reporter's messages");
    let yes = messages(&anna, &id).into_iter().find(|message| *message != early).unwrap();
    agreed(&yes).done();
    let text = text(&place(&anna, "out"));
    assert!(text.contains("  Ja.\n") && text.contains("Vraag van de balie"), "{text}");
}

#[test]
fn every_desk_sees_that_it_went_and_a_copy_without_a_note_cannot_be() {
    let (site, anna, bea) = two_desks();
    told(&site, Some("pass-police"));
    let id = only(&anna);
    let first = export(&anna, &id, "out", &["--known-by", "many"]).done();
    assert!(first.out.contains("zegel reply") && first.out.contains("--verify"), "{}", first.out);
    assert_eq!((status(&anna), status(&bea)), ("forwarded".into(), "forwarded".into()));
    export(&bea, &id, "again", &["--known-by", "many"]).done();
    let one = manifest(&place(&anna, "out"));
    let two = manifest(&place(&bea, "again"));
    assert_ne!(one["number"], two["number"]);
    let hands = two["custody"].as_array().unwrap();
    assert_eq!((hands.len(), &hands[0]["who"], &hands[0]["number"]), (2, &"anna".into(), &one["number"]));
    // The server away: no note, so no copy.
    drop(site);
    assert_eq!(export(&anna, &id, "third", &["--known-by", "many"]).code, Some(3));
    assert!(!place(&anna, "third").exists());
}
