//! The page of `zegel poster`, as a browser prints it and a reader of codes sees it.

use std::sync::LazyLock;

use zegel::site::poster::{NoRoom, Place, Sheet, page};
use zegel_core::i18n::{Language, LanguageTexts, SiteTexts, words};

use crate::support::printed::{BROWSERS, Printed, tight};

pub const ONION: &str = "http://zegel2fvkzl5jn4w7u3qyd6txoabcmhpreisk2l4vgw5n7oyd3tqxbad.onion/";
const PRINT: &str = "0011 2233 4455 6677 8899 aabb ccdd eeff 0123 4567";

/// A millimetre in points.
const MM: f32 = 72.0 / 25.4;

fn url(language: Language) -> String {
    format!("https://formulier.example.org/{}/", language.code())
}

/// The program's own words and numbers.
fn ours() -> &'static SiteTexts {
    static OURS: LazyLock<SiteTexts> = LazyLock::new(SiteTexts::default);
    &OURS
}

/// The longest there is.
fn sheet(language: Language, url: &str, place: Option<Place>) -> Sheet<'_> {
    let day = "2026-11-24".parse().ok().unwrap();
    Sheet { language, site_texts: ours(), url, onion: Some(ONION), fingerprint: PRINT, day, place }
}

/// One for each hint that there is.
const PLACES: [Option<Place>; 5] =
    [None, Some(Place::Hotel), Some(Place::Car), Some(Place::Home), Some(Place::Window)];

/// What has to stand on both pages.
fn everywhere(words: &LanguageTexts) -> Vec<String> {
    let start = &words.start;
    let lines = [&start.title, &start.what, &start.anon, &start.danger, &words.watch.work];
    let poster = [&words.poster.scan, &words.poster.tor];
    lines.into_iter().chain(poster).cloned().collect()
}

/// A poster for each language and each place, by name.
fn all_of_them(change: impl Fn(String) -> String) -> Vec<(Language, Option<Place>, String, String)> {
    let mut all = Vec::new();
    for language in Language::ALL {
        let url = url(language);
        for (number, place) in PLACES.into_iter().enumerate() {
            let html = page(&sheet(language, &url, place)).unwrap();
            all.push((language, place, format!("{}-{number}", language.code()), change(html)));
        }
    }
    all
}

fn printed(browser: &str, all: &[(Language, Option<Place>, String, String)]) -> Printed {
    let pages: Vec<_> = all.iter().map(|(_, _, name, html)| (name.clone(), html.clone())).collect();
    Printed::new(browser, &pages)
}

#[test]
fn both_pages_say_all_of_it_in_each_language_at_each_place() {
    let all = all_of_them(|html| html);
    let printed = printed("chromium", &all);
    for (language, place, name, _) in all {
        let words = words(language);
        let url = url(language);
        let sheet = sheet(language, &url, place);
        let pdf = printed.pdf_of(&name);
        assert_eq!(pdf.pages(), 2, "{name}");
        let key = words.poster.key.replace("{ $date }", "2026-11-24");
        let mut wanted = everywhere(words);
        wanted.extend([url.clone(), ONION.into(), PRINT.into(), key]);
        wanted.extend(sheet.hint().map(str::to_owned));
        wanted.extend(sheet.helplines().map(|(line, _)| line.number.clone()));
        for page in [1, 2] {
            let text = pdf.text(page);
            for line in &wanted {
                let times = text.matches(&tight(line)).count();
                assert!(times >= if page == 1 { 1 } else { 4 }, "{name} {page}: {line}\n{text}");
            }
        }
        let poster = pdf.text(1);
        for (helpline, said) in sheet.helplines() {
            let line = format!("{} {} {}", helpline.number, said.text, said.hours.as_deref().unwrap_or(""));
            assert!(poster.contains(&tight(&line)), "{name}: {line}\n{poster}");
        }
        assert!(poster.contains(&tight(&words.numbers.trace)));
    }
}

#[test]
fn each_code_leads_to_the_page_and_is_large_enough() {
    let all = all_of_them(|html| html);
    let all: Vec<_> = all.into_iter().filter(|(_, place, ..)| matches!(place, Some(Place::Hotel))).collect();
    for browser in BROWSERS {
        let printed = printed(browser, &all);
        all.iter().for_each(|(language, _, name, _)| leads_to_the_page(&printed, *language, name));
        all.iter().for_each(|(_, _, name, _)| stands_well(&printed, name));
    }
}

fn leads_to_the_page(printed: &Printed, language: Language, name: &str) {
    let url = url(language);
    let pdf = printed.pdf_of(name);
    let poster = pdf.codes(1);
    let cards = pdf.codes(2);
    assert_eq!((poster.len(), cards.len()), (1, 4), "{name}");
    assert!(poster.iter().chain(&cards).all(|(found, _)| *found == url), "{poster:?} {cards:?}");
    assert!(poster[0].1 >= 40.0 && cards.iter().all(|card| card.1 >= 25.0), "{poster:?} {cards:?}");
}

/// Nothing stands in the margins, or on another thing.
fn stands_well(printed: &Printed, name: &str) {
    let inside = |[left, top, right, bottom]: [f32; 4], margin: f32, width: f32, height: f32| {
        left >= margin && top >= margin * 0.9 && right <= width - margin && bottom <= height - margin * 0.9
    };
    let pdf = printed.pdf_of(name);
    assert_eq!(pdf.pages(), 2, "{name}");
    let poster = pdf.boxes(1);
    let cards = pdf.boxes(2);
    for word in &poster {
        assert!(inside(*word, 19.9 * MM, 210.0 * MM, 297.0 * MM), "{name}: {word:?}");
    }
    let width = 105.0 * MM;
    let height = 148.5 * MM;
    for [left, top, right, bottom] in &cards {
        let x = (left / width).floor() * width;
        let y = (top / height).floor() * height;
        let word = [left - x, top - y, right - x, bottom - y];
        assert!(inside(word, 7.9 * MM, width, height), "{name}: {word:?}");
    }
    for page in [poster, cards] {
        let rows =
            |[_, top, _, bottom]: [f32; 4]| (top + (bottom - top) * 0.3, bottom - (bottom - top) * 0.3);
        for (place, a) in page.iter().enumerate() {
            for b in &page[place + 1..] {
                let (a_top, a_bottom) = rows(*a);
                let (b_top, b_bottom) = rows(*b);
                let apart = a[2] <= b[0] || b[2] <= a[0] || a_bottom <= b_top || b_bottom <= a_top;
                assert!(apart, "{name}: {a:?} {b:?}");
            }
        }
    }
}

#[test]
fn nothing_stands_in_the_margins_or_on_another_thing() {
    let all = all_of_them(|html| html);
    let printed = printed("chromium", &all);
    all.iter().for_each(|(_, _, name, _)| stands_well(&printed, name));
}

#[test]
fn a_computer_with_one_wide_typeface_prints_the_same_two_sheets() {
    // DejaVu Sans alone. The policy allows no other style, so it goes too.
    let wide = |html: String| {
        let others = "Arial,Helvetica,\"Liberation Sans\",Arimo,\"Nimbus Sans\",\"Noto Sans\",";
        assert!(html.contains(others));
        html.replace(others, "").replace("http-equiv=\"Content-Security-Policy\"", "name=\"policy\"")
    };
    let all = all_of_them(wide);
    let printed = printed("chromium", &all);
    all.iter().for_each(|(_, _, name, _)| stands_well(&printed, name));
}

#[test]
fn the_page_names_its_language_and_no_time_author_or_program_and_allows_nothing() {
    let language = Language::from_code("bg").unwrap();
    let url = url(language);
    let html = page(&sheet(language, &url, None)).unwrap();
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"bg\""));
    assert!(html.contains(&format!("<title>{}</title>", words(language).page.title)));
    assert!(html.contains("\"default-src 'none'; style-src 'sha256-"));
    for never in ["<script", "href", "src=", "url(", "generator", "author", " onload", " onerror"] {
        assert!(!html.contains(never), "{never}");
    }
    let again = page(&sheet(language, &url, None)).unwrap();
    assert_eq!(again, html, "the same words make the same file");
    let pdf = Printed::one("chromium", &html).pdf();
    let info = pdf.info();
    assert!(info.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{info}");
}

#[test]
fn what_does_not_fit_is_refused_and_never_cut() {
    let url = url(Language::DUTCH);
    let long = PRINT.repeat(200);
    let full = Sheet { fingerprint: &long, ..sheet(Language::DUTCH, &url, None) };
    assert!(matches!(page(&full), Err(NoRoom)));
    let long = format!("https://{}.example.org/nl/", "x".repeat(3000));
    let coded = Sheet { url: &long, ..sheet(Language::DUTCH, &url, None) };
    assert!(matches!(page(&coded), Err(NoRoom)));
}
