//! Small wrong usages, and what is said of each: a fact, and what to do.

use crate::support::practice::{only, two_desks};

#[test]
fn a_label_that_nobody_has_is_said_with_the_count_and_capitals_do_not_matter() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Een verhaal.")]);
    let id = only(&anna);
    anna.run(&["label", &id, "Zwolle"]).done();
    assert!(anna.run(&["inbox", "--label", "ZWOLLE"]).done().out.contains("zegel --help"));
    let none = anna.run(&["inbox", "--label", "Nergens"]).done().out;
    assert!(none.contains("No report has the label nergens. There are 1 in all."), "{none}");
    let none = anna.run(&["inbox", "--mine"]).done().out;
    assert!(none.contains("None of the 1 reports is with you."), "{none}");
}

#[test]
fn keep_without_words_names_its_own_option() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Een verhaal.")]);
    let id = only(&anna);
    let ended = anna.run(&["keep", &id]).failed_with("Give --reason");
    assert!(!ended.said().contains("--text"), "{}", ended.err);
}

#[test]
fn the_public_page_in_the_place_of_the_desk_is_named() {
    let (site, mut anna, _) = two_desks();
    anna.at(site.page.trim_end_matches('/'));
    anna.run(&["inbox"]).failed_with("That is the site for reporters");
}

#[test]
fn a_report_that_is_deleted_is_told_by_its_short_id() {
    let (site, anna, _) = two_desks();
    site.report("nl", &[("story", "Een verhaal.")]);
    let id = only(&anna);
    let said = anna.run(&["delete", &id, "--yes"]).done().said();
    assert!(said.contains(&id[..8]) && !said.contains(&id), "{said}");
    assert!(said.contains("on this computer too"), "{said}");
}
