//! What the paper says of its receiver, of why it may go there, and of whom to call; and what it does not say.

use zegel_browser::markup::Page;

use super::export::{TEXT, place, restated, text, told};
use super::export_out::html;
use crate::support::caseworker::Caseworker;
use crate::support::practice::{only, two_desks};

/// A receiver, its kind, and the folder.
fn to<'a>(receiver: &'a str, kind: &'a str, folder: &'a str) -> [&'a str; 6] {
    ["--receiver", receiver, "--kind", kind, "--open", folder]
}

/// Holds that the page and the text both say all of this.
fn both_say(desk: &Caseworker, folder: &str, parts: &[&str]) {
    let folder = place(desk, folder);
    let page = Page::parse(&html(&folder)).text();
    let text = text(&folder);
    for part in parts {
        assert!(page.contains(part), "{part}: {page}");
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_kind_of_the_receiver_and_what_the_reporter_wished_stand_on_the_paper() {
    for (wish, receiver, kind, parts) in [
        (
            None,
            "Politie Utrecht",
            "police",
            ["voor: Politie Utrecht (politie)", "De melder zei niet aan wie"],
        ),
        (Some("pass-ours"), "Arbeidsinspectie", "inspectorate", ["(inspectie)", "De melder laat toe"]),
        (Some("pass-police"), "Veilig Thuis", "child-protection", ["(kinderbescherming)", "laat toe"]),
        (Some("pass-help"), "CoMensha", "help", ["(hulporganisatie)", "Geef het niet verder door."]),
    ] {
        let (site, anna, _) = two_desks();
        told(&site, wish);
        restated(&anna, &only(&anna), &to(receiver, kind, "out"), TEXT).done();
        both_say(&anna, "out", &parts);
    }
}

#[test]
fn what_the_reporter_agreed_to_later_and_why_it_goes_against_a_wish_stand_on_the_paper() {
    let (site, anna, _) = two_desks();
    let reporter = told(&site, Some("pass-help"));
    let id = only(&anna);
    let police = |folder| to("Politie", "police", folder);
    let reason = "Een kind van 14, zegt Mirela.";
    let against = ["--against-wish", "child", "--reason", reason];
    let words = "Weglaten: Mirela\nWat: Mirela is daar.\n";
    restated(&anna, &id, &[&police("against")[..], &against].concat(), words).done();
    let says = [
        "tegen de wens van de melder in, omdat een kind in gevaar is.",
        "Een kind van 14, zegt [weggelaten].",
    ];
    both_say(&anna, "against", &says);
    reporter.writes("Ja, het mag.");
    let messages = anna.json(&["read", &id])["entries"].clone();
    let message = messages.as_array().unwrap().iter().find(|entry| entry["kind"] == "message").unwrap();
    let agreed = ["--reporter-agreed", message["id"].as_str().unwrap()];
    restated(&anna, &id, &[&police("agreed")[..], &agreed].concat(), TEXT).done();
    both_say(&anna, "agreed", &["De melder schreef later dat dit naar u mag."]);
}

#[test]
fn the_organisation_and_its_telephone_stand_on_the_paper_where_the_settings_name_them() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    restated(&anna, &id, &to("Politie", "police", "without"), TEXT).done();
    both_say(&anna, "without", &["Bel ons met dit kenmerk"]);
    anna.file("config/zegel/config.toml", "organisation = \"Stichting Zegel\"\n");
    restated(&anna, &id, &to("Politie", "police", "one"), TEXT).done();
    both_say(&anna, "one", &["Bel Stichting Zegel, met dit kenmerk"]);
    let settings = "organisation = \"Stichting <b>Zegel\u{202e}\"\ntelephone = \"030 123 45 67\"\n";
    anna.file("config/zegel/config.toml", settings);
    restated(&anna, &id, &to("Politie", "police", "out"), TEXT).done();
    both_say(&anna, "out", &["Bel Stichting <b>Zegel, 030 123 45 67, met dit kenmerk"]);
}

#[test]
fn what_a_caseworker_wrote_nothing_of_has_no_row_and_what_a_reporter_left_open_has() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Een busje."), ("where", "Kerkstraat 5")]);
    let id = only(&anna);
    restated(&anna, &id, &to("Politie", "police", "one"), "Waar: Kerkstraat 5\n").done();
    let page = html(&place(&anna, "one"));
    assert!(!page.contains("Niet ingevuld") && !page.contains("Jonger dan 18?"), "{page}");
    assert_eq!(page.matches("<tr>").count(), 1, "{page}");
    restated(&anna, &id, &to("Politie", "police", "none"), "Wat: Een grijs busje.\n").done();
    let page = html(&place(&anna, "none"));
    assert!(!page.contains("<table") && !page.contains("Wat u kunt nakijken"), "{page}");
    let words = [&to("Politie", "police", "words")[..], &["--with-own-words", "--marks-read"]].concat();
    restated(&anna, &id, &words, "").done();
    assert_eq!(html(&place(&anna, "words")).matches("Niet ingevuld").count(), 7);
}

#[test]
fn the_text_of_the_desk_is_in_its_language_where_its_settings_name_one_and_else_in_none() {
    let (site, anna, _) = two_desks();
    site.report("ro", &[("story", "Un microbuz.")]);
    let id = only(&anna);
    let words = |folder| [&to("Politie", "police", folder)[..], &["--with-own-words"]].concat();
    let beside = "Wat: Een grijs busje.\n";
    restated(&anna, &id, &words("unknown"), beside).done();
    let page = html(&place(&anna, "unknown"));
    assert!(page.contains("<div class=\"words\" dir=\"auto\">Een grijs busje."), "{page}");
    anna.file("config/zegel/config.toml", "language = \"nl\"\n");
    restated(&anna, &id, &words("known"), beside).done();
    let page = html(&place(&anna, "known"));
    assert!(page.contains("<div class=\"words\" lang=\"nl\" dir=\"auto\">Een grijs busje."), "{page}");
    assert!(page.contains("<div class=\"words\" lang=\"\" dir=\"auto\">Un microbuz."), "{page}");
    assert!(!page.contains("lang=\"ro\""), "the reporter's stays at the desk");
}
