//! `zegel links`: what reports share is proposed, however it was written.

use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;

/// The groups over reports with these stories, as kind, value and how many.
fn shared(stories: &[&str]) -> Vec<(String, String, usize)> {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    stories.iter().for_each(|story| drop(site.report("nl", &[("story", story)])));
    let groups = anna.json(&["links"]);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let groups = groups.as_array().unwrap().iter().map(|group| {
        let shared = &group["shared"];
        (text(&shared["kind"]), text(&shared["value"]), group["reports"].as_array().unwrap().len())
    });
    groups.collect()
}

fn is(group: &(String, String, usize), kind: &str, value: &str, count: usize) -> bool {
    (group.0.as_str(), group.1.as_str(), group.2) == (kind, value, count)
}

#[test]
fn a_telephone_number_is_the_same_however_it_is_written() {
    let groups = shared(&[
        "Bel 06-12345678.",
        "Nummer: +31 6 1234 5678, elke dag",
        "0031 (0)6 12.34.56.78",
        "https://wa.me/31612345678 en 0800-2000",
        "Op 01-02-2026 10 uur. Of bel 0800 2000.",
        "Op 01-02-2026 10 uur ook.",
    ]);
    assert_eq!(groups.len(), 1, "{groups:?}");
    assert!(is(&groups[0], "phone", "+31612345678", 4), "{groups:?}");
}

#[test]
fn a_plate_is_the_same_however_it_is_written_and_a_day_is_no_plate() {
    let groups = shared(&[
        "Een auto met 12-AB-34",
        "kenteken 12ab34.",
        "Zwart, 12 ab 34",
        "Op 24-11-2026 en 24-nov-26, kamer 12",
        "Op 24-11-2026 en 24-nov-26, kamer 12",
        "Zijn kenteken was B-XY 1234",
        "kenteken: b-xy1234 of BXY1234",
    ]);
    let plates: Vec<_> = groups.iter().filter(|group| group.0 == "plate").collect();
    assert_eq!(plates.len(), 2, "{groups:?}");
    assert!(plates.iter().any(|group| is(group, "plate", "12AB34", 2)), "{groups:?}");
    assert!(plates.iter().any(|group| is(group, "plate", "BXY1234", 2)), "{groups:?}");
}

#[test]
fn an_address_is_the_same_without_what_follows_visitors_and_a_nickname_without_capitals() {
    let groups = shared(&[
        "https://www.Voorbeeld.example/Ad/77/?utm_source=x&fbclid=1#top en bijnaam \"Lola Rose\"",
        "Zie voorbeeld.example/Ad/77. Ze noemt zich ‘lola rosé’.",
        "Telegram: Zwarte_Tulp1 en mail a@tulp.example",
        "@zwarte_tulp1 op voorbeeld.example of b@tulp.example",
    ]);
    assert_eq!(groups.len(), 3, "{groups:?}");
    assert!(groups.iter().any(|group| is(group, "address", "voorbeeld.example/Ad/77", 2)), "{groups:?}");
    assert!(groups.iter().any(|group| is(group, "nickname", "lola rose", 2)), "{groups:?}");
    assert!(groups.iter().any(|group| is(group, "nickname", "zwarte_tulp1", 2)), "{groups:?}");
}

#[test]
fn a_number_without_a_country_is_shown_as_it_was_written_and_linked_by_its_last_nine_digits() {
    let groups = shared(&["Sună la 0722 123 456", "Bel 0722-123456", "iets anders"]);
    assert!(groups.iter().any(|group| is(group, "phone", "0722 123 456", 2)), "{groups:?}");
    let groups = shared(&["Sună la 0722 123 456", "Bel 0722-123456", "+40 722 123 456"]);
    assert!(groups.iter().any(|group| is(group, "phone", "+40722123456", 3)), "{groups:?}");
    // The one without a country may be of either, and the two are not one.
    let groups = shared(&["+40 722 123 456", "+31 722 123 456", "0722 123 456", "0722 123 456"]);
    let phones: Vec<_> = groups.iter().filter(|group| group.0 == "phone").collect();
    assert!(phones.iter().any(|group| is(group, "phone", "+40722123456", 3)), "{groups:?}");
    assert!(phones.iter().any(|group| is(group, "phone", "+31722123456", 3)), "{groups:?}");
}

#[test]
fn foreign_cars_names_and_hotels_are_linked() {
    let groups = shared(&[
        "Een witte auto met WGM 12345 bij Hotel De Gouden Leeuw",
        "WGM-12345, die auto staat er elke nacht. Hij heet Toni.",
        "Een man, 'Toni', in hotel \"De Gouden Leeuw\"",
        "Ik heet Anna en zag niets",
        "Ik heet Anna en zag ook niets",
    ]);
    assert!(groups.iter().any(|group| is(group, "plate", "WGM12345", 2)), "{groups:?}");
    assert!(groups.iter().any(|group| is(group, "nickname", "toni", 2)), "{groups:?}");
    assert!(groups.iter().any(|group| is(group, "hotel", "de gouden leeuw", 2)), "{groups:?}");
    assert!(groups.iter().all(|group| group.1 != "anna"), "{groups:?}");
}

#[test]
fn texts_that_are_much_alike_are_proposed_and_no_report_is_linked_to_itself() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let story = "Elke avond komen er drie mannen naar kamer twaalf en de vrouw gaat nooit naar buiten";
    site.report("nl", &[("story", &format!("{story}. Bel 06 12345678 of 06-12345678"))]);
    site.report("nl", &[("story", &format!("{}!", story.to_uppercase()))]);
    site.report("nl", &[("story", "Iets heel anders, over een massagesalon aan de andere kant van de stad")]);
    anna.speaks_dutch();
    let ended = anna.run(&["links"]).done();
    assert!(
        ended.out.contains("lijken, in 2 meldingen") && ended.out.contains("geen bewijs"),
        "{}",
        ended.out
    );
    assert!(!ended.out.contains("Telefoonnummer"), "{}", ended.out);

    let inbox = anna.json(&["inbox"]);
    let counts = inbox
        .as_array()
        .unwrap()
        .iter()
        .map(|report| anna.json(&["links", report["id"].as_str().unwrap()]).as_array().unwrap().len());
    assert_eq!(counts.sum::<usize>(), 2);
    anna.run(&["links", "zz"]).failed_with("zz");
}
