//! A page that two people were given makes two reports with a code each.
//!
//! One code, one person: a page that something between kept, in spite of `no-store`, and gave to two
//! people, still makes two reports with a code each, and nobody reads under a code of before.

use zegel_core::token::Token;

use crate::page::story::{shown_token, without_form_ids};
use crate::support::desk_client::Desk;
use crate::support::http::Answer;
use crate::support::program::story;
use crate::support::site::{Form, Site, said};

/// Sends words with a form and gives the code on the page.
fn send(site: &Site, form: &Form, story: &str) -> String {
    let sent = form.send(site, &[("story", story)]);
    assert_eq!((sent.status, sent.h1()), (200, said("en").token.sent_title.clone()));
    shown_token(&sent)
}

fn withdraw(site: &Site, code: &str) {
    let done = site.post("/en/", &[("act", "withdraw-yes"), ("token", code)]);
    assert_eq!(done.h1(), said("en").withdrawal.done);
}

/// Answers the report with these words.
fn reply(site: &Site, words: &str, text: &str) {
    let (reports, _) = site.opened();
    let report = reports.iter().find(|report| story(report) == words).unwrap();
    assert_eq!(Desk::login(site).reply(&report.writing, 1, text).status, 200);
}

fn look(site: &Site, code: &str) -> Answer {
    site.look("en", &Token::parse(code).unwrap())
}

#[test]
fn two_people_with_one_page_get_a_code_and_a_thread_each() {
    let site = Site::start();
    let page = site.visit("en");
    let first = send(&site, &page, "The first.");
    let second = send(&site, &page, "The second.");
    let third = send(&site, &page, "The third.");
    assert_eq!(first, page.token);
    assert!(first != second && second != third && first != third);
    assert_eq!(site.rows(), [3, 3, 3, 0]);

    reply(&site, "The first.", "For the first.");
    reply(&site, "The second.", "For the second.");
    assert!(look(&site, &first).says("For the first.") && !look(&site, &first).says("For the second."));
    assert!(look(&site, &second).says("For the second.") && !look(&site, &second).says("For the first."));
    assert_eq!(look(&site, &third).h1(), said("en").replies.none);
}

#[test]
fn the_page_after_sending_writes_and_withdraws_under_the_code_that_it_shows() {
    let site = Site::start();
    let page = site.visit("en");
    send(&site, &page, "The first.");
    let sent = page.send(&site, &[("story", "The second.")]);
    let code = shown_token(&sent);
    assert_eq!(sent.hidden("token"), Some(code.clone()));
    assert!(!sent.text().contains(&page.token), "the code of the first stands nowhere");
    assert_eq!(Form::of(&sent, "en").press(&site, "message", &[("message", "More.")]).status, 200);
    assert_eq!(site.rows(), [2, 3, 3, 0]);
    withdraw(&site, &code);
    let (reports, messages) = site.opened();
    assert_eq!((reports.len(), messages.len(), story(&reports[0]).as_str()), (1, 0, "The first."));
}

#[test]
fn who_goes_back_and_changes_words_has_two_reports_that_can_both_be_answered() {
    let site = Site::start();
    let page = site.visit("en");
    let before = send(&site, &page, "Room 12.");
    let after = send(&site, &page, "Room 12, no, 14.");
    for (words, code) in [("Room 12.", &before), ("Room 12, no, 14.", &after)] {
        reply(&site, words, "Thank you.");
        assert!(look(&site, code).says("Thank you."));
    }
}

#[test]
fn a_second_press_is_the_same_report_and_the_same_code_for_each_of_them() {
    let site = Site::start();
    let page = site.visit("en");
    let press = |story: &str| page.send(&site, &[("story", story)]);
    let first = [press("The first."), press("The second."), press("The first."), press("The second.")];
    assert!(without_form_ids(&first[0]) == without_form_ids(&first[2]));
    assert!(without_form_ids(&first[1]) == without_form_ids(&first[3]));
    assert_ne!(shown_token(&first[0]), shown_token(&first[1]));
    assert_eq!(site.rows(), [2, 2, 2, 0]);
}

#[test]
fn a_hundred_presses_of_two_people_at_once_are_two_reports() {
    let site = Site::start();
    let page = site.visit("en");
    let words = ["One.", "Other."];
    let codes: Vec<String> = std::thread::scope(|scope| {
        let send = |number: usize| {
            let (site, page) = (&site, &page);
            scope.spawn(move || send(site, page, words[number % 2]))
        };
        let sending: Vec<_> = (0..100).map(send).collect();
        sending.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for number in 0..100 {
        assert_eq!(codes[number], codes[number % 2]);
    }
    assert_ne!(codes[0], codes[1]);
    assert!(codes.contains(&page.token), "whoever was first has the code of the page");
    assert_eq!(site.rows(), [2, 2, 2, 0]);
}

#[test]
fn after_the_first_withdrew_the_second_has_a_thread_of_their_own_and_a_taken_back_report_stays_so() {
    let site = Site::start();
    let page = site.visit("en");
    let first = send(&site, &page, "The first.");
    withdraw(&site, &first);
    let second = send(&site, &page, "The second.");
    assert_ne!(first, second);
    reply(&site, "The second.", "For the second.");
    assert_eq!(look(&site, &first).h1(), said("en").replies.none);

    let again = page.send(&site, &[("story", "The first.")]);
    assert_eq!(again.status, 410);
    assert!(again.says(&said("en").errors.withdrawn));
    withdraw(&site, &second);
    assert_eq!(page.send(&site, &[("story", "The second.")]).status, 410);
    assert_eq!(site.rows(), [2, 0, 0, 2]);
    assert_ne!(send(&site, &page, "The third."), second);
}

#[test]
fn a_report_sent_again_after_a_crash_is_one_report_with_the_same_code() {
    let site = Site::start();
    let page = site.visit("en");
    let first = send(&site, &page, "The first.");
    let site = site.restarted();
    assert_eq!(send(&site, &page, "The first."), first);
    assert_eq!(site.rows(), [1, 1, 1, 0]);

    // Who shared the page and was not first is not known any more: nothing is lost, it may come twice.
    let second = send(&site, &page, "The second.");
    assert_eq!(send(&site, &page, "The second."), second);
    assert_eq!(site.rows(), [2, 2, 2, 0]);
}

#[test]
fn a_form_shown_before_the_restart_is_stored_too() {
    let site = Site::start();
    let page = site.visit("en");
    let site = site.restarted();
    let code = send(&site, &page, "Late.");
    reply(&site, "Late.", "Thank you.");
    assert!(look(&site, &code).says("Thank you."));
    assert_eq!(send(&site, &page, "Late."), code);
    assert_eq!(site.threads().len(), 1);
}
