//! The form for a code: codes with typing errors, and codes of another installation.

use zegel_core::i18n::{Unit, interpolate};
use zegel_core::token::{GROUPS, SYMBOLS, Token, TokenError};

use crate::page::bad_input::is_a_clear_page;
use crate::page::story::without_form_ids;
use crate::support::http::Answer;
use crate::support::site::{Site, languages, phrase, said};

/// The code with one symbol taken for another.
fn mistyped(code: &str, place: usize) -> String {
    let at = place + place / 4;
    let other = if &code[at..=at] == "7" { "8" } else { "7" };
    format!("{}{other}{}", &code[..at], &code[at + 1..])
}

/// The groups of the numbered column, and the number of the one that is marked.
fn shown_groups(answer: &Answer) -> (Vec<String>, Option<usize>) {
    let Some((_, list)) = answer.text().split_once("<ol class=\"typed\"") else { return (Vec::new(), None) };
    let items: Vec<&str> = list.split("</ol>").next().unwrap().split("<li>").skip(1).collect();
    let text = |item: &&str| item.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
    let marked = items.iter().position(|item| item.starts_with("<b"));
    (items.iter().map(text).collect(), marked.map(|place| place + 1))
}

#[test]
fn one_wrong_symbol_is_found_at_each_of_its_places() {
    let site = Site::start();
    let code = Token::random().unwrap().to_field().to_string();
    for place in 0..SYMBOLS {
        for language in languages() {
            let typed = mistyped(&code, place);
            let answer = site.post(&format!("/{language}/"), &[("act", "look"), ("code", &typed)]);
            assert_eq!(answer.status, 422);
            is_a_clear_page(&answer, language);
            let errors = &said(language).errors;
            let group = place / 4 + 1;
            let text = &typed.split('-').nth(group - 1).unwrap();
            assert!(
                answer
                    .says(&interpolate(&errors.code_group, &[("group", &group.to_string()), ("text", text)]))
            );
            assert!(answer.says(&errors.code_safe));
            assert_eq!(answer.typed_code(), typed, "what was typed stays");
            assert_eq!(shown_groups(&answer), (typed.split('-').map(str::to_owned).collect(), Some(group)));
            assert!(answer.says(&errors.look_here), "in words, not by its look alone");
        }
    }
}

#[test]
fn two_wrong_symbols_are_found_without_pointing_at_one() {
    let site = Site::start();
    let code = Token::random().unwrap().to_field().to_string();
    let mut somewhere = 0;
    for (one, other) in (0..SYMBOLS).flat_map(|one| (one + 1..SYMBOLS).map(move |other| (one, other))) {
        let typed = mistyped(&mistyped(&code, one), other);
        assert!(Token::parse(&typed).is_err());
        somewhere += i32::from(Token::parse(&typed).is_err_and(|error| error == TokenError::Somewhere));
    }
    assert!(somewhere > 0);
    let answer = site.post("/en/", &[("act", "look"), ("code", &mistyped(&mistyped(&code, 2), 20))]);
    assert_eq!(answer.status, 422);
    assert!(answer.says(&said("en").errors.code_other));
}

#[test]
fn a_code_of_another_length_is_told_its_length() {
    let site = Site::start();
    let code = Token::random().unwrap().to_field().to_string();
    for (typed, count) in [
        ("", 0),
        ("   - ", 0),
        (&code[..33], 27),
        (&format!("{code}7"), 29),
        (&"Ж".repeat(5000), 5000),
        ("😀", 0),
    ] {
        let answer = site.post("/nl/", &[("act", "look"), ("code", typed)]);
        assert_eq!(answer.status, 422);
        is_a_clear_page(&answer, "nl");
        assert!(answer.says(&interpolate(
            &said("nl").errors.code_count,
            &[("count", &phrase("nl", Unit::Characters, count))]
        )));
        assert!(answer.body.len() <= 48 * 1024, "what is no code is not given back for ever");
    }
    let script = site.post("/nl/", &[("act", "look"), ("code", "\"><script>alert(1)</script>x")]);
    assert!(script.status == 422 && !script.text().to_lowercase().contains("<script>"));
}

#[test]
fn a_code_may_be_typed_in_any_way() {
    let site = Site::start();
    let token = site.report("en", "A report.");
    let code = token.to_field().to_string();
    let plain = site.look("en", &token);
    for typed in [
        code.replace('-', ""),
        code.to_lowercase(),
        code.replace('-', "\u{2013}"),
        format!("  {}\u{200b}\r\n", code.replace('-', " - ")),
        code.replace('0', "O").replace('1', "I"),
        code.replace('0', "o").replace('1', "l"),
        format!("\u{202a}{code}\u{202c}"),
        format!("\u{2068}{}\u{2069}.", code.replace('-', " · ")),
        (1..).zip(code.split('-')).map(|(number, group)| format!("{number}. {group}\r\n")).collect(),
        code.chars().map(cyrillic).collect(),
    ] {
        let answer = site.post("/en/", &[("act", "look"), ("code", &typed)]);
        assert!(without_form_ids(&answer) == without_form_ids(&plain), "{typed}");
    }
}

/// The letter of a Bulgarian keyboard that looks the same.
fn cyrillic(symbol: char) -> char {
    let twins = "ABCEHKMPTXY".chars().zip("АВСЕНКМРТХУ".chars());
    twins.into_iter().find(|(latin, _)| *latin == symbol).map_or(symbol, |(_, twin)| twin)
}

#[test]
fn the_group_that_lacks_a_symbol_is_marked_if_the_groups_were_typed_apart() {
    let site = Site::start();
    let code = Token::random().unwrap().to_field().to_string();
    let mut groups: Vec<String> = code.split('-').map(str::to_owned).collect();
    groups[4].pop();
    let numbered: String = (1..).zip(&groups).map(|(number, group)| format!("{number}) {group} ")).collect();
    for typed in [groups.join(" "), numbered] {
        let answer = site.post("/nl/", &[("act", "look"), ("code", &typed)]);
        assert_eq!(shown_groups(&answer), (groups.clone(), Some(5)));
        assert!(answer.says(&interpolate(
            &said("nl").errors.code_count,
            &[("count", &phrase("nl", Unit::Characters, 27))]
        )));
    }
    let without = groups.concat();
    let answer = site.post("/nl/", &[("act", "look"), ("code", &without)]);
    let (shown, marked) = shown_groups(&answer);
    assert_eq!((shown.len(), marked), (7, None), "nobody can say which");
}

#[test]
fn a_code_of_another_installation_opens_nothing_here() {
    let here = Site::start();
    let there = Site::start();
    let token = there.report("en", "Elsewhere.");
    assert_ne!(here.instance(), there.instance());
    assert_ne!(here.keys(&token).mailbox_key().to_text(), there.keys(&token).mailbox_key().to_text());
    assert_eq!(here.look("en", &token).h1(), said("en").replies.none);
    let done = here.post("/en/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    assert_eq!(done.h1(), said("en").withdrawal.done, "the answer does not tell");
    assert_eq!((here.rows(), there.rows()), ([0; 4], [1, 1, 1, 0]));
}

#[test]
fn a_code_typed_wrong_withdraws_nothing() {
    let site = Site::start();
    let code = site.report("en", "A report.").to_field().to_string();
    for act in ["withdraw", "withdraw-yes", "message"] {
        for place in [0, GROUPS, SYMBOLS - 1] {
            let answer =
                site.post("/en/", &[("act", act), ("token", &mistyped(&code, place)), ("message", "m")]);
            assert_eq!(answer.status, 400);
            is_a_clear_page(&answer, "en");
        }
    }
    assert_eq!(site.rows(), [1, 1, 1, 0]);
}

#[test]
fn a_withdrawn_report_stays_withdrawn_when_its_mailbox_lives_again() {
    let site = Site::start();
    let form = site.visit("en");
    let fields = [("story", "I take this back.")];
    form.send(&site, &fields);
    let withdraw = || site.post("/en/", &[("act", "withdraw-yes"), ("token", &form.token)]);
    assert_eq!(withdraw().status, 200);

    // The same code writes again, and then the old form is sent once more.
    let page = site.post("/en/", &[("act", "look"), ("token", &form.token)]);
    let written =
        crate::support::site::Form::of(&page, "en").press(&site, "message", &[("message", "After all.")]);
    assert_eq!(written.status, 200);
    assert_eq!(form.send(&site, &fields).status, 410);
    assert_eq!(site.rows(), [2, 1, 1, 1]);

    // What was written since can be taken back as well.
    assert_eq!(withdraw().status, 200);
    assert_eq!(site.rows(), [2, 0, 0, 2]);
}
