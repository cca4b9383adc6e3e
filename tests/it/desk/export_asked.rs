//! `zegel export` at a terminal: what is asked there, and what is shown before.

use crate::desk::export::{manifest, place, told};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{only, two_desks};
use crate::support::terminal::Terminal;

/// Runs the program on a terminal on which these lines are typed, and gives what was seen.
fn typed(desk: &Caseworker, arguments: &[&str], lines: &str) -> String {
    let mut terminal = Terminal::of(desk, arguments);
    for line in lines.lines() {
        terminal.types(line);
    }
    terminal.ends().1.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_person_sees_what_goes_is_asked_who_could_know_it_and_types_the_receivers_name() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    let arguments = ["export", &id, "--receiver", "Politie Utrecht", "--open", "out"];
    let ask = |lines| typed(&anna, &arguments, lines);
    let seen = ask("\n");
    assert!(seen.contains("Who could know this?") && seen.contains("There is no answer to that"), "{seen}");
    assert!(seen.contains("Elke avond bezoek op kamer 12.") && !seen.contains("Ik werk daar"), "{seen}");
    let seen = ask("3\nPolitie\n");
    assert!(seen.contains("Type the name of the receiver") && seen.contains("was not typed again"), "{seen}");
    assert!(!place(&anna, "out").exists());
    let seen = ask("3\nPolitie Utrecht\n");
    assert!(seen.contains("Handed on to Politie Utrecht"), "{seen}");
    assert_eq!(manifest(&place(&anna, "out"))["receiver"], "Politie Utrecht");
    // Once it is judged that only one person could know it, that stands.
    let asks = ["export", &id, "--receiver", "Politie Utrecht", "--open", "again"];
    let seen = typed(&anna, &asks, "1\n");
    assert!(seen.contains("only the reporter could know this"), "{seen}");
    assert!(!place(&anna, "again").exists());
}
