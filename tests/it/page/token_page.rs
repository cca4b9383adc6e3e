//! The page with the code: where it says that the code is typed in.

use zegel_core::i18n::interpolate;

use crate::support::http::Answer;
use crate::support::site::{Site, languages, said};

/// Sends a report to the address that the visitor's browser names.
fn sent_to(site: &Site, language: &'static str, host: &str) -> Answer {
    let form = site.visit(language);
    let body = format!("token={}&form={}&story=Here.&act=send", form.token, form.form);
    let lines = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
    let length = body.len();
    let request = format!(
        "POST /{language}/ HTTP/1.1\r\nHost: {host}\r\n{lines}Content-Length: {length}\r\n\r\n{body}"
    );
    let answer = site.raw(request.as_bytes());
    assert_eq!(answer.status, 200, "{host}");
    answer
}

#[test]
fn it_names_the_address_by_which_the_visitor_came() {
    let site = Site::start();
    let onion = format!("{}.onion", "a".repeat(56));
    for host in ["tips.example.org", "tips.example.org:8443", &onion, "Tips.Example.ORG"] {
        for language in languages() {
            let page = sent_to(&site, language, host);
            let token = &said(language).token;
            let written = host.to_lowercase();
            assert!(page.says(&interpolate(&token.keep_where, &[("site", &written)])), "{host}");
            assert!(!page.says(&token.reload), "the same page comes again, with the same code");
        }
    }
}

#[test]
fn an_address_that_nobody_could_write_down_is_not_named() {
    let site = Site::start();
    let long = format!("{}.example.org", "a".repeat(100));
    let hosts = [
        "127.0.0.1:8080",
        "localhost",
        "zegeld:80",
        "[::1]:80",
        "192.0.2.7",
        "a..example.org",
        "x_y.example.org",
        &long,
    ];
    for host in hosts {
        let page = sent_to(&site, "nl", host);
        assert!(page.says(&said("nl").token.keep_back), "{host}");
        assert!(!page.text().contains(host), "{host}");
    }
}
