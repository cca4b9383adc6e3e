//! Clients that take their time, by nature or by intent.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;
use zegel::token::Token;

use crate::http::read;
use crate::site::{Site, said};

/// As short as a test can bear to wait for.
fn impatient() -> Site {
    Site::with(|setup| {
        setup.seats.header = Duration::from_millis(300);
        setup.seats.connection = Duration::from_millis(1500);
        setup.seats.connections = 4;
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

#[test]
fn forty_slow_large_bodies_keep_nobody_from_leaving_looking_or_reporting() {
    let site = Site::start();
    let token = site.report("en", "A report.");
    let length = 1_000_000;
    let head = format!(
        "POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n\r\nact=check&story="
    );
    let mut slow: Vec<TcpStream> = (0..40).map(|_| says(&site, head.as_bytes())).collect();

    assert_eq!(site.get("/en/").status, 200);
    assert_eq!(site.post("/en/", &[("act", "exit")]).status, 200);
    assert_eq!(site.look("en", &token).h1(), said("en").replies.none);
    site.report("nl", &"Een gewone melding. ".repeat(500));
    let mailbox = site.keys(&Token::random().unwrap()).mailbox().to_text();
    assert_eq!(site.api("/api/v1/mailbox", &json!({ "mailbox": *mailbox })).status, 200);
    let withdrawn = site.post("/en/", &[("act", "withdraw-yes"), ("token", &token.to_field())]);
    assert_eq!(withdrawn.h1(), said("en").withdrawal.done);

    // They were alive all the time, and each gets its answer in the end. The last eight wait for
    // the first ones to be read, so all are sent at once.
    let rest = vec![b'x'; length - "act=check&story=".len()];
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
