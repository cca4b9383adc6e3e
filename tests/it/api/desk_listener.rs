//! A stranger at the desk's listener uses up no session, budget or place of a caseworker, also with a
//! caseworker's public key; a stranger's body is not read, or 64 KiB of it for 30 seconds.
//!
//! The caseworkers' listener against strangers: who has no key of the recipients file takes nothing from
//! those who have one, even with their public keys.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use zegel_core::signature::DeskKey;
use zegel_core::wire::{COUNTER_HEADER, LARGEST_FIRST_BODY, SESSION_HEADER, SIGNATURE_HEADER, Session};
use zegeld::listen::Pace;

use crate::support::desk_client::{Desk, offered};
use crate::support::hostile::{list, ok, with_status};
use crate::support::http::{Answer, exchange, read};
use crate::support::lying_server::{LyingServer, THREAD, entry, id};
use crate::support::site::Site;

/// Far beyond any test: what happens within it happens for another reason than time.
const NEVER: Duration = Duration::from_secs(24 * 3600);

/// A listener that ends nobody for being slow.
fn patient() -> Site {
    Site::with(|setup| {
        setup.desk_limits.header = NEVER;
        setup.desk_limits.connection = NEVER;
        setup.desk_limits.unauthenticated = Some(NEVER);
        setup.desk_limits.body.grace = NEVER;
        setup.desk_limits.connections = 64;
    })
}

fn public_key(site: &Site) -> String {
    DeskKey::from_seed(site.identity.signing_seed().unwrap()).public().to_string()
}

fn health(site: &Site) -> Answer {
    exchange(site.desk, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
}

fn connected(site: &Site, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(site.desk).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

/// A request in the name of a session, with half of so many bytes.
fn half_of(length: usize, session: &str) -> Vec<u8> {
    let head = format!(
        "POST /desk/v1/proof HTTP/1.1\r\nHost: x\r\n{SESSION_HEADER}: {session}\r\n{COUNTER_HEADER}: 1\r\n\
         {SIGNATURE_HEADER}: AAAA\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.into_bytes(), vec![b' '; length / 2]].concat()
}

/// As much as is heard of somebody who has proved nothing.
fn unfinished(session: &str) -> Vec<u8> {
    half_of(LARGEST_FIRST_BODY, session)
}

/// It says something of another set.
const PROOF: &[u8] = br#"{"fingerprint":"none"}"#;
const OTHER: [u8; 32] = [9; 32];

/// A site with a second caseworker, whose key only signs.
fn two_caseworkers() -> Site {
    Site::with(|setup| {
        let file = &setup.config.recipients;
        let other = DeskKey::from_seed(&OTHER).public();
        let lines = format!("{}# desk other ed25519:{other}\n", std::fs::read_to_string(file).unwrap());
        std::fs::write(file, lines).unwrap();
    })
}

fn everything_goes_on(site: &Site) {
    assert_eq!(health(site).status, 200);
    assert_eq!(Desk::login(site).collect().status, 200);
}

#[test]
fn however_often_strangers_ask_for_sessions_a_caseworker_gets_one() {
    let site = Site::start();
    let mut statuses = (0..=u8::MAX).map(|number| {
        let stranger = DeskKey::from_seed(&[number; 32]).public().to_string();
        offered(&site, &stranger).status
    });
    assert!(statuses.any(|status| status == 429), "strangers share a budget");
    for wrong in ["", "x", &"A".repeat(44)] {
        assert_ne!(offered(&site, wrong).status, 200);
    }
    everything_goes_on(&site);
}

#[test]
fn who_knows_only_a_public_key_ends_no_session_and_uses_up_nothing() {
    let site = Site::start();
    let mut before = Desk::login(&site);
    assert_eq!(before.collect().status, 200);
    let mut not_yet_used = Desk::login(&site);
    for _ in 0..300 {
        assert_eq!(offered(&site, &public_key(&site)).status, 200);
    }
    assert_eq!(not_yet_used.collect().status, 200);
    assert_eq!(before.collect().status, 200);
    everything_goes_on(&site);
}

#[test]
fn a_request_without_a_session_is_refused_before_its_body_is_read() {
    let site = patient();
    for session in ["", "x", &"A".repeat(118)] {
        let mut stream = connected(&site, &unfinished(session));
        assert_eq!(read(&mut stream).unwrap().status, 401);
    }
    // Too much for a question that names one key.
    let head = "POST /desk/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{";
    assert_eq!(read(&mut connected(&site, head.as_bytes())).unwrap().status, 413);
}

#[test]
fn sixty_four_slow_strangers_keep_nobody_waiting() {
    let site = patient();
    let offer: Session = serde_json::from_slice(&offered(&site, &public_key(&site)).body).unwrap();
    for request in
        [unfinished("none"), unfinished(&offer.id), b"GET /healthz HTTP/1.1\r\n".to_vec(), Vec::new()]
    {
        let slow: Vec<TcpStream> = (0..64).map(|_| connected(&site, &request)).collect();
        everything_goes_on(&site);
        drop(slow);
    }
}

#[test]
fn a_caseworkers_connection_makes_room_for_no_stranger() {
    let site = patient();
    let mut desk = Desk::login(&site);
    let mut kept = connected(&site, &desk.signed("GET", "/desk/v1/threads", b""));
    assert_eq!(read(&mut kept).unwrap().status, 200);
    // This one has sent no word yet, in the name of a session that only a caseworker knows.
    let request = String::from_utf8(desk.signed("POST", "/desk/v1/proof", PROOF)).unwrap();
    let (head, words) = request.split_once("\r\n\r\n").unwrap();
    let mut slow = connected(&site, format!("{head}\r\nExpect: 100-continue\r\n\r\n").as_bytes());
    assert_eq!(read(&mut slow).unwrap().status, 100, "its words are waited for");
    let strangers: Vec<TcpStream> =
        (0..200).map(|_| connected(&site, b"GET /healthz HTTP/1.1\r\n")).collect();
    assert_eq!(health(&site).status, 200);
    slow.write_all(words.as_bytes()).unwrap();
    assert_eq!(read(&mut slow).unwrap().status, 409, "its words were read, and name another set");
    kept.write_all(&desk.signed("GET", "/desk/v1/threads", b"")).unwrap();
    assert_eq!(read(&mut kept).unwrap().status, 200);
    drop(strangers);
}

#[test]
fn a_stranger_is_ended_after_a_while_and_a_caseworker_is_not() {
    let site = Site::with(|setup| {
        setup.desk_limits.header = NEVER;
        setup.desk_limits.unauthenticated = Some(Duration::from_secs(1));
    });
    let offer: Session = serde_json::from_slice(&offered(&site, &public_key(&site)).body).unwrap();
    let mut desk = Desk::login(&site);
    let mut kept = connected(&site, &desk.signed("GET", "/desk/v1/threads", b""));
    assert_eq!(read(&mut kept).unwrap().status, 200);
    let mut stranger = connected(&site, &unfinished(&offer.id));
    assert!(read(&mut stranger).is_none(), "it is ended, without an answer");
    kept.write_all(&desk.signed("GET", "/desk/v1/threads", b"")).unwrap();
    assert_eq!(read(&mut kept).unwrap().status, 200);
}

#[test]
fn whoever_has_not_signed_yet_is_heard_shortly_and_a_caseworker_at_length() {
    let site = patient();
    let offer: Session = serde_json::from_slice(&offered(&site, &public_key(&site)).body).unwrap();
    let mut stream = connected(&site, &half_of(LARGEST_FIRST_BODY + 1, &offer.id));
    assert_eq!(read(&mut stream).unwrap().status, 413);
    let long = vec![b' '; 1_000_000];
    let mut desk = Desk::login(&site);
    let first = desk.signed("POST", "/desk/v1/proof", &long);
    assert_eq!(exchange(site.desk, &first).status, 413);
    assert_eq!(desk.collect().status, 200);
    assert_eq!(desk.request("POST", "/desk/v1/proof", &long).status, 400, "it was read, and is no proof");
}

#[test]
fn the_program_says_something_short_before_it_says_something_long_in_a_new_session() {
    let mut liar = LyingServer::new();
    let report = liar.sealed(liar.report("A report."));
    let id = id();
    let line = format!("{}\n", entry(&id, "from-reporter", report.as_bytes()));
    let list = list(THREAD, &[&id.to_string()]);
    let has_ended = AtomicBool::new(false);
    let server = liar.raw(move |asked| match asked {
        "GET /desk/v1/threads" => list.clone(),
        asked if asked.starts_with("GET /desk/v1/entries") => ok(&line),
        asked if asked.ends_with("/entries") && !has_ended.swap(true, Ordering::Relaxed) => {
            with_status("401 Unauthorized", "", "{}")
        }
        _ => ok("{}"),
    });
    liar.anna.run(&["note", THREAD, "--text", &"дума ".repeat(4_000)]).done();
    let heard = server.heard();
    let first = heard.iter().rposition(|heard| heard.line == "POST /desk/v1/session").unwrap() + 1;
    let lines: Vec<&str> = heard[first..].iter().map(|heard| heard.line.as_str()).collect();
    assert_eq!(lines, ["GET /desk/v1/threads", &format!("POST /desk/v1/threads/{THREAD}/entries")]);
    assert!(heard[first].body.is_empty() && heard[first + 1].body.len() > LARGEST_FIRST_BODY);
}

#[test]
fn here_too_a_body_that_stalls_is_ended() {
    let site = Site::with(|setup| {
        setup.desk_limits.header = NEVER;
        setup.desk_limits.unauthenticated = Some(NEVER);
        setup.desk_limits.body = Pace { grace: Duration::from_millis(300), least: 100 };
    });
    let mut desk = Desk::login(&site);
    assert_eq!(desk.collect().status, 200);
    let bytes = desk.signed("POST", "/desk/v1/proof", PROOF);
    let mut stalled = connected(&site, &bytes[..bytes.len() - 1]);
    assert_eq!(read(&mut stalled).unwrap().status, 408);
}

#[test]
fn a_key_that_opens_too_many_sessions_ends_its_own_oldest_which_never_comes_back() {
    let site = two_caseworkers();
    let other = || DeskKey::from_seed(&OTHER);
    let mut of_another = Desk::login_with(&site, other());
    assert_eq!(of_another.collect().status, 200);
    let mut first = Desk::login(&site);
    let recorded = first.signed("GET", "/desk/v1/threads", b"");
    assert_eq!(exchange(site.desk, &recorded).status, 200);
    for _ in 0..64 {
        assert_eq!(Desk::login(&site).collect().status, 200);
    }
    assert_eq!(exchange(site.desk, &recorded).status, 401, "nobody repeats what it once said");
    assert_eq!(first.collect().status, 401);
    assert_eq!(of_another.collect().status, 200, "another key has its own");
    assert_eq!(Desk::login(&site).collect().status, 200);
}

#[test]
fn the_session_of_another_server_or_of_before_a_restart_is_none() {
    let site = Site::start();
    let offer: Session = serde_json::from_slice(&offered(&site, &public_key(&site)).body).unwrap();
    let mut desk = Desk::login(&site);
    let request = desk.signed("GET", "/desk/v1/threads", b"");
    let site = site.restarted();
    assert_eq!(exchange(site.desk, &request).status, 401);
    // Another key in it, or another time, or any other change: it is not ours any more.
    let id = data_encoding::BASE64URL_NOPAD.decode(offer.id.as_bytes()).unwrap();
    for place in 0..id.len() {
        let mut id = id.clone();
        id[place] ^= 1;
        let id = data_encoding::BASE64URL_NOPAD.encode(&id);
        assert_eq!(read(&mut connected(&site, &unfinished(&id))).unwrap().status, 401);
    }
}

#[test]
fn a_refused_program_hears_why_however_much_it_sends() {
    let site = Site::start();
    let body = vec![b' '; 3_000_000];
    let head = format!(
        "POST /desk/v1/proof HTTP/1.1\r\nHost: x\r\n{SESSION_HEADER}: none\r\n{COUNTER_HEADER}: 1\r\n\
         {SIGNATURE_HEADER}: AAAA\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    for _ in 0..20 {
        // All of it, before anything is read: as a simple client does.
        let mut stream = connected(&site, head.as_bytes());
        stream.write_all(&body).unwrap();
        assert_eq!(read(&mut stream).unwrap().status, 401);
    }
}
