//! The screen as a caseworker sees it at 80 by 24: the list, a case, search, filter, help, sizes.

use serde_json::Value;
use zegel_core::document::Report;
use zegel_core::i18n::Language;

use crate::support::caseworker::Caseworker;
use crate::support::fixture::{answers, keys, writing};
use crate::support::lying_server::{LyingServer, entry, id};
use crate::support::practice::{Practice, Reporter, two_desks};
use crate::support::screen_pictures::{CLOSED, HELP, LIST, OPEN, PREVIEW, SHORT, WRITING};
use crate::support::screen_terminal::Terminal;

const URGENT: [(&str, &str); 7] = [
    ("story", "Elke avond bezoek.\nZe is bang."),
    ("where", "Hotel X"),
    ("when", "when-now"),
    ("minor", "maybe"),
    ("place", "place-hotel"),
    ("pass", "pass-ask"),
    ("care", "Bel het hotel niet."),
];

/// A report that comes first.
pub fn urgent(site: &Practice) -> Reporter<'_> {
    site.report("nl", &URGENT)
}

/// The list as JSON, for a colleague.
pub fn row(desk: &Caseworker) -> Value {
    desk.json(&["inbox"])[0].clone()
}

/// Waits until the terminal shows this picture, but for what is another every time: ids and weeks.
fn pictures(terminal: &mut Terminal, desk: &Caseworker, expected: &str) {
    let rows = desk.json(&["inbox"]);
    let rows: Vec<(&str, &str)> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["week"].as_str().unwrap().rsplit_once('W').unwrap().1))
        .collect();
    let steady = |picture: &str| {
        let mut steady =
            picture.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned();
        for (id, week) in &rows {
            steady = steady.replace(&format!("{}  ", &id[..4]), "iiii  ");
            steady = steady.replace(&format!("wk {week}"), "wk 48");
            steady = steady.replace(&zegel::call_name(id.parse().unwrap(), Language::DUTCH), "naam");
        }
        steady
    };
    let what = format!("the picture\n{expected}\n");
    terminal.becomes(&what, |picture| steady(picture) == expected.trim_matches('\n'));
}

/// A desk that knows its server already, so that no first words stand before the list.
pub fn known(site: &Practice, desk: &mut Caseworker) {
    desk.speaks_dutch();
    urgent(site);
    desk.run(&["inbox"]).done();
}

#[test]
fn the_first_screen_says_what_to_do_first_and_why() {
    let (site, mut anna, _) = two_desks();
    known(&site, &mut anna);
    let more = [("story", "b"), ("role", "role-me"), ("when", "when-today"), ("place", "place-massage")];
    site.report("ro", &more);
    site.report("nl", &[("story", "c?"), ("minor", "yes")]);
    let mut terminal = Terminal::of(&anna);
    pictures(&mut terminal, &anna, LIST);
    pictures(terminal.press("?"), &anna, HELP);
    terminal.press(" ").hides("sluit dit");
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
    assert!(terminal.is_restored());
}

#[test]
fn a_case_opens_with_what_to_avoid_and_its_story_closed() {
    let mut liar = LyingServer::new();
    liar.anna.speaks_dutch();
    let keys = keys();
    let mut writing = writing(answers(&URGENT), &keys);
    writing.sealed_for = liar.set.fingerprint().to_string();
    let report = liar.sealed(Report::new(writing, keys.author_key()));
    let _server = liar.serve(vec![entry(&id(), "from-reporter", report.as_bytes())]);
    liar.anna.run(&["inbox"]).done();
    let mut terminal = Terminal::of(&liar.anna);
    terminal.shows("q stop");
    pictures(terminal.press("\r"), &liar.anna, CLOSED);
    pictures(terminal.press("\r"), &liar.anna, OPEN);
    terminal.press("\r").shows("Enter opent het verhaal");
    terminal.press("a").shows("> Geen kort antwoord");
    pictures(terminal.press("jj"), &liar.anna, SHORT);
    pictures(terminal.press("\rWelke verdieping?"), &liar.anna, WRITING);
    pictures(terminal.press("\u{4}"), &liar.anna, PREVIEW);
}

#[test]
fn words_and_filters_narrow_the_list_and_escape_widens_it() {
    let (site, mut anna, _) = two_desks();
    known(&site, &mut anna);
    site.report("nl", &[("story", "Bij de haven staat een busje.")]);
    let mut terminal = Terminal::of(&anna);
    terminal.shows("te doen (2)");
    terminal.press("/").shows("Zoek woorden");
    terminal.press("BUSJE haven\r").shows("te doen (1)   Met: BUSJE haven");
    terminal.press("/").shows("Zoek woorden");
    terminal.press("x\r").shows("Niets gevonden");
    terminal.press("\u{1b}").shows("te doen (2)");
    terminal.press("f").shows("van jou (0)");
    terminal.press("f").shows("nieuw (2)");
    terminal.press("f").shows("alles (2)");
    terminal.press("f").shows("te doen (2)");
    terminal.press("j").shows("\n> ");
}

#[test]
fn without_colour_it_says_the_same_and_sends_none() {
    let (site, mut anna, _) = two_desks();
    known(&site, &mut anna);
    let mut terminal = Terminal::with(&anna, 80, 24, &[("NO_COLOR", "1")]);
    terminal.shows("> ");
    terminal.press("\r\r").shows("Gelezen: collega's");
    terminal.press("a").shows("Geen kort antwoord");
    terminal.press("\u{1b}").hides("Geen kort antwoord");
    terminal.press("q").shows("q stop");
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
    for parameters in terminal.raw().split("\u{1b}[").skip(1).filter_map(|part| part.split_once('m')) {
        let is_graphic = parameters.0.chars().all(|c| c.is_ascii_digit() || c == ';');
        let colours = |n: &str| n.len() == 2 && n.starts_with(['3', '4', '9']) || n.len() == 3;
        assert!(!is_graphic || !parameters.0.split(';').any(colours), "{:?}", parameters.0);
    }
}

#[test]
fn a_small_window_says_so_and_a_large_one_shows_it_again() {
    let (site, mut anna, _) = two_desks();
    known(&site, &mut anna);
    let mut terminal = Terminal::with(&anna, 59, 16, &[]);
    terminal.shows("Nodig: 60 bij 16. Nu: 59 bij 16.");
    terminal.resize(60, 16);
    let small = terminal.shows("q stop");
    assert!(small.contains("1 van 1") && small.contains("nieuw"), "{small}");
    terminal.press("?").shows("de volgende met iets nieuws");
    terminal.press(" ").hides("volgende met iets nieuws");
    terminal.press("\r\r").shows("Ze is bang.");
    terminal.press("q").shows("q stop");
    terminal.resize(100, 30);
    terminal.shows("misschien jonger dan 18 · gaat nog door");
}

#[test]
fn without_a_terminal_no_verb_is_wrong_usage() {
    let (_site, anna, _) = two_desks();
    for arguments in [&[][..], &["--json"]] {
        let ended = anna.run(arguments);
        assert_eq!(ended.code, Some(2));
        assert!(ended.err.contains("No verb was given, and the screen needs a terminal."), "{}", ended.err);
    }
}
