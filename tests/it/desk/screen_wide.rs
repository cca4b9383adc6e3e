//! A wide window: the list and a case, or a case and what is written about it, side by side.

use crate::desk::screen::known;
use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, two_desks};
use crate::support::screen_terminal::Terminal;

const CONTROL_D: &str = "\u{4}";

/// A report whose story is longer than a window is high.
fn long_story() -> (Practice, Caseworker, Caseworker) {
    let (site, mut anna, bea) = two_desks();
    known(&site, &mut anna);
    let story: Vec<String> = (1..=60).map(|line| format!("Regel {line} van het verhaal.")).collect();
    site.report("nl", &[("story", &story.join("\n")), ("minor", "yes")]);
    (site, anna, bea)
}

#[test]
fn the_story_stands_beside_the_answer_and_is_scrolled_while_that_is_written() {
    let (_site, anna, bea) = long_story();
    let mut terminal = Terminal::with(&anna, 110, 30, &[]);
    terminal.shows("1 van 2");
    terminal.press("\r\r").shows("Regel 1 van");
    terminal.press("a").shows("Geen kort antwoord");
    terminal.press("\rWelke straat?").shows("Welke straat?");
    let both = terminal.shows("Antwoord aan de melder");
    assert!(both.contains("Regel 1 van het verhaal."), "{both}");
    assert!(!both.contains("Regel 60 van"), "{both}");
    let end = terminal.press("\u{1b}[6~\u{1b}[6~\u{1b}[6~\u{1b}[6~").shows("Regel 60 van het verhaal.");
    assert!(end.contains("Welke straat?"), "{end}");
    let preview = terminal.press(CONTROL_D).shows("Zo ziet de melder dit.");
    assert!(preview.contains("Regel 60 van het verhaal."), "{preview}");
    terminal.press("j").shows("Dit is antwoord 1.");
    let id = bea.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    assert!(bea.run(&["read", &id, "--keep-unread"]).done().out.contains("Welke straat?"));
}

#[test]
fn keys_that_are_typed_ahead_scroll_what_they_open() {
    let (_site, anna, _) = long_story();
    let mut terminal = Terminal::with(&anna, 110, 30, &[]);
    terminal.shows("1 van 2");
    terminal.press("\r\r\u{1b}[6~\u{1b}[6~\u{1b}[6~").shows("Regel 60 van het verhaal.");
}

#[test]
fn a_narrow_window_shows_the_answer_alone() {
    let (_site, anna, _) = long_story();
    let mut terminal = Terminal::with(&anna, 109, 30, &[]);
    terminal.shows("1 van 2");
    terminal.press("\r\r").shows("Regel 1 van");
    terminal.press("o").shows("voor collega's");
    terminal.hides("Regel 1 van");
    terminal.resize(110, 30);
    terminal.shows("Regel 1 van");
}

#[test]
fn the_list_stays_beside_a_case_where_there_is_room() {
    let (_site, anna, _) = long_story();
    let mut terminal = Terminal::with(&anna, 140, 30, &[]);
    terminal.shows("1 van 2");
    let both = terminal.press("\r").shows("Dicht. Enter opent het verhaal.");
    assert!(both.contains("1 van 2") && both.contains("q terug"), "{both}");
    assert_eq!(both.lines().filter(|line| line.starts_with("> ")).count(), 1, "{both}");
    terminal.resize(139, 30);
    terminal.hides("1 van 2");
}

#[test]
fn a_page_about_a_case_stands_beside_it_too() {
    let (_site, anna, _) = long_story();
    let mut terminal = Terminal::with(&anna, 120, 30, &[]);
    terminal.shows("1 van 2");
    terminal.press("\r\r").shows("Regel 1 van");
    let both = terminal.press("K").shows("langer bewaren");
    assert!(both.contains("Regel 1 van het verhaal."), "{both}");
}
