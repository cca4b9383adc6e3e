//! The order of a conversation: what a reporter adds on one day stands in the order in which it was
//! written, as far as anybody knows it.

use crate::desk::export::{export, place, text};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, Tab, only, two_desks};
use crate::support::screen_terminal::Terminal;

const UNKNOWN: &str = "Which of these two came first is not known.";
const MESSAGES: [&str; 4] = ["Een witte bus.", "Nee, een grijze.", "Hij staat er weer.", "Nu is hij weg."];

/// A tab in which a report was just sent.
fn reported(site: &Practice) -> Tab<'_> {
    let mut tab = site.tab();
    tab.press("send", &[("story", "Kamer 12.")]);
    tab
}

fn read(desk: &Caseworker) -> String {
    desk.run(&["read", &only(desk), "--keep-unread"]).done().out
}

fn in_order(shown: &str, texts: &[&str]) -> bool {
    let places: Option<Vec<usize>> = texts.iter().map(|text| shown.find(text)).collect();
    places.is_some_and(|places| places.is_sorted())
}

#[test]
fn four_messages_of_one_day_stand_in_their_order_when_read_on_the_screen_and_in_what_is_handed_on() {
    let (site, mut anna, bea) = two_desks();
    let mut tab = reported(&site);
    for message in MESSAGES {
        tab.writes(message);
    }
    let shown = read(&bea);
    assert!(in_order(&shown, &MESSAGES) && !shown.contains(UNKNOWN), "{shown}");
    let id = only(&anna);
    let entries = bea.json(&["read", &id, "--keep-unread"])["entries"].clone();
    for pair in entries.as_array().unwrap().windows(2) {
        assert_eq!((&pair[1]["previous"], &pair[1]["proved"]), (&pair[0]["id"], &true.into()));
    }

    anna.speaks_dutch();
    let mut terminal = Terminal::with(&anna, 80, 80, &[]);
    terminal.shows("1 van 1");
    let picture = terminal.press("\r\r").shows(MESSAGES[3]);
    assert!(in_order(&picture, &MESSAGES) && !picture.contains("is niet bekend"), "{picture}");

    export(&bea, &id, "out", &["--known-by", "many"]).done();
    let handed_on = text(&place(&bea, "out"));
    assert!(in_order(&handed_on, &MESSAGES), "{handed_on}");
}

#[test]
fn what_two_tabs_wrote_after_the_same_message_has_no_order_and_is_said_to_have_none() {
    let (site, anna, _) = two_desks();
    let mut tab = reported(&site);
    tab.writes("First.");
    tab.writes("Second.");
    let mut copy = tab.clone();
    tab.writes("Third, here.");
    copy.writes("Third, there.");
    let shown = read(&anna);
    assert_eq!(shown.matches(UNKNOWN).count(), 1, "{shown}");
    for third in ["Third, here.", "Third, there."] {
        assert!(in_order(&shown, &["First.", "Second.", third]), "{shown}");
    }
    let (before, after) = shown.split_once(UNKNOWN).unwrap();
    assert!(before.contains("Third") && after.contains("Third"), "{shown}");
}

#[test]
fn what_was_written_behind_a_typed_code_has_no_order_and_is_said_to_have_none() {
    let (site, anna, _) = two_desks();
    let reporter = site.report("nl", &[("story", "Kamer 12.")]);
    for _ in 0..2 {
        let mut tab = site.tab();
        tab.press("look", &[("code", reporter.token())]);
        tab.writes("Begun.");
        tab.writes("Gone on.");
    }
    let shown = read(&anna);
    assert_eq!(shown.matches(UNKNOWN).count(), 1, "{shown}");
    assert!(in_order(&shown, &["Begun.", "Gone on.", UNKNOWN]), "{shown}");
    let (_, after) = shown.split_once(UNKNOWN).unwrap();
    assert!(in_order(after, &["Begun.", "Gone on."]), "{shown}");
}
