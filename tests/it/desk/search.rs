//! `zegel search`: words are found in all reports.

use crate::support::caseworker::{Caseworker, is_harmless};
use crate::support::practice::Practice;

#[test]
fn all_words_are_found_whatever_their_capitals_and_accents_in_any_text_of_a_report() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let reporter = site.report("nl", &[("story", "In café Zëbra staat een Škoda voor de deur.")]);
    let id = anna.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    site.report("nl", &[("story", "Een heel ander verhaal over een hotel."), ("where", "Cafe")]);
    reporter.writes("De auto is groen.");
    anna.run(&["reply", &id, "--text", "Welke verdieping?", "--yes"]).done();
    anna.run(&["note", &id, "--text", "Gebeld: niemand thuis"]).done();

    let found = |words: &[&str]| {
        let hits = anna.json(&[&["search"], words].concat());
        hits.as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&["CAFE"]).len(), 2);
    for words in [&["zebra", "skoda"][..], &["GROEN"], &["verdieping"], &["gebeld", "café"], &["zebra groen"]]
    {
        assert_eq!(found(words), [id.as_str()], "{words:?}");
    }
    assert!(found(&["zebra", "hotel"]).is_empty() && found(&[" "]).is_empty());

    let ended = anna.run(&["search", "zebra", "skoda"]).done();
    assert!(ended.out.contains("»Zëbra«") && ended.out.contains("»Škoda«"), "{}", ended.out);
    assert!(ended.out.contains("1 of 2 reports hold"), "{}", ended.out);
    assert!(ended.out.contains(&format!("zegel read {}", &id[..4])));
    anna.speaks_dutch();
    assert!(anna.run(&["search", "giraf"]).done().out.contains("Geen melding bevat: giraf"));
}

#[test]
fn a_number_a_plate_and_a_name_are_found_however_they_were_written() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    for story in [
        "Bel 06-14785236.",
        "Bel +31 6 14 78 52 36",
        "Bel 0\u{fe0f}\u{20e3}6\u{fe0f}\u{20e3}14785236",
        "Auto 12-KLB-7",
        "Zijn naam is D’Angelo",
        "Niets van dit alles, op 14-07-2026",
    ] {
        site.report("nl", &[("story", story)]);
    }
    let found = |words: &str| anna.json(&["search", words]).as_array().unwrap().len();
    for words in ["0614785236", "+31614785236", "06 14785236", "0031614785236", "614785236"] {
        assert_eq!(found(words), 3, "{words}");
    }
    for words in ["12KLB7", "12klb7", "12-klb-7", "D'Angelo", "d’angelo", "D`ANGELO"] {
        assert_eq!(found(words), 1, "{words}");
    }
    let shown = anna.run(&["search", "+31614785236"]).done().out;
    assert!(shown.contains("»06-14785236«") && shown.contains("»+31 6 14 78 52 36«"), "{shown}");
}

#[test]
fn the_reason_to_keep_a_report_longer_and_its_labels_are_searched_too() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    site.report("nl", &[("story", "Kamer 12.")]);
    let id = anna.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    anna.run(&["keep", &id, "--reason", "The investigation called Zilverreiger goes on"]).done();
    anna.run(&["label", &id, "Zwolle"]).done();
    for words in ["zilverreiger", "zwolle"] {
        assert_eq!(anna.json(&["search", words]).as_array().unwrap().len(), 1, "{words}");
    }
}

#[test]
fn what_is_found_cannot_move_the_terminal_and_stands_on_no_disk() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    site.report("en", &[("story", "A green\u{202e} zi\u{200b}raffe\u{1b}[2J")]);
    let ended = anna.run(&["search", "ziraffe"]).done();
    assert!(is_harmless(&ended.out) && ended.out.contains("»ziraffe«"), "{:?}", ended.out);
    for file in anna.files() {
        let bytes = std::fs::read(anna.home().join(&file)).unwrap();
        assert!(!bytes.windows(5).any(|part| part == b"raffe"), "{file}");
    }
}
