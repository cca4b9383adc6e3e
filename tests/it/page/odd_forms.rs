//! Odd forms from honest people: what extensions, proxies and old browsers make of a form is read as far
//! as it can be, and only answers to our own questions are sealed.

use zegel_core::document::Answer as Answered;

use crate::page::bad_input::{form_body, is_a_clear_page};
use crate::page::story::shown_token;
use crate::support::site::{Form, Site, languages, said};

/// The answers of the only report, as a desk opens it.
fn sealed_answers(site: &Site) -> Vec<(String, Vec<String>)> {
    let (reports, _) = site.opened();
    let [report] = &reports[..] else { panic!("{} reports", reports.len()) };
    let owned = |answer: &Answered| answer.values().map(str::to_owned).collect();
    report.writing.answers.iter().map(|(id, answer)| (id.to_owned(), owned(answer))).collect()
}

/// Only answers to our own questions are sealed, whatever else a form holds.
#[test]
fn what_an_extension_puts_into_the_form_turns_nobody_away_and_is_not_sealed() {
    let extra: [&[(&str, &str)]; 11] = [
        &[("ext-field", "Anna de Vries, 06-12345678")],
        &[("_charset_", "UTF-8"), ("_charset_", "UTF-8")],
        &[("", "x")],
        &[("minor", "perhaps"), ("minor", "any-debt")],
        &[("signs", "<script>"), ("signs", "car-books-not")],
        &[("place", "")],
        &[("pass", "PASS-ASK")],
        &[("story[]", "x"), ("message", "not of this form")],
        &[("code", "a password"), ("skip", "x"), ("view", "x")],
        &[("act", "open"), ("act", "")],
        &[("token", "x"), ("form", "x"), ("form", "zz.1")],
    ];
    for (extra, language) in extra.into_iter().zip(languages().cycle()) {
        let site = Site::start();
        let answer = site.visit(language).send(&site, &[&[("story", "Here.")], extra].concat());
        assert_eq!((answer.status, answer.h1()), (200, said(language).token.sent_title.clone()), "{extra:?}");
        assert_eq!(sealed_answers(&site), [("story".to_owned(), vec!["Here.".to_owned()])], "{extra:?}");
    }
}

#[test]
fn a_field_that_comes_twice_keeps_every_word_and_the_first_choice() {
    let site = Site::start();
    let twice = [
        ("story", "One."),
        ("story", "Two."),
        ("story", "One."),
        ("story", " "),
        ("where", "Here"),
        ("where", "Here"),
        ("minor", "perhaps"),
        ("minor", "yes"),
        ("minor", "no"),
        ("signs", "any-debt"),
        ("signs", "car-books"),
        ("signs", "any-debt"),
    ];
    let sent = site.visit("en").send(&site, &twice);
    assert_eq!(sent.status, 200);
    let expected = [
        ("minor", vec!["yes"]),
        ("signs", vec!["any-debt", "car-books"]),
        ("story", vec!["One.\n\nTwo."]),
        ("where", vec!["Here"]),
    ];
    let owned =
        |(id, values): (&str, Vec<&str>)| (id.to_owned(), values.into_iter().map(str::to_owned).collect());
    assert_eq!(sealed_answers(&site), expected.map(owned));

    // Read over, they stand there as they would be sent.
    let over = site.visit("en").press(&site, "check", &twice);
    assert_eq!((over.status, over.field("story").as_str()), (200, "One.\n\nTwo."));
    // A message alike.
    let form = Form::of(&sent, "en");
    assert_eq!(form.press(&site, "message", &[("message", "Three."), ("message", "Four.")]).status, 200);
    let (_, messages) = site.opened();
    let answer = messages[0].writing.answers.get("message").unwrap();
    assert_eq!(answer.values().collect::<Vec<_>>(), ["Three.\n\nFour."]);
}

#[test]
fn a_hidden_field_that_comes_twice_counts_as_the_first_that_can_be_read() {
    let site = Site::start();
    let form = site.visit("en");
    let other = site.visit("en");
    let fields = [
        ("act", "nothing"),
        ("token", "not a code"),
        ("token", form.token.as_str()),
        ("token", other.token.as_str()),
        ("form", "0"),
        ("form", form.form.as_str()),
        ("form", other.form.as_str()),
        ("story", "Twice."),
        ("act", "send"),
        ("act", "withdraw-yes"),
    ];
    let sent = site.post("/en/", &fields);
    assert_eq!((sent.status, shown_token(&sent)), (200, form.token.clone()));
    let looked = site.post("/en/", &[("act", "look"), ("code", "x"), ("code", &form.token)]);
    assert_eq!(looked.h1(), said("en").replies.none);
    assert_eq!(site.rows(), [1, 1, 1, 0]);
}

#[test]
fn a_line_end_after_the_form_is_no_part_of_it() {
    for ending in ["\r\n", "\n", " \r\n\r\n"] {
        let site = Site::start();
        let form = site.visit("en");
        let body = format!("token={}&form={}&story=Here.&act=send{ending}", form.token, form.form);
        assert_eq!(form_body(&site, "/en/", body.as_bytes()).status, 200);
        let body = format!("token={}&form={}&act=send&story=Here.&minor=yes{ending}", form.token, form.form);
        form_body(&site, "/en/", body.as_bytes());
        assert_eq!(site.rows(), [2, 2, 2, 0]);
    }
}

#[test]
fn what_is_not_text_comes_back_as_far_as_it_can_be_read() {
    let site = Site::start();
    let form = site.visit("nl");
    let hidden = format!("token={}&form={}", form.token, form.form);
    for (story, read) in [
        (&b"Kamer 12 \xff\xfe"[..], "Kamer 12 \u{fffd}\u{fffd}"),
        (b"Kamer+12%ff", "Kamer 12\u{fffd}"),
        (b"%ED%A0%80.", "\u{fffd}\u{fffd}\u{fffd}."),
    ] {
        for act in ["check", "send"] {
            let body = [hidden.as_bytes(), b"&story=", story, b"&act=", act.as_bytes()].concat();
            let answer = form_body(&site, "/nl/", &body);
            assert_eq!(answer.status, 400);
            is_a_clear_page(&answer, "nl");
            assert!(answer.says(&said("nl").errors.reread));
            assert_eq!(answer.field("story"), read);
            // Sent again as it stands there, it arrives.
            let again = Form::of(&answer, "nl").press(&site, "check", &[("story", &answer.field("story"))]);
            assert_eq!(again.status, 200);
        }
    }
    let foreign = [hidden.as_bytes(), b"&story=Kamer+12&ext%ff=x&act=check"].concat();
    assert_eq!(form_body(&site, "/nl/", &foreign).field("story"), "Kamer 12");

    // A message too, under its code; and whoever leaves, leaves.
    let token = site.report("nl", "Een melding.").to_field().to_string();
    let id = &form.form;
    let body = [format!("token={token}&form={id}&act=message&message=").as_bytes(), b"Ook 14\xff"].concat();
    let ours = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
    let answer = site.body("/nl/", ours, &body);
    assert_eq!((answer.status, answer.field("message").as_str()), (400, "Ook 14\u{fffd}"));
    assert_eq!(answer.hidden("token"), Some(token));
    let left = form_body(&site, "/nl/", b"story=\xff&act=exit");
    assert_eq!((left.status, left.says("\u{fffd}")), (200, false));

    // Half an escape is text, as browsers read it.
    let half = form_body(&site, "/nl/", b"story=100%&act=check");
    assert_eq!((half.status, half.field("story").as_str()), (200, "100%"));
    assert_eq!(site.rows(), [1, 1, 1, 0]);
}

#[test]
fn another_content_type_gets_the_form_and_what_to_do() {
    let site = Site::start();
    for kind in ["text/plain", "multipart/form-data; boundary=x", "application/json", "\u{0}", ""] {
        let answer =
            site.try_raw(&site.post_bytes("/en/", &format!("Content-Type: {kind}\r\n"), b"story=x&act=send"));
        let Some(answer) = answer else { panic!("no answer to {kind:?}") };
        if kind == "\u{0}" {
            assert_eq!(answer.status, 400, "no header may hold a NUL");
            continue;
        }
        assert_eq!(answer.status, 415, "{kind}");
        is_a_clear_page(&answer, "en");
        assert!(answer.says(&said("en").errors.garbled));
        let sent = Form::of(&answer, "en").press(&site, "check", &[("story", "Here.")]);
        assert_eq!(sent.status, 200);
    }
    let none = site.raw(&site.post_bytes("/en/", "", b"story=x&act=send"));
    assert_eq!(none.status, 415);
    let parameter =
        site.body("/en/", "Content-Type: Application/X-WWW-Form-URLencoded; charset=utf-8\r\n", b"act=exit");
    assert_eq!(parameter.status, 200);
    assert_eq!(site.rows(), [0; 4]);
}
