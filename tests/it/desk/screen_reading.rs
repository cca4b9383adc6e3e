//! Reading on the screen: what comes next, what is read, and where a person is.

use crate::desk::screen::{known, row};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, two_desks};
use crate::support::screen_terminal::Terminal;

const CONTROL_D: &str = "\u{4}";
const ESCAPE: &str = "\u{1b}";

/// Three reports, as short ids in the order of the list.
fn three() -> (Practice, Caseworker, Caseworker, Vec<String>) {
    let (site, mut anna, bea) = two_desks();
    known(&site, &mut anna);
    site.report("nl", &[("story", "Een huis."), ("minor", "yes")]);
    site.report("nl", &[("story", "Een hotel.")]);
    let rows = bea.json(&["inbox"]);
    let ids = (0..3).map(|at| rows[at]["id"].as_str().unwrap()[..4].to_owned()).collect();
    (site, anna, bea, ids)
}

/// The ids of the list from above.
fn order(picture: &str) -> Vec<String> {
    let ids = picture.lines().filter_map(|line| line.strip_prefix("> ").or(line.strip_prefix("  ")));
    let is_id = |id: &&str| id.len() == 4 && id.chars().all(|c| c.is_ascii_hexdigit());
    ids.filter_map(|line| line.split(' ').next().filter(is_id)).map(str::to_owned).collect()
}

#[test]
fn the_order_stays_while_somebody_reads_down_the_list() {
    let (_site, anna, _bea, ids) = three();
    let mut terminal = Terminal::of(&anna);
    let before = order(&terminal.shows("1 van 3"));
    assert_eq!(before, ids);
    terminal.press("\r\r").shows("Gelezen: collega's");
    let after = terminal.press("q").shows("q stop");
    assert_eq!(order(&after), before, "{after}");
    assert!(after.contains(&format!("> {}", ids[0])), "{after}");
    terminal.press("n").shows("2 van 3");
    terminal.press("n").shows("3 van 3");
    terminal.press("\r\r").shows("Gelezen: collega's");
    // From a case too, and from the end to the first one that is left.
    terminal.press("n").shows(&format!("{}  van niemand", ids[1]));
    terminal.press("\r").shows("Gelezen: collega's");
    terminal.press("n").shows("Verder is er niets nieuws.");
}

#[test]
fn a_report_is_read_once_its_story_was_open_and_can_stand_as_new_again() {
    let (_site, anna, bea, ids) = three();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("1 van 3");
    terminal.press("\r").shows("q terug");
    terminal.press("q").shows("q stop");
    assert_eq!(row(&bea)["unread"], true);
    terminal.press("\r\r").shows("Gelezen: collega's");
    terminal.press("U").shows("staat hier als nieuw");
    terminal.press("j").shows("2 van 3");
    assert_eq!(terminal.look_of(&format!("  {}", ids[0])), (true, false), "{}", terminal.picture());
    // Colleagues see that it was read.
    assert!(bea.run(&["read", &ids[0], "--keep-unread"]).done().out.contains("anna"));
}

#[test]
fn the_cursor_stands_where_the_person_is() {
    let (_site, anna, _bea, ids) = three();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("1 van 3");
    assert_eq!(terminal.look_of(&format!("> {}", ids[0])), (true, true));
    terminal.press("j").shows("2 van 3");
    terminal.cursor_on(&format!("> {}", ids[1]));
    terminal.press("s").shows("> nieuw");
    terminal.press("jj").shows("> vraag gesteld");
    terminal.cursor_on("> vraag gesteld");
}

#[test]
fn a_short_answer_stands_there_in_both_languages() {
    let (site, mut anna, _) = two_desks();
    anna.speaks_dutch();
    site.report("hu", &[("story", "Egy ház.")]);
    anna.run(&["inbox"]).done();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    terminal.press("a").shows("Geen kort antwoord");
    let choices = terminal.press("jj").shows("> We hebben een vraag.");
    let own = choices.find("We hebben het doorgegeven aan een hulporganisatie.").unwrap();
    let theirs = choices.find("Továbbadtuk").unwrap();
    assert!(own < theirs, "{choices}");
    terminal.press("\r").shows("(= We hebben een vraag.");
    terminal.press(CONTROL_D).shows("(= We hebben een vraag.");
    terminal.press(ESCAPE).shows("Ctrl-D klaar");
}

#[test]
fn words_and_lines_are_taken_away_and_come_back() {
    let (_site, anna, _bea, _) = three();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("1 van 3");
    terminal.press("o").shows("voor collega's");
    terminal.press("een twee drie").shows("een twee drie");
    terminal.press("\u{17}").hides("drie");
    terminal.press("vier").shows("een twee vier");
    // A word to the left, and to the right again.
    terminal.press("\u{1b}[1;5D\u{1b}[1;5Dx").shows("een xtwee vier");
    terminal.press("\u{1b}[1;5Cy").shows("een xtweey vier");
    terminal.press("\u{15}").shows("   vier");
    terminal.press("\u{1a}").shows("een xtweey vier");
    terminal.press("\u{1a}\u{1a}").shows("een twee vier");
}

#[test]
fn a_report_has_a_name_that_can_be_said_and_every_verb_knows_it() {
    let (_site, anna, bea, ids) = three();
    let mut terminal = Terminal::of(&anna);
    let picture = terminal.shows("1 van 3");
    let line =
        picture.lines().skip_while(|line| !line.contains(&ids[0])).find(|line| line.contains('-')).unwrap();
    let name = line.split_whitespace().next().unwrap();
    let read = bea.run(&["read", name, "--keep-unread"]).done().out;
    assert!(read.contains(&ids[0]), "{name}: {read}");
    // Bea's language is another, and she may say it with a space.
    assert!(bea.run(&["read", &name.replace('-', " "), "--keep-unread"]).done().out.contains(&ids[0]));
    bea.run(&["read", "geen-naam"]).failed_with("geen-naam");
}

#[test]
fn the_list_says_where_it_was_what_is_in_it_and_what_it_is_like() {
    let (site, mut anna, _) = two_desks();
    anna.speaks_dutch();
    let story = "Een busje staat elke nacht achter het huis en brengt meisjes weg, bel 0612345678.";
    for _ in 0..2 {
        site.report("nl", &[("story", story), ("where", "Zwolle, achter het station")]);
    }
    anna.run(&["inbox"]).done();
    let mut terminal = Terminal::of(&anna);
    let picture = terminal.shows("1 van 2");
    for fact in ["Zwolle, achter het station", "kenmerken: 1", "lijkt op "] {
        assert_eq!(picture.matches(fact).count(), 2, "{fact}: {picture}");
    }
}

#[test]
fn a_case_in_another_language_says_whom_to_ask() {
    let (site, mut anna, _) = two_desks();
    anna.speaks_dutch();
    anna.file("config/zegel/config.toml", "translator = \"Tolkentelefoon 088-1234567\"\n");
    site.report("hu", &[("story", "Egy ház.")]);
    anna.run(&["inbox"]).done();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("q stop");
    terminal.press("\r").shows("Tolkentelefoon 088-1234567");
    // It stays there when the case is fetched anew.
    terminal.press("\r").shows("Gelezen: collega's");
    terminal.shows("Tolkentelefoon 088-1234567");
}
