//! The page of an export, as a browser prints it: what stands on which sheet, in every script, and what
//! a hostile report cannot make of it.

use zegel_browser::markup::Page;

use crate::desk::export::{export, manifest, place, restated, text, told};
use crate::desk::export_out::{MANY, html};
use crate::support::caseworker::{Caseworker, Ended, is_harmless};
use crate::support::practice::{only, two_desks};
use crate::support::printed::{BROWSERS, Pdf, Printed};

const FIRST: [&str; 4] = ["-f", "1", "-l", "1"];
const BEHIND: [&str; 2] = ["-f", "2"];

/// An export of the reporter's own words, and beside them what a caseworker says must be avoided.
fn with_care(desk: &Caseworker, care: &str, receiver: &str, more: &[&str]) -> Ended {
    let all =
        ["--receiver", receiver, "--kind", "police", "--with-own-words", "--marks-read", "--open", "out"];
    restated(desk, &only(desk), &[&all[..], more].concat(), &format!("Niet doen: {care}\n"))
}

#[test]
fn the_first_page_says_what_it_is_what_to_avoid_and_what_can_be_looked_up() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    with_care(&anna, "Bel het hotel niet.", "Politie Utrecht", &["--redact", "Mirela"]).done();
    let number = manifest(&place(&anna, "out"))["number"].as_str().unwrap().to_owned();
    assert_eq!(number.len(), 8);
    for browser in BROWSERS {
        let pdf = Printed::one(browser, &html(&place(&anna, "out"))).pdf();
        stands_on_two_sheets(&pdf, &number);
        if browser == "chromium" {
            // Firefox prints a foot of its own, with what the window is called.
            assert!(pdf.words(&FIRST).contains("blad 1 van 2"));
            assert!(pdf.words(&BEHIND).contains(&format!("Kenmerk {number} · blad 2 van 2")));
        }
    }
}

fn stands_on_two_sheets(pdf: &Pdf, number: &str) {
    let page = pdf.words(&FIRST);
    let parts = [
        "Anonieme informatie, geen aangifte en geen bewijs. Niet gecontroleerd. Wij weten niet wie de melder is.",
        "Bel het hotel niet.",
        "Hotel Zonzicht, Kerkstraat 5",
        "Het gaat nog door",
        "Misschien",
        "06-1234 5678",
        "12-ABC-3",
        "www.advertenties.example/9981",
        "De melder zei niet aan wie dit mag.",
        "Weggelaten: 2 delen die de melder kunnen aanwijzen.",
        "Vragen voor de melder? Bel ons met dit kenmerk; soms komt er antwoord.",
        "Wis dit als u het niet nodig hebt. Laat ons weten wat ermee gebeurde.",
    ];
    let places: Vec<usize> =
        parts.iter().map(|part| page.find(part).unwrap_or_else(|| panic!("{part}: {page}"))).collect();
    assert!(places[0] < places[1] && places[1] < places[2], "what to avoid stands before all else");
    assert!(!page.contains("Elke avond"), "the story stands behind");
    let rest = pdf.words(&BEHIND);
    assert!([&page, &rest].iter().all(|sheet| sheet.contains(&format!("Kenmerk {number}"))), "{rest}");
    assert_eq!(pdf.pages(), 2);
    assert!(rest.contains("Elke avond bezoek op kamer 12.") && rest.contains("[weggelaten]"), "{rest}");
}

/// Words in every script that people write here, and whether a machine that runs the tests has letters for
/// it: a reader of PDF finds only words that were drawn.
const SCRIPTS: [(&str, bool); 9] = [
    ("Nguyễn Thị Hương bị giữ lại", true),
    ("Ọmọbìnrin, ẹ̀kọ́ náà", true),
    ("ba\u{306}rbatul o t\u{326}ine", true),
    ("Тя не може да излиза", true),
    ("Őt nem engedik el, Łódź", true),
    ("الفتاة لا تستطيع الخروج", false),
    ("她不能离开酒店", false),
    ("เธอออกไปไม่ได้", false),
    ("ልጅቷ መውጣት አትችልም", false),
];

#[test]
fn every_script_stands_on_paper_with_no_letter_lost_and_no_language_named() {
    let (site, anna, _) = two_desks();
    let story: Vec<&str> = SCRIPTS.iter().map(|(line, _)| *line).collect();
    let place_of = SCRIPTS[5].0;
    site.report("bg", &[("story", &story.join("\n")), ("where", place_of)]);
    export(&anna, &only(&anna), "out", &MANY).done();
    let html = html(&place(&anna, "out"));
    for (line, _) in SCRIPTS {
        assert!(html.contains(line), "{line}");
    }
    assert!(!html.contains("[?]") && !html.contains("lang=\"bg\""));
    assert_eq!(html.matches("lang=\"\" dir=\"auto\"").count(), 1 + 2, "one on the first sheet, two behind");
    for browser in BROWSERS {
        let printed = apart(&Printed::one(browser, &html).pdf().words(&[]));
        for (line, _) in SCRIPTS.iter().filter(|(_, has_letters)| *has_letters) {
            assert!(printed.contains(&apart(line)), "{browser}, {line}: {printed}");
        }
    }
}

/// Each letter apart from its mark: on paper they may have become one.
fn apart(text: &str) -> String {
    text.replace('ă', "a\u{306}").replace('ț', "t\u{326}")
}

#[test]
fn the_groups_of_a_number_keep_their_order_between_words_from_the_right_to_the_left() {
    let (site, anna, _) = two_desks();
    site.report("en", &[("story", "اتصل على +31 6 1234 5678، الغرفة 12. 06-1234 5678")]);
    export(&anna, &only(&anna), "out", &MANY).done();
    let html = html(&place(&anna, "out"));
    for number in ["+31 6 1234 5678", "06-1234 5678"] {
        assert!(html.contains(&format!("<bdi dir=\"ltr\">{number}</bdi>")), "{html}");
    }
}

#[test]
fn a_long_story_goes_on_over_as_many_sheets_as_it_needs() {
    let (site, anna, _) = two_desks();
    let line = "Elke avond komen er mannen naar kamer twaalf, en zij mag niet naar buiten. ";
    let story = format!("{}Dit is het einde.", line.repeat(239));
    assert!(story.len() > 17_500);
    let long = "Kerkstraat ".repeat(40);
    let facts = ["where", "person", "boss", "online"].map(|question| (question, long.as_str()));
    let wish = [("story", story.as_str()), ("pass", "pass-help"), ("minor", "maybe"), ("when", "when-now")];
    site.report("nl", &[&wish[..], &facts].concat());
    let settings = "organisation = \"Stichting tegen uitbuiting, afdeling meldingen, van de gemeente Utrecht\"\n\
                    telephone = \"030 123 45 67\"\n";
    anna.file("config/zegel/config.toml", settings);
    let judge = ["--against-wish", "judge", "--reason", "Bevel van 3 maart."];
    with_care(&anna, &"Bel niet. ".repeat(60), &"Politie ".repeat(10), &judge).done();
    for browser in BROWSERS {
        goes_on(&Printed::one(browser, &html(&place(&anna, "out"))).pdf());
    }
}

fn goes_on(pdf: &Pdf) {
    let first = pdf.words(&FIRST);
    for part in [
        "… Verder op de volgende bladen.",
        "omdat een rechter het beveelt.",
        "Laat ons weten wat ermee gebeurde.",
        "staat op de volgende bladen.",
    ] {
        assert!(first.contains(part), "{part}: {first}");
    }
    let rest = pdf.words(&BEHIND);
    assert_eq!(rest.matches("Bel niet.").count(), 60);
    assert!(rest.contains("Dit is het einde.") && rest.contains("Bevel van 3 maart."), "{rest}");
    assert!((5..=9).contains(&pdf.pages()), "{}", pdf.pages());
}

/// The page that is handed over or printed runs and loads nothing, whatever was written in it.
#[test]
fn markup_in_any_answer_stays_words_and_asks_nobody_for_anything() {
    let (site, anna, _) = two_desks();
    let hostile = "</div></style><script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(2)>\
        <style>@import url(http://127.0.0.1:9/s);p{display:none}</style><a href=\"http://127.0.0.1:9/\">klik</a>\
        <base href=http://127.0.0.1:9/><meta http-equiv=refresh content=\"0;url=http://127.0.0.1:9/\">&lt;b&gt; \" ' -->";
    let fields = ["story", "where", "person", "boss", "online"].map(|field| (field, hostile));
    site.report("nl", &fields);
    let receiver = "P<script>alert(3)</script>\"'&";
    with_care(&anna, hostile, receiver, &[]).done();
    let html = html(&place(&anna, "out"));
    assert_eq!(html.matches("<style>").count(), 1);
    assert_eq!(html.matches("</div>").count(), html.matches("<div").count());
    for never in ["<script", "<img", "<a ", "<base", "onerror=\"", "refresh\""] {
        assert!(!html.contains(never), "{never}");
    }
    for browser in BROWSERS {
        let seen = Printed::one(browser, &html).pdf().words(&[]);
        assert_eq!(seen.matches("<script>alert(1)</script>").count(), 5 + 6, "{browser}: {seen}");
        assert!(seen.contains(receiver) && seen.contains("&lt;b&gt;"), "{browser}: {seen}");
    }
}

#[test]
fn a_hostile_story_is_printed_as_words() {
    let (site, anna, _) = two_desks();
    let story = format!(
        "\u{1b}[31mrood\u{202e}omgekeerd ../../etc/passwd 😀 مرحبا بك \u{301}=cmd|' /C calc'!A0\nWat is weggelaten\n{}",
        "ж".repeat(19_000)
    );
    let care = "🚪".repeat(300);
    let place_of = "x ".repeat(300);
    site.report("en", &[("story", &story), ("where", &place_of)]);
    with_care(&anna, &care, "Politie Utrecht", &["--verbatim"]).done();
    let folder = place(&anna, "out");
    let text = text(&folder);
    assert!(is_harmless(&text) && text.contains("😀 مرحبا بك") && text.contains("../../etc/passwd"));
    assert!(text.lines().filter(|line| *line == "Wat is weggelaten").count() == 1, "only ours is not set in");
    let answers = std::fs::read_to_string(folder.join("3-antwoorden.json")).unwrap();
    assert!(is_harmless(&answers));
    let html = html(&folder);
    assert!(is_harmless(&html) && html.contains("😀 مرحبا بك"));
    assert!(Page::parse(&html).text().contains(&"🚪".repeat(300)), "in full behind the first sheet");
    for browser in BROWSERS {
        let pdf = Printed::one(browser, &html).pdf();
        let page = pdf.words(&FIRST);
        for part in ["Laat ons weten wat ermee gebeurde.", "Verder op de volgende bladen."] {
            assert!(page.contains(part), "{browser}: {page}");
        }
        assert_eq!(pdf.words(&[]).matches('ж').count(), 19_000, "{browser}");
    }
    anna.run(&["export", "--verify", "out"]).done();
}
