//! `zegel export` at a terminal: what is asked there, and what is shown before.

use crate::desk::export::{manifest, place, text, told};
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

/// No text of the caseworker's, and no line left out: a part each, and the lines.
const NOTHING_BESIDE: &str = "\n\n\n\n\n\n\n";

#[test]
fn a_person_sees_what_goes_is_asked_who_could_know_it_and_types_the_receivers_name() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    let police = ["export", &id, "--receiver", "Politie Utrecht", "--kind", "police", "--with-own-words"];
    let arguments = [&police[..], &["--marks-read", "--open", "out"]].concat();
    let ask = |lines: &str| typed(&anna, &arguments, &format!("{NOTHING_BESIDE}{lines}"));
    let seen = ask("\n");
    assert!(seen.contains("Who could know this?") && seen.contains("There is no answer to that"), "{seen}");
    assert!(seen.contains("Elke avond bezoek op kamer 12.") && !seen.contains("Ik werk daar"), "{seen}");
    let seen = ask("3\nPolitie\n");
    assert!(seen.contains("Type the name of the receiver") && seen.contains("was not typed again"), "{seen}");
    assert!(!place(&anna, "out").exists());
    let seen = ask("3\nPolitie Utrecht\nn\n");
    assert!(seen.contains("Handed on to Politie Utrecht"), "{seen}");
    assert_eq!(manifest(&place(&anna, "out"))["receiver"], "Politie Utrecht");
    // Once it is judged that only one person could know it, that stands.
    let asks = [&police[..], &["--marks-read", "--open", "again"]].concat();
    let seen = typed(&anna, &asks, &format!("{NOTHING_BESIDE}1\n"));
    assert!(seen.contains("only the reporter could know this"), "{seen}");
    assert!(!place(&anna, "again").exists());
}

#[test]
fn the_parts_are_asked_one_by_one_marked_passages_are_confirmed_and_the_reporter_is_told() {
    let (site, anna, _) = two_desks();
    let reporter = told(&site, None);
    let id = only(&anna);
    let arguments = ["export", &id, "--receiver", "CoMensha", "--kind", "help", "--open", "out"];
    let ask = |lines: &str| typed(&anna, &arguments, lines);
    let parts = "Ik zag elke avond bezoek.\nOp de derde.\n\nHotel Zonzicht\n\n\n\nBel het hotel niet.\n\n\n";
    let seen = ask(&format!("{parts}3\nn\n"));
    assert!(seen.contains("What happens?") && seen.contains("What must the receiver not do?"), "{seen}");
    // Named below the line while it is written, and once more before it goes.
    assert!(seen.contains("! May point at the reporter: »Ik« (first person) …"), "{seen}");
    assert!(seen.contains("»Ik« zag elke avond bezoek.") && seen.contains("first person"), "{seen}");
    assert!(seen.contains("Nobody confirmed that what may point"), "{seen}");
    assert!(!place(&anna, "out").exists());
    let seen = ask(&format!("{parts}3\ny\n3\nCoMensha\ny\n"));
    assert!(seen.contains("Handed on to CoMensha") && seen.contains("--answer help"), "{seen}");
    let text = text(&place(&anna, "out"));
    assert!(text.contains("Ik zag elke avond bezoek.") && !text.contains("Op de derde."), "{text}");
    assert!(text.contains("Bel het hotel niet.") && !text.contains("Mirela"), "{text}");
    assert!(reporter.looks().contains("hulporganisatie"), "the reporter can read what was done");
}
