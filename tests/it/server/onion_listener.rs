//! The listener for Tor: whom it hears, whom it does not, and that a flood by one circuit or by the
//! whole onion slows nobody else.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::fixture::onion_at;
use crate::support::http::{Answer, read, try_exchange};
use crate::support::site::{Form, Site};

const ONION: &str = "http://zegelzegelzegelzegelzegelzegelzegelzegelzegelzegelzegelaa.onion/";
const GET: &str = "GET /en/ HTTP/1.1\r\nHost: x\r\n\r\n";
/// More than any circuit's budget, and less than everybody's.
const MANY: usize = 400;

/// What Tor says of a circuit.
fn circuit(number: u32) -> String {
    format!("PROXY TCP6 fc00:dead:beef:4dad::{:x}:{:x} ::1 65535 42\r\n", number >> 16, number & 0xffff)
}

fn said(site: &Site, bytes: &[u8]) -> Option<Answer> {
    try_exchange(site.onion, bytes)
}

/// Everything that comes back, when the client has nothing more to say.
fn all_of(site: &Site, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(site.onion).unwrap();
    stream.write_all(bytes).unwrap();
    // A reset is an end as well, and may come before this one.
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    all
}

/// A report, and what stands around it: before the request, and in its header.
pub struct Sent<'a> {
    pub before: &'a str,
    pub lines: &'a str,
    pub form: &'a Form,
}

/// Sends a report by whatever way leads to the site.
pub fn send_to(site: &Site, sent: &Sent<'_>, way: impl FnOnce(&[u8]) -> Option<Answer>) -> Option<Answer> {
    let Sent { before, lines, form } = sent;
    let fields = [("token", form.token.as_str()), ("form", &form.form), ("story", "Again."), ("act", "send")];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let lines = format!("Content-Type: application/x-www-form-urlencoded\r\n{lines}");
    way(&[before.as_bytes(), &site.post_bytes("/en/", &lines, body.as_bytes())].concat())
}

fn send(site: &Site, line: &str, form: &Form) -> Answer {
    let sent = Sent { before: line, lines: "X-Real-IP: 192.0.2.7\r\n", form };
    send_to(site, &sent, |bytes| said(site, bytes)).unwrap()
}

/// Sends until it is too much, and says after how many.
pub fn until_busy(mut send: impl FnMut() -> Answer) -> Option<usize> {
    (0..MANY).find(|_| send().status == 429)
}

#[test]
fn what_tor_says_first_is_heard_and_the_request_behind_it_is_whole() {
    let site = Site::start();
    let longest = "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff \
        ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n";
    assert_eq!(longest.len(), 107);
    for line in [
        &circuit(0),
        &circuit(u32::MAX),
        "PROXY TCP6 ::1 ::1 0 65535\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY UNKNOWN\r\n",
        longest,
    ] {
        // In one packet: what stands behind the line is the request's.
        assert_eq!(said(&site, format!("{line}{GET}").as_bytes()).unwrap().status, 200, "{line}");
    }
    let report = site.visit("en");
    assert_eq!(send(&site, &circuit(7), &report).status, 200);
    assert_eq!(site.rows(), [1, 1, 1, 0]);
}

#[test]
fn a_line_that_comes_byte_by_byte_is_heard_too() {
    let site = Site::start();
    let mut stream = TcpStream::connect(site.onion).unwrap();
    stream.set_nodelay(true).unwrap();
    for byte in format!("{}{GET}", circuit(7)).bytes() {
        stream.write_all(&[byte]).unwrap();
    }
    assert_eq!(read(&mut stream).unwrap().status, 200);
}

#[test]
fn a_connection_has_its_line_once_and_many_requests() {
    let site = Site::start();
    let mut stream = TcpStream::connect(site.onion).unwrap();
    stream.write_all(circuit(7).as_bytes()).unwrap();
    for _ in 0..3 {
        stream.write_all(GET.as_bytes()).unwrap();
        assert_eq!(read(&mut stream).unwrap().status, 200);
    }
    // A second line is no request.
    stream.write_all(circuit(8).as_bytes()).unwrap();
    assert_ne!(read(&mut stream).map(|answer| answer.status), Some(200));
}

/// The onion listener hears PROXY protocol v1 and nothing else; who is silent holds up nobody.
#[test]
fn whoever_says_anything_else_gets_no_answer() {
    let site = Site::start();
    let second_version = b"\r\n\r\n\0\r\nQUIT\n\x21\x21\0\x24";
    let long = format!("PROXY UNKNOWN {}\r\n{GET}", "x".repeat(92));
    assert_eq!(long.len() - GET.len(), 108);
    let mut wrong: Vec<Vec<u8>> = [
        "",
        GET,
        "\r\n",
        "PROXY\r\n",
        "PROXY \r\n",
        "proxy UNKNOWN\r\n",
        " PROXY UNKNOWN\r\n",
        "PROXY UNKNOWN\n",
        "PROXY UNKNOWN",
        "PROXY TCP6 ::1 ::1 1 2\n",
        "PROXY TCP6 ::1 ::1 1 2\r",
        "PROXY TCP6 ::1 ::1 1\r\n",
        "PROXY TCP6 ::1 ::1 1 2 3\r\n",
        "PROXY TCP6 ::1 ::1 1 2 \r\n",
        "PROXY TCP6 ::1  ::1 1 2\r\n",
        "PROXY TCP6 ::1 ::1 1 65536\r\n",
        "PROXY TCP6 ::1 ::1 +1 2\r\n",
        "PROXY TCP6 ::1 ::1 -1 2\r\n",
        "PROXY TCP6 192.0.2.1 ::1 1 2\r\n",
        "PROXY TCP6 ::1%lo ::1 1 2\r\n",
        "PROXY TCP4 ::1 ::1 1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2 1 2\r\n",
        "PROXY TCP4 192.0.2.256 192.0.2.1 1 2\r\n",
        "PROXY UDP6 ::1 ::1 1 2\r\n",
        "PROXY TCP6 ::é ::1 1 2\r\n",
    ]
    .iter()
    .map(|line| if line.contains("PROXY") { format!("{line}{GET}") } else { (*line).to_owned() }.into_bytes())
    .collect();
    wrong.push([&second_version[..], &[0; 36], GET.as_bytes()].concat());
    wrong.push(long.into_bytes());
    wrong.push(b"PROXY UNKNOWN \xff\xfe\r\n".to_vec());
    wrong.push(vec![b'P'; 100_000]);
    for bytes in wrong {
        let answer = all_of(&site, &bytes);
        assert!(answer.is_empty(), "{:?}: {:?}", String::from_utf8_lossy(&bytes), answer);
    }
    assert_eq!(said(&site, format!("{}{GET}", circuit(1)).as_bytes()).unwrap().status, 200);
}

#[test]
fn who_connects_and_says_nothing_holds_up_nobody_and_is_ended() {
    let site = Site::with(|setup| setup.limits.header = Duration::from_millis(700));
    let silent: Vec<TcpStream> = (0..50)
        .map(|place| {
            let mut stream = TcpStream::connect(site.onion).unwrap();
            stream.write_all(&circuit(7).as_bytes()[..place % 20]).unwrap();
            stream
        })
        .collect();
    assert_eq!(said(&site, format!("{}{GET}", circuit(1)).as_bytes()).unwrap().status, 200);
    for mut stream in silent {
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        assert!(all.is_empty());
    }
}

#[test]
fn the_listener_says_that_it_is_the_onion_whatever_the_request_says() {
    let site = Site::with(|setup| setup.config.onion = onion_at(ONION));
    for host in ["tips.example", "zegelx.onion", "127.0.0.1"] {
        let request = format!("{}GET /en/ HTTP/1.1\r\nHost: {host}\r\n\r\n", circuit(7));
        let page = said(&site, request.as_bytes()).unwrap();
        assert_eq!(page.status, 200);
        assert!(page.header("strict-transport-security").is_none(), "{host}");
        assert!(page.header("onion-location").is_none(), "{host}");
    }
    assert_eq!(site.get("/en/").header("onion-location"), Some(ONION));
    assert!(site.get("/en/").header("strict-transport-security").is_some());
}

/// Each circuit of Tor has a limit of its own, and a flood by the onion takes nothing from the others.
#[test]
fn one_circuit_is_slowed_and_another_is_not() {
    // The header of a proxy is not believed here: else a circuit could be whom it likes.
    let site = Site::with(|setup| setup.config.client_header = Some("x-real-ip".to_owned()));
    let form = site.visit("en");
    assert!(until_busy(|| send(&site, &circuit(0xaabb_ccdd), &form)).is_some());
    // The next number is another person: not even the last bit is cut off.
    let others = (1..=20).map(|number| send(&site, &circuit(0xaabb_ccdd ^ number), &form).status);
    assert!(others.filter(|status| *status == 200).count() >= 19, "two circuits may share a cell");
    // Elsewhere whoever has the name that the circuit gave itself has a whole budget.
    let fields = [("token", form.token.as_str()), ("form", &form.form), ("story", "x"), ("act", "send")];
    assert_eq!(site.post_with("/en/", "X-Real-IP: 192.0.2.7\r\n", &fields).status, 200);
}
