//! Handing on from the screen, step by step: what goes is what was shown, a colleague looks where only one
//! person could know it, and a step that was left hands nothing on.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::desk::export::{exported, place, text};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{only, two_desks};
use crate::support::screen_terminal::Terminal;

const ESCAPE: &str = "\u{1b}";
const CONTROL_D: &str = "\u{4}";
const CONTROL_E: &str = "\u{5}";
const CONTROL_U: &str = "\u{15}";
const DOWN: &str = "\u{1b}[B";

/// The list, on a screen with this in its environment.
fn screen_with(desk: &Caseworker, environment: &[(&str, &str)]) -> Terminal {
    desk.run(&["inbox"]).done();
    let mut terminal = Terminal::with(desk, 80, 24, environment);
    terminal.shows("q quit");
    terminal
}

fn screen(desk: &Caseworker) -> Terminal {
    screen_with(desk, &[])
}

/// To the police by name, and to the sheet on which the text is written.
fn to_the_text(terminal: &mut Terminal) {
    to_the_choice(terminal);
    terminal.press("\r").shows("Write what goes, in your own words");
}

/// To the police by name, and to the choice of whose words go.
fn to_the_choice(terminal: &mut Terminal) {
    terminal.press("x").shows("to whom?");
    terminal.press("\r").shows("The name of the receiver");
    terminal.press(" \r").shows("This is no name.");
    terminal.press("Team Noord\r").shows("What is Team Noord?");
    terminal.press("\r").shows("Your own text is safer.");
}

#[test]
fn a_text_is_handed_on_in_steps_without_the_line_that_was_marked() {
    let (site, anna, _) = two_desks();
    site.report("en", &[("story", "Somebody cries there."), ("pass", "pass-police")]);
    let id = only(&anna);
    let mut terminal = screen(&anna);
    to_the_text(&mut terminal);
    terminal.press(CONTROL_D).shows("Nothing was written that could go.");
    terminal.press("A grey van comes\rat night.").shows("at night.");
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

#[test]
fn what_may_point_at_the_reporter_is_marked_and_named_while_it_is_written() {
    let (site, anna, _) = two_desks();
    site.report("ro", &[("story", "Doar eu \u{219}tiu asta.")]);
    let mut terminal = screen(&anna);
    to_the_text(&mut terminal);
    let picture = terminal.press("A grey van comes.").shows("A grey van comes.");
    assert!(!picture.contains("May point") && picture.contains("> What: A grey van"), "{picture}");
    let picture = terminal.press(" Only I and").shows("! May point at the reporter: »Only I«");
    // Without colour, and where nothing is underlined: the row has a sign too.
    assert!(picture.contains("! What: A grey van comes. Only I and"), "{picture}");
    assert_eq!(terminal.underlined(), ["Only I"]);
    terminal.press(" my colleague");
    terminal.becomes("both are named", |picture| {
        let words = picture.split_whitespace().collect::<Vec<_>>().join(" ");
        words.contains("»Only I« (only one person knows this), »my« (something of theirs), »colleague«")
    });
    assert_eq!(terminal.underlined(), ["Only I", "my", "colleague"]);
    terminal.press(CONTROL_U).hides("May point");
    assert!(terminal.underlined().is_empty());
    // What is taken over from the report is marked in its language.
    terminal.press("She said: doar eu").shows("»doar eu« (only one person knows this)");
    assert_eq!(terminal.underlined(), ["doar eu"]);
}

#[test]
fn a_mark_stays_with_its_words_where_a_line_is_broken() {
    let (site, anna, _) = two_desks();
    site.report("en", &[("story", "Somebody cries there.")]);
    let mut terminal = screen(&anna);
    to_the_text(&mut terminal);
    let long = "A van \u{4e2d}\u{6587} ".repeat(4);
    terminal.press(&format!("{long}nobody else saw it")).shows("nobody else saw it");
    assert_eq!(terminal.underlined(), ["nobody else"]);
    terminal.resize(60, 24);
    terminal.shows("\n! else saw it");
    assert_eq!(terminal.underlined().join("").replace(' ', ""), "nobodyelse");
}

#[test]
fn the_text_is_written_in_the_editor_of_the_caseworker_and_marked_when_it_comes_back() {
    let (site, anna, _) = two_desks();
    site.report("en", &[("story", "Somebody cries there.")]);
    let editor = anna.file("editor.sh", "#!/bin/sh\nprintf 'What: I saw a grey van.' > \"$1\"\n");
    fs::set_permissions(&editor, Permissions::from_mode(0o700)).unwrap();
    let memory = tempfile::tempdir_in("/dev/shm").unwrap();
    let folder = memory.path().to_str().unwrap();
    let editor = editor.to_str().unwrap();
    let mut terminal = screen_with(&anna, &[("EDITOR", editor), ("XDG_RUNTIME_DIR", folder)]);
    to_the_text(&mut terminal);
    terminal.press(CONTROL_E).shows("! What: I saw a grey van.");
    assert_eq!(terminal.underlined(), ["I"]);
    terminal.press(CONTROL_D).shows("what stays behind");
    terminal.shows("»I« saw a grey van.");
    assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0, "nothing of it is left in memory");
}

#[test]
fn exactly_what_goes_is_shown_with_its_marks_counted_and_without_the_words_left_out() {
    let (site, anna, _) = two_desks();
    let story = "I clean there. Mirela cries.\n".to_owned() + &"A long evening.\n".repeat(40);
    site.report("en", &[("story", &story), ("pass", "pass-police")]);
    let mut terminal = screen(&anna);
    to_the_choice(&mut terminal);
    terminal.press("j\r").shows("Leave out:");
    terminal.press(&format!("{}Miriam", DOWN.repeat(6))).shows("Leave out: Miriam");
    terminal.press(CONTROL_D);
    terminal.shows("Nothing was handed on.");
    terminal.press("\u{17}Mirela").shows("Leave out: Mirela");
    terminal.press(CONTROL_D).shows("what stays behind");
    terminal.shows("»I« clean there.");
    let picture = terminal.press("\r").shows("exactly this goes (1 place marked)");
    assert!(picture.contains("»I« clean there. [weggelaten] cries."), "{picture}");
    assert!(picture.contains("below"), "what is marked is seen without leafing: {picture}");
    let folder = place(&anna, "out");
    terminal.press("y\r").shows("Who could know what goes?");
    terminal.press("jj\r").shows("The new folder, with its path:");
    terminal.press(&format!("{}\r", folder.display())).shows("Type the name of the receiver");
    terminal.press("Team Noord\r").shows("Handed on to Team Noord");
    let gone = text(&folder);
    assert!(gone.contains("I clean there. [weggelaten] cries.") && !gone.contains('»'), "{gone}");
}

#[test]
fn whom_to_ask_for_a_translation_stands_above_a_report_in_another_language() {
    let (site, anna, _) = two_desks();
    site.report("ro", &[("story", "Doar eu \u{219}tiu asta.")]);
    anna.file("config/zegel/config.toml", "translator = \"Ioana, 030 123 45 67\"\n");
    let mut terminal = screen(&anna);
    to_the_text(&mut terminal);
    terminal.shows("For a translation, ask: Ioana, 030 123 45 67");
}
