//! Chromium and Firefox walk through the pages as people do: the files of `tests/browser`, with
//! the programs that were built here.

use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::support::node::project;

/// A browser needs a machine for itself: they take turns.
static TURN: Mutex<()> = Mutex::new(());

fn walk(file: &str) {
    let project = project("browser");
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec", file]).current_dir(project);
    node.env("ZEGELD", crate::support::programs::zegeld_path())
        .env("ZEGEL", crate::support::programs::zegel_path());
    let output = node.output().expect("node is there");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{file}:\n{}", String::from_utf8_lossy(&said));
}

#[test]
fn without_script_and_with_it_a_report_is_written_read_over_sent_answered_and_withdrawn() {
    walk("story.test.mjs");
}

#[test]
fn with_script_no_word_and_no_code_leaves_the_browser_and_nothing_is_lost_or_sent_twice() {
    walk("script.test.mjs");
}

#[test]
fn without_script_and_with_it_messages_of_one_page_come_in_the_order_in_which_they_were_sent() {
    walk("order.test.mjs");
}

#[test]
fn with_script_whatever_fails_ends_in_true_words_and_a_choice_that_helps() {
    walk("failing.test.mjs");
}

#[test]
fn with_script_links_back_and_another_tab_lose_nothing_and_leave_nothing() {
    walk("moving.test.mjs");
}

/// What a translator or an extension changes in the page changes nothing of what is sealed.
#[test]
fn a_page_that_a_browser_translates_and_an_extension_changes_is_still_the_same_form() {
    walk("translated.test.mjs");
}

#[test]
fn a_code_is_one_persons_says_where_it_is_typed_in_and_can_be_compared_group_by_group() {
    walk("code.test.mjs");
}

#[test]
fn who_tells_of_danger_reads_first_whom_to_call_and_who_writes_of_themselves_is_asked_first() {
    walk("danger.test.mjs");
}

#[test]
fn a_telephone_number_with_any_signs_is_a_link_in_an_answer_with_script_and_without() {
    walk("numbers.test.mjs");
}

#[test]
fn who_leaves_quickly_leaves_nothing_on_the_screen_or_behind_the_back_button() {
    walk("leave.test.mjs");
}

/// With script, in Chromium, a visit that reports, one that looks for replies and one that only reads send one body
/// of one size; the nearest neighbour on sizes and directions tells at most 60 % (chance 50).
#[test]
fn with_script_the_sizes_on_the_line_do_not_tell_who_reports_from_who_reads_or_looks_for_replies() {
    walk("traffic.test.mjs");
}

#[test]
fn every_page_can_be_used_by_everybody_and_asks_nothing_of_anybody_else() {
    walk("pages.test.mjs");
}

#[test]
fn every_page_has_its_picture_to_be_looked_at() {
    walk("screens.test.mjs");
}

#[test]
fn every_page_fits_small_screens_and_large_letters() {
    walk("layout.test.mjs");
}
