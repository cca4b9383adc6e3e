//! The page *is it about you*, and the page after sending for whoever may be in danger now.

use crate::desk::export::export;
use crate::support::http::Answer;
use crate::support::practice::{only, two_desks};
use crate::support::site::{Form, Site, languages, said};

fn about_me(site: &Site, language: &'static str) -> Answer {
    site.post(&format!("/{language}/"), &[("act", "me")])
}

/// The choices of the report that the desk opened last.
fn chosen(site: &Site, question: &str) -> String {
    let (reports, _) = site.opened();
    let answers = &reports.last().unwrap().writing.answers;
    answers.get(question).map(|answer| answer.values().collect::<Vec<_>>().join(",")).unwrap_or_default()
}

#[test]
fn nobody_whom_it_is_about_is_warned_of_false_accusation() {
    let site = Site::start();
    for language in languages() {
        let words = said(language);
        let first = about_me(&site, language);
        let form = Form::of(&first, language);
        let empty = form.send(&site, &[("view", "me"), ("story", "")]);
        let over = form.press(&site, "check", &[("view", "me"), ("story", "Ik")]);
        for page in [first, empty, over] {
            assert!(!page.says(&words.form.truth), "{language}");
            assert!(page.says(&words.me.pass_hint), "{language}");
            assert!(!page.says(words.questions["pass"].hint.as_ref().unwrap()), "{language}");
        }
        assert!(site.get(&format!("/{language}/")).says(&words.form.truth));
    }
}

#[test]
fn silence_of_whom_it_is_about_means_ask_me_first() {
    let site = Site::start();
    let form = Form::of(&about_me(&site, "nl"), "nl");
    let fields = [("view", "me"), ("role", "role-me"), ("story", "Ik wil weg.")];
    assert_eq!(form.send(&site, &fields).h1(), said("nl").token.sent_title);
    assert_eq!(form.send(&site, &fields).status, 200);
    assert_eq!(site.rows(), [1, 1, 1, 0], "sent twice it is one report");
    assert_eq!(chosen(&site, "pass"), "pass-ask");
}

#[test]
fn what_she_chose_stays_and_the_other_form_says_nothing_for_anybody() {
    for wish in ["pass-ours", "pass-police", "pass-help", "pass-ask"] {
        let site = Site::start();
        let form = Form::of(&about_me(&site, "nl"), "nl");
        form.send(&site, &[("view", "me"), ("story", "Ik"), ("pass", wish)]);
        assert_eq!(chosen(&site, "pass"), wish);
    }
    let site = Site::start();
    site.report("nl", "Kamer 12");
    assert_eq!(chosen(&site, "pass"), "");
}

#[test]
fn the_desk_hands_nothing_of_hers_on_before_it_has_asked() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("view", "me"), ("story", "Ik wil weg."), ("role", "role-me")]);
    let id = only(&anna);
    assert_eq!(anna.json(&["read", &id])["entries"][0]["answers"]["pass"], "pass-ask");
    export(&anna, &id, "out", &["--known-by", "many"]).failed_with("wants to be asked first");
}

#[test]
fn who_leaves_it_to_the_desk_has_no_wish_against_it_and_the_desk_sees_it() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Kamer 12"), ("pass", "pass-ours")]);
    let id = only(&anna);
    let read = anna.run(&["read", &id]).done();
    assert!(read.out.contains(&said("en").options["pass-ours"]), "{}", read.out);
    export(&anna, &id, "out", &["--known-by", "many"]).done();
}

#[test]
fn leaving_it_to_the_desk_comes_first_so_that_any_choice_can_be_taken_back() {
    let site = Site::start();
    for language in languages() {
        for page in [site.get(&format!("/{language}/")), about_me(&site, language)] {
            let (_, choices) = page.text().split_once("<fieldset id=\"pass\"").unwrap();
            let first = choices.split("<input").nth(1).unwrap();
            assert!(first.contains("value=\"pass-ours\""), "{first}");
            assert!(first.contains(&said(language).options["pass-ours"]), "{first}");
        }
    }
}

/// What stands between the heading that has the focus and the thanks.
fn before_thanks<'a>(sent: &'a Answer, language: &str) -> &'a str {
    let (_, rest) = sent.text().split_once("</h1>").unwrap();
    let (between, _) = rest.split_once(&format!("<p>{}", said(language).token.sent_text)).unwrap();
    between
}

const DANGEROUS: [&[(&str, &str)]; 6] = [
    &[("when", "when-now"), ("minor", "yes")],
    &[("when", "when-now"), ("minor", "maybe")],
    &[("when", "when-now"), ("role", "role-me")],
    &[("view", "me")],
    &[("view", "me"), ("role", "role-close")],
    &[("when", "when-now"), ("minor", "yes"), ("role", "role-me")],
];
const NOT_NOW: [&[(&str, &str)]; 6] = [
    &[],
    &[("when", "when-now")],
    &[("minor", "yes")],
    &[("role", "role-me")],
    &[("when", "when-today"), ("minor", "yes")],
    &[("when", "when-now"), ("minor", "no"), ("role", "role-near")],
];

#[test]
fn the_page_after_sending_begins_with_whom_to_call_where_somebody_may_be_in_danger_now() {
    let site = Site::start();
    for language in languages() {
        for (all, is_danger) in [(DANGEROUS, true), (NOT_NOW, false)] {
            for fields in all {
                let fields = [&[("story", "Kamer 12")][..], fields].concat();
                let sent = site.visit(language).send(&site, &fields);
                let between = before_thanks(&sent, language);
                let calls = ["tel:112", "tel:09008844"].iter().all(|link| between.contains(link));
                let is_box = between.starts_with("<div class=\"danger\">");
                assert_eq!((calls, is_box), (is_danger, is_danger), "{language}: {fields:?}");
            }
        }
    }
}

#[test]
fn the_page_after_sending_is_of_one_size_and_differs_in_nothing_else() {
    let site = Site::start();
    for language in languages() {
        let calm = site.visit(language).send(&site, &[("story", "a"), ("minor", "yes")]);
        let danger =
            site.visit(language).send(&site, &[("story", "a"), ("minor", "yes"), ("when", "when-now")]);
        assert_eq!(calm.head, danger.head, "{language}");
        assert_eq!((calm.body.len(), danger.body.len()), (24_576, 24_576), "{language}");
        let box_of = before_thanks(&danger, language);
        let without = danger.text().replacen(box_of, "", 1);
        let shape = |page: &str| page.matches('<').count();
        assert_eq!(shape(calm.text()), shape(&without), "{language}");
    }
}
