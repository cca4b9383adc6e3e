//! The first day: `zegel` without settings sets a computer up in one go, which can be broken off, and
//! trusts nothing that nobody compared.

use crate::support::caseworker::{Caseworker, mode};
use crate::support::lying_server::LyingServer;
use crate::support::practice::{Practice, only};
use crate::support::terminal::Terminal;

/// As it stands on paper, taken from a colleague's computer.
fn fingerprint(caseworker: &Caseworker) -> String {
    let json = caseworker.json(&["recipients"]);
    json["server"]["fingerprint"].as_str().unwrap().to_owned()
}

fn config(caseworker: &Caseworker) -> String {
    std::fs::read_to_string(caseworker.home().join("config/zegel/config.toml")).unwrap_or_default()
}

/// Where the server is, without the scheme, as somebody writes it down.
fn written_down(site: &Practice) -> &str {
    site.desk.strip_prefix("http://").unwrap()
}

/// A server with sam, a passphrase in a file, and the start of `arguments` on a new computer.
fn new_caseworker(arguments: &[&str]) -> (Practice, String, Caseworker, Terminal) {
    let (sam, lines) = Caseworker::with_key("sam");
    let site = Practice::of(&sam.identity(), &lines);
    let new = Caseworker::new();
    let passphrase = new.file("passphrase", "een zin die lang genoeg is\n").display().to_string();
    let terminal = Terminal::of(&new, &[arguments, &["--passphrase-file", &passphrase]].concat());
    (site, lines, new, terminal)
}

/// Whoever tries it out alone has one key, which the demo made, in two files.
#[test]
fn with_the_key_of_a_demo_a_report_is_read_and_answered() {
    let site = Practice::with_own_key();
    let reporter = site.report("en", &[("story", "Room 12.")]);
    let mut desk = Caseworker::new();
    let key = std::fs::read_to_string(site.folder().join("identity.txt")).unwrap();
    desk.file("config/zegel/identity.txt", key);
    desk.at(&site.desk);
    let report = only(&desk);
    assert!(desk.run(&["read", &report]).done().out.contains("Room 12."));
    desk.run(&["reply", &report, "--text", "Which floor?", "--yes"]).done();
    assert!(reporter.looks().contains("Which floor?"));
    desk.run(&["note", &report, "--text", "Asked."]).done();
    let name = desk.json(&["recipients"])["pinned"]["desks"][0]["name"].as_str().unwrap().to_owned();
    assert!(std::fs::read_to_string(desk.identity()).unwrap().starts_with(&format!("# desk {name} ")));
}

#[test]
fn a_new_caseworker_gets_from_nothing_to_the_inbox_in_one_go() {
    let (site, lines, anna, mut terminal) = new_caseworker(&[]);
    terminal.shows("1. ").types("ftp://nowhere").shows("no address");
    terminal.shows("1. ").types(written_down(&site)).shows("tunnel").types("").shows("are kept");
    assert!(config(&anna).contains(&site.desk), "kept before anything is waited for: {}", config(&anna));
    terminal.shows("2. ").types("an na").shows("no name").shows("2. ").types("anna");
    terminal.shows("anna.zegel-key.txt").shows("does not know your key yet");
    let file = std::fs::read_to_string(anna.home().join("anna.zegel-key.txt")).unwrap();
    assert!(file.starts_with("# desk anna ed25519:") && file.contains("\nage1pq1"), "{file}");
    assert!(!terminal.seen().contains("age1pq1"), "nobody has to copy it from the screen");
    site.reload_with(&format!("{lines}{file}"));
    terminal.types("").shows("3. ").shows("sam, anna").shows("Type same").types("yes").shows("neither");
    assert!(!anna.state().exists(), "nothing is pinned before somebody has compared");
    terminal.shows("Type same").types("same").shows("Next: zegel");
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(0), "{seen}");
    assert_eq!(mode(&anna.home().join("config/zegel/config.toml")), 0o600);
    assert_eq!(mode(&anna.identity()), 0o600);
    let inbox = anna.run(&["inbox", "--passphrase-file", "passphrase"]).done();
    assert!(!inbox.err.contains("First use"), "it is pinned already: {}", inbox.err);
}

/// A set-up trusts no keys of a server that nobody compared, and neither does any verb before it is finished.
#[test]
fn it_goes_on_where_it_was_broken_off_and_nothing_is_trusted_meanwhile() {
    let (site, lines, anna, mut terminal) = new_caseworker(&["setup"]);
    terminal.shows("1. ").types(&site.desk).shows("tunnel").types("").shows("2. ").types("anna");
    terminal.shows("does not know your key yet").shows("s and Enter").types("s").shows("Stopped");
    assert_eq!(terminal.ends().0, Some(1));
    let file = std::fs::read_to_string(anna.home().join("anna.zegel-key.txt")).unwrap();
    site.reload_with(&format!("{lines}{file}"));
    let unlocked = ["--passphrase-file", "passphrase"];
    anna.run(&[&["inbox"], &unlocked[..]].concat()).failed_with("zegel setup");
    assert!(!anna.state().exists(), "no first use before the comparison");
    let mut terminal = Terminal::of(&anna, &unlocked);
    terminal.shows("where you stopped").shows("There is a key already").shows("Type same").types("");
    assert_eq!(terminal.ends().0, Some(1));
    assert!(!anna.state().exists(), "an empty answer trusts nothing");
    let printed = anna.file("anna.zegel-key.txt", "something of somebody else");
    let mut terminal = Terminal::of(&anna, &[&["setup"], &unlocked[..]].concat());
    terminal.shows("anna-2.zegel-key.txt").shows("Type same").types("SAME").shows("Next: zegel");
    assert_eq!(terminal.ends().0, Some(0));
    assert_eq!(std::fs::read_to_string(printed).unwrap(), "something of somebody else");
    anna.run(&[&["inbox"], &unlocked[..]].concat()).done();
}

#[test]
fn a_key_that_the_server_knows_is_ready_after_the_fingerprint_of_the_paper() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let printed = fingerprint(&anna);
    let fresh = Caseworker::new();
    fresh.file("config/zegel/identity.txt", std::fs::read(anna.identity()).unwrap());
    let mut terminal = Terminal::of(&fresh, &["setup"]);
    terminal.shows("1. ").types(&site.desk).shows("tunnel").types("").shows("already");
    terminal.shows("3. ").shows("Type same").types("abcd");
    terminal.shows("Type same").types(&printed.to_uppercase()).shows("Next: zegel");
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(0), "{seen}");
    fresh.run(&["inbox"]).done();
}

#[test]
fn a_fingerprint_named_beforehand_is_compared_without_a_question() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let printed = fingerprint(&anna);
    let setup = |named: &str| {
        let mut terminal = Terminal::of(&anna, &["setup", "--fingerprint", named]);
        terminal.shows("1. ").types(&site.desk).shows("tunnel").types("");
        terminal.ends()
    };
    assert_eq!(setup(&printed).0, Some(0));
}

#[test]
fn other_keys_than_on_paper_are_not_pinned() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    let mut terminal = Terminal::of(&anna, &["setup"]);
    terminal.shows("1. ").types(&site.desk).shows("tunnel").types("").shows("Type same");
    let (code, seen) = {
        terminal.types(&"0".repeat(40));
        terminal.ends()
    };
    assert_eq!(code, Some(4), "{seen}");
    assert!(seen.contains("another fingerprint"), "{seen}");
    assert!(!anna.state().exists());
    anna.run(&["inbox"]).failed_with("zegel setup");
    assert!(!anna.state().exists(), "nor by the next verb");
}

#[test]
fn a_server_that_is_away_is_waited_for() {
    let anna = Caseworker::new();
    let passphrase = anna.file("passphrase", "een zin die lang genoeg is\n").display().to_string();
    let mut terminal = Terminal::of(&anna, &["--passphrase-file", &passphrase]);
    terminal.shows("1. ").types("127.0.0.1:1").shows("tunnel").types("").shows("2. ").types("anna");
    terminal.shows("does not answer").shows("s and Enter").presses("\u{4}");
    assert_eq!(terminal.ends().0, Some(1));
    assert!(anna.identity().exists());
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
    for arguments in [&[][..], &["inbox"], &["--json"]] {
        Caseworker::new().run(arguments).failed_with("zegel setup");
    }
}

#[test]
fn a_computer_that_is_pinned_is_not_set_up_for_another_installation_unless_it_was_named_beforehand() {
    let mut liar = LyingServer::new();
    let honest = liar.serve(Vec::new());
    liar.anna.run(&["inbox"]).done();
    drop(honest);
    // The same keys, so that the fingerprint on paper fits.
    let other = "00000000-0000-4000-8000-000000000000";
    let server = liar.with_session(|session| session["instance"] = other.into());
    let pinned = |liar: &LyingServer| std::fs::read_dir(liar.anna.state()).unwrap().count();
    let before = pinned(&liar);
    let printed = liar.set.fingerprint().to_string();
    let (code, seen) = {
        let mut terminal = Terminal::of(&liar.anna, &["setup"]);
        terminal.shows("1. ").types(&server.url).shows("tunnel").types("");
        terminal.ends()
    };
    assert_eq!(code, Some(4), "{seen}");
    assert!(seen.contains("another installation") && seen.contains("--fingerprint"), "{seen}");
    assert_eq!(pinned(&liar), before, "nothing is pinned");
    let (code, seen) = Terminal::of(&liar.anna, &["setup", "--fingerprint", &printed]).ends();
    assert_eq!(code, Some(0), "{seen}");
    assert!(config(&liar.anna).contains(other), "{}", config(&liar.anna));
}
