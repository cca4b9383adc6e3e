//! `zegel setup`: three questions on the first day, and a mistake costs nothing.

use crate::support::caseworker::{Caseworker, mode};
use crate::support::lying_server::LyingServer;
use crate::support::practice::Practice;
use crate::support::terminal::Terminal;

/// As it stands on paper, taken from a colleague's computer.
fn fingerprint(caseworker: &Caseworker) -> String {
    let json = caseworker.json(&["recipients"]);
    json["server"]["fingerprint"].as_str().unwrap().to_owned()
}

fn config(caseworker: &Caseworker) -> String {
    std::fs::read_to_string(caseworker.home().join("config/zegel/config.toml")).unwrap_or_default()
}

#[test]
fn a_key_that_the_server_knows_is_ready_after_the_questions() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let printed = fingerprint(&anna);
    let fresh = Caseworker::new();
    fresh.file("config/zegel/identity.txt", std::fs::read(anna.identity()).unwrap());
    let mut terminal = Terminal::of(&fresh, &["setup"]);
    terminal.shows("1. ").types("ftp://nowhere").shows("no address").shows("1. ").types(&site.desk);
    terminal.shows("already").shows("# desk anna");
    terminal.shows("3. ").types("abcd").shows("3. ").types(&printed.to_uppercase());
    terminal.shows("Next: zegel inbox");
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(0), "{seen}");
    assert!(config(&fresh).contains(&site.desk), "{}", config(&fresh));
    assert_eq!(mode(&fresh.home().join("config/zegel/config.toml")), 0o600);
    let inbox = fresh.run(&["inbox"]).done();
    assert!(!inbox.err.contains("First use"), "it is pinned already: {}", inbox.err);
}

#[test]
fn other_keys_than_on_paper_are_neither_pinned_nor_written_down() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let mut terminal = Terminal::of(&anna, &["setup"]);
    terminal.shows("1. ").types(&site.desk).shows("3. ").types(&"0".repeat(40));
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(4), "{seen}");
    assert!(seen.contains("another fingerprint"), "{seen}");
    assert_eq!(config(&anna), "");
    assert!(!anna.state().exists());
}

#[test]
fn a_new_key_waits_for_the_administrator() {
    let (sam, lines) = Caseworker::with_key("sam");
    let site = Practice::of(&sam.identity(), &lines);
    let new = Caseworker::new();
    let passphrase = new.file("passphrase", "een zin die lang genoeg is\n").display().to_string();
    let mut terminal = Terminal::of(&new, &["setup", "--passphrase-file", &passphrase]);
    terminal.shows("1. ").types(&site.desk).shows("2. ").types("an na").shows("no name");
    terminal.shows("2. ").types("anna").shows("# desk anna ed25519:").shows("age1pq1");
    terminal.shows("3. ").types(&"ab12".repeat(10)).shows("give the lines to your administrator");
    assert_eq!(terminal.ends().0, Some(0));
    assert!(config(&new).contains("ab12 ab12"), "the first use insists on it: {}", config(&new));
    assert_eq!(mode(&new.identity()), 0o600);
}

#[test]
fn settings_are_not_written_over_without_a_yes() {
    let anna = Caseworker::new();
    anna.file("config/zegel/config.toml", "server = \"http://127.0.0.1:1\"\n");
    let mut terminal = Terminal::of(&anna, &["setup"]);
    terminal.shows("[y/N]").types("");
    assert_eq!(terminal.ends().0, Some(1));
    assert_eq!(config(&anna), "server = \"http://127.0.0.1:1\"\n");
}

#[test]
fn without_a_terminal_it_says_what_to_do_instead() {
    Caseworker::new().run(&["setup"]).failed_with("zegel keygen NAME");
}

#[test]
fn a_computer_that_is_pinned_is_not_set_up_for_another_installation_unless_it_was_named_beforehand() {
    let mut liar = LyingServer::new();
    let honest = liar.serve(Vec::new());
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    let before = liar.anna.files();
    // The same keys, so that the fingerprint on paper fits.
    let other = "00000000-0000-4000-8000-000000000000";
    let server = liar.with_session(|session| session["instance"] = other.into());
    let printed = liar.set.fingerprint().to_string();
    let setup = |arguments: &[&str]| {
        let mut terminal = Terminal::of(&liar.anna, arguments);
        terminal.shows("1. ").types(&server.url).shows("3. ").types(&printed);
        terminal.ends()
    };
    let (code, seen) = setup(&["setup"]);
    assert_eq!(code, Some(4), "{seen}");
    assert!(seen.contains("another installation") && seen.contains("--fingerprint"), "{seen}");
    assert_eq!(liar.anna.files(), before, "nothing is written");
    let (code, seen) = setup(&["setup", "--fingerprint", &printed]);
    assert_eq!(code, Some(0), "{seen}");
    assert!(config(&liar.anna).contains(other), "{}", config(&liar.anna));
}
