//! Exit status: it tells a script whether to try again or to fetch a person.

use zegel::error;

use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;

#[test]
fn each_status_means_one_thing() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let (_, others) = Caseworker::with_key("bram");
    anna.run(&["inbox"]).ended_with(1);
    anna.run(&["inbox", "--mine", "--unheard-of"]).ended_with(2);
    anna.at("http://127.0.0.1:1");
    anna.run(&["inbox"]).ended_with(3);
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    anna.run(&["inbox", "--fingerprint", &"0".repeat(40)]).ended_with(4);
    anna.run(&["inbox"]).ended_with(0);
    anna.run(&["read", "ffff"]).ended_with(1);
    let page = site.page.clone();
    anna.run(&["verify", &page]).ended_with(0);
    let site = site.again_with(&format!("{lines}{others}"));
    anna.at(&site.desk);
    anna.run(&["inbox"]).ended_with(4);
    anna.at(site.page.trim_end_matches('/'));
    anna.run(&["inbox"]).ended_with(1);
}

#[test]
fn an_error_that_is_debugged_shows_nothing_that_a_reporter_wrote() {
    let error: Box<dyn std::error::Error> = Box::new(error::export::redact_nowhere("the blue car"));
    assert!(error.to_string().contains("the blue car"), "{error}");
    assert!(!format!("{error:?}").contains("blue"), "{error:?}");
}
