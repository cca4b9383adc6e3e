//! Stopping on the screen: Esc on the pages that delete and seal anew, before and while they are at it.

use crate::desk::screen::urgent;
use crate::support::caseworker::Caseworker;
use crate::support::practice::two_desks;
use crate::support::screen_terminal::Terminal;
use crate::support::team::Team;
use crate::support::tunnel::Tunnel;

const ESCAPE: &str = "\u{1b}";
/// So many that none of the pages is done with them before it is seen at work.
const MANY: usize = 25;

/// The screen of a desk that knows the server already.
fn screen(desk: &Caseworker) -> Terminal {
    desk.run(&["inbox"]).done();
    let mut terminal = Terminal::of(desk);
    terminal.shows("q quit");
    terminal
}

/// How many reports a colleague finds.
fn count(desk: &Caseworker) -> usize {
    desk.json(&["inbox"]).as_array().unwrap().len()
}

/// The number before these words in a picture.
fn number_before(words: &str, picture: &str) -> usize {
    let (before, _) = picture.split_once(words).unwrap();
    before.split_whitespace().next_back().unwrap().parse().unwrap()
}

#[test]
fn esc_before_anything_was_deleted_deletes_nothing() {
    let (site, mut anna, bea) = two_desks();
    for story in ["one", "two"] {
        site.report("en", &[("story", story)]);
    }
    let tunnel = Tunnel::to(&site.desk);
    anna.at(tunnel.address());
    let mut terminal = screen(&anna);
    terminal.press("  ").shows("marked: 2");
    terminal.press("d").shows("Type 2 to delete it:");
    terminal.press("2").shows("> 2");
    terminal.press(ESCAPE).shows("q quit");
    assert_eq!(count(&bea), 2);
    terminal.press("d").shows("Type 2 to delete it:");
    tunnel.dies();
    terminal.press("2\r").shows("Esc stop");
    terminal.press(ESCAPE).hides("Esc stop");
    tunnel.revives();
    // What is fetched now comes after all that was begun.
    site.report("en", &[("story", "three")]);
    terminal.press("r").shows("to do (3)");
    assert_eq!(count(&bea), 3);
}

#[test]
fn esc_while_reports_are_deleted_stops_after_one_and_says_how_many_are_left() {
    let (site, mut anna, bea) = two_desks();
    for story in 0..MANY {
        site.report("en", &[("story", &story.to_string())]);
    }
    let tunnel = Tunnel::to(&site.desk);
    anna.at(tunnel.address());
    let mut terminal = screen(&anna);
    terminal.press(&" ".repeat(MANY)).shows(&format!("marked: {MANY}"));
    terminal.press("d").shows(&format!("Type {MANY} to delete it:"));
    terminal.press(&format!("{MANY}\r")).shows(&format!(" of {MANY} done"));
    tunnel.dies();
    terminal.press(ESCAPE).shows("Stops after this one:");
    tunnel.revives();
    let picture = terminal.shows("The others are still there.");
    let deleted = number_before(&format!(" of {MANY} reports"), &picture);
    assert!((1..MANY).contains(&deleted), "{picture}");
    assert_eq!(count(&bea), MANY - deleted);
}

#[test]
fn esc_before_or_while_all_is_sealed_anew_leaves_what_is_left_for_the_next_time() {
    let mut team = Team::before_cem();
    for _ in 0..MANY {
        urgent(&team.site);
    }
    let tunnel = Tunnel::to(&team.site.desk);
    team.anna.at(tunnel.address());
    team.anna.run(&["inbox"]).done();
    team.changes_to(&team.lines.concat(), &[&team.anna]);
    let mut terminal = screen(&team.anna);
    let picture = terminal.press("Z").shows("documents are sealed for another set");
    let all = number_before(" documents are sealed", &picture);
    terminal.press(ESCAPE).shows("q quit");
    let picture = terminal.press("Z").shows("documents are sealed for another set");
    assert_eq!(number_before(" documents are sealed", &picture), all);
    terminal.press("\r").shows(&format!(" of {all} done"));
    tunnel.dies();
    terminal.press(ESCAPE).shows("Stops after this one:");
    tunnel.revives();
    terminal.shows("Stopped. Press Z to go on.");
    terminal.press("\r").hides("Stopped. Press Z");
    let picture = terminal.press("Z").shows("documents are sealed for another set");
    let left = number_before(" documents are sealed", &picture);
    assert!((1..all).contains(&left), "{left} of {all}");
    terminal.press("\r").shows("Sealed for the present keys:");
    terminal.press("\r").hides("Sealed for the present keys:");
    terminal.press("Z").shows("Everything is sealed for the present keys.");
}
