//! Uniform answers: who tries a code learns nothing, for no report, no answer yet, erased and withdrawn
//! look alike.

use std::time::{Duration, Instant};

use serde_json::json;
use zegel_core::token::Token;

use crate::page::story::shown_token;
use crate::support::http::Answer;
use crate::support::site::{Form, Site, languages};

/// The page with its hidden codes and ids blotted out, and its header.
fn blotted(answer: &Answer) -> (u16, String, String) {
    let mut page = answer.text().to_owned();
    for name in ["token", "form", "previous"] {
        let start = format!("type=\"hidden\" name=\"{name}\" value=\"");
        let parts: Vec<&str> = page.split(&start).collect();
        let rest = parts[1..].iter().map(|part| {
            let (value, rest) = part.split_once('"').unwrap();
            format!("{start}{}\"{rest}", "x".repeat(value.len()))
        });
        page = [parts[0].to_owned()].into_iter().chain(rest).collect();
    }
    (answer.status, answer.head.clone(), page)
}

/// Codes that have no answer: unknown, written but not answered, erased, and withdrawn.
fn codes(site: &Site) -> [Token; 4] {
    let erased = site.report("en", "Long ago.");
    site.weeks_later(27);
    site.runtime.block_on(site.app.purge()).unwrap();
    let withdrawn = site.report("en", "Taken back.");
    site.post("/en/", &[("act", "withdraw-yes"), ("token", &withdrawn.to_field())]);
    let waiting = site.report("en", "Waiting.");
    assert_eq!(site.rows(), [2, 1, 1, 1]);
    [Token::random().unwrap(), waiting, erased, withdrawn]
}

#[test]
fn a_code_without_an_answer_gets_the_same_bytes_whatever_it_is() {
    let site = Site::start();
    let codes = codes(&site);
    for language in languages() {
        let looked = codes.each_ref().map(|code| blotted(&site.look(language, code)));
        assert!(looked.iter().all(|page| *page == looked[0]));
    }
}

#[test]
fn a_message_gets_the_same_bytes_whatever_its_code_is() {
    let site = Site::start();
    let codes = codes(&site);
    let written = codes.each_ref().map(|code| {
        let form = Form::of(&site.look("en", code), "en");
        blotted(&form.press(&site, "message", &[("message", "Hello?")]))
    });
    assert!(written.iter().all(|page| *page == written[0]));
}

#[test]
fn withdrawing_gets_the_same_bytes_whatever_its_code_is() {
    let site = Site::start();
    let codes = codes(&site);
    for act in ["withdraw", "withdraw-yes"] {
        let pages = codes
            .each_ref()
            .map(|code| blotted(&site.post("/nl/", &[("act", act), ("token", &code.to_field())])));
        assert!(pages.iter().all(|page| *page == pages[0]));
    }
}

#[test]
fn the_api_gives_the_same_bytes_whatever_the_mailbox_is() {
    let site = Site::start();
    let codes = codes(&site);
    for path in ["/api/v1/mailbox", "/api/v1/mailbox/withdraw"] {
        let answers = codes.each_ref().map(|code| {
            let keys = site.keys(code);
            let mut body = json!({ "mailbox": *keys.mailbox_key().to_text() });
            if path.ends_with("withdraw") {
                body["withdrawal"] = json!(keys.withdrawal().to_text());
            }
            let answer = site.api(path, &body);
            (answer.status, answer.head, answer.body)
        });
        assert!(answers.iter().all(|answer| answer.0 == 200 && *answer == answers[0]));
    }
}

/// A watcher of the line sees when an answer leaves. What there is to do for it takes far less here.
const STEP: Duration = Duration::from_millis(25);

#[test]
fn the_answer_to_a_code_leaves_at_a_fixed_time_whatever_is_there() {
    let site = Site::start();
    let timed = |ask: &dyn Fn() -> Answer| {
        let began = Instant::now();
        assert_eq!(ask().status, 200);
        began.elapsed()
    };
    for code in &codes(&site) {
        let keys = site.keys(code);
        let mailbox = json!({ "mailbox": *keys.mailbox_key().to_text() });
        let mut withdrawal = mailbox.clone();
        withdrawal["withdrawal"] = json!(keys.withdrawal().to_text());
        let fields = [("act", "withdraw-yes"), ("token", &code.to_field())];
        let times = [
            timed(&|| site.look("en", code)),
            timed(&|| site.api("/api/v1/mailbox", &mailbox)),
            timed(&|| site.api("/api/v1/mailbox/withdraw", &withdrawal)),
            timed(&|| site.post("/en/", &fields)),
        ];
        assert!(times.iter().all(|time| *time >= STEP), "{times:?}");
    }
}

#[test]
fn a_report_under_a_found_code_gets_the_same_page_and_a_code_of_its_own_whatever_that_code_is() {
    let site = Site::start();
    let codes = codes(&site);
    let before = site.rows();
    for (number, code) in codes.iter().enumerate() {
        let code = code.to_field();
        let form = format!("{number:032x}.0");
        let fields = [("token", code.as_str()), ("form", &form), ("story", "Is it in use?"), ("act", "send")];
        let sent = site.post("/en/", &fields);
        assert_eq!(sent.status, 200);
        assert!(!sent.text().contains(code.as_str()) && shown_token(&sent) != *code);
    }
    assert_eq!(site.rows()[0], before[0] + 4);
}
