//! Slow clients are ended and keep nobody from leaving; a body that stalls holds no long report back, and one
//! that comes slowly is taken; one in crumbs is refused.
//!
//! Slow clients, by nature or by intent.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;
use zegel_core::token::Token;
use zegeld::listen::Pace;

use crate::support::http::read;
use crate::support::site::{Site, said};

/// Far beyond any test: what happens within it happens for another reason than time.
const NEVER: Duration = Duration::from_secs(24 * 3600);
const MEGABYTE: usize = 1_000_000;

/// As short as a test can bear to wait for.
fn impatient() -> Site {
    Site::with(|setup| {
        setup.limits.header = Duration::from_millis(300);
        setup.limits.connection = Duration::from_millis(1500);
        setup.limits.connections = 4;
    })
}

/// Waits until the server ends the connection, and gives what it said.
fn ended(mut stream: TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut all);
    all
}

fn says(site: &Site, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(site.public).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

#[test]
fn a_header_that_does_not_end_is_ended() {
    let site = impatient();
    for bytes in [&b""[..], b"GET /nl/ HT", b"GET /nl/ HTTP/1.1\r\nHost: x\r\nX: y"] {
        let said = ended(says(&site, bytes));
        assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 408"));
    }
    assert_eq!(site.get("/nl/").status, 200);
}

#[test]
fn a_body_that_does_not_end_is_ended_and_stores_nothing() {
    let site = impatient();
    let form = site.visit("en");
    let fields = format!("token={}&form={}&act=send&story=half", form.token, form.form);
    let request =
        site.post_bytes("/en/", "Content-Type: application/x-www-form-urlencoded\r\n", fields.as_bytes());
    assert!(ended(says(&site, &request[..request.len() - 1])).is_empty());
    assert_eq!(site.rows(), [0; 4]);
    assert_eq!(site.raw(&request).h1(), said("en").token.sent_title, "whole, it is taken");
}

#[test]
fn who_waits_for_a_seat_gets_it_when_a_slow_one_is_ended() {
    let site = impatient();
    let slow: Vec<TcpStream> = (0..4).map(|_| says(&site, b"GET /nl/ HTTP/1.1\r\n")).collect();
    assert_eq!(site.get("/nl/").status, 200);
    drop(slow);
}

/// A listener that ends nobody for being slow, so that only what arrives can help.
fn patient() -> Site {
    Site::with(|setup| {
        setup.limits.header = NEVER;
        setup.limits.connection = NEVER;
    })
}

/// The beginning of a form of a megabyte, with so many bytes of its text.
fn begun(bytes: usize) -> Vec<u8> {
    let head = format!(
        "POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {MEGABYTE}\r\n\r\nact=check&story="
    );
    [head.into_bytes(), vec![b'x'; bytes]].concat()
}

/// Thirteen thousand letters, of six bytes each in a form.
fn long_report(site: &Site) {
    site.report("bg", &"ж".repeat(13_000));
}

#[test]
fn forty_slow_large_bodies_keep_nobody_from_leaving_looking_or_reporting() {
    let site = patient();
    let token = site.report("en", "A report.");
    let mut slow: Vec<TcpStream> = (0..40).map(|_| says(&site, &begun(0))).collect();

    assert_eq!(site.get("/en/").status, 200);
    assert_eq!(site.post("/en/", &[("act", "exit")]).status, 200);
    assert_eq!(site.look("en", &token).h1(), said("en").replies.none);
    site.report("nl", &"Een gewone melding. ".repeat(500));
    long_report(&site);
    let mailbox = site.keys(&Token::random().unwrap()).mailbox_key().to_text();
    assert_eq!(site.api("/api/v1/mailbox", &json!({ "mailbox": *mailbox })).status, 200);
    let withdrawn = site.post("/en/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    assert_eq!(withdrawn.h1(), said("en").withdrawal.done);

    // They were alive all the time, and each gets its answer in the end. Some wait for others to be
    // read, so all are sent at once.
    let rest = vec![b'x'; MEGABYTE - "act=check&story=".len()];
    std::thread::scope(|scope| {
        for stream in &mut slow {
            let rest = &rest;
            scope.spawn(move || {
                stream.write_all(rest).unwrap();
                assert_eq!(read(stream).unwrap().status, 422);
            });
        }
    });
}

#[test]
fn forty_that_stop_in_the_middle_of_a_large_body_hold_no_long_report_back() {
    let site = patient();
    let stopped: Vec<TcpStream> = (0..40).map(|_| says(&site, &begun(100_000))).collect();
    long_report(&site);
    drop(stopped);
}

/// A listener with little patience for bodies, and for nothing else.
fn with_pace() -> Site {
    Site::with(|setup| {
        setup.limits.header = NEVER;
        setup.limits.connection = NEVER;
        setup.limits.body = Pace { grace: Duration::from_millis(500), least: 100 };
    })
}

#[test]
fn a_body_that_stalls_is_ended_and_stores_nothing() {
    let site = with_pace();
    let form = site.visit("en");
    let fields = format!("token={}&form={}&act=send&story=half", form.token, form.form);
    let request =
        site.post_bytes("/en/", "Content-Type: application/x-www-form-urlencoded\r\n", fields.as_bytes());
    let mut stalled = says(&site, &request[..request.len() - 1]);
    assert_eq!(read(&mut stalled).unwrap().status, 400);
    // What came first counts no longer than the grace: a large beginning holds no place for hours.
    let mut stalled = says(&site, &begun(100_000));
    assert_eq!(read(&mut stalled).unwrap().status, 400);
    assert_eq!(site.rows(), [0; 4]);
}

#[test]
fn a_body_that_comes_slowly_and_steadily_is_taken() {
    let site = with_pace();
    let form = site.visit("en");
    let fields = format!("token={}&form={}&act=send&story={}", form.token, form.form, "x".repeat(3000));
    let request =
        site.post_bytes("/en/", "Content-Type: application/x-www-form-urlencoded\r\n", fields.as_bytes());
    let mut stream = TcpStream::connect(site.public).unwrap();
    // Three thousand bytes a second, for longer than the grace.
    for part in request.chunks(60) {
        stream.write_all(part).unwrap();
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(read(&mut stream).unwrap().h1(), said("en").token.sent_title);
}

/// A report in chunks of so many bytes.
fn chunked(site: &Site, story: &str, bytes: usize) -> Vec<u8> {
    let form = site.visit("en");
    let body = format!("token={}&form={}&act=send&story={story}", form.token, form.form);
    let chunk = |part: &[u8]| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
    let chunks: Vec<u8> = body.as_bytes().chunks(bytes).flat_map(chunk).collect();
    let head = b"POST /en/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\
        Content-Type: application/x-www-form-urlencoded\r\n\r\n";
    [&head[..], &chunks, b"0\r\n\r\n"].concat()
}

#[test]
fn a_body_in_crumbs_is_refused_and_one_in_small_pieces_is_taken() {
    let site = Site::start();
    let crumbs = chunked(&site, &"x".repeat(200_000), 1);
    assert_eq!(site.raw(&crumbs).status, 400);
    assert_eq!(site.rows(), [0; 4]);
    // As small as packets ever are, and a short report byte by byte.
    for (length, bytes) in [(15_000, 200), (500, 1)] {
        let taken = chunked(&site, &"x".repeat(length), bytes);
        assert_eq!(site.raw(&taken).h1(), said("en").token.sent_title, "{bytes} bytes");
    }
    assert_eq!(site.rows(), [2, 2, 2, 0]);
}
