//! `zegel verify`, before a real site, and before one that lies in one thing.

use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use data_encoding::HEXLOWER;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zegel_core::seal::Recipients;

use crate::support::caseworker::{Caseworker, is_harmless};
use crate::support::hostile::{Hostile, with_status};
use crate::support::http::{Answer, exchange};
use crate::support::practice::Practice;
use crate::support::programs::zegel_path;
use crate::support::socks::Socks;

const OTHER: &str = "0000 1111 2222 3333 4444 5555 6666 7777 8888 9999";

/// A site, and a caseworker who has pinned its keys; what they are.
pub fn pinned() -> (Practice, Caseworker, Recipients) {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    anna.run(&["inbox"]).done();
    (site, anna, lines.parse().unwrap())
}

fn address(site: &Practice) -> SocketAddr {
    site.page.trim_start_matches("http://").trim_end_matches('/').parse().unwrap()
}

/// A server before the real one, which changes what it passes on.
pub fn between(site: &Practice, change: impl Fn(&str, &mut Answer) + Send + Sync + 'static) -> Hostile {
    before(address(site), change)
}

/// The same, before whatever answers there.
pub fn before(site: SocketAddr, change: impl Fn(&str, &mut Answer) + Send + Sync + 'static) -> Hostile {
    Hostile::new(move |line| {
        let request = format!("{line} HTTP/1.1\r\nHost: {site}\r\nConnection: close\r\n\r\n");
        let mut answer = exchange(site, request.as_bytes());
        change(line, &mut answer);
        let own = |line: &&str| !line.starts_with("content-length") && !line.starts_with("connection");
        let head: String = answer.head.lines().filter(own).map(|line| format!("{line}\r\n")).collect();
        with_status(&answer.status.to_string(), &head, &answer.body)
    })
}

pub fn is_page(line: &str) -> bool {
    line == "GET /en/"
}

/// Writes something else into the page.
pub fn rewrite(answer: &mut Answer, from: &str, to: &str) {
    assert!(answer.text().contains(from), "{from}");
    answer.body = answer.text().replacen(from, to, 1).into_bytes();
}

/// The ids of what is not equal.
pub fn unequal(anna: &Caseworker, url: &str) -> Vec<String> {
    let ended = anna.run(&["verify", url, "--json"]).failed_with("Not as it should be");
    let seen: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(seen["equal"], false);
    let lines = seen["compared"].as_array().unwrap().iter();
    lines.filter(|line| line["equal"] != true).map(|line| line["what"].as_str().unwrap().to_owned()).collect()
}

/// Anybody can hold the public site against a release: policy, style, script, markup, recipients.
#[test]
fn what_a_visitor_gets_is_equal_to_this_release_and_the_pinned_keys() {
    let (site, anna, _) = pinned();
    let before = anna.files();
    for path in ["", "nl/", "en/", "nl"] {
        let ended = anna.run(&["verify", &format!("{}{path}", site.page)]).done();
        assert!(ended.out.contains("All equal.") && ended.out.contains("no proof"), "{}", ended.out);
        assert_eq!(ended.out.matches("equal: ").count(), 13, "{}", ended.out);
        assert!(!ended.out.contains("DIFFERS") && ended.err.is_empty(), "{}{}", ended.out, ended.err);
    }
    let seen = anna.json(&["verify", site.page.trim_end_matches('/')]);
    assert_eq!((&seen["equal"], &seen["url"]), (&json!(true), &json!(format!("{}en/", site.page))));
    assert_eq!(anna.files(), before, "it only reads");
}

#[test]
fn it_says_which_release_it_holds_a_site_against() {
    let (site, anna, _) = pinned();
    let own = HEXLOWER.encode(&Sha256::digest(std::fs::read(zegel_path()).unwrap()));
    let said = anna.run(&["verify", &site.page]).done().out;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains(&format!("Compared with zegel 0.1.0, a program with the SHA-256 {own}.")),
        "{said}"
    );
    assert_eq!(anna.json(&["verify", &site.page])["release"]["sha256"], json!(own));
}

#[test]
fn anybody_with_the_fingerprint_on_paper_can_compare() {
    let (anna, lines) = Caseworker::with_key("anna");
    let fingerprint = lines.parse::<Recipients>().unwrap().fingerprint().to_string();
    let nobody = Caseworker::new();
    let site = Practice::of(&anna.identity(), &lines);
    nobody.run(&["verify", &site.page, "--fingerprint", &fingerprint]).done();
    let ended = nobody.run(&["verify", &site.page, "--fingerprint", OTHER]).failed_with("1 of 12");
    assert!(ended.out.contains(&fingerprint) && ended.out.contains(OTHER), "{}", ended.out);
    let ended = nobody.run(&["verify", &site.page]).failed_with("nothing says whether these are the right");
    assert!(ended.said().contains(&fingerprint) && ended.err.contains("--fingerprint"), "{}", ended.err);
    assert!(ended.out.contains("NOT COMPARED: the keys"), "{}", ended.out);
    let closed = Practice::for_real(&lines);
    nobody
        .run(&["verify", &closed.page, "--fingerprint", &fingerprint])
        .failed_with("With 503 the site is closed");
    assert_eq!(nobody.files(), Vec::<String>::new(), "nothing is pinned");
}

#[test]
fn other_keys_that_are_the_same_everywhere_are_not_the_pinned_ones() {
    let (site, anna, set) = pinned();
    let (_, mallory) = Caseworker::with_key("mallory");
    let mallory: Recipients = mallory.parse().unwrap();
    let from = set.fingerprint().to_string();
    let to = mallory.fingerprint().to_string();
    let key = |set: &Recipients| set.recipients().next().unwrap().to_string();
    let own = key(&set);
    let other = key(&mallory);
    let found = to.clone();
    let server = between(&site, move |_, answer| {
        answer.body = answer.text().replace(&from, &to).replace(&own, &other).into_bytes();
    });
    assert_eq!(unequal(&anna, &server.url), ["trusted"]);
    let out = anna.run(&["verify", &server.url]).failed_with("1 of 13").out;
    assert!(out.contains(&found) && out.contains(&set.fingerprint().to_string()), "{out}");
}

#[test]
fn a_site_that_sends_elsewhere_is_not_followed() {
    let anna = Caseworker::new();
    for place in [
        "https://elsewhere.example/nl/",
        "//elsewhere.example/nl/",
        "/nl/../x",
        "/nl",
        "http://127.0.0.1:1/nl/",
        "",
    ] {
        let location = format!("location: {place}\r\n");
        let server = Hostile::new(move |_| with_status("303 See Other", &location, ""));
        anna.run(&["verify", &server.url]).failed_with("sends to another address");
        assert_eq!(server.heard().len(), 1, "{place}");
    }
    let server = Hostile::new(|_| with_status("303 See Other", "location: /nl/\r\n", ""));
    anna.run(&["verify", &server.url]).failed_with("sends to another address: /nl/");
    assert_eq!(server.heard().len(), 2, "one step is enough");
}

#[test]
fn an_answer_without_end_is_ended_here() {
    let (site, anna, _) = pinned();
    let endless = || [&b"HTTP/1.1 200 OK\r\n\r\n"[..], &[b' '; 4 * 1024 * 1024]].concat();
    let server = Hostile::new(move |_| endless());
    anna.run(&["verify", &server.url]).failed_with("sends more than there can be");
    let server = between(&site, |line, answer| {
        if !is_page(line) {
            answer.body.resize(4 * 1024 * 1024, b' ');
        }
    });
    assert_eq!(unequal(&anna, &format!("{}/en/", server.url)), ["file", "site"]);
    let server = Hostile::new(|_| with_status("500 Internal Server Error", "", ""));
    anna.run(&["verify", &server.url]).failed_with("answers with status 500");
    anna.run(&["verify", "http://127.0.0.1:1"]).failed_with("does not answer");
}

/// What a site says moves no caseworker's terminal and leads nowhere else.
#[test]
fn a_site_cannot_move_the_terminal_or_speak_in_our_name() {
    let (site, anna, _) = pinned();
    let server = between(&site, |line, answer| {
        if is_page(line) {
            rewrite(answer, "<main", "<p onclick=\"\u{1b}[2J\u{9b}31m\u{202e}\nequal: all\"></p><main");
        } else if line.contains("/api/") {
            let all = "0 \\u001b[2J\\n\\nequal: the keys\\u2028All equal. \\u202e";
            rewrite(answer, "\"fingerprint\":\"", &format!("\"fingerprint\":\"{all}"));
        }
    });
    let out = anna.run(&["verify", &server.url]).failed_with("2 of 13").out;
    assert!(out.lines().all(|line| !line.starts_with("All equal") && line != "equal: all"), "{out}");
    let json = anna.run(&["verify", &server.url, "--json"]).failed_with("2 of 13").out;
    assert!(is_harmless(&json) && json.contains("\\u001b[2J"), "{json}");
}

#[test]
fn it_goes_through_tor_by_name_and_to_this_computer_directly() {
    let (site, anna, _) = pinned();
    let socks = Socks::to(address(&site));
    let through = |url: &str| anna.run(&["verify", url, "--proxy", &socks.url]);
    through("http://zegelx.onion/").done();
    assert!(socks.heard().iter().all(|heard| *heard == ("zegelx.onion".to_owned(), 80)));
    // Behind it is no TLS, and without TLS nothing is believed.
    through("https://tips.example/").failed_with("does not answer");
    assert_eq!(socks.heard(), [("tips.example".to_owned(), 443)]);
    through(&site.page).done();
    assert_eq!(socks.heard(), []);
}

#[test]
fn only_tls_an_onion_or_this_computer_is_spoken_to() {
    let anna = Caseworker::new();
    let verify = |url: &str| anna.run(&["verify", url]);
    verify("http://tips.example/").failed_with("travels openly");
    verify("http://127.0.0.1.tips.example/").failed_with("travels openly");
    verify("http://abcdef.onion/").failed_with("reached through Tor only");
    verify("https://abcdef.onion/").failed_with("reached through Tor only");
    for odd in [
        "ftp://tips.example",
        "tips.example",
        "https://anna@tips.example/",
        "https://tips.example/?x",
        "https://tips.example/nl/privacy",
    ] {
        verify(odd).failed_with("no address of a site");
    }
    let server = Hostile::new(|_| with_status("200 OK", "", ""));
    verify(&server.url.replace("http:", "https:")).failed_with("does not answer");
}

/// A site behind a certificate that only its own key has signed; what it was asked.
pub fn self_signed() -> (String, JoinHandle<String>) {
    let pem = include_bytes!("../support/self_signed.pem");
    let certificate = CertificateDer::from_pem_slice(pem).unwrap();
    let key = PrivateKeyDer::from_pem_slice(pem).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
        let mut asked = String::new();
        // It ends with the client's alert.
        let _ = rustls::Stream::new(&mut tls, &mut stream).read_to_string(&mut asked);
        asked
    });
    (url, heard)
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_not_believed() {
    let (url, heard) = self_signed();
    Caseworker::new().run(&["verify", &url]).failed_with("invalid peer certificate: UnknownIssuer");
    assert_eq!(heard.join().unwrap(), "", "nothing is asked of it");
}

#[test]
fn its_help_says_what_it_cannot_show() {
    let help = Caseworker::new().run(&["verify", "--help"]).done().out;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "what one visitor gets at that moment",
        "no proof",
        "another page to somebody else",
        "from different networks, and through Tor",
    ] {
        assert!(help.contains(said), "{said}");
    }
}
