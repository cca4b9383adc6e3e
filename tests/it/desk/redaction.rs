//! Leaving out: all spellings of a name, a number or a plate go, never fewer than a search finds, and what is
//! left that looks like one stops it until somebody has looked.

use proptest::prelude::*;
use zegel::{Query, Redactor};

use super::export::{export, place, text};
use crate::support::practice::{only, two_desks};
use crate::support::terminal::Terminal;

const MARK: &str = "[weggelaten]";
const MANY: [&str; 2] = ["--known-by", "many"];

fn redactor(texts: &[&str]) -> Redactor {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    Redactor::new(&texts, MARK).unwrap()
}

#[test]
fn all_spellings_go_of_a_name_a_number_and_a_plate() {
    let table = [
        ("Győző", "Mijn naam is Győző. Gyo\u{30b}zo\u{30b} is bekend.", "Mijn naam is []. [] is bekend."),
        ("O'Brien", "Ik heet Sean O'Brien. Hij noemde mij O’Brien", "Ik heet Sean []. Hij noemde mij []"),
        (
            "06-12345678",
            "06-12345678, of 06\u{2011}12345678 of 06 12345678 of +31 6 1234 5678",
            "[], of [] of [] of []",
        ),
        ("+31612345678", "bel 0612345678 of ٠٦١٢٣٤٥٦٧٨", "bel [] of []"),
        ("12345678", "06-1234 5678", "06-[]"),
        ("Muñoz", "José Muñoz. Jose Munoz", "José []. Jose []"),
        ("José Muñoz", "Jose\n  Munoz kwam", "[] kwam"),
        ("12-KLB-7", "kenteken 12klb7 of 12 KLB 7", "kenteken [] of []"),
        ("CB1234AB", "кола СВ 1234 АВ", "кола []"),
        ("kamer 12", "Kamer\u{a0}12 en kamer-12", "[] en []"),
        ("mirela", "@Mirela_x, Mirelas auto", "@[]_x, []s auto"),
    ];
    for (left_out, written, expected) in table {
        let redacted = redactor(&[left_out]).redact(written);
        assert_eq!(redacted.text, expected.replace("[]", MARK), "{left_out}: {written}");
        assert_eq!(redacted.count, expected.matches("[]").count(), "{left_out}: {written}");
    }
}

#[test]
fn what_is_left_and_looks_like_it_is_named_and_other_words_are_not() {
    let near = |left_out: &str, written: &str| {
        let redactor = redactor(&[left_out]);
        redactor.resembling(&redactor.redact(written).text)
    };
    assert_eq!(near("Mirela", "Mirela, Mirella of Mirea"), ["Mirella", "Mirea"]);
    assert_eq!(near("Mirela Popescu", "Mirela Popescu. Popescu was er"), ["Popescu"]);
    assert_eq!(near("06-12345678", "06 12345679 of 0612 345"), ["06 12345679", "0612 345"]);
    assert_eq!(near("Mirela", "Мirela"), ["Мirela"], "with a letter of another alphabet");
    for (left_out, written) in [
        ("Mirela", "Maria en Marieke, morgen"),
        ("elke avond", "elke dag, avonden"),
        ("Ana", "Ane"),
        ("06-12345678", "op 12-03-2026 om 06.12 uur"),
    ] {
        assert!(near(left_out, written).is_empty(), "{left_out}: {:?}", near(left_out, written));
    }
}

#[test]
fn every_spelling_is_named() {
    let spellings = redactor(&["Muñoz"]).spellings("Muñoz, MUNOZ en mun\u{303}oz");
    assert_eq!(spellings, ["Muñoz", "MUNOZ", "mun\u{303}oz"]);
}

#[test]
fn who_leaves_something_out_is_shown_each_spelling_and_asked_about_what_looks_like_it() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "José Muñoz. Jose Munoz. Ook Munos.")]);
    let id = only(&anna);
    let own_words = ["export", &id, "--receiver", "Politie", "--kind", "police", "--with-own-words"];
    let left_out = ["--open", "out", "--known-by", "many", "--redact", "Muñoz"];
    let arguments = [&own_words[..], &left_out].concat();
    let typed = |lines: &[&str]| {
        let mut terminal = Terminal::of(&anna, &arguments);
        terminal.shows("What happens?");
        // Nothing is written beside the reporter's words, and no line is left out.
        for _ in 0..6 {
            terminal.types("");
        }
        terminal.shows("Which lines stay behind?").types("").shows("may it stay?");
        for line in lines {
            terminal.types(line);
        }
        terminal.ends().1.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let seen = typed(&["n"]);
    assert!(seen.contains("Left out, as it stood there: »Munoz«, »Muñoz«"), "{seen}");
    assert!(seen.contains("looks like what you leave out: »Munos«"), "{seen}");
    assert!(!place(&anna, "out").exists());
    typed(&["y", "Politie", "n"]);
    assert!(place(&anna, "out").exists());
}

#[test]
fn an_export_stops_for_what_looks_like_it_until_somebody_has_looked() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Mijn naam is Győző. Gyo\u{30b}zo\u{30b} is bekend, en Gyozu ook.")]);
    let id = only(&anna);
    let leaves_out = [&MANY[..], &["--redact", "Győző"]].concat();
    let ended = export(&anna, &id, "out", &leaves_out).failed_with("looks like what you leave out: »Gyozu«");
    assert!(ended.said().contains("--keep"), "{}", ended.err);
    assert!(!place(&anna, "out").exists());
    export(&anna, &id, "out", &[&leaves_out[..], &["--keep", "gyozu"]].concat()).done();
    let went = text(&place(&anna, "out"));
    assert!(went.contains("Mijn naam is [weggelaten]. [weggelaten] is bekend, en Gyozu ook."), "{went}");
    assert!(went.contains("Weggelaten"), "{went}");
}

#[test]
fn a_colleague_sees_what_is_left_that_looks_like_what_was_left_out() {
    let (site, anna, bea) = two_desks();
    site.report("nl", &[("story", "Sean O'Brien en O’Brien en OBrien.")]);
    let id = only(&anna);
    let options = ["--known-by", "one", "--redact", "O'Brien", "--keep", "OBrien"];
    export(&anna, &id, "out", &options).failed_with("only the reporter could know");
    let seen = bea.run(&["export", &id, "--confirm", "--yes"]).done();
    assert!(seen.out.contains("looks like what you leave out: »OBrien«"), "{}", seen.out);
}

/// A name, or a number or plate in some spelling, among other words.
fn story() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("Győző".to_owned()),
        Just("gyo\u{30b}zo\u{30b}".to_owned()),
        Just("O’Brien".to_owned()),
        Just("06-12345678".to_owned()),
        Just("+31 6 1234\u{a0}5678".to_owned()),
        Just("12-KLB-7".to_owned()),
        Just("СВ1234АВ".to_owned()),
        "[a-zé0-9 .,'-]{0,8}",
        "\\PC{0,4}",
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.join(" "))
}

proptest! {
    #[test]
    fn nothing_is_left_that_a_search_for_the_same_word_would_find(story in story(), other in "\\PC{1,6}|[0-9]{1,9}") {
        let words = ["Győző", "O'Brien", "0612345678", "12KLB7", "cb1234ab", &other];
        for word in words.iter().filter(|word| word.split_whitespace().count() == 1) {
            let Ok(redactor) = Redactor::new(&[(*word).to_owned()], "█") else { continue };
            let redacted = redactor.redact(&story).text;
            let found = Query::new(word).places(&redacted);
            prop_assert!(found.iter().all(|place| redacted[place.clone()].contains('█')), "{word}: {redacted}");
        }
    }
}
