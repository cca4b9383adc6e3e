//! Who runs the site and what is kept, as somebody in doubt reads it: first in short, with facts that
//! can be checked elsewhere, and all of it exactly for whoever opens the last row.

use std::collections::BTreeMap;

use zegel_core::i18n::interpolate;

use crate::support::http::Answer;
use crate::support::site::{Setup, Site, languages, said};

fn with_facts(setup: &mut Setup) {
    let organisation = &mut setup.config.organisation;
    organisation.website = Some("https://www.voorbeeld.example/".to_owned());
    organisation.register = Some("12345678".to_owned());
    organisation.address = Some("Straat 1 & 2, <Stad>".to_owned());
    organisation.email = Some("info@voorbeeld.example".to_owned());
    organisation.phone = Some("+31 (20) 123-4567".to_owned());
    organisation.officer = Some("fg@voorbeeld.example".to_owned());
    organisation.ground = Some("algemeen belang".to_owned());
}

fn privacy(site: &Site, language: &str) -> Answer {
    site.get(&format!("/{language}/privacy"))
}

/// The place of a text in a page.
fn place(page: &Answer, text: &str) -> usize {
    page.text().find(&*maud_escaped(text)).unwrap_or_else(|| panic!("not there: {text}"))
}

/// The place of a heading or of a row's title.
fn heading(page: &Answer, title: &str) -> usize {
    let title = format!(">{}</", maud_escaped(title));
    let ends = ["h2", "summary"].map(|element| format!("{title}{element}>"));
    ends.iter().find_map(|end| page.text().find(end)).unwrap_or_else(|| panic!("no heading: {title}"))
}

/// A text as it stands in a page.
fn maud_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[test]
fn the_name_on_the_first_page_leads_to_facts_that_can_be_checked_elsewhere() {
    let site = Site::with(with_facts);
    for language in languages() {
        let first = site.get(&format!("/{language}/"));
        let link = format!("<a href=\"/{language}/privacy#who\">Stichting Proef</a>");
        assert!(first.text().contains(&link), "{language}");
        let page = privacy(&site, language);
        assert!(page.text().contains("<h2 id=\"who\">"), "{language}");
        for part in [
            "href=\"https://www.voorbeeld.example/\" rel=\"noreferrer noopener nofollow\"",
            "12345678",
            "Straat 1 &amp; 2, &lt;Stad&gt;",
            "<a href=\"mailto:info@voorbeeld.example\">info@voorbeeld.example</a>",
            "<a href=\"tel:+31201234567\">+31 (20) 123-4567</a>",
        ] {
            assert!(page.text().contains(part), "{language}: {part}");
        }
        assert!(page.says(&said(language).who.real), "{language}");
    }
}

#[test]
fn what_the_privacy_law_asks_is_said_as_far_as_it_is_configured_and_where_to_complain_always() {
    let site = Site::with(with_facts);
    let bare = Site::start();
    for language in languages() {
        let p = &said(language).privacy;
        let ground = interpolate(&p.law_ground, &[("ground", "algemeen belang")]);
        let officer = interpolate(&p.law_officer, &[("officer", "fg@voorbeeld.example")]);
        let controller = interpolate(&p.law_controller, &[("org", "Stichting Proef")]);
        let [full, less] = [&site, &bare].map(|site| privacy(site, language));
        assert!(full.says(&ground) && full.says(&officer) && full.says(&p.access_ask), "{language}");
        for page in [&full, &less] {
            assert!(page.says(&controller) && page.says(&p.law_receivers) && page.says(&p.law_rights));
            assert!(page.text().contains("href=\"https://autoriteitpersoonsgegevens.nl/\""), "{language}");
        }
        let (start, _) = p.law_officer.split_once("{ $").unwrap();
        assert!(
            !less.says(start) && !less.says(&said(language).who.real) && !less.text().contains("mailto:")
        );
        assert!(less.says(&p.access_write) && !less.says(&p.access_ask), "no address is promised");
    }
}

#[test]
fn the_page_begins_with_six_sentences_and_ends_with_all_of_it_in_one_closed_row() {
    let site = Site::start();
    for language in languages() {
        let page = privacy(&site, language);
        let p = &said(language).privacy;
        let order = [&p.short_name, &p.short_locked, &p.short_pass, &p.short_code, &p.short_device];
        let mut places: Vec<_> = order.map(|text| place(&page, text)).to_vec();
        places.push(page.text().find("tel:112").unwrap());
        let later = [&said(language).who.title, &p.law_title, &p.access_title, &p.all_title, &p.none_title];
        places.extend(later.map(|title| heading(&page, title)));
        places.push(heading(&page, &p.fields_title));
        assert!(places.is_sorted(), "{language}: {places:?}");
        let (_, exactly) = page.text().split_once(&maud_escaped(&p.all_title)).unwrap();
        assert!(
            page.text().contains(&format!("<details><summary>{}", maud_escaped(&p.all_title))),
            "{language}"
        );
        assert!(exactly.contains("<table>") && !exactly.contains("<details"), "{language}");
    }
}

#[test]
fn each_stored_field_has_a_meaning_of_its_own_and_a_week_can_be_read() {
    let site = Site::start();
    let page = privacy(&site, "nl");
    let (_, table) = page.text().split_once("<tbody>").unwrap();
    let (table, example) = table.split_once("</table>").unwrap();
    let mut fields = BTreeMap::new();
    for row in table.split("<tr>").skip(1) {
        let cells: Vec<_> = row.split("</td>").filter_map(|cell| cell.rsplit('>').next()).collect();
        if let Some(before) = fields.insert(cells[1].to_owned(), cells[0].to_owned()) {
            panic!("{before} and {} say the same: {}", cells[0], cells[1]);
        }
    }
    assert!(fields.values().any(|field| field == "entry.body") && fields.len() > 12, "{fields:?}");
    let (_, week) = example.split_once("thread.week</th><td class=\"mono\">").unwrap();
    let (week, _) = week.split_once("</td>").unwrap();
    let (number, read) = week.split_once(" (week ").unwrap();
    let written = read.trim_end_matches(')').replace(" van ", " ");
    let (of_year, year) = written.split_once(' ').unwrap();
    let expected = zegel_core::calendar::Week::from_number(number.parse().unwrap()).to_string();
    assert_eq!(expected, format!("{year}-W{of_year}"));
    assert!(!page.text().contains("<wbr>"), "a field's name stands on one line where there is room");
}

#[test]
fn who_wants_advice_or_to_complain_is_led_there() {
    let site = Site::start();
    for language in languages() {
        let page = privacy(&site, language);
        let advice = "href=\"https://www.huisvoorklokkenluiders.nl/\" rel=\"noreferrer noopener nofollow\">Huis voor Klokkenluiders</a>";
        assert!(page.text().contains(advice), "{language}");
    }
}
