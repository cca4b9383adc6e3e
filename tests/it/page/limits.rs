//! Rate limits: they slow down, give everything back, say when to come again, and lock nobody out.

use std::collections::BTreeSet;

use data_encoding::BASE64;
use serde_json::json;
use zegel_core::id::EntryId;
use zegel_core::token::Token;

use crate::page::bad_input::is_a_clear_page;
use crate::support::fixture::ForDeskRaw;
use crate::support::http::Answer;
use crate::support::site::{Form, Site, languages, phrase, said};
use zegel_core::i18n::{Unit, interpolate};

/// More than any client's budget.
const MANY: usize = 400;
const HOME: &str = "X-Real-IP: 192.0.2.7\r\n";

fn behind_a_proxy() -> Site {
    Site::with(|setup| setup.config.client_header = Some("x-real-ip".to_owned()))
}

/// Does something until it is too much; gives the first answer that says so.
fn until_busy(mut act: impl FnMut() -> Answer) -> Option<Answer> {
    (0..MANY)
        .map(|_| act())
        .find(|answer| answer.status != 200)
        .inspect(|answer| assert_eq!(answer.status, 429))
}

fn send(site: &Site, from: &str, form: &Form, story: &str) -> Answer {
    let fields = [
        ("token", form.token.as_str()),
        ("form", &form.form),
        ("story", story),
        ("minor", "yes"),
        ("act", "send"),
    ];
    site.post_with("/en/", from, &fields)
}

fn says_when(answer: &Answer, language: &str, sentence: &str) {
    let seconds = answer.header("retry-after").unwrap();
    assert!(seconds.parse::<u64>().unwrap() >= 1);
    let wait = phrase(language, Unit::Seconds, seconds.parse().unwrap());
    assert!(answer.says(&interpolate(sentence, &[("seconds", &wait)])));
    is_a_clear_page(answer, language);
}

#[test]
fn a_client_that_reports_too_often_gets_its_text_back_and_the_seconds() {
    let site = behind_a_proxy();
    let form = site.visit("en");
    let busy = until_busy(|| send(&site, HOME, &form, "Again.")).expect("a limit");
    says_when(&busy, "en", &said("en").errors.busy);
    assert_eq!(busy.field("story"), "Again.");
    assert!(busy.chose("minor", "yes"));
    assert_eq!(site.rows(), [1, 1, 1, 0]);

    // Its neighbours in the same network share it; others do not.
    assert_eq!(send(&site, "X-Real-IP: 192.0.2.200\r\n", &form, "Again.").status, 429);
    let others =
        (0..20).map(|net| send(&site, &format!("X-Real-IP: 198.51.{net}.1\r\n"), &form, "Elsewhere.").status);
    assert!(others.filter(|status| *status == 200).count() >= 19, "two networks may share a cell");
}

#[test]
fn a_limited_client_locks_no_mailbox() {
    let site = behind_a_proxy();
    let token = site.report("en", "A report.");
    let code = token.to_field();
    let look = |from: &str| site.post_with("/en/", from, &[("act", "look"), ("code", &code)]);
    let busy = until_busy(|| look(HOME)).expect("a limit");
    says_when(&busy, "en", &said("en").errors.busy_code);
    assert_eq!(busy.typed_code(), *code);
    assert_eq!(look("X-Real-IP: 198.51.100.1\r\n").status, 200);
    assert_eq!(look("").status, 200);

    // A budget of its own for each kind: who looked too often can still write, and leave.
    let form = site.visit("en");
    assert_eq!(send(&site, HOME, &form, "A report.").status, 200);
    assert_eq!(site.post_with("/en/", HOME, &[("act", "exit")]).status, 200);
    // A code that is typed wrong takes nothing of anybody's budget.
    assert_eq!(site.post_with("/en/", HOME, &[("act", "look"), ("code", "x")]).status, 422);
}

#[test]
fn a_message_and_a_withdrawal_come_back_with_the_seconds() {
    let site = behind_a_proxy();
    for language in languages() {
        let token = Token::random().unwrap().to_field();
        let form = site.visit(language).form;
        let path = format!("/{language}/");
        let from = format!("X-Real-IP: 192.0.2.{}\r\n", language.len());
        let message =
            [("token", token.as_str()), ("form", &form), ("message", "My answer."), ("act", "message")];
        let busy = until_busy(|| site.post_with(&path, &from, &message)).expect("a limit");
        says_when(&busy, language, &said(language).errors.busy);
        assert_eq!(busy.field("message"), "My answer.");
        let withdraw = [("token", token.as_str()), ("act", "withdraw-yes")];
        let busy = until_busy(|| site.post_with(&path, &from, &withdraw)).expect("a limit");
        says_when(&busy, language, &said(language).errors.busy_code);
        assert_eq!(busy.hidden("token").unwrap(), *token);
    }
}

#[test]
fn reports_and_messages_share_a_budget_whether_or_not_a_mailbox_is_there() {
    let site = behind_a_proxy();
    let known = site.report("en", "There.");
    let counts = [(1, known), (2, Token::random().unwrap())].map(|(net, token)| {
        let form = site.visit("en").form;
        let from = format!("X-Real-IP: 10.{net}.0.1\r\n");
        let fields = [
            ("token", token.to_field().to_string()),
            ("form", form),
            ("message", "m".to_owned()),
            ("act", "message".to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut sent = 0;
        until_busy(|| {
            sent += 1;
            site.post_with("/en/", &from, &fields)
        })
        .expect("a limit");
        sent
    });
    // Some come back to a budget while it is used; never twice as many.
    assert!(counts[0] < 2 * counts[1] && counts[1] < 2 * counts[0], "{counts:?}");
}

#[test]
fn a_client_on_this_machine_has_no_limit_of_its_own() {
    for site in [Site::start(), behind_a_proxy()] {
        let form = site.visit("en");
        assert!(until_busy(|| send(&site, "", &form, "Again.")).is_none());
    }
    // A header that nobody configured is not believed.
    let site = Site::start();
    let form = site.visit("en");
    assert!(until_busy(|| send(&site, HOME, &form, "Again.")).is_none());
}

#[test]
fn what_a_client_adds_to_the_header_of_its_proxy_is_not_believed() {
    let site = Site::with(|setup| setup.config.client_header = Some("x-forwarded-for".to_owned()));
    let form = site.visit("en");
    let mut number = 0;
    let mut forged = |shape: fn(usize) -> String| {
        until_busy(|| {
            number += 1;
            send(&site, &shape(number), &form, "Again.")
        })
    };
    // A proxy adds what it saw behind what was there, in the same line or in one of its own.
    assert!(forged(|n| format!("X-Forwarded-For: 10.{}.{}.1, 192.0.2.7\r\n", n / 256, n % 256)).is_some());
    assert!(
        forged(|n| format!(
            "X-Forwarded-For: 10.{}.{}.1\r\nX-Forwarded-For: 192.0.2.7\r\n",
            n / 256,
            n % 256
        ))
        .is_some()
    );
}

#[test]
fn the_api_says_when_to_come_again() {
    let site = behind_a_proxy();
    let mailbox = site.keys(&Token::random().unwrap()).mailbox_key().to_text();
    let body = json!({ "mailbox": *mailbox }).to_string();
    let lines = format!("Content-Type: application/json\r\n{HOME}");
    let busy = until_busy(|| site.body("/api/v1/mailbox", &lines, body.as_bytes())).expect("a limit");
    assert!(busy.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    assert_eq!(busy.json()["type"], "/problems/busy");
}

/// Who may write no more can still withdraw.
#[test]
fn who_may_write_no_more_can_still_withdraw_and_the_other_way_round() {
    let site = behind_a_proxy();
    let form = site.visit("en");
    let token = site.report("en", "A report.").to_field();
    let withdraw = || site.post_with("/en/", HOME, &[("act", "withdraw-yes"), ("token", &token)]);
    until_busy(|| send(&site, HOME, &form, "Again.")).expect("a limit");
    assert_eq!(withdraw().status, 200);
    let elsewhere = "X-Real-IP: 198.51.100.1\r\n";
    let other = Token::random().unwrap().to_field();
    until_busy(|| site.post_with("/en/", elsewhere, &[("act", "withdraw-yes"), ("token", &other)]))
        .expect("a limit");
    assert_eq!(send(&site, elsewhere, &form, "A report.").status, 200);
}

fn seconds(answer: &Answer) -> u64 {
    answer.header("retry-after").unwrap().parse().unwrap()
}

/// Whoever had to wait comes back soon, and not at the same moment as all the others.
#[test]
fn the_seconds_to_wait_are_few_and_differ() {
    let site = behind_a_proxy();
    let code = site.report("en", "A report.").to_field();
    let look = || site.post_with("/en/", HOME, &[("act", "look"), ("code", &code)]);
    until_busy(look).expect("a limit");
    let busy = (0..60).map(|_| look()).filter(|answer| answer.status == 429);
    let waits: BTreeSet<u64> = busy.map(|answer| seconds(&answer)).collect();
    // A look-up comes back each second, and three more are for chance.
    assert!(waits.len() > 1 && waits.iter().all(|wait| (1..=5).contains(wait)), "{waits:?}");
}

/// Sends documents of this size until one is refused. Gives how many were taken, and that answer.
fn until_refused(site: &Site, from: &str, bytes: usize) -> (usize, Answer) {
    let sealed = site.recipients.seal(ForDeskRaw(vec![b'x'; bytes])).unwrap();
    let keys = site.keys(&Token::random().unwrap());
    let id = EntryId::random().unwrap();
    let sealed = BASE64.encode(sealed.as_bytes());
    let body = json!({ "mailbox": *keys.mailbox_key().to_text(), "id": id, "sealed": sealed }).to_string();
    let lines = format!("Content-Type: application/json\r\n{from}");
    let mut posted = 0;
    let refused = until_busy(|| {
        posted += 1;
        site.body("/api/v1/reports", &lines, body.as_bytes())
    });
    (posted - 1, refused.expect("a limit"))
}

/// A large document costs as much of the budget as it is large, one that is refused is counted, and the last
/// tenth of the store is for short ones.
#[test]
fn a_document_costs_as_many_of_the_budget_as_it_is_large() {
    let site = behind_a_proxy();
    // Sixty are its own, and twenty more are there for whoever comes beyond.
    let (small, _) = until_refused(&site, "X-Real-IP: 10.1.0.1\r\n", 8 * 1024);
    assert!((80..300).contains(&small), "{small} small ones");
    let site = behind_a_proxy();
    let (large, refused) = until_refused(&site, "X-Real-IP: 10.1.0.1\r\n", 96 * 1024);
    assert!((5..40).contains(&large), "{large} of twelve times the size");
    // Twelve come back in 24 seconds, and it is told so.
    assert!((6..=30).contains(&seconds(&refused)), "{} seconds", seconds(&refused));
}

#[test]
fn whatever_is_refused_is_counted_too() {
    let site = behind_a_proxy();
    let keys = site.keys(&Token::random().unwrap());
    let id = EntryId::random().unwrap();
    let junk = json!({ "mailbox": *keys.mailbox_key().to_text(), "id": id, "sealed": "AAAA" }).to_string();
    let lines = format!("Content-Type: application/json\r\n{HOME}");
    let mut statuses = (0..MANY).map(|_| site.body("/api/v1/reports", &lines, junk.as_bytes()).status);
    assert_eq!(statuses.find(|status| *status != 422), Some(429));
}
