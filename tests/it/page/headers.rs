//! Every answer has one block of headers and one title, and a size in steps of 24 KiB.
//!
//! What every answer carries, and how much it weighs: nothing in it may tell what was done.

use std::process::Command;

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};
use zegel_core::token::Token;

use crate::support::desk_client::Desk;
use crate::support::fixture::onion_at;
use crate::support::http::Answer;
use crate::support::node::run;
use crate::support::site::{Form, Setup, Site, languages};

const SIZE: usize = 24 * 1024;
const ONION: &str = "http://zegelzegelzegelzegelzegelzegelzegelzegelzegelzegelzegelaa.onion/";

fn with_everything(setup: &mut Setup) {
    setup.config.onion = onion_at(ONION);
    setup.config.practice = true;
    setup.config.organisation.name = "é".repeat(80);
    setup.config.backup = Some(crate::server::backup::config(520));
    setup.config.notice =
        languages().map(|language| (language.to_owned(), "Wij lezen even niet. ".repeat(14))).collect();
}

/// Every page that a reporter can get in a language: those asked for, and those posted to.
fn pages(site: &Site, language: &'static str) -> (Vec<Answer>, Vec<Answer>) {
    let path = format!("/{language}/");
    let asked =
        [path.clone(), format!("{path}privacy"), format!("{path}nowhere")].map(|path| site.get(&path));
    let token = site.report(language, "A report.");
    let code = token.to_field();
    let form = site.visit(language);
    let post = |fields: &[(&str, &str)]| site.post(&path, fields);
    let posted = vec![
        post(&[("act", "exit")]),
        post(&[("act", "me")]),
        form.press(site, "check", &[("story", "x")]),
        form.send(site, &[("story", "x")]),
        form.send(site, &[("story", "")]),
        post(&[("act", "look"), ("code", &code)]),
        post(&[("act", "look"), ("code", "7")]),
        post(&[("act", "withdraw"), ("token", &code)]),
        post(&[("act", "nothing")]),
        site.body(&path, "", b"x"),
        Form::of(&site.look(language, &token), language).press(site, "message", &[("message", "m")]),
        post(&[("act", "withdraw-yes"), ("token", &code)]),
        site.raw(format!("PUT {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()),
    ];
    (asked.into(), posted)
}

#[test]
fn the_header_block_is_the_same_bytes_on_every_page() {
    for site in [Site::start(), Site::with(with_everything)] {
        let all = languages().map(|language| pages(&site, language));
        let (asked, posted): (Vec<_>, Vec<_>) = all.unzip();
        for kind in [asked.concat(), posted.concat()] {
            for answer in &kind {
                // RFC 9110 wants the methods named where one does not fit (section 15.5.6).
                assert_eq!(answer.head.replace("allow: GET,HEAD,POST\r\n", ""), kind[0].head);
            }
        }
        let get = &asked[0][0].head;
        let post = &posted[0][0].head;
        assert_eq!(
            post.replace("connection: close\r\n", ""),
            *get,
            "posts say that they end, and nothing else differs"
        );
    }
}

#[test]
fn every_page_weighs_the_same_whatever_is_on_it() {
    for site in [Site::start(), Site::with(with_everything)] {
        for language in languages() {
            let (asked, posted) = pages(&site, language);
            for answer in asked.iter().chain(&posted) {
                assert_eq!(answer.body.len(), SIZE);
                assert_eq!(answer.text().trim_end().len() + trailing_spaces(answer), SIZE);
            }
        }
        // With a collection long ago, and with as long a reply as a desk can write.
        let token = site.report("nl", "A report.");
        let mut desk = Desk::login(&site);
        assert_eq!(desk.collect().status, 200);
        let (reports, _) = site.opened();
        let answered = reports.iter().find(|report| {
            report.writing.reply_to.as_ref().unwrap().to_string()
                == site.keys(&token).reply_to().unwrap().to_string()
        });
        let longest = "\"&<>".repeat(500);
        assert_eq!(desk.reply(&answered.unwrap().writing, 1, &longest).status, 200);
        site.weeks_later(4);
        for language in languages() {
            let start = site.get(&format!("/{language}/"));
            assert!(start.text().contains("class=\"note\""));
            assert_eq!(start.body.len(), SIZE);
            let read = site.look(language, &token);
            assert!(read.says(&longest));
            assert_eq!(read.body.len(), SIZE);
            assert_eq!(site.look(language, &Token::random().unwrap()).body.len(), SIZE);
        }
    }
}

fn trailing_spaces(answer: &Answer) -> usize {
    answer.body.iter().rev().take_while(|byte| **byte == b' ').count()
}

#[test]
fn a_page_that_holds_more_grows_in_steps() {
    let site = Site::start();
    let form = site.visit("en");
    for length in [1, 5_000, 10_000, 19_000] {
        let page = form.press(&site, "check", &[("story", &"x".repeat(length))]);
        assert_eq!(page.body.len() % SIZE, 0);
        assert_eq!(page.header("content-length"), Some(page.body.len().to_string().as_str()));
    }
}

#[test]
fn nothing_names_the_server_the_hour_or_the_visitor() {
    let site = Site::with(with_everything);
    let (mut asked, posted) = pages(&site, "nl");
    asked.push(site.get("/"));
    asked.push(site.get("/api/v1/site"));
    asked.push(site.raw(b"GET /nl/ HTTP/1.0\r\n\r\n"));
    for answer in asked.iter().chain(&posted) {
        for name in [
            "server",
            "date",
            "etag",
            "set-cookie",
            "last-modified",
            "vary",
            "clear-site-data",
            "alt-svc",
            "expires",
        ] {
            assert!(answer.header(name).is_none(), "{name}");
        }
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
        assert!(answer.header("permissions-policy").unwrap().contains("geolocation=()"));
    }
}

/// The one script of a page: its tag, and its file.
fn script(site: &Site, page: &Answer) -> (String, Answer) {
    let (_, tag) = page.text().split_once("<script ").unwrap();
    let (tag, _) = tag.split_once("></script>").unwrap();
    let (_, path) = tag.split_once("src=\"").unwrap();
    (tag.to_owned(), site.get(path.split_once('"').unwrap().0))
}

#[test]
fn the_script_is_served_under_its_hash_packed_or_not() {
    let site = Site::start();
    let (tag, file) = script(&site, &site.get("/en/"));
    let digest = Sha256::digest(&file.body);
    assert!(tag.contains(&format!("src=\"/script/{}.js\"", HEXLOWER.encode(&digest))), "{tag}");
    assert!(tag.contains(&format!("integrity=\"sha256-{}\"", BASE64.encode(&digest))), "{tag}");
    assert_eq!(file.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    assert!(file.header("etag").is_none() && file.header("content-encoding").is_none());
    let path = tag.split('"').find(|part| part.starts_with("/script/")).unwrap();
    let packed = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br, gzip\r\n\r\n");
    let packed = site.raw(packed.as_bytes());
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(run(&mut Command::new("gunzip"), &packed.body).unwrap(), file.body);
    assert!(packed.body.len() <= 60_000, "{} bytes", packed.body.len());
    assert_eq!(site.get("/script/0.js").status, 404);
}

/// The policy allows two styles, one script by its hash, images within the page, no markup from text, no
/// other server.
#[test]
fn the_policy_allows_two_styles_the_one_script_and_posts_to_itself_only() {
    let site = Site::start();
    let page = site.get("/en/");
    let (_, style) = page.text().split_once("<style>").unwrap();
    let (style, rest) = style.split_once("</style>").unwrap();
    let hash = BASE64.encode(&Sha256::digest(style));
    let more = site.get("/en/privacy");
    let more = more.text().split("<style>").nth(2).unwrap().split_once("</style>").unwrap().0.to_owned();
    let more = BASE64.encode(&Sha256::digest(more));
    let (tag, file) = script(&site, &page);
    assert_eq!(
        page.header("content-security-policy").unwrap(),
        format!(
            "default-src 'none'; style-src 'sha256-{hash}' 'sha256-{more}'; img-src data:; script-src 'sha256-{}'; connect-src 'self'; \
             require-trusted-types-for 'script'; trusted-types 'none'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'",
            BASE64.encode(&Sha256::digest(&file.body))
        )
    );
    let rest = rest.replacen(&format!("<script {tag}></script>"), "", 1);
    for inline in [" style=", "<script", "<svg", "<img", "<iframe", "src=", " onclick", "http://", "//fonts"]
    {
        assert!(!rest.contains(inline), "{inline}");
    }
}

#[test]
fn an_onion_is_named_on_the_clear_net_only_and_never_told_to_use_https() {
    let plain = Site::start();
    assert!(plain.get("/nl/").header("onion-location").is_none());
    let site = Site::with(with_everything);
    assert_eq!(site.get("/nl/").header("onion-location"), Some(ONION));
    for host in ["zegelx.onion", "zegelx.onion:80", "ZEGELX.ONION", "zegelx.onion.:80"] {
        let page = site.raw(format!("GET /nl/ HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
        assert_eq!(page.status, 200);
        assert!(page.header("onion-location").is_none(), "{host}");
        assert!(page.header("strict-transport-security").is_none(), "{host}");
    }
}

#[test]
fn every_answer_to_a_post_ends_the_connection() {
    let site = Site::start();
    let (asked, posted) = pages(&site, "en");
    assert!(posted.iter().all(|answer| answer.header("connection") == Some("close")));
    assert!(asked.iter().all(|answer| answer.header("connection").is_none()));
    let api = site.api("/api/v1/mailbox", &serde_json::json!({ "mailbox": "x" }));
    assert_eq!(api.header("connection"), Some("close"));
}

#[test]
fn the_title_and_the_address_never_say_what_was_done() {
    let site = Site::start();
    for language in languages() {
        let (asked, posted) = pages(&site, language);
        let title = |answer: &Answer| {
            let (_, rest) = answer.text().split_once("<title>").unwrap();
            rest.split_once("</title>").unwrap().0.to_owned()
        };
        assert!(asked.iter().chain(&posted).all(|answer| title(answer) == title(&asked[0])));
        assert!(posted.iter().all(|answer| answer.header("location").is_none()));
        for answer in asked.iter().chain(&posted) {
            assert!(
                !answer.text().contains("<form method=\"post\" action")
                    && !answer.text().contains("method=\"get\"")
            );
        }
    }
}
