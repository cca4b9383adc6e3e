//! A key split over pages comes back from enough of them, and fewer give nothing back.
//!
//! Keys split over pages: one comes back from enough of them, and from nothing else.

use proptest::prelude::*;

use crate::support::caseworker::{Caseworker, Ended, is_harmless, mode};
use crate::support::terminal::Terminal;

/// A page for each part.
fn pages(caseworker: &Caseworker, made: &str, needed: &str) -> Vec<String> {
    let ended = caseworker.run(&["backup-key", "--shares", made, "--threshold", needed]).done();
    ended.out.split_terminator('\u{c}').map(str::to_owned).collect()
}

fn restore(caseworker: &Caseworker, pages: &[&str], input: &str) -> Ended {
    let files: Vec<String> = pages
        .iter()
        .enumerate()
        .map(|(at, page)| caseworker.file(&format!("page{at}"), page).display().to_string())
        .collect();
    let passphrase = caseworker.file("passphrase", "een zin die lang genoeg is\n").display().to_string();
    let mut arguments = vec!["restore-key", "--passphrase-file", &passphrase, "--out", "again.txt"];
    arguments.extend(files.iter().map(String::as_str));
    caseworker.run_with(&arguments, input)
}

/// The numbered lines alone, without their numbers.
pub fn lines(page: &str) -> Vec<String> {
    let numbered = page.lines().filter_map(|line| line.trim().split_once(": "));
    numbered
        .filter(|(number, _)| number.parse::<u8>().is_ok())
        .map(|(_, line)| line.trim().to_owned())
        .collect()
}

#[test]
fn enough_pages_give_the_same_key_back_behind_a_passphrase() {
    let (anna, public) = Caseworker::with_key("anna");
    let pages = pages(&anna, "3", "2");
    assert_eq!(pages.len(), 3);
    let ended = restore(&anna, &[&pages[2], &pages[0]], "").done();
    assert_eq!(ended.out, public, "the two lines for the server");
    let again = anna.home().join("again.txt");
    assert_eq!(mode(&again), 0o600);
    assert!(std::fs::read_to_string(&again).unwrap().starts_with("-----BEGIN AGE ENCRYPTED FILE"));
    restore(&anna, &[&pages[0], &pages[1]], "").failed_with("exists already");
}

#[test]
fn a_page_says_what_it_is_and_fits_on_paper() {
    let (mut anna, public) = Caseworker::with_key("anna");
    for dutch in [false, true] {
        if dutch {
            anna.speaks_dutch();
        }
        for page in pages(&anna, "3", "2") {
            assert!(is_harmless(&page) && page.lines().all(|line| line.chars().count() <= 80), "{page}");
            assert!(page.lines().count() < 40, "{page}");
            let recipient: String = public.lines().nth(1).unwrap().chars().take(24).collect();
            for part in ["anna", "3", "2", &recipient, "restore-key"] {
                assert!(page.contains(part), "{part:?} in\n{page}");
            }
            assert!(lines(&page).len() <= 8, "too much to type:\n{page}");
        }
    }
}

#[test]
fn too_few_pages_give_nothing_and_say_how_many_are_missing() {
    let (anna, _) = Caseworker::with_key("anna");
    let pages = pages(&anna, "5", "3");
    restore(&anna, &[&pages[1], &pages[4]], "").failed_with("Still needed: 1");
    restore(&anna, &[&pages[1], &pages[1], &pages[1]], "").failed_with("Still needed: 2");
    assert!(!anna.home().join("again.txt").exists());
}

#[test]
fn a_typing_error_is_found_in_its_line() {
    let (anna, _) = Caseworker::with_key("anna");
    let pages = pages(&anna, "2", "2");
    let third = lines(&pages[0])[2].clone();
    let old = third.chars().nth(5).unwrap();
    let mut wrong: Vec<char> = third.chars().collect();
    wrong[5] = if old == 'A' { 'B' } else { 'A' };
    let page = pages[0].replace(&third, &wrong.iter().collect::<String>());
    restore(&anna, &[&page, &pages[1]], "").failed_with("Line 3 is not right");
    let page = pages[0].replace(&format!(" 3: {third}\n"), "");
    restore(&anna, &[&page, &pages[1]], "").failed_with("Line 3 is missing");
    let other = pages[0].replace(&third, &lines(&pages[1])[2]);
    restore(&anna, &[&other, &pages[1]], "").failed_with("do not belong together");
    restore(&anna, &["Dear colleague", &pages[1]], "").failed_with("no part of a key");
}

#[test]
fn pages_of_two_splits_or_keys_are_never_joined() {
    let (anna, _) = Caseworker::with_key("anna");
    let (bram, _) = Caseworker::with_key("bram");
    let first = pages(&anna, "2", "2");
    let second = pages(&anna, "2", "2");
    assert_ne!(lines(&first[0]), lines(&second[0]), "two splits differ");
    restore(&anna, &[&first[0], &second[1]], "").failed_with("does not fit the others");
    restore(&anna, &[&first[0], &pages(&bram, "2", "2")[1]], "").failed_with("does not fit the others");
}

#[test]
fn what_people_type_is_forgiven() {
    let (anna, public) = Caseworker::with_key("anna");
    let pages = pages(&anna, "2", "2");
    let typed: Vec<String> = pages
        .iter()
        .map(|page| {
            let lines = lines(page);
            let lines = lines.iter().map(|line| line.to_lowercase().replace('0', "o").replace('1', "l"));
            let numbered =
                lines.enumerate().map(|(at, line)| format!("{}:{}\n", at + 1, line.replace(' ', "")));
            numbered.collect()
        })
        .collect();
    assert_eq!(restore(&anna, &[], &typed.concat()).done().out, public);
}

#[test]
fn at_a_terminal_a_mistyped_line_is_asked_for_again() {
    let (anna, public) = Caseworker::with_key("anna");
    let pages = pages(&anna, "2", "2");
    let passphrase = anna.file("passphrase", "een zin die lang genoeg is\n").display().to_string();
    let arguments = ["restore-key", "--passphrase-file", &passphrase, "--out", "again.txt"];
    let mut terminal = Terminal::of(&anna, &arguments);
    terminal.shows("Line 1:").types("0000 0000").shows("Line 1 is not right");
    for page in &pages {
        for (at, line) in lines(page).iter().enumerate() {
            terminal.shows(&format!("Line {}:", at + 1)).types(line);
        }
    }
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(0), "{seen}");
    assert!(seen.contains(public.lines().next().unwrap()), "{seen}");
}

#[test]
fn parts_of_a_key_go_to_a_printer_and_never_to_a_screen() {
    let (anna, _) = Caseworker::with_key("anna");
    let (code, seen) = Terminal::of(&anna, &["backup-key"]).ends();
    assert_eq!(code, Some(1));
    assert!(seen.contains("backup-key | lp") && !seen.contains(" 1: "), "{seen}");
    anna.run(&["backup-key", "--shares", "2", "--threshold", "3"]).ended_with(2);
    anna.run(&["backup-key", "--shares", "17"]).ended_with(2);
    anna.run(&["backup-key", "--threshold", "1"]).ended_with(2);
}

#[test]
fn a_key_that_is_larger_than_a_part_can_say_is_not_split() {
    let (anna, _) = Caseworker::with_key("anna");
    let identity = std::fs::read_to_string(anna.identity()).unwrap();
    let (author, hybrid) = identity.split_once('\n').unwrap();
    let x25519 = age::x25519::Identity::generate().to_string();
    let x25519 = format!("{}\n", age::secrecy::ExposeSecret::expose_secret(&x25519));
    let author = author.replacen("anna", "annabram", 1);
    let file = format!("{author}\n{}{}", x25519.repeat(852), hybrid.repeat(20));
    assert_eq!(file.len(), 64 * 1024, "as large as an identity file may be");
    anna.file("large.txt", &file);
    let ended = anna.run(&["backup-key", "--identity", "large.txt"]).ended_with(1);
    assert!(ended.out.is_empty() && ended.said().contains("too large for pages"), "{}", ended.out);
}

#[test]
fn a_key_that_only_signs_has_one_line_and_comes_back_too() {
    let anna = Caseworker::new();
    let made = anna.run(&["keygen", "anna", "--signing-only", "--no-passphrase"]).done();
    assert!(made.out.starts_with("# desk anna ed25519:") && made.out.lines().count() == 1, "{}", made.out);
    let pages = pages(&anna, "2", "2");
    assert_eq!(restore(&anna, &[&pages[0], &pages[1]], "").done().out, made.out);
}

#[test]
fn pages_are_proved_against_the_key_and_nothing_is_written() {
    let anna = Caseworker::new();
    let passphrase = anna.file("passphrase", "een zin die lang genoeg is\n").display().to_string();
    let key = anna.home().join("recovery.txt").display().to_string();
    let own = ["--identity", key.as_str(), "--passphrase-file", &passphrase];
    let public =
        anna.run(&["keygen", "recovery", "--out", &key, "--passphrase-file", &passphrase]).done().out;
    let printed = anna.run(&[&["backup-key"][..], &own].concat()).done().out;
    let pages: Vec<&str> = printed.split_terminator('\u{c}').collect();
    let [first, second] = [0, 2].map(|at| anna.file(&format!("page{at}"), pages[at]).display().to_string());
    let before = anna.files();
    let check = |pages: &[&str]| anna.run(&[&["restore-key", "--check"][..], pages, &own].concat());

    let proved = check(&[&first, &second]).done();
    assert!(proved.said().contains("give back the key in"), "{}", proved.err);
    let recipient: String = public.lines().nth(1).unwrap().chars().take(24).collect();
    assert!(proved.said().contains(&recipient), "{}", proved.err);
    check(&[&first]).failed_with("Still needed: 1");

    let (bea, _) = Caseworker::with_key("bea");
    let other = self::pages(&bea, "2", "2").concat();
    let other = bea.file("pages", other.replace('\u{c}', "\n")).display().to_string();
    check(&[&other]).failed_with("another key than").ended_with(4);
    anna.run(&["restore-key", "--check", &first, &second, "--out", "again.txt"]).ended_with(2);
    anna.run(&["restore-key", "--check", &first, &second]).failed_with("is not there");
    assert_eq!(anna.files(), before, "nothing is written");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_pages_are_enough_if_there_are_enough_and_none_if_not(
        (needed, order) in (2usize..=6).prop_flat_map(|made| {
            (2..=made, Just((0..made).collect::<Vec<_>>()).prop_shuffle())
        })
    ) {
        let (anna, public) = Caseworker::with_key("anna");
        let pages = pages(&anna, &order.len().to_string(), &needed.to_string());
        let some: Vec<&str> = order.iter().map(|at| pages[*at].as_str()).collect();
        restore(&anna, &some[..needed - 1], "").failed_with("Still needed: 1");
        prop_assert!(!anna.home().join("again.txt").exists());
        prop_assert_eq!(restore(&anna, &some[..needed], "").done().out, public);
    }
}
