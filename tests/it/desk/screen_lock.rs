//! The screen that locks itself, is emptied by one key, and looks by itself what is new.

use crate::desk::screen::{known, urgent};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, two_desks};
use crate::support::screen_terminal::Terminal;

const CONTROL_L: &str = "\u{c}";

fn with_config(line: &str) -> (Practice, Caseworker) {
    let (site, mut anna, _) = two_desks();
    known(&site, &mut anna);
    anna.file("config/zegel/config.toml", line);
    (site, anna)
}

/// Nothing of a case is in the picture.
fn is_empty(picture: &str) -> bool {
    picture.trim() == "Op slot. Enter: ga verder."
}

#[test]
fn one_key_empties_the_screen_wherever_a_person_is() {
    let (_site, anna) = with_config("");
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    terminal.press("\r\r").shows("Ze is bang.");
    terminal.press("o").shows("voor collega's");
    terminal.press("Lang over nagedacht.").shows("nagedacht.");
    terminal.press(CONTROL_L).becomes("nothing but the lock", is_empty);
    // No other key does anything, and what was written is there still.
    terminal.press("q\u{3}x\r").shows("Lang over nagedacht.");
    assert!(!terminal.picture().contains("nagedacht.x"));
}

#[test]
fn a_screen_that_nobody_sits_before_locks_itself() {
    let (_site, anna) = with_config("screen_lock = \"1 s\"\n");
    let mut terminal = Terminal::of(&anna);
    terminal.becomes("nothing but the lock", is_empty);
    terminal.press("\r").shows("q stop");
}

#[test]
fn what_is_new_is_said_quietly_and_the_list_stays_until_it_is_fetched() {
    let (site, anna) = with_config("screen_look = \"1 s\"\n");
    let mut terminal = Terminal::of(&anna);
    terminal.shows("opgehaald: zojuist");
    urgent(&site);
    let picture = terminal.shows("nieuw op de server: 1 (r)");
    assert!(picture.contains("te doen (1)"), "{picture}");
    let picture = terminal.press("r").shows("te doen (2)");
    assert!(picture.contains("opgehaald: zojuist"), "{picture}");
}

#[test]
fn a_locked_screen_opens_with_the_passphrase_alone() {
    let words = "vliegwiel dat nooit stilstaat";
    let mut anna = Caseworker::new();
    let file = anna.file("words", words).display().to_string();
    let lines = anna.run(&["keygen", "anna", "--passphrase-file", &file]).done().out;
    // The server of a practice has a key of its own.
    let (other, more) = Caseworker::with_key("bea");
    let site = Practice::of(&other.identity(), &format!("{lines}{more}"));
    anna.at(&site.desk);
    urgent(&site);
    anna.run(&["inbox", "--passphrase-file", &file]).done();
    anna.file("config/zegel/config.toml", "agent = false\nlanguage = \"nl\"\n");
    let mut terminal = Terminal::of(&anna);
    // What was asked before stands there still: it is asked again once it stands there once more.
    let asked = |terminal: &mut Terminal, times: usize| {
        terminal.becomes("a question", |picture| picture.matches("Wachtwoordzin van").count() == times);
    };
    asked(&mut terminal, 1);
    terminal.press(&format!("{words}\r")).shows("q stop");
    terminal.press("\r\r").shows("Ze is bang.");
    terminal.press(CONTROL_L).becomes("nothing but the lock", is_empty);
    terminal.press("\r");
    asked(&mut terminal, 2);
    terminal.press("vliegwiel dat nooit stilstond\r");
    asked(&mut terminal, 3);
    assert!(terminal.picture().contains("Je kunt nog 2 keer proberen."), "{}", terminal.picture());
    // Whoever has no words sees nothing, and who has them goes on where it was.
    terminal.press("\u{3}").becomes("the lock and why", |picture| picture.starts_with("Op slot."));
    assert!(!terminal.picture().contains("bang"), "{}", terminal.picture());
    terminal.press("\r");
    asked(&mut terminal, 4);
    terminal.press(&format!("{words}\r")).shows("Ze is bang.");
}
