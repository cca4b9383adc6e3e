//! What goes is what a caseworker wrote: the reporter's own words only on purpose, and what may point at
//! the reporter only after somebody looked at it.

use std::fs;

use crate::desk::export::{TEXT, exported, manifest, place, restated, text, told};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{only, two_desks};

const HELP: [&str; 6] = ["--receiver", "CoMensha", "--kind", "help", "--open", "out"];

/// All bytes of a folder, as text.
fn everything(desk: &Caseworker, folder: &str) -> String {
    let entries = fs::read_dir(place(desk, folder)).unwrap();
    let files = entries.map(|entry| fs::read(entry.unwrap().path()).unwrap());
    files.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect()
}

#[test]
fn the_text_of_the_caseworker_goes_and_no_word_of_the_reporter() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    restated(&anna, &id, &HELP, TEXT).done();
    let text = text(&place(&anna, "out"));
    for part in
        ["Elke avond bezoek op een kamer.", "Hotel Zonzicht", "Bel het hotel niet.", "Tekst van de balie"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let all = everything(&anna, "out");
    for word in ["Mirela", "kamer 12", "12-ABC-3", "Misschien"] {
        assert!(!all.contains(word), "{word}");
    }
    assert_eq!(manifest(&place(&anna, "out"))["items"].as_array().unwrap().len(), 2);
    assert_eq!(exported(&anna, &id)["own_words"], false);
}

#[test]
fn without_a_text_nothing_goes_and_a_part_stands_there_once() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    restated(&anna, &id, &HELP, "").failed_with("There is no text of yours");
    restated(&anna, &id, &HELP, "Wat:\nWaar: \n").failed_with("There is no text of yours");
    restated(&anna, &id, &HELP, "Waar: hier\nWHERE: daar\n").failed_with("stands there twice");
    restated(&anna, &id, &HELP, &"x".repeat(20_001)).failed_with("20001");
    assert!(!place(&anna, "out").exists());
    // What stands before the first name is what happens, and a colon makes no name.
    restated(&anna, &id, &HELP, "\u{feff}Een busje: grijs.\r\nWie: een vrouw\r\nvan 20\r\n").done();
    let text = text(&place(&anna, "out"));
    assert!(text.contains("Wat er gebeurt\n  Een busje: grijs.\n"), "{text}");
    assert!(text.contains("Wie het is\n  een vrouw\n  van 20\n"), "{text}");
}

#[test]
fn what_may_point_at_the_reporter_stops_it_until_somebody_looked() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    let telling = "Wat: Ik ben klant geweest.\n";
    let refused = restated(&anna, &id, &HELP, telling).failed_with("Nobody confirmed that what may point");
    assert!(refused.said().contains("»Ik« (first person)"), "{}", refused.err);
    assert!(refused.said().contains("»klant« (who they are to the case)"), "{}", refused.err);
    assert!(!place(&anna, "out").exists());
    restated(&anna, &id, &[&HELP[..], &["--marks-read"]].concat(), telling).done();
}

/// The reporter's own words are handed on only on purpose, and a colleague agrees to the text, the kind and
/// the ground.
#[test]
fn the_reporters_words_go_on_purpose_and_what_must_be_avoided_never_in_theirs() {
    let (site, anna, _) = two_desks();
    let fields = [
        ("story", "Lucrez la hotel."),
        ("where", "Hotel Zonzicht"),
        ("care", "Doar eu și o colegă știm asta"),
        ("role", "role-work"),
    ];
    site.report("ro", &fields);
    let id = only(&anna);
    let words = [&HELP[..], &["--with-own-words"]].concat();
    let beside = "Niet doen: Bel het hotel niet.\nVertaling: Werkt in een hotel.\n";
    let refused = restated(&anna, &id, &words, beside).failed_with("Nobody confirmed");
    assert!(refused.said().contains("»Lucrez« (first person)"), "{}", refused.err);
    restated(&anna, &id, &[&words[..], &["--marks-read", "--verbatim"]].concat(), beside).done();
    let all = everything(&anna, "out");
    assert!(
        all.contains("Lucrez la hotel.") && all.contains("Vertaald door de balie\n  Werkt in een hotel.")
    );
    assert!(
        all.contains("Bel het hotel niet.") && !all.contains("Doar eu"),
        "what to avoid is the desk's line"
    );
    assert_eq!(exported(&anna, &id)["own_words"], true);
}

#[test]
fn a_translation_goes_in_the_place_of_the_reporters_words() {
    let (site, anna, _) = two_desks();
    site.report("ro", &[("story", "În fiecare seară vin bărbați.")]);
    let id = only(&anna);
    restated(&anna, &id, &HELP, "Vertaling: Elke avond komen er mannen.\n").done();
    let all = everything(&anna, "out");
    assert!(all.contains("Elke avond komen er mannen.") && !all.contains("fiecare"));
    assert!(!all.contains("Roemeens") && !all.contains("\"ro\""), "the language says who wrote it");
}

#[test]
fn lines_are_left_out_by_their_numbers_and_words_are_not_typed_into_a_shell() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    let police = ["--receiver", "Politie", "--kind", "police", "--with-own-words", "--marks-read"];
    let shown = restated(&anna, &id, &[&police[..], &["--preview"]].concat(), "").done();
    let number = shown.out.lines().find(|line| line.contains("Ze heet Mirela.")).unwrap();
    let number = number.split_whitespace().next().unwrap().to_owned();
    assert!(anna.json(&["read", &id])["status"].is_null(), "nothing was handed on");
    let out = [&police[..], &["--open", "out"]].concat();
    let leave = |lines| [&out[..], &["--leave-out", lines]].concat();
    for wrong in ["0", "99", "3-1", "x", "1-"] {
        restated(&anna, &id, &leave(wrong), "").failed_with("no lines of it");
    }
    restated(&anna, &id, &leave(&number), "").done();
    let went = text(&place(&anna, "out"));
    assert!(
        !went.contains("Mirela.") && went.contains("[weggelaten]") && went.contains("Elke avond"),
        "{went}"
    );
    assert_eq!(manifest(&place(&anna, "out"))["redactions"], 1);
    // Words come on standard input; on the command line they are warned about.
    let again = [&police[..], &["--open", "again"]].concat();
    let ended = restated(&anna, &id, &again, "Weglaten: kamer 12\nMirela\n").done();
    assert!(!ended.err.contains("history of your shell"), "{}", ended.err);
    assert!(!text(&place(&anna, "again")).to_lowercase().contains("mirela"));
    let third = [&police[..], &["--open", "third", "--redact", "Mirela"]].concat();
    assert!(restated(&anna, &id, &third, "").done().said().contains("history of your shell"));
}

#[test]
fn a_colleague_agrees_to_the_text_the_kind_and_the_ground_and_to_nothing_else() {
    let (site, anna, bea) = two_desks();
    told(&site, Some("pass-help"));
    let id = only(&anna);
    let one = |more: &[&str], text: &str| {
        let all = ["export", &id, "--known-by", "one", "--yes", "--open", "out", "--receiver", "CoMensha"];
        anna.run_with(&[&all[..], more].concat(), text)
    };
    let help = ["--kind", "help"];
    one(&help, TEXT).failed_with("only the reporter could know");
    let seen = bea.run(&["export", &id, "--confirm", "--yes"]).done();
    assert!(seen.out.contains("CoMensha (help organisation)") && seen.out.contains("Hotel Zonzicht"));
    assert!(!seen.out.contains("Mirela"), "{}", seen.out);
    let against = ["--kind", "police", "--against-wish", "danger", "--reason", "Nu gevaar."];
    one(&help, &TEXT.replace("Zonzicht", "Maanzicht")).failed_with("only the reporter could know");
    one(&against, TEXT).failed_with("only the reporter could know");
    assert!(!place(&anna, "out").exists());
    one(&help, TEXT).done();
    assert_eq!(exported(&anna, &id)["receiver_kind"], "help");
}
