//! Ways from page to page: to the same page in another language, to the telephone numbers, and to no
//! place where what was typed is lost.

use crate::support::http::Answer;
use crate::support::site::{Form, Site, languages, said};

fn closed() -> Site {
    Site::with(|setup| setup.open = false)
}

/// The languages in the line of languages, each with the address to which it leads.
fn offered(page: &Answer, language: &str) -> Vec<(String, String)> {
    let start = format!("<nav class=\"langs\" aria-label=\"{}\">", said(language).page.language);
    let (_, rest) = page.text().split_once(&start).expect("a line of languages with a name");
    let (line, _) = rest.split_once("</nav>").unwrap();
    let link = |link: &str| {
        let (href, rest) = link.split_once("\" lang=\"").unwrap();
        (rest[..2].to_owned(), href.to_owned())
    };
    line.split("<a href=\"").skip(1).map(link).collect()
}

#[test]
fn a_page_that_is_closed_or_not_there_leads_to_every_other_language() {
    let open = Site::start();
    let closed = closed();
    for language in languages() {
        let pages = [
            open.get(&format!("/{language}/")),
            open.get(&format!("/{language}/nothing")),
            closed.get(&format!("/{language}/")),
        ];
        let others = languages().filter(|other| *other != language);
        let expected: Vec<_> = others.map(|other| (other.to_owned(), format!("/{other}/"))).collect();
        for page in pages {
            assert_eq!(offered(&page, language), expected);
        }
    }
}

#[test]
fn a_page_to_read_leads_to_the_same_page_in_every_other_language() {
    let site = Site::start();
    for language in languages() {
        for page in ["privacy", "learn"] {
            let found = offered(&site.get(&format!("/{language}/{page}")), language);
            let others = languages().filter(|other| *other != language);
            let expected: Vec<_> =
                others.map(|other| (other.to_owned(), format!("/{other}/{page}"))).collect();
            assert_eq!(found, expected);
        }
        assert!(site.get(&format!("/{language}/privacy")).text().contains("tel:09008844"), "{language}");
    }
    for (other, path) in offered(&site.get("/nl/uitleg-2"), "nl") {
        assert!(path.starts_with(&format!("/{other}/")) && path.len() > "/nl/".len(), "{path}");
        assert_eq!(site.get(&path).status, 200);
    }
}

#[test]
fn both_places_with_links_have_names_of_their_own() {
    let page = Site::start().get("/nl/");
    let names: Vec<_> =
        page.text().split("<nav ").skip(1).map(|nav| nav.split('>').next().unwrap()).collect();
    assert_eq!(names.len(), 2);
    assert!(names.iter().all(|name| name.contains("aria-label=\"")) && names[0] != names[1], "{names:?}");
}

#[test]
fn nothing_beside_a_form_reads_like_sending_and_leads_away_from_it() {
    let site = Site::start();
    let closed = closed();
    for language in languages() {
        let new = format!(">{}</a>", said(language).page.footer_new);
        let form = site.visit(language);
        let path = format!("/{language}/");
        let pages = [
            site.get(&path),
            form.send(&site, &[("story", "")]),
            form.press(&site, "check", &[("story", "Kamer 12")]),
            site.post(&path, &[("act", "me")]),
            closed.get(&path),
        ];
        assert!(pages.iter().all(|page| !page.text().contains(&new)), "{language}");
        assert!(site.get(&format!("{path}privacy")).text().contains(&new), "{language}");
    }
}

#[test]
fn the_first_page_says_where_to_tell_it_and_leads_past_what_may_be_skipped() {
    let site = Site::start();
    for language in languages() {
        let words = said(language);
        let page = site.get(&format!("/{language}/"));
        let text = page.text();
        assert!(text.contains(&format!("{} <a href=\"#story\">{}</a>", words.start.what, words.start.tell)));
        assert!(text.contains(&format!("<a href=\"#send\">{}</a>", words.form.to_send)));
        assert!(text.contains(" id=\"send\" name=\"act\" value=\"send\""), "{language}");
        let label = &words.questions["story"].label;
        assert!(text.contains(&format!("<h2 class=\"ask\"><label for=\"story\">{label}</label></h2>")));
        assert!(
            text.contains(&format!("<h2>{}</h2>", words.form.helps)) && page.says(&words.form.helps_hint)
        );
        assert!(text.contains(&format!("<noscript> {}</noscript>", words.form.send_offline)));
    }
}

#[test]
fn whoever_has_a_code_finds_its_field_open_and_leaves_quickly_first_of_all() {
    let site = Site::start();
    let closed = closed();
    for language in languages() {
        let label = &said(language).start.to_code;
        let page = site.get(&format!("/{language}/"));
        let (_, body) = page.text().split_once("<body").unwrap();
        let exit = body.find("value=\"exit\"").unwrap();
        assert!(exit < body.find("<a ").unwrap(), "{language}: the first in the order of the keyboard");
        assert!(
            body.contains(&format!("<a href=\"#have-code\">{label}</a></div>")),
            "{language}: in the bar"
        );
        for page in [page.text(), closed.get(&format!("/{language}/")).text()] {
            let (_, section) = page.split_once("<h2 id=\"have-code\">").expect("the section");
            assert!(section.contains("name=\"code\"") && !section.contains("<details"), "{language}");
        }
    }
}

#[test]
fn invitations_stand_where_the_page_may_not_be_understood_each_in_its_own_language() {
    let site = Site::start();
    for language in languages() {
        let page = site.get(&format!("/{language}/"));
        for invited in languages().filter(|invited| !["nl", "en"].contains(invited)) {
            let words = said(invited).form.write_in.replace(' ', "\u{a0}");
            let invitation = format!("<span lang=\"{invited}\">{words}</span>");
            let is_invited = page.text().contains(&invitation);
            assert_eq!(is_invited, ["nl", "en"].contains(&language), "{language}: {invited}");
        }
    }
}

#[test]
fn reading_over_says_how_to_change_something_without_losing_it() {
    let site = Site::start();
    for language in languages() {
        let over = site.visit(language).press(&site, "check", &[("story", "Kamer 12")]);
        assert!(over.says(&said(language).form.check_change), "{language}");
    }
}

#[test]
fn every_page_behind_a_code_shows_whom_to_call() {
    let site = Site::start();
    for language in languages() {
        let token = site.report(language, "Kamer 12");
        let field = token.to_field();
        let path = format!("/{language}/");
        let none = site.look(language, &token);
        let written = Form::of(&none, language).press(&site, "message", &[("message", "Nog iets")]);
        let ask = site.post(&path, &[("act", "withdraw"), ("token", &field)]);
        let withdrawn = site.post(&path, &[("act", "withdraw-yes"), ("token", &field)]);
        for page in [none, written, ask, withdrawn] {
            assert_eq!(page.status, 200);
            let row = format!("<details><summary>{}</summary>", said(language).start.to_numbers);
            let (_, numbers) = page.text().split_once(&row).expect("the numbers in a row");
            assert!(numbers.contains("tel:112") && numbers.contains("tel:09008844"), "{language}");
            assert_eq!(page.body.len(), 24_576, "{language}");
        }
    }
}
