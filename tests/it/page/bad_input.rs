//! No bad input stores anything, shows an internal word or ends the server.
//!
//! Bad forms, as no browser of ours would send them: each gets a clear page in the visitor's language,
//! what was typed is still there, and nothing is stored.

use zegel_core::document::MOST_CHARACTERS;
use zegel_core::i18n::Unit;
use zegel_core::questionnaire::questionnaire;
use zegel_core::token::Token;

use crate::support::http::Answer;
use crate::support::site::{Site, languages, phrase, said};

/// Words of libraries and of the program's inside, which no visitor may meet.
const INTERNAL: [&str; 16] = [
    "axum",
    "hyper",
    "serde",
    "rusqlite",
    "sqlite",
    "tokio",
    "rejection",
    "panic",
    "missing field",
    "invalid type",
    "unknown field",
    "expected",
    "utf-8 sequence",
    "Utf8Error",
    "failed to",
    "src/",
];

/// A page of ours in this language, with the telephone numbers and no internal word.
pub fn is_a_clear_page(answer: &Answer, language: &str) {
    let page = answer.text();
    assert!(page.contains(&format!("<html lang=\"{language}\">")), "the wrong language");
    assert!(page.contains("href=\"tel:112\""), "no telephone number");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    has_no_internal_word(answer);
}

/// Looks at all that came, header included, but the style and the policy.
pub fn has_no_internal_word(answer: &Answer) {
    let whole = format!("{}{}", answer.head, String::from_utf8_lossy(&answer.body)).to_lowercase();
    for word in INTERNAL {
        assert!(!whole.contains(&word.to_lowercase()), "an internal word: {word}");
    }
}

pub fn form_body(site: &Site, path: &str, body: &[u8]) -> Answer {
    site.body(path, "Content-Type: application/x-www-form-urlencoded\r\n", body)
}

#[test]
fn an_empty_report_comes_back_with_every_choice() {
    let site = Site::start();
    for language in languages() {
        for story in ["", " \r\n\t ", "\u{0}\u{7}"] {
            let form = site.visit(language);
            let answer = form.send(
                &site,
                &[("story", story), ("minor", "yes"), ("signs", "any-debt"), ("pass", "pass-ask")],
            );
            assert_eq!(answer.status, 422);
            is_a_clear_page(&answer, language);
            assert!(answer.says(&said(language).errors.empty));
            assert!(
                answer.chose("minor", "yes")
                    && answer.chose("signs", "any-debt")
                    && answer.chose("pass", "pass-ask")
            );
            assert_ne!(answer.hidden("token").unwrap(), form.token, "a fresh token for what was not stored");
        }
    }
    assert_eq!(site.rows(), [0; 4]);
}

#[test]
fn a_text_that_is_too_long_comes_back_whole_with_its_length() {
    let site = Site::start();
    let texts = ["story", "where", "person", "boss", "online", "care"];
    for (field, language) in texts.into_iter().zip(languages().cycle()) {
        let long = "é".repeat(MOST_CHARACTERS + 1);
        let answer = site.visit(language).send(&site, &[(field, &long)]);
        assert_eq!(answer.status, 422);
        is_a_clear_page(&answer, language);
        assert_eq!(answer.field(field), long);
        assert!(answer.says(&phrase(language, Unit::Characters, MOST_CHARACTERS + 1)));
    }
    // Together they have the same bound, and exactly the bound is taken.
    let half = "a".repeat(MOST_CHARACTERS / 2);
    let fields = [("story", half.as_str()), ("where", &half), ("care", "b")];
    assert_eq!(site.visit("en").send(&site, &fields).status, 422);
    assert_eq!(site.rows(), [0; 4]);
    assert_eq!(site.visit("en").send(&site, &fields[..2]).status, 200);
    let widest = "😀".repeat(MOST_CHARACTERS);
    assert_eq!(site.visit("en").send(&site, &[("story", &widest)]).status, 200);
    assert_eq!(site.rows(), [2, 2, 2, 0]);
}

#[test]
fn a_broken_hidden_field_stores_nothing_and_keeps_the_text() {
    let site = Site::start();
    let good = site.visit("en");
    let story = ("story", "Still here?");
    let token = ("token", good.token.as_str());
    let form = ("form", good.form.as_str());
    let send = ("act", "send");
    let wrong: [&[(&str, &str)]; 7] = [
        &[story, send],
        &[story, token, send],
        &[story, form, send],
        &[story, token, ("form", "1234"), send],
        &[story, token, ("form", "zz.1"), send],
        &[story, ("token", "\"><b>"), form, send],
        &[story, token, form],
    ];
    for fields in wrong {
        let answer = site.post("/en/", fields);
        assert_eq!(answer.status, 400, "{fields:?}");
        is_a_clear_page(&answer, "en");
        assert!(answer.says(&said("en").errors.reread), "no advice that leads away from the text");
        assert_eq!(answer.field("story"), "Still here?");
        assert!(Token::parse(&answer.hidden("token").unwrap()).is_ok());
    }
    assert_eq!(site.rows(), [0; 4]);
}

#[test]
fn a_message_that_cannot_be_placed_keeps_its_text() {
    let site = Site::start();
    let token = site.report("en", "A report.");
    let rows = site.rows();
    let field = token.to_field().to_string();
    let text = ("message", "My answer.");
    let form = site.visit("en").form;
    let form = ("form", form.as_str());
    let token = ("token", field.as_str());
    let act = ("act", "message");
    for fields in [&[text, token, act][..], &[text, form, act], &[text, ("token", "x"), form, act]] {
        let answer = site.post("/en/", fields);
        assert_eq!(answer.status, 400, "{fields:?}");
        is_a_clear_page(&answer, "en");
        assert!(answer.says("My answer."), "{fields:?}");
    }
    for (message, status) in [("", 422), (" \u{a0}\n", 422), (&*"x".repeat(MOST_CHARACTERS + 1), 422)] {
        let answer = site.post("/en/", &[("message", message), token, form, act]);
        assert_eq!(answer.status, status);
        is_a_clear_page(&answer, "en");
        assert_eq!(answer.field("message"), message);
        assert_eq!(answer.hidden("token").unwrap(), field, "it stays the same mailbox");
    }
    assert_eq!(site.rows(), rows);
}

#[test]
fn a_body_over_the_limit_is_told_that_it_cannot_be_given_back() {
    const LIMIT: usize = 2 * 1024 * 1024;
    let site = Site::start();
    let body = |length: usize| [b"story=".as_slice(), &vec![b'a'; length - 6]].concat();
    let under = form_body(&site, "/en/", &body(LIMIT));
    assert_eq!(under.status, 400, "no act, and too long: but it was read");
    assert_eq!(under.field("story").len(), LIMIT - 6);

    for length in [LIMIT + 1, 10 * LIMIT, 20 * LIMIT] {
        let answer = form_body(&site, "/en/", &body(length));
        assert_eq!(answer.status, 413, "{length} bytes");
        is_a_clear_page(&answer, "en");
        assert!(answer.says(&said("en").errors.too_large));
        assert!(!answer.text().contains("aaaa"));
    }

    // Without a length, in pieces.
    let head = "POST /nl/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    let piece = format!("10000\r\n{}\r\n", "a".repeat(0x10000));
    let request = format!("{head}{}0\r\n\r\n", piece.repeat(LIMIT / 0x10000 + 1));
    let answer = site.raw(request.as_bytes());
    assert_eq!(answer.status, 413);
    is_a_clear_page(&answer, "nl");
    assert_eq!(site.rows(), [0; 4]);
}

/// A form is split into no more than 300 fields.
#[test]
fn a_form_of_more_than_three_hundred_fields_is_refused_before_it_is_split() {
    let site = Site::start();
    let form = |fields: usize| format!("act=check&story=kept{}", "&a".repeat(fields - 2));
    let most = form_body(&site, "/en/", form(300).as_bytes());
    assert_eq!((most.status, most.field("story")), (200, "kept".to_owned()));
    for fields in [301, 10_000, 1_000_000] {
        let answer = form_body(&site, "/en/", form(fields).as_bytes());
        assert_eq!(answer.status, 413, "{fields} fields");
        is_a_clear_page(&answer, "en");
        assert!(answer.says(&said("en").errors.too_large));
    }
    // Whoever ticks everything is far from it.
    let ticked = questionnaire().questions().iter().map(|question| question.options().count().max(1));
    assert!(ticked.sum::<usize>() < 150);
}

#[test]
fn a_post_from_another_site_is_answered_like_a_visit() {
    let site = Site::start();
    let form = site.visit("en");
    let fields =
        [("token", form.token.as_str()), ("form", &form.form), ("story", "Not theirs."), ("act", "send")];
    let page = site.get("/en/");
    for from in ["cross-site", "same-site", "", "SAME-ORIGIN", "same-origin, cross-site"] {
        let answer = site.post_with("/en/", &format!("Sec-Fetch-Site: {from}\r\n"), &fields);
        assert_eq!((answer.status, answer.h1()), (200, page.h1()), "{from}");
        assert_ne!(answer.hidden("token").unwrap(), form.token);
        assert!(!answer.says("Not theirs."));
    }
    assert_eq!(site.rows(), [0; 4]);
    for from in ["Sec-Fetch-Site: same-origin\r\n", "Sec-Fetch-Site: none\r\n", "Origin: null\r\n"] {
        assert_eq!(site.post_with("/en/", from, &fields).h1(), said("en").token.sent_title);
    }
    assert_eq!(site.rows(), [1, 1, 1, 0]);
}

#[test]
fn numbers_in_hidden_fields_may_be_anything() {
    let site = Site::start();
    let token = site.report("en", "A report.").to_field();
    for number in ["", "-1", "99999999999999999999999", "18446744073709551615", "4294967295", "x", "1e9", "٣"]
    {
        let looked = site.post("/en/", &[("act", "look"), ("token", &token), ("skip", number)]);
        assert_eq!(looked.status, 200, "{number}");
        let form = site.visit("en");
        let fields = [
            ("token", token.as_str()),
            ("form", form.form.as_str()),
            ("after", number),
            ("message", "m"),
            ("act", "message"),
        ];
        assert_eq!(site.post("/en/", &fields).status, 200, "{number}");
        let made = format!("{}.{number}", form.form.split('.').next().unwrap());
        let sent =
            site.post("/en/", &[("token", &form.token), ("form", &made), ("story", "s"), ("act", "send")]);
        assert_eq!(sent.status, 200, "{number}");
    }
}
