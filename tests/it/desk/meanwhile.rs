//! What a colleague did meanwhile: shown before an answer goes, and asked about.

use crate::support::practice::{only, two_desks};
use crate::support::screen_terminal::Terminal as Screen;
use crate::support::terminal::Terminal;

const CONTROL_D: &str = "\u{4}";

#[test]
fn a_colleagues_answer_is_shown_and_asked_about_before_another_goes() {
    let (site, anna, bea) = two_desks();
    let reporter = site.report("nl", &[("story", "Een verhaal.")]);
    let id = only(&anna);
    bea.run(&["reply", &id, "--text", "Van bea.", "--yes"]).done();
    let mut terminal = Terminal::of(&anna, &["reply", &id, "--text", "Van anna."]);
    terminal.shows("bea answered meanwhile").shows("Van bea.").shows("Send yours anyway?");
    terminal.presses("n\n");
    assert_eq!(terminal.ends().0, Some(1));
    assert!(!reporter.looks().contains("Van anna."));
    let mut terminal = Terminal::of(&anna, &["reply", &id, "--text", "Van anna."]);
    terminal.shows("Send yours anyway?").presses("y\n");
    assert_eq!(terminal.ends().0, Some(0));
    assert!(reporter.looks().contains("Van anna."));
    // After her own answer, bea's is no news.
    let mut terminal = Terminal::of(&anna, &["reply", &id, "--text", "Nog iets."]);
    terminal.shows("Send it?").presses("y\n");
    assert_eq!(terminal.ends().0, Some(0));
}

#[test]
fn without_a_terminal_no_answer_and_no_handover_from_a_pipe_goes_but_with_yes() {
    let (site, anna, bea) = two_desks();
    site.report("nl", &[("story", "Een verhaal.")]);
    let id = only(&anna);
    anna.run_with(&["reply", &id], "Van een pijp.").failed_with("Nothing was done");
    anna.run(&["reply", &id, "--text", "Zonder iemand."]).failed_with("Nothing was done");
    anna.run_with(&["handover", &id, "bea"], "Van een pijp.").failed_with("Nothing was done");
    assert!(!bea.run(&["read", &id]).done().out.contains("pijp"));
    anna.run_with(&["handover", &id, "bea", "--yes"], "Van een pijp.").done();
    anna.run_with(&["reply", &id, "--yes"], "Van een tweede pijp.").done();
    let out = bea.run(&["read", &id]).done().out;
    assert!(out.contains("Van een pijp.") && out.contains("Van een tweede pijp."), "{out}");
}

#[test]
fn on_the_screen_a_colleagues_new_answer_stops_the_first_press_and_not_the_second() {
    let (site, anna, bea) = two_desks();
    site.report("nl", &[("story", "Een verhaal.")]);
    let id = only(&anna);
    let mut screen = Screen::of(&anna);
    screen.shows("q quit");
    screen.press("a").shows("Short answer");
    screen.press("\r").shows("Answer to the reporter");
    screen.press("Van anna.").shows("Van anna.");
    bea.run(&["reply", &id, "--text", "Van bea.", "--yes"]).done();
    screen.press(CONTROL_D).shows("y send");
    screen.press("y").shows("bea answered meanwhile");
    screen.press("\r").shows("y send");
    screen.press("y").shows("Sent. This is answer 2");
    let out = bea.run(&["read", &id]).done().out;
    assert_eq!(out.matches("Van anna.").count(), 1, "{out}");
}

#[test]
fn who_left_and_who_came_stands_below_the_two_sets() {
    let (site, anna, _) = two_desks();
    anna.run(&["inbox"]).done();
    let (_, lines) = crate::support::caseworker::Caseworker::with_key("eva");
    let own: String = std::fs::read_to_string(site.folder().join("recipients.txt")).unwrap();
    let without_bea: Vec<&str> = own.lines().take(2).collect();
    site.reload_with(&format!("{}\n{lines}", without_bea.join("\n")));
    let out = anna.run(&["recipients"]).ended_with(4).out;
    assert!(out.contains("No longer: bea") && out.contains("New: eva"), "{out}");
    anna.run(&["recipients", "accept"]).failed_with("Nobody is here to compare");
}
