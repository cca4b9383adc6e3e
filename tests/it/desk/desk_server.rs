//! The whole way between a reporter's page and a caseworker's terminal, through the real server.

use serde_json::Value;

use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, only, two_desks};

/// A site with one desk, whose program already speaks to it.
fn desk() -> (Practice, Caseworker) {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    (site, anna)
}

fn kinds(case: &Value) -> Vec<&str> {
    case["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect()
}

#[test]
fn a_report_is_listed_read_and_answered_and_the_reporter_sees_the_answer() {
    let (site, anna) = desk();
    let reporter = site.report(
        "nl",
        &[
            ("story", "Elke avond bezoek.\r\nZe is bang."),
            ("where", "Hotel X"),
            ("when", "when-now"),
            ("minor", "maybe"),
            ("place", "place-hotel"),
            ("signs", "any-afraid"),
            ("signs", "hotel-visits"),
            ("role", "role-work"),
            ("pass", "pass-ask"),
            ("care", "Bel het hotel niet."),
        ],
    );
    let list = anna.json(&["inbox"]);
    let row = &list[0];
    assert_eq!(row["unread"], true);
    assert_eq!(row["withdrawn"], false);
    assert_eq!(row["under_18"], "maybe");
    assert_eq!(row["place"], "place-hotel");
    assert_eq!(row["reasons"], serde_json::json!(["danger", "maybe-under-18", "still-going-on"]));
    assert!(row.get("role").is_none());

    let id = row["id"].as_str().unwrap();
    let case = anna.json(&["read", &id[..6]]);
    assert_eq!(case["id"], id);
    assert_eq!(kinds(&case), ["report"]);
    assert_eq!(case["entries"][0]["from"], "reporter");
    assert_eq!(case["entries"][0]["answers"]["story"], "Elke avond bezoek.\nZe is bang.");
    assert_eq!(case["entries"][0]["answers"]["signs"], serde_json::json!(["any-afraid", "hotel-visits"]));
    assert_eq!(anna.json(&["inbox"])[0]["unread"], false, "reading marks it");

    let ended =
        anna.run(&["reply", "--yes", &id[..6], "--answer", "question", "--text", "Welke verdieping?"]).done();
    assert!(ended.err.contains("This is what the reporter will see."));
    assert!(ended.err.contains("We hebben een vraag."), "in the reporter's language: {}", ended.err);
    let page = reporter.looks();
    assert!(page.contains("We hebben een vraag.") && page.contains("Welke verdieping?"), "{page}");
}

#[test]
fn a_person_reads_what_to_avoid_first_then_the_wish_and_the_story_last() {
    let (site, mut anna) = desk();
    anna.speaks_dutch();
    let fields = [
        ("story", "Mijn verhaal"),
        ("where", "Hier"),
        ("pass", "pass-ask"),
        ("care", "Bel niet."),
        ("minor", "yes"),
    ];
    site.report("nl", &fields);
    let id = only(&anna);
    let shown = anna.run(&["read", &id[..4]]).done().out;
    let order =
        ["Bel niet.", "Vraag het mij eerst.", "Waar is het?", "  Ja\n", "(12 tekens)\n  Mijn verhaal"];
    let places: Vec<usize> = order.iter().map(|part| shown.find(part).expect(part)).collect();
    assert!(places.is_sorted(), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn the_list_puts_danger_first_and_fits_eighty_columns() {
    let (site, mut anna) = desk();
    site.report("nl", &[("story", "a"), ("when", "when-longer"), ("minor", "no")]);
    site.report("nl", &[("story", "b"), ("when", "when-now"), ("role", "role-me")]);
    site.report("nl", &[("story", "c"), ("minor", "maybe"), ("place", "place-massage")]);
    site.report("en", &[("story", "d"), ("when", "when-now")]);
    let list = anna.json(&["inbox"]);
    let first: Vec<&str> =
        (0..4).map(|row| list[row]["reasons"].get(0).and_then(Value::as_str).unwrap_or("")).collect();
    assert_eq!(first, ["danger", "maybe-under-18", "still-going-on", ""]);
    assert_eq!(list[0]["about_me"], true);
    anna.speaks_dutch();
    let shown = anna.run(&["inbox"]).done().out;
    assert!(shown.starts_with("Te doen: 4 nieuw, 0 wacht op jou, 0 al 3 weken stil"), "{shown}");
    assert!(shown.contains("gaat over de melder · gaat nog door") && shown.contains("massagesalon"));
    assert!(shown.contains("nieuw (en)"));
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    let next = list[0]["id"].as_str().unwrap();
    assert!(shown.contains(&format!("Lees de eerste: zegel read {}", &next[..4])), "{shown}");
}

#[test]
fn a_conversation_stands_in_its_order_and_the_reporter_is_known_again() {
    let (site, anna) = desk();
    let reporter = site.report("nl", &[("story", "eerst")]);
    let id = only(&anna);
    anna.run(&["reply", "--yes", &id, "--text", "vraag een"]).done();
    reporter.writes("antwoord op een");
    anna.run_with(&["reply", "--yes", &id], "vraag twee\n").done();
    reporter.writes("antwoord op twee");
    anna.run_with(&["note", &id], "een notitie").done();
    let list = anna.json(&["inbox"]);
    assert!(list[0]["reasons"].as_array().unwrap().contains(&"wrote-back".into()));
    let case = anna.json(&["read", &id, "--keep-unread"]);
    assert_eq!(kinds(&case), ["report", "reply", "message", "reply", "message", "note"]);
    let entries = case["entries"].as_array().unwrap();
    assert_eq!(entries[2]["answers"]["message"], "antwoord op een");
    assert_eq!((&entries[2]["proved"], &entries[4]["proved"]), (&true.into(), &true.into()));
    assert_eq!((&entries[1]["number"], &entries[3]["number"]), (&1.into(), &2.into()));
    assert_eq!(
        (entries[5]["author"].as_str(), entries[5]["text"].as_str()),
        (Some("anna"), Some("een notitie"))
    );
    assert_eq!(anna.json(&["inbox"])[0]["unread"], true, "--keep-unread marks nothing");
    let shown = anna.run(&["read", &id]).done().out;
    assert!(!shown.contains("someone else") && shown.contains("Answer 2 from anna"));
    assert_eq!(anna.json(&["inbox"])[0]["unread"], false);
    reporter.writes("nog iets");
    assert_eq!(anna.json(&["inbox"])[0]["unread"], true, "new words are unread again");
}

#[test]
fn two_desks_see_each_others_work() {
    let (site, anna, bea) = two_desks();
    let reporter = site.report("en", &[("story", "for both of you")]);
    let id = only(&anna);
    anna.run(&["read", &id]).done();
    anna.run(&["note", &id, "--text", "I called."]).done();
    let row = &bea.json(&["inbox"])[0];
    assert_eq!((&row["unread"], &row["junk"]), (&false.into(), &0.into()), "a colleague has read it");
    anna.run(&["reply", "--yes", &id, "--text", "one"]).done();
    bea.run(&["reply", "--yes", &id, "--text", "two"]).done();
    let case = bea.json(&["read", &id]);
    assert_eq!(kinds(&case), ["report", "reply", "reply", "note"]);
    assert_eq!(case["entries"][1]["author"], "anna");
    assert_eq!(case["entries"][2]["author"], "bea");
    assert_eq!(case["entries"][2]["number"], 2);
    let page = reporter.looks();
    assert!(page.contains("one") && page.contains("two"));
}

#[test]
fn a_desk_that_comes_later_stops_the_others_until_they_accept_it() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    site.report("nl", &[("story", "voor anna alleen")]);
    only(&anna);
    let (mut bea, more) = Caseworker::with_key("bea");
    let site = site.again_with(&format!("{lines}{more}"));
    anna.at(&site.desk);
    bea.at(&site.desk);
    anna.run(&["inbox"]).failed_with("other keys than those pinned");
    anna.run(&["recipients", "accept"]).failed_with("Nobody is here to compare the fingerprint");
    let set: zegel_core::seal::Recipients = format!("{lines}{more}").parse().unwrap();
    anna.run(&["recipients", "accept", &set.fingerprint().to_string()]).done();
    let list = anna.run(&["inbox"]).done();
    assert!(!list.err.contains("other keys"), "what was sealed for the earlier set is not suspect");
    site.report("nl", &[("story", "voor beide")]);
    let junk: Vec<u64> =
        bea.json(&["inbox"]).as_array().unwrap().iter().map(|row| row["junk"].as_u64().unwrap()).collect();
    assert_eq!(junk.iter().sum::<u64>(), 1, "bea opens only what was sealed for her");
}

#[test]
fn a_withdrawn_report_says_so_and_asks_for_the_copies() {
    let (site, anna) = desk();
    let reporter = site.report("nl", &[("story", "toch niet")]);
    let id = only(&anna);
    anna.run(&["read", &id]).done();
    reporter.withdraws();
    let ended = anna.run(&["inbox"]).done();
    assert!(ended.out.contains("withdrawn") && ended.out.contains("on this computer, hidden: 1."));
    assert!(!ended.err.contains("vanished"), "{}", ended.err);
    let row = &anna.json(&["inbox"])[0];
    assert_eq!((&row["withdrawn"], &row["unread"]), (&true.into(), &false.into()));
    anna.run(&["read", &id]).failed_with("has withdrawn report");
    anna.run(&["reply", "--yes", &id, "--text", "x"]).failed_with("has withdrawn report");
    anna.run(&["note", &id, "--text", "x"]).failed_with("has withdrawn report");
}

#[test]
fn a_deleted_report_is_gone_and_deleting_asks_first() {
    let (site, anna) = desk();
    let reporter = site.report("nl", &[("story", "weg")]);
    let id = only(&anna);
    anna.run(&["delete", &id]).failed_with("Nothing was done");
    anna.run(&["delete", &id, "--yes"]).done();
    let ended = anna.run(&["inbox"]).done();
    assert!(ended.out.contains("There are no reports.") && ended.err.is_empty(), "{}", ended.err);
    anna.run(&["read", &id]).failed_with("There is no report");
    assert!(!reporter.looks().is_empty());
}

#[test]
fn what_is_no_text_is_not_taken_for_an_empty_one() {
    let (site, mut anna) = desk();
    site.report("en", &[("story", "x")]);
    let id = only(&anna);
    let said = anna.run_with(&["note", &id], b"caf\xe9").ended_with(1).said();
    assert!(said.starts_with("That is not text. Save it"), "{said}");
    // A limit of bytes may cut a character in two, and what was cut off is no less text for it.
    anna.run_with(&["note", &id], format!("x{}", "é".repeat(200_000))).failed_with("is too long");
    anna.speaks_dutch();
    anna.run_with(&["reply", "--yes", &id], b"\xff\xfe").failed_with("Dit is geen tekst.");
}

#[test]
fn an_answer_has_room_for_two_thousand_characters_and_no_more() {
    let (site, anna) = desk();
    let reporter = site.report("en", &[("story", "x")]);
    let id = only(&anna);
    anna.run(&["reply", "--yes", &id, "--text", &"é".repeat(2_001)]).failed_with("too long: 2001 characters");
    anna.run(&["reply", "--yes", &id, "--text", "  \n "]).failed_with("There is no text");
    anna.run_with(&["note", &id], "").failed_with("There is no text");
    assert!(!reporter.looks().contains('é'));
    anna.run(&["reply", "--yes", &id, "--text", &"é".repeat(2_000)]).done();
    assert!(reporter.looks().contains(&"é".repeat(2_000)));
}

/// Requests of caseworkers are signed, once, for one session.
#[test]
fn a_stranger_with_a_key_is_not_let_in() {
    let (site, _anna) = desk();
    let (mut mallory, _) = Caseworker::with_key("mallory");
    mallory.at(&site.desk);
    mallory.run(&["inbox"]).failed_with("does not know this key");
    assert!(!mallory.state().exists());
}

#[test]
fn the_public_page_is_no_desk() {
    let (site, mut anna) = desk();
    anna.at(site.page.trim_end_matches('/'));
    let ended = anna.run(&["inbox"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.contains("--server") || ended.err.contains("refuses"), "{}", ended.err);
}

/// The site is closed until a caseworker's key has shown that it opens what is sealed; a key that only signs
/// shows nothing.
#[test]
fn a_real_site_opens_when_a_desk_has_shown_that_it_opens_what_is_sealed() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    assert!(site.first_page().contains("You cannot report here right now."));
    let first = anna.run(&["inbox"]).done();
    assert!(first.said().contains("opens what is sealed here"), "{}", first.err);
    assert!(site.first_page().contains("Did you see something that is not right?"));
    assert!(!anna.run(&["inbox"]).done().said().contains("opens what is sealed here"));
}
