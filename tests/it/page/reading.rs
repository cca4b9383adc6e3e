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
    for language in ["nl", "en"] {
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
            let (_, end) = page.text().rsplit_once("<h2>").unwrap();
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

#[test]
fn a_language_without_learn_pages_says_so_and_leads_to_those_there_are() {
    let site = Site::start();
    for language in languages().filter(|language| !["nl", "en"].contains(language)) {
        let index = site.get(&format!("/{language}/learn"));
        assert!(index.says(&said(language).learn.note), "{language}");
        assert!(index.text().contains("/nl/uitleg-1\"") && index.text().contains("/en/"), "{language}");
        assert!(site.get(&format!("/{language}/")).text().contains(&format!("href=\"/{language}/learn\"")));
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
