//! A caseworker reaches a server that stands on the internet, with nothing between: both ends show a key,
//! the server's was compared by a person, and a stranger gets a closed connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;
use crate::support::terminal::Terminal;

/// Where the listener is, without the scheme, as somebody writes it down: a name of this computer that
/// looks like another one's.
pub fn place(site: &Practice) -> String {
    let (_, port) = site.desk.rsplit_once(':').unwrap();
    format!("127.1:{port}")
}

/// The fingerprint of the server's own key, as an administrator sees it.
fn server_key(site: &Practice) -> String {
    let mut doctor = Command::new(crate::support::programs::zegeld_path());
    let out = doctor.args(["doctor", "--config"]).arg(site.config()).output().unwrap().stdout;
    let out = String::from_utf8(out).unwrap();
    let (_, after) = out.split_once("own key has the fingerprint ").expect("the doctor names it");
    after.split_once('.').unwrap().0.to_owned()
}

/// Anna's computer, ready to work with a server that speaks TLS.
pub fn set_up() -> (Practice, String, Caseworker) {
    let (anna, lines) = Caseworker::with_key("anna");
    let site = Practice::by_tls(&lines);
    let mut terminal = Terminal::of(&anna, &["setup"]);
    terminal.shows("1. ").types(&place(&site)).shows("3. ").shows("Type same").types("same");
    terminal.shows("the server's own key").shows(&server_key(&site)).shows("Type same").types("same");
    terminal.shows("Next: zegel");
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(0), "{seen}");
    assert!(!seen.contains("tunnel"), "none is asked for: {seen}");
    (site, lines, anna)
}

#[test]
fn both_fingerprints_are_compared_once_and_then_all_goes_as_by_a_tunnel() {
    let (site, _, anna) = set_up();
    anna.run(&["inbox"]).done();
    let reporter = site.report("nl", &[("story", "Drie meisjes in kamer 12.")]);
    let id = anna.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    assert!(anna.run(&["read", &id]).done().out.contains("Drie meisjes"));
    anna.run(&["reply", &id, "--text", "Welke verdieping?", "--yes"]).done();
    assert!(reporter.looks().contains("Welke verdieping?"));
    let doctor = anna.run(&["doctor"]);
    assert!(doctor.out.contains(&server_key(&site)), "{}", doctor.out);
}

#[test]
fn a_server_that_shows_another_key_is_told_nothing() {
    let (site, _, anna) = set_up();
    anna.run(&["inbox"]).done();
    let compared = server_key(&site);
    let site = site.after_for_real(|folder| std::fs::remove_file(folder.join("desk.key")).unwrap());
    let shown = server_key(&site);
    assert_ne!(compared, shown);
    let refused = anna.run(&["inbox"]).failed_with("another key");
    assert!(refused.err.contains(&compared) && refused.err.contains(&shown), "{}", refused.err);
    let mut terminal = Terminal::of(&anna, &["setup"]);
    terminal.shows("Change them?").types("y").shows("1. ").types(&place(&site));
    terminal.shows("3. ").shows("Type same").types("same");
    terminal.shows("own key").shows(&shown).types(&shown.replace(' ', "")).shows("Next: zegel");
    assert_eq!(terminal.ends().0, Some(0));
    anna.run(&["inbox"]).done();
}

#[test]
fn a_key_of_the_server_that_is_not_on_the_paper_is_not_trusted() {
    let (anna, lines) = Caseworker::with_key("anna");
    let site = Practice::by_tls(&lines);
    let mut terminal = Terminal::of(&anna, &["setup"]);
    terminal.shows("1. ").types(&place(&site)).shows("3. ").types("same").shows("own key").shows("Type same");
    terminal.types(&"0".repeat(40));
    let (code, seen) = terminal.ends();
    assert_ne!(code, Some(0), "{seen}");
    anna.run(&["inbox"]).failed_with("zegel setup");
    assert!(!anna.state().exists(), "nothing is pinned");
}

#[test]
fn whose_key_is_not_in_the_file_waits_in_the_set_up_and_comes_in_once_it_is() {
    let (_sam, sams) = Caseworker::with_key("sam");
    let site = Practice::by_tls(&sams);
    let (anna, lines) = Caseworker::with_key("anna");
    let mut terminal = Terminal::of(&anna, &["setup"]);
    terminal.shows("1. ").types(&place(&site)).shows("does not know your key yet");
    site.reload_with(&format!("{sams}{lines}"));
    terminal.types("").shows("3. ").types("same").shows("own key").types("same").shows("Next: zegel");
    assert_eq!(terminal.ends().0, Some(0));
    site.reload_with(&sams);
    anna.run(&["inbox"]).failed_with("does not know");
}

#[test]
fn a_key_that_was_compared_for_one_server_counts_for_no_other() {
    let (_site, lines, mut anna) = set_up();
    let other = Practice::by_tls(&lines);
    anna.at(&other.desk);
    anna.run(&["inbox"]).failed_with("zegel setup");
}

/// A listener on the internet gives a stranger a closed connection and no byte of an answer, and a
/// caseworker's program speaks to no server whose key was not compared.
#[test]
fn a_stranger_gets_a_closed_connection_and_no_byte_of_an_answer() {
    let (_anna, lines) = Caseworker::with_key("anna");
    let site = Practice::by_tls(&lines);
    // Plain HTTP, and nothing at all.
    for said in [b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".as_slice(), b""] {
        let mut stream = TcpStream::connect(place(&site)).unwrap();
        stream.write_all(said).unwrap();
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard);
        assert!(!String::from_utf8_lossy(&heard).contains("HTTP"), "{heard:?}");
    }
    // TLS as a browser speaks it, and with a bare key that no caseworker has.
    let browser = heard_by_openssl(&site);
    assert!(!browser.contains("HTTP/1.1"), "{browser}");
    let (stranger, _) = Caseworker::with_key("nobody");
    let mut terminal = Terminal::of(&stranger, &["setup"]);
    terminal.shows("1. ").types(&place(&site)).shows("does not know your key yet").types("s");
    terminal.ends();
}

/// What the program `openssl` hears when it asks for the health of the server.
fn heard_by_openssl(site: &Practice) -> String {
    let mut client = Command::new("openssl");
    client.args(["s_client", "-quiet", "-connect", &place(site)]);
    let mut client =
        client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may be gone before it was asked.
    let _ = client.stdin.as_mut().unwrap().write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    let heard = client.wait_with_output().unwrap();
    String::from_utf8_lossy(&heard.stdout).into_owned()
}

#[test]
fn what_is_no_desks_listener_is_said_to_be_none() {
    let (anna, lines) = Caseworker::with_key("anna");
    let site = Practice::for_real(&lines);
    let mut terminal = Terminal::of(&anna, &["setup"]);
    terminal.shows("1. ").types(&site.desk.replace("http://", "https://")).shows("tunnel").types("");
    terminal.shows("No desk of Zegel");
    let (code, seen) = terminal.ends();
    assert_ne!(code, Some(0), "{seen}");
}

#[test]
fn the_self_test_of_the_server_sees_its_listener() {
    let (site, _, anna) = set_up();
    anna.run(&["inbox"]).done();
    let mut selftest = Command::new(crate::support::programs::zegeld_path());
    let done = selftest.args(["selftest", "--config"]).arg(site.config()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn the_key_of_the_server_is_what_anybody_can_compute_from_its_file() {
    let (anna, lines) = Caseworker::with_key("anna");
    let site = Practice::by_tls(&lines);
    drop(anna);
    let file = site.folder().join("desk.key");
    assert_eq!(crate::support::caseworker::mode(&file), 0o600);
    let mut openssl = Command::new("openssl");
    let public =
        openssl.args(["pkey", "-pubout", "-outform", "DER", "-in"]).arg(&file).output().unwrap().stdout;
    let digest = zegel_core::seal::Fingerprint::of_server_key(&public).to_string();
    assert_eq!(server_key(&site), digest);
}
