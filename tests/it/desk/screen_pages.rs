//! The pages of the screen, walked at a real terminal against a real server: what they say, what must be
//! typed, and that neither a wrong word nor Esc does anything.

use serde_json::{Value, json};

use crate::desk::screen::{known, row, urgent};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{only, two_desks};
use crate::support::screen_terminal::Terminal;
use crate::support::team::Team;

const ESCAPE: &str = "\u{1b}";
const BACKSPACE: &str = "\u{7f}";
const PAGE_DOWN: &str = "\u{1b}[6~";

/// How many reports a colleague finds.
fn count(desk: &Caseworker) -> usize {
    desk.json(&["inbox"]).as_array().unwrap().len()
}

/// The screen of somebody who knows the server already.
fn screen(desk: &Caseworker) -> Terminal {
    desk.run(&["inbox"]).done();
    let mut terminal = Terminal::of(desk);
    terminal.shows("q quit");
    terminal
}

#[test]
fn marked_reports_are_deleted_for_everyone_once_their_count_is_typed() {
    let (site, anna, bea) = two_desks();
    for story in ["one", "two", "three"] {
        site.report("en", &[("story", story)]);
    }
    let mut terminal = screen(&anna);
    terminal.press("  ").shows("marked: 2");
    terminal.press("d").shows("Delete reports, for everyone");
    terminal.shows("2 reports go from the server for everyone.");
    terminal.press("3\r").shows("Nothing was deleted.");
    assert_eq!(count(&bea), 3);
    terminal.press(ESCAPE).shows("q quit");
    terminal.press("d").shows("Type 2 to delete it:");
    terminal.press("2\r").shows("2 reports are deleted.");
    assert_eq!(count(&bea), 1);
    assert_eq!(count(&anna), 1);
}

#[test]
fn one_report_is_deleted_once_its_first_eight_characters_are_typed_and_by_esc_it_is_not() {
    let (site, mut anna, bea) = two_desks();
    known(&site, &mut anna);
    let id = only(&bea);
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    terminal.press("\r").shows("q terug");
    terminal.press("d").shows("Meldingen wissen, voor iedereen");
    terminal.press(&id[..7]).shows(&id[..7]);
    terminal.press("\r").shows("Er is niets gewist.");
    terminal.press(ESCAPE).shows("q terug");
    assert_eq!(count(&bea), 1);
    terminal.press("d").shows(&format!("Typ {}", &id[..8]));
    terminal.press(&format!("{}\r", &id[..8])).shows("is gewist.");
    assert_eq!(count(&bea), 0);
    terminal.shows("q stop");
}

#[test]
fn a_report_is_kept_longer_with_a_reason_that_survives_a_look_elsewhere() {
    let (site, anna, bea) = two_desks();
    urgent(&site);
    let mut terminal = screen(&anna);
    terminal.press("K").shows("Why must it be kept?");
    terminal.press("\r").shows("Nothing was written.");
    terminal.press("the trial is in ").shows("the trial is in");
    terminal.press(ESCAPE).shows("q quit");
    terminal.press("q").shows("not sent");
    terminal.press("\r").hides("not sent");
    terminal.press("K").shows("the trial is in");
    terminal.press("spring\r").shows("The report is kept for");
    let id = only(&bea);
    assert!(bea.run(&["read", &id]).done().out.contains("the trial is in spring"));
}

#[test]
fn copies_of_a_withdrawn_report_are_kept_with_a_reason_only() {
    let (site, anna, _) = two_desks();
    let reporter = urgent(&site);
    anna.run(&["inbox"]).done();
    let id = only(&anna);
    reporter.withdraws();
    let mut terminal = screen(&anna);
    terminal.press("fff").shows("Shown: all (1)");
    terminal.press("K").shows("Keep the copies of withdrawn report");
    terminal.press("  \r").shows("Nothing was written.");
    terminal.press("a child of six\r").shows("Kept on this computer, sealed: 1 copies");
    let shown = anna.run(&["read", &id]).done().out;
    assert!(shown.contains("Elke avond bezoek.") && shown.contains("a child of six"), "{shown}");
}

#[test]
fn what_reports_share_is_a_page_from_which_one_is_opened_and_which_one_comes_back_to() {
    let (site, anna, _) = two_desks();
    site.report("en", &[("story", "Call 06-12345678, the first.")]);
    site.report("en", &[("story", "His number is +31 6 12345678, the second.")]);
    site.report("en", &[("story", "Nothing of that.")]);
    let mut terminal = screen(&anna);
    terminal.press("L").shows("Reports that share something");
    let picture = terminal.shows("A proposal, no proof.");
    assert!(picture.contains("+31612345678"), "{picture}");
    terminal.press("j\r").shows("q back");
    terminal.press("q").shows("A proposal, no proof.");
    terminal.press(ESCAPE).shows("q quit");
}

#[test]
fn statistics_on_the_screen_hide_no_number_and_say_for_whom_they_are() {
    let (site, anna, _) = two_desks();
    site.report("en", &[("story", "One."), ("place", "place-hotel")]);
    let mut terminal = screen(&anna);
    terminal.press("S").shows("Every number, also the small ones");
    terminal.press(PAGE_DOWN);
    terminal.becomes("one hotel", |picture| {
        picture.lines().any(|line| line.contains("otel") && line.contains("1  ####"))
    });
    assert!(anna.run(&["stats", "--public"]).done().out.contains("hidden"));
    terminal.press(ESCAPE).shows("q quit");
}

#[test]
fn another_set_is_accepted_once_its_whole_fingerprint_is_typed_and_then_all_is_sealed_for_it() {
    let team = Team::before_cem();
    urgent(&team.site);
    let mut terminal = screen(&team.anna);
    terminal.press("R").shows("The server has the same keys.");
    terminal.press(ESCAPE).shows("q quit");
    let lines = team.lines.concat();
    team.site.reload_with(&lines);
    let set: zegel_core::seal::Recipients = lines.parse().unwrap();
    let print = set.fingerprint().to_string();
    terminal.press("R").shows("New: cem");
    terminal.press(&format!("{}\r", &print[..9])).shows("The server has another fingerprint.");
    terminal.press(ESCAPE).shows("q quit");
    team.anna.run(&["inbox"]).failed_with("zegel recipients accept");
    terminal.press("R").shows("New: cem");
    terminal.press(&format!("{print}\r")).shows("Pinned from now on:");
    terminal.press("\r").hides("Pinned from now on:");
    terminal.press("Z").shows("documents are sealed for another set of keys.");
    terminal.press("\r").shows("Sealed for the present keys:");
    terminal.press("\r").hides("Sealed for the present keys:");
    let id = only(&team.cem);
    assert!(team.cem.run(&["read", &id]).done().out.contains("Elke avond bezoek."));
    terminal.press("Z").shows("Everything is sealed for the present keys.");
}

#[test]
fn notes_of_a_former_colleague_are_shown_before_somebody_signs_for_them() {
    let team = Team::new();
    urgent(&team.site);
    let id = only(&team.bea);
    team.bea.run(&["note", &id, "--text", "police called"]).done();
    team.bea.run(&["status", &id, "waiting"]).done();
    team.anna.run(&["recipients"]).done();
    let former = team.lines[1].lines().next().unwrap().replacen("# desk bea", "# former bea", 1);
    let lines = format!("{}{}{former}\n", team.lines[0], team.lines[2]);
    team.changes_to(&lines, &[&team.anna]);
    assert_eq!(row(&team.anna)["status"], Value::Null);
    let mut terminal = screen(&team.anna);
    terminal.press("T").shows("police called");
    terminal.press("n\r").shows("Nothing was done.");
    assert_eq!(row(&team.anna)["status"], Value::Null);
    terminal.press(BACKSPACE).press("y\r").shows("Attested: 2 notes in 1 reports.");
    assert_eq!(row(&team.anna)["status"], json!("waiting"));
    terminal.press("\r").hides("Attested:");
}

#[test]
fn help_shows_every_key_in_groups_within_two_pages() {
    let (site, anna, _) = two_desks();
    urgent(&site);
    let mut terminal = screen(&anna);
    let first = terminal.press("?").shows("any key closes this");
    let second = terminal.press(PAGE_DOWN).shows("closed is gone");
    for key in ["Space ", "K  ", "d  ", "x  ", "L  ", "S  ", "R  ", "Z  ", "T  "] {
        assert!(first.contains(key) || second.contains(key), "{key}\n{first}\n{second}");
    }
    terminal.press(ESCAPE).hides("Help: all keys");
}
