//! Handing on from the screen, step by step: what goes is what was shown, a colleague looks where only one
//! person could know it, and a step that was left hands nothing on.

use std::fs;

use serde_json::json;

use crate::desk::export::{exported, place, text};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{only, two_desks};
use crate::support::screen_terminal::Terminal;

const ESCAPE: &str = "\u{1b}";
const CONTROL_D: &str = "\u{4}";

fn screen(desk: &Caseworker) -> Terminal {
    desk.run(&["inbox"]).done();
    let mut terminal = Terminal::of(desk);
    terminal.shows("q quit");
    terminal
}

/// To the police by name, and to the sheet on which the text is written.
fn to_the_text(terminal: &mut Terminal) {
    terminal.press("x").shows("to whom?");
    terminal.press("\r").shows("The name of the receiver");
    terminal.press(" \r").shows("This is no name.");
    terminal.press("Team Noord\r").shows("What is Team Noord?");
    terminal.press("\r").shows("Your own text is safer.");
    terminal.press("\r").shows("Write what goes, in your own words");
}

#[test]
fn a_text_is_handed_on_in_steps_without_the_line_that_was_marked() {
    let (site, anna, _) = two_desks();
    site.report("en", &[("story", "Somebody cries there."), ("pass", "pass-police")]);
    let id = only(&anna);
    let mut terminal = screen(&anna);
    to_the_text(&mut terminal);
    terminal.press(CONTROL_D).shows("Nothing was written that could go.");
    let keys = "\u{1b}[A".repeat(6);
    terminal.press(&format!("{keys}A grey van comes\rat night.")).shows("at night.");
    terminal.press(ESCAPE).shows("q quit");
    terminal.press("x").shows("to whom?");
    terminal.press("\r").shows("The name of the receiver");
    terminal.press("Team Noord\r").shows("What is Team Noord?");
    terminal.press("\r").shows("Your own text is safer.");
    terminal.press("\r").shows("at night.");
    terminal.press(CONTROL_D).shows("what stays behind");
    terminal.press("j ").shows("*");
    terminal.press("\r").shows("exactly this goes");
    terminal.press("\r").shows("Who could know what goes?");
    terminal.press("jj\r").shows("The new folder, with its path:");
    let folder = place(&anna, "out");
    terminal.press(&format!("{}\r", folder.display())).shows("Type the name of the receiver");
    terminal.press("Team\r").shows("That is not the name of the receiver.");
    assert!(!folder.exists());
    terminal.press(" Noord\r").shows("Handed on to Team Noord");
    let gone = text(&folder);
    assert!(gone.contains("A grey van comes") && !gone.contains("at night"), "{gone}");
    assert!(!gone.contains("cries"), "{gone}");
    let note = exported(&anna, &id);
    assert_eq!((&note["receiver"], &note["own_words"]), (&json!("Team Noord"), &json!(false)));
    // The page, the text, the manifest and the sums of all.
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 4);
}

#[test]
fn what_only_the_reporter_could_know_goes_once_a_colleague_has_looked_at_it_on_the_screen() {
    let (site, anna, bea) = two_desks();
    site.report("en", &[("story", "Somebody cries there."), ("pass", "pass-police")]);
    let mut terminal = screen(&anna);
    to_the_text(&mut terminal);
    terminal.press("A woman of forty.").shows("of forty.");
    terminal.press(CONTROL_D).shows("what stays behind");
    terminal.press("\r").shows("exactly this goes");
    terminal.press("\r").shows("Who could know what goes?");
    terminal.press("\r").shows("Perhaps only the reporter could know this.");
    terminal.press("\r").hides("Perhaps only the reporter");

    let mut second = screen(&bea);
    second.press("x").shows("anna asks you to look");
    second.press("\r").shows("A woman of forty.");
    second.press("n\r").shows("Nothing was done.");
    second.press("\u{7f}y\r").shows("Confirmed.");

    terminal.press("r").shows("q quit");
    let mut terminal = screen(&anna);
    terminal.press("x").shows("What a colleague agreed to: to Team Noord");
    terminal.press("\r").shows("The new folder, with its path:");
    let folder = place(&anna, "agreed");
    terminal.press(&format!("{}\r", folder.display())).shows("Type the name of the receiver");
    terminal.press("Team Noord\r").shows("Handed on to Team Noord");
    assert!(text(&folder).contains("A woman of forty."));
}
