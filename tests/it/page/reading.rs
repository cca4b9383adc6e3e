//! Readability: sentences are short, and learn pages lead somewhere.

use std::collections::BTreeSet;

use crate::support::http::Answer;
use crate::support::site::{Site, languages, said};

/// The words of a sentence, at most.
const LONGEST: usize = 20;
const MEDIAN: usize = 12;
/// Learn pages may take the class after the form's.
const LARGEST: usize = 48 * 1024;

/// The lengths in words of all sentences of a text.
fn lengths(text: &str) -> Vec<(usize, String)> {
    let ends = |c: char| matches!(c, '.' | '?' | '!' | ':' | '\n');
    let text = text.replace("0900-8844.", "0900-8844\n").replace("3.000", "3000").replace("1.300", "1300");
    text.split(ends)
        .map(|sentence| (sentence.split_whitespace().count(), sentence.trim().to_owned()))
        .filter(|(count, _)| *count > 0)
        .collect()
}

fn is_readable(sentences: &mut [(usize, String)], what: &str) {
    assert!(sentences.len() > 10, "{what}");
    sentences.sort();
    let (longest, sentence) = sentences.last().unwrap();
    assert!(*longest <= LONGEST, "{what}: {longest} words: {sentence}");
    assert!(sentences[sentences.len() / 2].0 <= MEDIAN, "{what}");
}

#[test]
fn dutch_sentences_are_short() {
    let words: toml::Table = include_str!("../../../src/core/i18n/nl.toml").parse().unwrap();
    let mut all = Vec::new();
    strings(&words, &mut |text| all.extend(lengths(text)));
    is_readable(&mut all, "the words");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/server/web/learn/nl");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (_, text) = text.strip_prefix("+++\n").unwrap().split_once("\n+++\n").unwrap();
        is_readable(&mut lengths(text), &path.display().to_string());
    }
}

fn strings(table: &toml::Table, each: &mut impl FnMut(&str)) {
    for value in table.values() {
        match value {
            toml::Value::String(text) => each(text),
            toml::Value::Table(table) => strings(table, each),
            _ => {}
        }
    }
}

/// Where the links of a page's main part lead, those of this site.
fn links(answer: &Answer) -> BTreeSet<String> {
    let base = |link: &str| match link {
        "./" => "/nl/".to_owned(),
        link => link.to_owned(),
    };
    let pieces = answer.text().split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    pieces.filter(|link| !link.contains(':') && !link.starts_with('#')).map(base).collect()
}

#[test]
fn every_learn_page_ends_with_danger_the_form_and_the_numbers_and_every_link_leads_somewhere() {
    let site = Site::start();
    for language in languages() {
        let index = site.get(&format!("/{language}/learn"));
        assert_eq!((index.status, index.h1()), (200, said(language).learn.title.clone()));
        let own = format!("/{language}/");
        let pages: Vec<_> = links(&index)
            .into_iter()
            .filter(|link| link.starts_with(&own) && link.matches('/').count() == 2 && !link.ends_with('/'))
            .filter(|link| !link.ends_with("learn") && !link.contains("privacy"))
            .collect();
        assert_eq!(pages.len(), 11, "{pages:?}");
        for path in &pages {
            let page = site.get(path);
            assert_eq!(page.status, 200, "{path}");
            assert!(page.body.len() <= LARGEST, "{path}: {}", page.body.len());
            let (_, end) = page.text().rsplit_once("<details>").unwrap();
            assert!(end.contains("tel:112"), "{path} ends with the numbers");
            assert!(page.text().contains("href=\"./\"") && page.text().contains("tel:112"), "{path}");
            for link in links(&page) {
                let target = if link.starts_with('/') { link.clone() } else { format!("{own}{link}") };
                let target = target.split('#').next().unwrap();
                assert_eq!(site.get(target).status, 200, "{path} leads to {target}");
            }
        }
    }
}

/// The opening tags of one kind in a page, as they stand.
fn tags<'a>(answer: &'a Answer, start: &str) -> Vec<&'a str> {
    answer.text().split(start).skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

#[test]
fn a_site_that_a_learn_page_leads_to_is_not_told_where_its_visitor_came_from() {
    let site = Site::start();
    let away = |tag: &&str| tag.contains("https://");
    for (path, name) in
        [("/nl/uitleg-10", "helpwanted.nl"), ("/en/for-hotels", "noplaceforsextrafficking.org")]
    {
        let page = site.get(path);
        let found: Vec<_> = tags(&page, "<a href=").into_iter().filter(away).collect();
        assert!(found.iter().any(|tag| tag.contains(name)), "{path}: {found:?}");
        for tag in found {
            assert!(tag.contains("rel=\"noreferrer noopener nofollow\""), "{path}: {tag}");
        }
    }
}

#[test]
fn a_part_of_a_learn_page_has_the_same_address_in_every_language() {
    let site = Site::start();
    for path in ["/nl/uitleg-6", "/en/explanation-6"] {
        let page = site.get(path);
        let found = tags(&page, "<h2 id=");
        assert_eq!(found.first(), Some(&"\"deel-1\""), "{path}");
        assert!(page.text().contains("<h2 id=\"deel-2\">Taxi"), "{path}");
        let expected: Vec<_> = (1..=found.len()).map(|part| format!("\"deel-{part}\"")).collect();
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn the_list_of_learn_pages_says_what_each_is_about_in_a_sentence_of_12_to_25_words() {
    let site = Site::start();
    for language in ["nl", "en"] {
        let index = site.get(&format!("/{language}/learn"));
        let (_, main) = index.text().split_once("<h1>").unwrap();
        let (list, _) = main.split_once("</ul>").unwrap();
        let said: Vec<_> =
            list.split("<p class=\"soft\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
        assert_eq!(said.len(), 11, "{language}");
        for description in said {
            let count = description.split_whitespace().count();
            assert!((12..=25).contains(&count), "{language}: {count} words: {description}");
        }
    }
}

#[test]
fn one_can_leave_from_a_learn_page() {
    let site = Site::start();
    for path in ["/nl/learn", "/nl/uitleg-3"] {
        let left = site.post(path, &[("act", "exit")]);
        assert_eq!(left.status, 200, "{path}");
        assert!(left.text().contains("http-equiv=\"refresh\"") && !left.text().contains("<h1"));
    }
}

#[test]
fn from_the_first_page_a_customer_a_clerk_a_driver_and_a_neighbour_are_one_tap_from_their_page() {
    let site = Site::start();
    for language in languages() {
        let page = site.get(&format!("/{language}/"));
        let (_, nav) = page.text().split_once("<p class=\"for\">").unwrap();
        let (nav, rest) = nav.split_once("</p>").unwrap();
        assert!(rest.contains("<textarea"), "{language}: before anything is typed");
        let start = &said(language).start;
        for name in [&start.for_customer, &start.for_work, &start.for_taxi, &start.for_near] {
            let (before, _) = nav.split_once(&format!(">{name}</a>")).unwrap();
            let (_, target) = before.rsplit_once("href=\"").unwrap();
            let (path, part) =
                target.trim_end_matches('"').split_once('#').unwrap_or((target.trim_end_matches('"'), ""));
            let led = site.get(path);
            assert_eq!(led.status, 200, "{language}: {path}");
            let is_there = path.ends_with("/learn") || led.text().contains(&format!("id=\"{part}\""));
            assert!(part.is_empty() || is_there, "{language}: {path}#{part}");
        }
    }
}

#[test]
fn a_learn_page_leads_to_the_form_with_a_button_and_to_at_most_three_others() {
    let site = Site::start();
    let page = site.get("/nl/uitleg-5");
    let (_, end) = page.text().split_once("class=\"go\" href=\"/nl/\">").unwrap();
    assert!(end.starts_with(&said("nl").learn.tell));
    for (path, count) in
        [("/nl/uitleg-1", 2), ("/nl/uitleg-5", 3), ("/nl/uitleg-6", 2), ("/en/explanation-11", 2)]
    {
        let page = site.get(path);
        let (_, more) = page
            .text()
            .split_once(&format!("<nav aria-label=\"{}\">", said(&path[1..3]).learn.more))
            .unwrap();
        let (more, _) = more.split_once("</nav>").unwrap();
        assert_eq!(more.matches("<a href=").count(), count, "{path}");
        assert!(!more.contains(path), "{path} does not lead to itself");
    }
}

#[test]
fn a_learn_page_says_so_until_a_native_speaker_has_read_its_language() {
    let site = Site::start();
    let marks = include_str!("../../../src/core/i18n/REVIEW.md");
    for (language, path) in languages().map(|language| (language, fifth(&site, language))) {
        let line = marks.lines().find(|line| line.starts_with(&format!("| {language} "))).unwrap();
        let reviewed = !line.trim_end_matches([' ', '|']).ends_with("not reviewed");
        assert_eq!(!site.get(&path).says(&said(language).learn.unreviewed), reviewed, "{path}");
    }
}

/// The path of the page for customers, to which the first page leads.
fn fifth(site: &Site, language: &str) -> String {
    let page = site.get(&format!("/{language}/"));
    let (before, _) =
        page.text().split_once(&format!("\">{}</a>", said(language).start.for_customer)).unwrap();
    before.rsplit_once("href=\"").unwrap().1.to_owned()
}

#[test]
fn the_list_of_learn_pages_has_the_words_that_people_search_with() {
    let index = Site::start().get("/nl/learn").text().to_lowercase();
    for word in ["mensenhandel", "gedwongen prostitutie", "loverboy"] {
        assert!(index.contains(word), "{word}");
    }
}
