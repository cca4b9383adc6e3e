//! How long a caseworker's session lasts, and that none begins again.

use std::time::Duration;

use crate::support::desk_client::Desk;
use crate::support::http::exchange;
use crate::support::site::Site;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
/// The longest that a session may rest.
const REST: Duration = Duration::from_secs(15 * 60);

#[test]
fn a_session_ends_after_a_quarter_of_an_hour_without_a_request() {
    let site = Site::start();
    let mut desk = Desk::login(&site);
    for _ in 0..3 {
        assert_eq!(desk.collect().status, 200);
        site.later(REST - MINUTE);
    }
    assert_eq!(desk.collect().status, 200);
    site.later(REST + SECOND);
    assert_eq!(desk.collect().status, 401);
    assert_eq!(Desk::login(&site).collect().status, 200);
}

#[test]
fn a_session_ends_after_twelve_hours_however_much_it_is_used() {
    let site = Site::start();
    let mut desk = Desk::login(&site);
    for _ in 0..12 * 6 {
        assert_eq!(desk.collect().status, 200);
        site.later(10 * MINUTE);
    }
    site.later(SECOND);
    assert_eq!(desk.collect().status, 401);
    assert_eq!(Desk::login(&site).collect().status, 200);
}

#[test]
fn an_offer_of_a_session_is_taken_up_within_a_quarter_of_an_hour_or_not_at_all() {
    let site = Site::start();
    let mut soon = Desk::login(&site);
    let mut late = Desk::login(&site);
    site.later(REST - MINUTE);
    assert_eq!(soon.collect().status, 200);
    site.later(MINUTE);
    assert_eq!(late.collect().status, 401);
}

#[test]
fn what_was_recorded_of_a_session_that_has_ended_begins_none() {
    let site = Site::start();
    let mut desk = Desk::login(&site);
    let recorded = desk.signed("GET", "/desk/v1/threads", b"");
    assert_eq!(exchange(site.desk, &recorded).status, 200);
    site.later(REST + SECOND);
    assert_eq!(exchange(site.desk, &recorded).status, 401);
}
