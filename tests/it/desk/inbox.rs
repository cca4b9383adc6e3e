//! The list of `zegel inbox`: what stands on a line, that it fits whatever anybody wrote, and that a
//! flood of equal reports is one line and hides nothing else.

use std::collections::BTreeSet;

use zegel::order;
use zegel::terminal::{WIDTH, columns};
use zegel::texts::Texts;
use zegel::view::inbox::{self, Copies};
use zegel_core::document::{NoteContent, Status};
use zegel_core::i18n::Language;
use zegel_core::id::EntryId;
use zegel_core::thread::Direction;

use super::view::{ANNA, BEN, Listed, STORY, Written, printed, viewer};
use crate::support::fixture::answers;

/// The list as it is printed, in Dutch and in English.
fn lists(cases: &[(&Written, Listed)]) -> [String; 2] {
    [Language::DUTCH, Language::ENGLISH].map(|language| {
        let cases = cases.iter().map(|(written, listed)| written.listed("2026-W48", *listed)).collect();
        let mut items = inbox::items(cases, &viewer());
        order::sort(&mut items, |item| &item.row);
        let copies = |_| Copies { hidden: 2, with_reason: 0 };
        printed(&inbox::page(&items, &copies, Texts::new(language)))
    })
}

fn present<'a>(cases: impl IntoIterator<Item = &'a Written>) -> Vec<(&'a Written, Listed)> {
    cases.into_iter().map(|case| (case, Listed::Present)).collect()
}

#[test]
fn the_inbox_says_what_there_is_to_do_and_how_to_begin() {
    let mut unread = Written::new(0xa1);
    unread.report(answers(&[&STORY[..], &[("where", "Zwolle, the hotel behind the station")]].concat()));
    let mut done = Written::new(0xa2);
    let report = done.report(answers(&[("story", "Nothing happened."), ("place", "place-hotel")]));
    done.note(BEN, NoteContent::Seen { entries: vec![report] });
    done.note(BEN, NoteContent::Status { status: Status::Closed, reason: None });
    let withdrawn = Written::new(0xa3);
    let [dutch, english] =
        lists(&[(&unread, Listed::Present), (&done, Listed::Present), (&withdrawn, Listed::Withdrawn)]);
    assert_eq!(dutch, INBOX_NL);
    assert_eq!(english, INBOX_EN);
}

/// Reports in which everything is as long as it can be.
fn hostile() -> Vec<Written> {
    let everything = [
        ("when", "when-now"),
        ("minor", "maybe"),
        ("role", "role-me"),
        ("place", "place-other"),
        ("where", "東京都新宿区歌舞伎町一丁目のホテル 🏨🏨🏨🏨🏨🏨🏨🏨"),
        ("story", "Ring 06-14785236 or 06-14785237? The car is 12-KLB-7, and she is 16 years old."),
    ];
    let mut asked = Written::new(0xb1);
    let report = asked.report(answers(&everything));
    asked.note(BEN, NoteContent::Seen { entries: vec![report] });
    asked.note(BEN, NoteContent::Status { status: Status::QuestionAsked, reason: None });
    let mut labelled = Written::new(0xb2);
    labelled.report(answers(&[("where", "a".repeat(300).as_str()), ("place", "place-massage")]));
    labelled.note(ANNA, NoteContent::Assigned { to: Some("a-colleague-with-a-name-of-any-length".into()) });
    let add = ["浴室".repeat(60), "rood licht ".repeat(20), "utrecht".to_owned()].into();
    labelled.note(ANNA, NoteContent::Labelled { add, remove: BTreeSet::new() });
    labelled.note(ANNA, NoteContent::Status { status: Status::Forwarded, reason: None });
    labelled.message("Is anybody there?", 0);
    labelled.message("Is anybody still there?", 0);
    let mut urgent = Written::new(0xb3);
    let report = urgent.report(answers(&everything));
    urgent.note(BEN, NoteContent::Seen { entries: vec![report] });
    urgent.note(BEN, NoteContent::Urgent { urgent: true });
    urgent.note(BEN, NoteContent::Assigned { to: Some("ben".repeat(30)) });
    vec![asked, labelled, urgent]
}

#[test]
fn every_line_fits_and_only_an_id_begins_at_the_edge_whatever_anybody_wrote() {
    let hostile = hostile();
    for list in lists(&present(&hostile)) {
        let lines: Vec<&str> = list.lines().collect();
        for line in &lines {
            assert!(line.chars().map(columns).sum::<usize>() <= WIDTH, "{line}");
        }
        let rows = &lines[1..lines.len() - 1];
        let at_edge: Vec<&str> =
            rows.iter().filter(|line| !line.starts_with(' ')).map(|line| &line[..4]).collect();
        assert_eq!(at_edge.len(), hostile.len(), "{list}");
        assert!(["b1b1", "b2b2", "b3b3"].iter().all(|id| at_edge.contains(id)), "{list}");
        assert!(!list.contains("something el\n") && !list.contains("something el "), "{list}");
    }
}

/// So many reports with the same answers, in different threads.
fn same(count: u8, said: &[(&str, &str)]) -> Vec<Written> {
    let written = (0..count).map(|number| {
        let mut written = Written::new(0x10 + number);
        written.report(answers(said));
        written
    });
    written.collect()
}

#[test]
fn many_reports_that_say_the_same_are_one_line_with_the_command_that_takes_them_together() {
    let mut other = Written::new(0xf1);
    other.report(answers(&[("story", "A girl in room 12.")]));
    let mut flood = same(14, &[("story", "Cheap pills!"), ("place", "place-online")]);
    flood.push(other);
    let [dutch, english] = lists(&present(&flood));
    assert!(dutch.contains("Nog 13 meldingen zeggen precies hetzelfde."), "{dutch}");
    assert!(english.contains("13 more reports say exactly the same."), "{english}");
    for list in [dutch, english] {
        assert!(list.contains("zegel delete --like 1010\n") && list.contains("\nf1f1  "), "{list}");
        assert_eq!(list.lines().filter(|line| !line.starts_with(' ')).count(), 4, "{list}");
    }
}

#[test]
fn a_few_that_say_the_same_each_have_a_line() {
    let few = same(5, &[("story", "Help.")]);
    for list in lists(&present(&few)) {
        assert_eq!(list.lines().filter(|line| !line.starts_with(' ')).count(), 7, "{list}");
    }
}

/// What sets one of a flood apart, by its name.
type Change<'a> = (&'a str, &'a dyn Fn(&mut Written));

#[test]
fn a_flood_hides_none_that_differs_that_is_urgent_or_that_anybody_touched() {
    let said = [("story", "Cheap pills!")];
    let changes: [Change<'_>; 8] = [
        ("a note", &|case| case.note(BEN, NoteContent::Text { text: "Same sender.".to_owned() })),
        ("a label", &|case| {
            let add = ["spam".to_owned()].into();
            case.note(BEN, NoteContent::Labelled { add, remove: BTreeSet::new() });
        }),
        ("assigned", &|case| case.note(BEN, NoteContent::Assigned { to: Some("ben".to_owned()) })),
        ("urgent", &|case| case.note(BEN, NoteContent::Urgent { urgent: true })),
        ("a status", &|case| {
            case.note(BEN, NoteContent::Status { status: Status::New, reason: None });
        }),
        ("a message", &|case| case.message("Cheap pills!", 0)),
        ("junk beside it", &|case| {
            case.keep(EntryId::from_bytes([9; 16]), Direction::FromReporter, b"age-encryption.org/v1\n");
        }),
        ("another word", &|_| ()),
    ];
    for (name, change) in changes {
        let mut flood = same(8, &said);
        let mut special = Written::new(0xe1);
        let words = if name == "another word" { "Cheap pill!" } else { "Cheap pills!" };
        special.report(answers(&[("story", words)]));
        change(&mut special);
        flood.push(special);
        for list in lists(&present(&flood)) {
            assert!(list.contains("\ne1e1"), "{name}: {list}");
            assert!(list.contains("zegel delete --like "), "{name}: {list}");
        }
    }
    // Whoever is in danger is in no crowd: the page for the one it is about, and what goes on with a child.
    for danger in [&[("role", "role-me")][..], &[("minor", "yes"), ("when", "when-now")]] {
        let flood = same(8, &[&said[..], danger].concat());
        for list in lists(&present(&flood)) {
            assert_eq!(list.lines().filter(|line| !line.starts_with(' ')).count(), 10, "{list}");
        }
    }
}

const INBOX_NL: &str = "\
Te doen: 1 nieuw, 0 wacht op jou, 0 al 3 weken stil           opgehaald: zojuist
a1a1  misschien jonger dan 18 · gaat nog door         wk 48  nieuw
      koe-bui · Zwolle, the hotel behind the…
a2a2                                  hotel           wk 48  afgesloten
      plons-drum
a3a3                                                  wk 48  ingetrokken
      vilt-geel
      De melder heeft dit ingetrokken. Kopieën op deze computer, op slot en
      verborgen: 2.
      Wissen: zegel delete a3a3
      Bewaren, met een reden: zegel keep a3a3
Lees de eerste: zegel read a1a1                               Hulp: zegel --help
";

const INBOX_EN: &str = "\
To do: 1 new, 0 waiting for you, 0 silent for 3 weeks          fetched: just now
a1a1  maybe under 18 · still going on                 wk 48  new (nl)
      grid-bold · Zwolle, the hotel behind the…
a2a2                                  hotel           wk 48  closed (nl)
      peanut-celery
a3a3                                                  wk 48  withdrawn
      thunder-cover
      The reporter withdrew this. Sealed copies on this computer, hidden: 2.
      Delete them: zegel delete a3a3
      Keep them, with a reason: zegel keep a3a3
Read the first: zegel read a1a1                               Help: zegel --help
";
