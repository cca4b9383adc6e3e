//! Finding a report on the screen: by words while they are typed, by a status, a label or a colleague, by
//! how a story begins, and by colour for who sees it.

use crate::desk::screen::known;
use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, two_desks};
use crate::support::screen_terminal::Terminal;

const ESCAPE: &str = "\u{1b}";

/// Three reports: a hotel, a harbour, and a telephone number.
fn three() -> (Practice, Caseworker, Caseworker) {
    let (site, mut anna, bea) = two_desks();
    known(&site, &mut anna);
    site.report("nl", &[("story", "Bij de haven staat een busje."), ("where", "Rotterdam")]);
    site.report("nl", &[("story", "Bel 06-12 34 56 78, vraag naar het busje.")]);
    (site, anna, bea)
}

/// The id of the only report with these words.
fn with_words(desk: &Caseworker, words: &str) -> String {
    let found = desk.json(&["search", words]);
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    found[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_searched_for_is_found_while_it_is_typed_and_marked_where_it_stands() {
    let (_site, anna, _) = three();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("1 van 3");
    terminal.press("/busj").shows("te doen (2)   Met: busj");
    let found = terminal.press("e hav").shows("te doen (1)   Met: busje hav");
    assert!(found.contains("Bij de »hav«en staat een »busje«."), "{found}");
    assert!(terminal.is_underlined("hav"), "{found}");
    terminal.press("\r").hides("Zoek woorden");
    terminal.press("\r").shows("Dicht, met wat je zoekt (2).");
    terminal.press("\r").shows("Gelezen: collega's");
    let story = terminal.shows("Bij de haven staat een busje.");
    assert!(terminal.is_underlined("hav") && terminal.is_underlined("busje"), "{story}");
    terminal.press("q").shows("te doen (1)");
    terminal.press(ESCAPE).shows("te doen (3)");
    // Esc while it is typed takes the words away too.
    terminal.press("/haven").shows("te doen (1)");
    terminal.press(ESCAPE).shows("te doen (3)");
}

#[test]
fn a_number_and_a_call_name_are_found_however_they_are_typed() {
    let (_site, anna, _) = three();
    let id = with_words(&anna, "Bel vraag");
    let name = zegel::call_name(id.parse().unwrap(), zegel_core::i18n::Language::DUTCH);
    let mut terminal = Terminal::of(&anna);
    terminal.shows("1 van 3");
    let found = terminal.press("/+31612345678").shows("te doen (1)");
    assert!(found.contains(&id[..4]) && found.contains("»06-12 34 56 78«"), "{found}");
    terminal.press(ESCAPE).shows("te doen (3)");
    let found = terminal.press(&format!("/{}\r", name.replace('-', " "))).shows("te doen (1)");
    assert!(found.contains(&name), "{found}");
}

#[test]
fn the_list_is_narrowed_by_status_label_and_colleague_and_says_by_what() {
    let (_site, anna, bea) = three();
    let [harbour, number] = ["haven", "Bel vraag"].map(|words| with_words(&bea, words));
    bea.run(&["status", &harbour, "question-asked"]).done();
    bea.run(&["label", &harbour, "rotterdam"]).done();
    bea.run(&["label", &number, "rotterdam"]).done();
    bea.run(&["assign", &number, "bea"]).done();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("1 van 3");
    let choices = terminal.press("F").shows("Toon alleen");
    for choice in ["status: vraag gesteld (1)", "#rotterdam (2)", "van bea (1)", "van niemand (2)"] {
        assert!(choices.contains(choice), "{choice}: {choices}");
    }
    terminal.press("j\r").shows("te doen (2)   #rotterdam");
    terminal.press("F").shows("Toon alleen");
    terminal.press("\r").shows("te doen (1)   #rotterdam   status: vraag gesteld");
    terminal.press("/bus\r").shows("Met: bus");
    // What the filter alone hides is said, and where it is.
    terminal.press("f").shows("van jou (0)   f: nog 1   #rotterdam   status: vraag gesteld   Met: bus");
    terminal.press("fff").shows("te doen (1)");
    terminal.press(ESCAPE).shows("te doen (3)");
}

#[test]
fn how_each_story_begins_stands_there_only_for_who_asks() {
    let (_site, anna, _) = three();
    let mut terminal = Terminal::of(&anna);
    let before = terminal.shows("1 van 3");
    assert!(!before.contains("Bij de haven"), "{before}");
    let shown = terminal.press("w").shows("Bij de haven staat een busje.");
    assert!(shown.contains("Elke avond bezoek. Ze is bang."), "{shown}");
    terminal.press("w").hides("Bij de haven");
}

#[test]
fn danger_has_the_one_colour_and_the_rest_steps_back() {
    let (_site, anna, _) = three();
    let mut terminal = Terminal::of(&anna);
    let picture = terminal.shows("1 van 3");
    let id = with_words(&anna, "Bel vraag");
    // It goes on, and somebody may be under 18.
    assert!(terminal.is_red("misschien jonger"), "{picture}");
    assert!(!terminal.is_red("Rotterdam"), "{picture}");
    assert!(terminal.is_dim("Enter open"), "{picture}");
    anna.run(&["urgent", &id]).done();
    terminal.press("r").becomes("a report put first", |picture| picture.contains("dringend"));
    assert!(terminal.is_red("dringend"), "{}", terminal.picture());
}
