//! Telephone numbers and chats: who answers now stands first, who is closed says so, and whoever calls
//! from abroad finds a number that works.

use zegel_core::opening_hours::{TimeOfWeek, Weekday};

use crate::page::languages::{configured, refused_helplines};
use crate::support::http::Answer;
use crate::support::site::{Site, languages, said};

/// The numbers in the row of all numbers, in their order.
fn listed(page: &Answer) -> Vec<String> {
    let (_, rest) = page.text().split_once(&said("nl").start.to_numbers).unwrap();
    links(rest.split_once("</details>").unwrap().0)
}

/// Each line's link.
fn links(list: &str) -> Vec<String> {
    let lines = list.split("<li>").skip(1);
    lines.map(|line| line.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect()
}

const COMENSHA: &str = "tel:0334481186";

#[test]
fn who_answers_now_stands_first_and_who_is_closed_last_and_says_so() {
    let site = Site::start();
    let closed = format!("({})", said("nl").numbers.closed_now);
    let nights = [
        (Weekday::Tuesday, 3, 0),
        (Weekday::Sunday, 12, 0),
        (Weekday::Monday, 8, 59),
        (Weekday::Monday, 17, 0),
        (Weekday::Saturday, 10, 0),
    ];
    for (day, hour, minute) in nights {
        site.it_is(day, hour, minute);
        let page = site.get("/nl/");
        let numbers = listed(&page);
        assert_eq!(numbers[..2], ["tel:112", "tel:09008844"]);
        assert_eq!(numbers.last().unwrap(), COMENSHA, "{day:?} {hour}");
        assert_eq!(page.text().matches(&closed).count(), 1);
    }
    for (day, hour, minute) in [(Weekday::Monday, 9, 0), (Weekday::Monday, 10, 0), (Weekday::Friday, 16, 59)]
    {
        site.it_is(day, hour, minute);
        let page = site.get("/nl/");
        let numbers = listed(&page);
        let place = |link: &str| numbers.iter().position(|number| number == link).unwrap();
        assert_eq!(place("tel:112"), 0);
        assert!(place(COMENSHA) < place("tel:08007000"), "before those whose hours nobody knows");
        assert!(!page.text().contains(&closed), "{day:?} {hour}");
    }
}

#[test]
fn a_page_that_was_kept_does_not_say_what_was_true_an_hour_ago() {
    let site = Site::start();
    site.it_is(Weekday::Monday, 16, 59);
    let open = listed(&site.get("/nl/"));
    site.it_is(Weekday::Monday, 17, 0);
    let closed = listed(&site.get("/nl/"));
    assert_ne!(open, closed);
    site.it_is(Weekday::Tuesday, 9, 0);
    assert_eq!(listed(&site.get("/nl/")), open);
}

#[test]
fn two_stand_in_view_for_whom_it_is_about_and_112_is_said_once() {
    let site = Site::start();
    site.it_is(Weekday::Sunday, 3, 0);
    for language in languages() {
        let page = site.post(&format!("/{language}/"), &[("act", "me")]);
        let (_, rest) = page.text().split_once("</h1>").unwrap();
        let (before, more) = rest.split_once("<details>").unwrap();
        let row = format!("<summary>{}</summary>", said(language).me.more_numbers);
        assert!(more.starts_with(&row), "{language}");
        let (_, in_view) = before.split_once("<ul>").unwrap();
        assert_eq!(links(in_view), ["https://fier.nl/chat", "tel:08000188"], "{language}");
        assert_eq!(in_view.matches("<li><b>").count(), 2);
        let (more, _) = more.split_once("</details>").unwrap();
        let closed_last = ["tel:113", "tel:08002000", "tel:08000432", COMENSHA];
        assert_eq!(links(more), closed_last, "{language}");
        assert_eq!(page.text().matches("tel:112").count(), 1, "{language}");
    }
}

#[test]
fn a_foreign_telephone_finds_a_number_that_works_in_every_list_of_all() {
    let site = Site::start();
    for language in languages() {
        let words = said(language);
        let sent = site.visit(language).send(&site, &[("story", "Kamer 12")]);
        for page in [site.get(&format!("/{language}/")), sent, site.get(&format!("/{language}/nothing"))] {
            assert!(page.says(&words.numbers.abroad), "{language}");
            for (link, number) in
                [("tel:+31343578844", "+31 34 357 8844"), ("tel:+31334481186", "+31 33 448 1186")]
            {
                let number = number.replace(' ', "\u{a0}");
                let shown = format!("{}: <a href=\"{link}\">{number}</a>", words.numbers.from_abroad);
                assert!(page.text().contains(&shown), "{language}: {link}");
            }
        }
    }
}

const OWN: &str = "[[helpline]]\nid = \"911\"\nnumber = \"911\"\nlink = \"tel:911\"\n\
    [[helpline]]\nid = \"day\"\nnumber = \"800\"\nlink = \"tel:800\"\nopen = [\"mon-thu 09:00-12:00\", \"sat 10:00-24:00\"]\n\
    [[helpline]]\nid = \"always\"\nnumber = \"801\"\nlink = \"tel:801\"\nopen = \"always\"\nabroad = \"+1 555 010 9999\"\n";
const OWN_WORDS: &str = "[helplines.911]\nname = \"\"\ntext = \"danger\"\n[helplines.day]\nname = \"\"\n\
    text = \"by day\"\n[helplines.always]\nname = \"\"\ntext = \"always\"\n";

#[test]
fn an_organisations_own_numbers_have_hours_and_numbers_from_abroad_too() {
    let lines = "languages = [\"nl\"]\nwords = \"words\"\nhelplines = \"lines.toml\"";
    let site = configured(lines, &[("words/nl.toml", OWN_WORDS), ("lines.toml", OWN)]).unwrap();
    for (day, hour, expected) in [
        (Weekday::Thursday, 11, ["tel:911", "tel:800", "tel:801"]),
        (Weekday::Saturday, 23, ["tel:911", "tel:800", "tel:801"]),
        (Weekday::Friday, 11, ["tel:911", "tel:801", "tel:800"]),
        (Weekday::Thursday, 12, ["tel:911", "tel:801", "tel:800"]),
    ] {
        site.it_is(day, hour, 0);
        let page = site.get("/nl/");
        assert_eq!(listed(&page), expected, "{day:?} {hour}");
        assert!(page.text().contains("tel:+15550109999"));
    }
}

#[test]
fn hours_that_cannot_be_read_stop_the_start_and_are_named() {
    let wrong = [
        "\"sometimes\"",
        "[]",
        "[\"mon-fri\"]",
        "[\"mon-fri 9-17\"]",
        "[\"mon-fri 17:00-09:00\"]",
        "[\"fri-mon 09:00-17:00\"]",
        "[\"maandag 09:00-17:00\"]",
        "[\"mon 09:00-24:01\"]",
        "[\"mon 09:60-10:00\"]",
        "true",
    ];
    for open in wrong {
        refused_helplines(&format!("open = {open}\n"), "open: expected");
    }
    for abroad in ["\"\"", "\"0343\"", "\"+31\"", "\"+31 34 <b>\"", "\"31 34 357 8844\""] {
        refused_helplines(&format!("abroad = {abroad}\n"), "112: abroad:");
    }
}

#[test]
fn the_time_is_that_of_the_netherlands_in_summer_and_winter() {
    let at = |seconds: u64| {
        TimeOfWeek::at(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds)).unwrap()
    };
    // Thursday 2026-07-02 07:30 and Thursday 2026-12-03 08:30 in universal time.
    assert_eq!(at(1_782_977_400), TimeOfWeek::new(Weekday::Thursday, 9, 30));
    assert_eq!(at(1_796_286_600), TimeOfWeek::new(Weekday::Thursday, 9, 30));
    // The last minute before summer time, and the minute after it: Sunday 2026-03-29.
    assert_eq!(at(1_774_745_940), TimeOfWeek::new(Weekday::Sunday, 1, 59));
    assert_eq!(at(1_774_746_000), TimeOfWeek::new(Weekday::Sunday, 3, 0));
}

#[test]
fn a_small_mistake_leaves_the_form_near_and_a_page_that_cannot_send_shows_whom_to_call() {
    let site = Site::start();
    for language in languages() {
        let row =
            |open: &str| format!("<details{open}><summary>{}</summary>", said(language).start.to_numbers);
        let path = format!("/{language}/");
        let form = site.visit(language);
        let small = [
            form.send(&site, &[("story", "")]),
            form.send(&site, &[("story", &"a".repeat(20_001))]),
            site.post(&path, &[("act", "look"), ("code", "ABCD")]),
            form.press(&site, "message", &[("message", "")]),
            form.press(&site, "unknown", &[("story", "x")]),
        ];
        for page in small {
            assert!(page.status >= 400 && page.text().contains(&row("")), "{language}");
            assert!(!page.text().contains(&row(" open")), "{language}");
        }
    }
}
