//! Numbers with their nouns: each language has its own forms for them, and groups of digits as its
//! readers know them.

use zegel_core::i18n::{Unit, interpolate};
use zegel_core::token::Token;

use crate::support::site::{Site, languages, phrase, said};

#[test]
fn each_number_of_weeks_has_the_form_that_its_language_has_for_it() {
    let forms = [
        ("nl", [(1, "1 week"), (2, "2 weken"), (26, "26 weken")]),
        ("en", [(1, "1 week"), (2, "2 weeks"), (26, "26 weeks")]),
        ("ro", [(1, "1 săptămână"), (19, "19 săptămâni"), (20, "20 de săptămâni")]),
        ("ro", [(26, "26 de săptămâni"), (52, "52 de săptămâni"), (120, "120 de săptămâni")]),
        ("hu", [(1, "1 hétig"), (2, "2 hétig"), (26, "26 hétig")]),
        ("es", [(1, "1 semana"), (2, "2 semanas"), (26, "26 semanas")]),
        ("pl", [(1, "1 tydzień"), (4, "4 tygodnie"), (5, "5 tygodni")]),
        ("pl", [(12, "12 tygodni"), (22, "22 tygodnie"), (26, "26 tygodni")]),
        ("bg", [(1, "1 седмица"), (2, "2 седмици"), (26, "26 седмици")]),
    ];
    for (language, forms) in forms {
        for (number, form) in forms {
            assert_eq!(phrase(language, Unit::Weeks, number), form);
        }
    }
}

#[test]
fn long_numbers_are_grouped_as_readers_of_the_language_know_them() {
    let forms = [
        ("nl", "25.000 tekens"),
        ("en", "25,000 characters"),
        ("ro", "25.000 de caractere"),
        ("hu", "25\u{a0}000 karakter"),
        ("es", "25\u{a0}000 caracteres"),
        ("pl", "25\u{a0}000 znaków"),
        ("bg", "25\u{a0}000 знака"),
    ];
    for (language, form) in forms {
        assert_eq!(phrase(language, Unit::Characters, 25_000), form);
    }
    assert_eq!(phrase("nl", Unit::Characters, 1_000_000), "1.000.000 tekens");
    assert_eq!(phrase("nl", Unit::Characters, 9_999), "9999 tekens");
}

#[test]
fn nobody_is_asked_to_wait_for_one_seconds() {
    for language in languages() {
        for seconds in 0..5 {
            assert_eq!(phrase(language, Unit::Seconds, seconds), said(language).counts.soon);
        }
        assert!(phrase(language, Unit::Seconds, 5).starts_with("5 "), "{language}");
    }
}

#[test]
fn pages_say_weeks_and_characters_in_these_forms() {
    let site = Site::start();
    for language in languages() {
        let weeks = phrase(language, Unit::Weeks, 26);
        let sent = site.visit(language).send(&site, &[("story", "Kamer 12")]);
        assert!(sent.says(&interpolate(&said(language).token.after_erased, &[("weeks", &weeks)])));
        let privacy = site.get(&format!("/{language}/privacy"));
        assert!(privacy.says(&interpolate(&said(language).privacy.erase_weeks, &[("weeks", &weeks)])));
        let typed = site.post(&format!("/{language}/"), &[("act", "look"), ("code", "ABCD")]);
        let count = phrase(language, Unit::Characters, 4);
        assert!(typed.says(&interpolate(&said(language).errors.code_count, &[("count", &count)])));
        assert!(!sent.text().contains("{ $") && !privacy.text().contains("{ $"), "{language}");
        assert!(Token::parse(&sent.hidden("token").unwrap()).is_ok());
    }
}
