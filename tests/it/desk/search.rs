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
