//! What `zegel read` leaves on a terminal: nothing of the report.

use crate::support::practice::{only, two_desks};
use crate::support::screen_terminal::Terminal;

#[test]
fn a_report_is_read_on_a_page_of_its_own_and_nothing_of_it_stays() {
    let (site, anna, _) = two_desks();
    let story: Vec<String> = (1..=60).map(|line| format!("REGEL {line}.")).collect();
    site.report("nl", &[("story", &story.join("\n"))]);
    let id = only(&anna);
    let mut terminal = Terminal::running(&anna, &["read", &id], 60, 16, &[]);
    let picture = terminal.shows("q done");
    assert!(picture.contains("Report") && !picture.contains("REGEL 60."), "{picture}");
    terminal.press("G").shows("REGEL 60.");
    terminal.press("g").hides("REGEL 60.");
    terminal.press(" ").shows("REGEL 1");
    terminal.resize(100, 40);
    // A key that comes at the same moment as a new size is read with the next one.
    terminal.shows("REGEL 40.");
    terminal.press("G").shows("REGEL 60.");
    terminal.press("q").hides("REGEL");
    assert_eq!(terminal.ends(), Some(0));
    assert!(terminal.is_restored());
    let left = terminal.picture();
    assert!(left.contains("zegel reply") && !left.contains("REGEL"), "{left}");
    // It was read to its end by her.
    assert_eq!(anna.json(&["inbox"])[0]["unread"], false);
}

#[test]
fn on_a_terminal_that_only_prints_lines_there_is_no_page_and_no_screen() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "EEN VERHAAL")]);
    let id = only(&anna);
    for kind in ["dumb", ""] {
        let mut terminal = Terminal::running(&anna, &["read", &id], 80, 24, &[("TERM", kind)]);
        assert_eq!(terminal.ends(), Some(0));
        assert!(
            terminal.raw().contains("EEN VERHAAL") && !terminal.raw().contains('\u{1b}'),
            "{}",
            terminal.raw()
        );
        let mut terminal = Terminal::running(&anna, &[], 80, 24, &[("TERM", kind)]);
        assert_eq!(terminal.ends(), Some(2));
        assert!(terminal.raw().contains("inbox") && !terminal.raw().contains('\u{1b}'), "{}", terminal.raw());
    }
}
