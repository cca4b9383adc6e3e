//! The age of a form: a report that was sent before anybody could have read the page is marked for the desk, and
//! no other one.

use std::net::SocketAddr;

use crate::support::caseworker::Caseworker;
use crate::support::http::{Answer, exchange};
use crate::support::practice::Practice;
use crate::support::program::post;

const MARK: &str = "filled in very fast";

fn address(site: &Practice) -> SocketAddr {
    site.page.trim_start_matches("http://").trim_end_matches('/').parse().unwrap()
}

fn form(site: &Practice) -> Answer {
    let public = address(site);
    exchange(public, format!("GET /en/ HTTP/1.1\r\nHost: {public}\r\nConnection: close\r\n\r\n").as_bytes())
}

fn send(site: &Practice, form: &Answer, story: &str) {
    let (token, id) = (form.hidden("token").unwrap(), form.hidden("form").unwrap());
    let fields = [("token", token.as_str()), ("form", &id), ("story", story), ("act", "send")];
    let public = address(site);
    assert_eq!(exchange(public, &post(public.to_string(), &fields)).status, 200);
}

fn read(anna: &Caseworker, story: &str) -> String {
    let found = anna.json(&["search", story]);
    let read = anna.run(&["read", found[0]["id"].as_str().unwrap(), "--keep-unread"]).done();
    read.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Its page was shown long ago, for all that the new process knows.
#[test]
fn a_form_from_before_a_restart_is_never_marked_as_sent_too_fast() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    let before = form(&site);
    let site = site.after(|_| {});
    anna.at(&site.desk);
    send(&site, &before, "Voorheen.");
    send(&site, &form(&site), "Meteen.");
    anna.run(&["inbox"]).done();
    assert!(!read(&anna, "Voorheen").contains(MARK));
    assert!(read(&anna, "Meteen").contains(MARK));
}
