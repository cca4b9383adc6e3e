//! Cover is answered like a stored report, stores nothing and takes nothing from who reports; a report is never
//! taken for it.
//!
//! Cover traffic: requests that mean nothing, answered like those that do, and in the way of nobody.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zegel_core::token::Token;
use zegel_core::wire::{COVER, REPLIES, REPORT, WITHDRAW};

use crate::api::public_api::{entry, sealed};
use crate::support::http::Answer;
use crate::support::site::Site;

/// As large as a small report for sixteen hybrid keys, with the padding that a browser adds.
const LARGEST: usize = 48 * 1024;

const HOME: &str = "Content-Type: application/json\r\nX-Real-IP: 192.0.2.7\r\n";

fn padded(body: &Value, size: usize) -> Vec<u8> {
    format!("{:size$}", body.to_string()).into_bytes()
}

fn post(site: &Site, path: &str, body: &Value) -> Answer {
    site.body(path, HOME, &padded(body, LARGEST))
}

#[test]
fn cover_is_answered_with_the_bytes_of_a_stored_report_and_stores_nothing() {
    let site = Site::start();
    let cover = post(&site, COVER.path, &json!({}));
    assert_eq!((cover.status, site.rows()), (200, [0; 4]));
    let report = site.api(REPORT.path, &entry(&site, &sealed(&site)));
    assert_eq!(site.rows(), [1, 1, 1, 0]);
    assert_eq!((report.head, report.body), (cover.head, cover.body));
}

#[test]
fn cover_has_the_header_and_the_size_of_a_look_up_with_no_reply_and_leaves_no_sooner() {
    let site = Site::start();
    let mailbox = json!({ "mailbox": *site.keys(&Token::random().unwrap()).mailbox_key().to_text() });
    let looked = post(&site, REPLIES.path, &mailbox);
    let began = Instant::now();
    let cover = post(&site, COVER.path, &json!({}));
    assert!(began.elapsed() >= Duration::from_millis(25));
    assert_eq!((looked.head, looked.body.len()), (cover.head, cover.body.len()));
}

#[test]
fn a_report_is_never_taken_for_cover() {
    let site = Site::start();
    let report = entry(&site, &sealed(&site));
    assert_eq!(site.api(COVER.path, &report).status, 400, "nobody is told that it was stored");
    assert_eq!(site.rows(), [0; 4]);
}

#[test]
fn a_look_up_and_a_withdrawal_may_be_as_large_as_a_small_report_for_sixteen_keys() {
    let site = Site::start();
    let token = site.report("en", "A report.");
    let keys = site.keys(&token);
    let mailbox = json!({ "mailbox": *keys.mailbox_key().to_text() });
    assert_eq!(post(&site, REPLIES.path, &mailbox).status, 200);
    let withdrawal = json!({ "mailbox": mailbox["mailbox"], "withdrawal": keys.withdrawal().to_text() });
    assert_eq!(post(&site, WITHDRAW.path, &withdrawal).status, 200);
    assert_eq!(site.rows(), [1, 0, 0, 1]);
}

#[test]
fn a_flood_of_cover_takes_nothing_from_who_reports_looks_up_or_withdraws() {
    let site = Site::with(|setup| setup.config.client_header = Some("x-real-ip".to_owned()));
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                for _ in 0..40 {
                    assert_eq!(post(&site, COVER.path, &json!({})).status, 200);
                }
            });
        }
    });
    let report = entry(&site, &sealed(&site));
    let mailbox = json!({ "mailbox": report["mailbox"] });
    let secret = site.keys(&Token::random().unwrap()).withdrawal().to_text();
    let withdrawal = json!({ "mailbox": report["mailbox"], "withdrawal": secret });
    for (path, body) in [(REPORT.path, &report), (REPLIES.path, &mailbox), (WITHDRAW.path, &withdrawal)] {
        assert_eq!(site.body(path, HOME, body.to_string().as_bytes()).status, 200, "{path}");
    }
}
