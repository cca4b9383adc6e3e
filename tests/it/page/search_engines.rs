//! Search engines may list the first page and the learn pages, and nothing of an onion or a practice page.
//!
//! Search engines: whoever looks for a way to report finds the site, and nothing that was done there.

use std::collections::BTreeSet;

use crate::support::fixture::onion_at;
use crate::support::http::Answer;
use crate::support::site::{Site, languages, said};

const HIDDEN: &str = "<meta name=\"robots\" content=\"none, noarchive\">";
const LISTED: &str = "<meta name=\"robots\" content=\"noarchive\">";
const PAGE: &str = "https://meld.example/";

fn public() -> Site {
    Site::with(|setup| setup.config.organisation.page = Some(PAGE.to_owned()))
}

/// The description in the head of a page.
fn description(answer: &Answer) -> String {
    let (_, rest) = answer.text().split_once("<meta name=\"description\" content=\"").unwrap();
    rest.split_once("\">").unwrap().0.to_owned()
}

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

fn through_the_onion(site: &Site, path: &str) -> Answer {
    site.raw(format!("GET {path} HTTP/1.1\r\nHost: zegelx.onion\r\n\r\n").as_bytes())
}

#[test]
fn the_first_page_and_the_learn_pages_may_be_listed_each_with_what_it_is_about() {
    let site = Site::start();
    for language in languages() {
        let first = site.get(&format!("/{language}/"));
        assert!(first.text().contains(LISTED) && !first.text().contains(HIDDEN), "{language}");
        assert_eq!(description(&first), said(language).start.description);
        assert!(first.text().contains(&format!("<title>{}</title>", said(language).page.title)));
        let index = site.get(&format!("/{language}/learn"));
        assert!(index.text().contains(LISTED), "{language}");
        assert_eq!(description(&index), said(language).learn.description);
    }
    let lesson = site.get("/nl/uitleg-5");
    assert!(lesson.text().contains(LISTED) && description(&lesson).contains("klant"));
}

#[test]
fn nothing_that_was_done_is_listed_and_no_page_that_leads_nowhere() {
    let site = Site::start();
    let form = site.visit("nl");
    let posted = [
        form.press(&site, "check", &[("story", "x")]),
        form.send(&site, &[("story", "x")]),
        form.send(&site, &[("story", "")]),
        site.post("/nl/", &[("act", "me")]),
        site.post("/nl/", &[("act", "exit")]),
        site.post("/nl/learn", &[("act", "nothing")]),
    ];
    let asked = ["/nl/nowhere", "/nl/privacy", "/nl/parts"].map(|path| site.get(path));
    for answer in posted.iter().chain(&asked) {
        assert!(answer.text().contains(HIDDEN) && !answer.text().contains("\"description\""));
    }
}

#[test]
fn a_practice_page_and_the_onion_are_listed_nowhere() {
    let practice = Site::with(|setup| {
        setup.config.practice = true;
        setup.config.organisation.page = Some(PAGE.to_owned());
    });
    for path in ["/nl/", "/nl/learn", "/nl/uitleg-5"] {
        assert!(practice.get(path).text().contains(HIDDEN), "{path}");
    }
    assert_eq!(practice.get("/robots.txt").text(), "User-agent: *\nDisallow: /\n");
    assert_eq!(practice.get("/sitemap.xml").status, 404);
    let site = Site::with(|setup| {
        setup.config.onion = onion_at("http://zegelx.onion/");
        setup.config.organisation.page = Some(PAGE.to_owned());
    });
    assert_eq!(through_the_onion(&site, "/robots.txt").text(), "User-agent: *\nDisallow: /\n");
    assert_eq!(through_the_onion(&site, "/sitemap.xml").status, 404);
    assert_eq!(through_the_onion(&site, "/nl/").header("x-robots-tag"), Some("none, noarchive"));
    assert_eq!(site.get("/nl/").header("x-robots-tag"), None);
}

#[test]
fn robots_are_told_what_is_no_page_and_where_all_pages_are_named() {
    let asked = Site::start().get("/robots.txt");
    assert_eq!((asked.status, asked.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    assert_eq!(asked.text(), "User-agent: *\nDisallow: /api/\nDisallow: /*/parts\n");
    let named = public().get("/robots.txt");
    assert!(named.text().ends_with("Sitemap: https://meld.example/sitemap.xml\n"), "{}", named.text());
    assert_eq!(Site::start().get("/sitemap.xml").status, 404, "there is no address to name");
}

#[test]
fn the_map_names_every_page_that_may_be_listed_in_all_its_languages() {
    let site = public();
    let map = site.get("/sitemap.xml");
    assert_eq!(map.header("content-type"), Some("application/xml; charset=utf-8"));
    let named: BTreeSet<_> = between(map.text(), "<loc>", "</loc>").into_iter().collect();
    for address in &named {
        let page = site.get(&format!("/{}", address.strip_prefix(PAGE).unwrap()));
        assert!(page.status == 200 && page.text().contains(LISTED), "{address}");
    }
    for language in languages() {
        for path in ["", "learn"] {
            assert!(named.contains(&*format!("{PAGE}{language}/{path}")), "{language}/{path}");
        }
    }
    let entries = between(map.text(), "<url>", "</url>");
    let customer = entries.iter().find(|entry| entry.contains("<loc>https://meld.example/nl/uitleg-5</loc>"));
    let customer = customer.unwrap();
    assert!(
        customer.contains("hreflang=\"en\" href=\"https://meld.example/en/explanation-5\"/>"),
        "{customer}"
    );
    assert!(customer.contains("hreflang=\"x-default\" href=\"https://meld.example/en/explanation-5\"/>"));
    for entry in entries {
        assert_eq!(between(entry, "hreflang=\"x-default\"", "/>").len(), 1, "{entry}");
        let own = between(entry, "<loc>", "</loc>")[0];
        assert!(entry.contains(&format!("href=\"{own}\"/>")), "it names itself too: {entry}");
    }
}
