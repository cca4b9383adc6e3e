//! The caseworker's program without a server: keys, files, settings, the terminal.

use std::fs;

use zegel::identity::Identity;
use zegel::terminal::{clean, wrap};
use zegel_core::document::Report;
use zegel_core::seal::{Document, Recipients};

use crate::support::caseworker::{Caseworker, is_harmless, mode};
use crate::support::fixture::{ForDeskRaw, keys, report};

fn set_of(identity: &Caseworker) -> Recipients {
    let identity: Identity = fs::read_to_string(identity.identity()).unwrap().parse().unwrap();
    crate::support::fixture::recipients_of(&identity)
}

fn sealed_file(caseworker: &Caseworker, report: Report) -> String {
    let sealed = set_of(caseworker).seal(report).unwrap();
    caseworker.file("report.age", sealed.as_bytes()).display().to_string()
}

#[test]
fn keygen_prints_the_two_lines_that_the_server_reads() {
    let (caseworker, lines) = Caseworker::with_key("anna");
    let set: Recipients = lines.parse().unwrap();
    assert_eq!(lines.lines().count(), 2);
    assert_eq!(set.caseworkers()[0].name, "anna");
    assert!(set.caseworkers()[0].opens() && lines.lines().nth(1).unwrap().starts_with("age1pq1"));
    assert_eq!(set.fingerprint().to_string(), set_of(&caseworker).fingerprint().to_string());
}

#[test]
fn a_key_for_backups_prints_its_recipient_alone_and_says_where_it_never_goes() {
    let holder = Caseworker::new();
    let made = holder.run(&["keygen", "--backup", "--out", "backup.key", "--no-passphrase"]).done();
    let line = made.out.lines().next().unwrap();
    assert!(made.out.lines().count() == 1 && line.starts_with("age1pq1"), "{}", made.out);
    assert!(made.said().contains("below [backup]"), "{}", made.err);
    assert!(made.said().contains("Never put it into the recipients file"), "{}", made.err);
    let file = fs::read_to_string(holder.home().join("backup.key")).unwrap();
    assert!(file.starts_with("AGE-SECRET-KEY-PQ-1") && file.lines().count() == 1, "it signs nothing");

    // Nobody makes it by its name, where caseworkers keep theirs, or with what only they have.
    for name in ["backup", "Backup"] {
        holder.run(&["keygen", name, "--no-passphrase"]).failed_with("zegel keygen --backup --out FILE");
    }
    holder.run(&["keygen", "--backup", "--no-passphrase"]).ended_with(2);
    holder.run(&["keygen", "anna", "--backup", "--out", "x"]).ended_with(2);
    holder.run(&["keygen", "--backup", "--signing-only", "--out", "x"]).ended_with(2);
    assert_eq!(holder.files(), ["backup.key"]);
}

#[test]
fn a_key_is_for_its_owner_and_never_goes_over_a_file() {
    let (caseworker, _) = Caseworker::with_key("anna");
    let before = fs::read(caseworker.identity()).unwrap();
    assert_eq!(mode(&caseworker.identity()), 0o600);
    caseworker.run(&["keygen", "anna", "--no-passphrase"]).failed_with("exists already");
    assert_eq!(fs::read(caseworker.identity()).unwrap(), before);
    // Not through a link either.
    let target = caseworker.home().join("target");
    std::os::unix::fs::symlink(&target, caseworker.home().join("link")).unwrap();
    caseworker.run(&["keygen", "anna", "--no-passphrase", "--out", "link"]).failed_with("exists already");
    assert!(!target.exists());
}

#[test]
fn a_key_without_anybody_to_ask_needs_a_passphrase_file() {
    let caseworker = Caseworker::new();
    let file = caseworker
        .file("words", "some eight words that only the owner knows\nand more\n")
        .display()
        .to_string();
    caseworker.run(&["keygen", "anna", "--passphrase-file", &file]).done();
    let identity = fs::read(caseworker.identity()).unwrap();
    assert!(identity.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----"));
    assert!(
        Identity::from_file(&identity, Some("some eight words that only the owner knows".to_owned().into()))
            .is_ok()
    );
    let nobody = Caseworker::new();
    nobody.run(&["keygen", "anna"]).failed_with("no terminal to ask");
    assert_eq!(nobody.files(), Vec::<String>::new());
    let wrong = caseworker.file("wrong", "other words").display().to_string();
    let age = caseworker.file("x.age", "age-encryption.org/v1\n").display().to_string();
    caseworker.run(&["open", &age, "--passphrase-file", &wrong]).failed_with("passphrase does not open");
    caseworker.run(&["open", &age]).failed_with("no terminal to ask");
}

#[test]
fn a_name_that_could_be_taken_for_something_else_is_refused() {
    let caseworker = Caseworker::new();
    for name in ["", "../anna", "anna bea", "anna\nage1", "\u{1b}[31m", "анна", &"a".repeat(41)] {
        caseworker.run(&["keygen", name, "--no-passphrase"]).failed_with("no name for a desk");
    }
    assert_eq!(caseworker.files(), Vec::<String>::new());
}

#[test]
fn a_report_opens_without_a_server_in_the_words_of_the_form() {
    let (mut caseworker, _) = Caseworker::with_key("anna");
    caseworker.speaks_dutch();
    let file = sealed_file(&caseworker, report("Elke avond bezoek.", &keys()));
    let shown = caseworker.run(&["open", &file]).done().out;
    assert!(shown.contains("Wat heb je gezien, gehoord of gemerkt? (18 tekens)\n  Elke avond bezoek.\n"));
    let json = caseworker.json(&["open", &file]);
    assert_eq!(json["answers"]["story"], "Elke avond bezoek.");
}

#[test]
fn text_of_a_report_cannot_move_the_terminal_but_json_keeps_it() {
    let (caseworker, _) = Caseworker::with_key("anna");
    // Sealed by a client of its own, past every form.
    let json = String::from_utf8(report("STORY", &keys()).into_json().as_bytes().to_vec()).unwrap();
    let evil =
        "red \\u001b[31m bell \\u0007 \\u009b2J turned \\u202e zero\\u200bwidth \\u001b]0;title\\u0007 end";
    let json = json.replace("STORY", evil);
    let sealed = set_of(&caseworker).seal(ForDeskRaw(json.into_bytes())).unwrap();
    let file = caseworker.file("report.age", sealed.as_bytes()).display().to_string();
    let shown = caseworker.run(&["open", &file]).done().out;
    assert!(is_harmless(&shown), "{shown:?}");
    assert!(shown.contains("red  bell   turned  zerowidth ]0;title end"), "{shown}");
    let ended = caseworker.run(&["open", &file, "--json"]).done();
    assert!(is_harmless(&ended.out), "{:?}", ended.out);
    let value: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert!(
        value["answers"]["story"]
            .as_str()
            .unwrap()
            .contains("\u{1b}[31m bell \u{7} \u{9b}2J turned \u{202e}")
    );
}

#[test]
fn what_this_key_cannot_open_is_a_fact_and_an_advice() {
    let (anna, _) = Caseworker::with_key("anna");
    let (bea, _) = Caseworker::with_key("bea");
    let file = sealed_file(&anna, report("for anna", &keys()));
    bea.run(&["open", &file]).failed_with("sealed for another key");
    let plain = bea.file("plain.txt", "not sealed").display().to_string();
    bea.run(&["open", &plain]).failed_with("not an age file");
    let mut damaged = fs::read(&file).unwrap();
    *damaged.last_mut().unwrap() ^= 1;
    let damaged = anna.file("damaged.age", damaged).display().to_string();
    anna.run(&["open", &damaged]).failed_with("is damaged");
    anna.run(&["open", "nowhere.age"]).failed_with("cannot be read");
    let other = anna.file("other.txt", "no key here").display().to_string();
    anna.run(&["open", &file, "--identity", &other]).failed_with("no identity file");
}

#[test]
fn a_key_that_others_can_read_is_noticed() {
    use std::os::unix::fs::PermissionsExt;
    let (caseworker, _) = Caseworker::with_key("anna");
    let file = sealed_file(&caseworker, report("x", &keys()));
    fs::set_permissions(caseworker.identity(), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(caseworker.run(&["open", &file]).done().err.contains("chmod 600"));
}

#[test]
fn only_this_computer_and_onions_are_spoken_to_in_clear() {
    let (caseworker, _) = Caseworker::with_key("anna");
    let with = |server: &str| caseworker.run(&["inbox", "--server", server]);
    with("https://desk.example").failed_with("Nobody has compared the key");
    with("https://abcdef.onion").failed_with("reached through Tor only");
    with("http://desk.example:8601").failed_with("is not this computer");
    with("http://127.0.0.1.desk.example").failed_with("is not this computer");
    with("http://localhost.example").failed_with("is not this computer");
    with("http://192.168.1.4:8601").failed_with("is not this computer");
    with("http://anna@127.0.0.1:1").failed_with("no address of a server");
    with("http://127.0.0.1:1/desk").failed_with("no address of a server");
    with("ftp://127.0.0.1").failed_with("no address of a server");
    with("http://abcdef.onion").failed_with("reached through Tor only");
    with("http://127.0.0.1:1").failed_with("does not answer");
    with("http://[::1]:1").failed_with("does not answer");
    caseworker.run(&["inbox"]).failed_with("No server was given");
}

#[test]
fn only_a_proxy_that_looks_names_up_itself_is_used() {
    let (caseworker, _) = Caseworker::with_key("anna");
    let onion = ["inbox", "--server", "http://abcdef.onion", "--proxy"];
    let with = |proxy: &str| caseworker.run(&[&onion[..], &[proxy]].concat());
    with("socks5://127.0.0.1:9050").failed_with("asks the DNS");
    with("http://127.0.0.1:3128").failed_with("no proxy that this program knows");
    with("127.0.0.1:9050").failed_with("no proxy that this program knows");
    with("socks5h://127.0.0.1:1").failed_with("does not answer");
}

#[test]
fn an_onion_address_reaches_the_proxy_as_a_name() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("socks5h://{}", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut greeting = [0; 3];
        stream.read_exact(&mut greeting).unwrap();
        stream.write_all(&[5, 0]).unwrap();
        let mut request = [0; 5];
        stream.read_exact(&mut request).unwrap();
        let mut name = vec![0; usize::from(request[4])];
        stream.read_exact(&mut name).unwrap();
        (request[3], String::from_utf8(name).unwrap())
    });
    let (caseworker, _) = Caseworker::with_key("anna");
    caseworker
        .run(&["inbox", "--server", "http://abcdef.onion", "--proxy", &proxy])
        .failed_with("does not answer");
    assert_eq!(heard.join().unwrap(), (3, "abcdef.onion".to_owned()));
}

#[test]
fn the_settings_file_says_which_line_is_wrong() {
    let (caseworker, _) = Caseworker::with_key("anna");
    let set = |text: &str| caseworker.file("config/zegel/config.toml", text);
    set("server = \"https://desk.example\"\n");
    caseworker.run(&["inbox"]).failed_with("Nobody has compared the key");
    set("sever = \"http://127.0.0.1:1\"\n");
    caseworker.run(&["inbox"]).failed_with("unknown field `sever`");
    set("server = \n");
    caseworker.run(&["inbox"]).failed_with("config.toml cannot be read");
    set("server = \"http://127.0.0.1:1\"\nfingerprint = \"ab\"\n");
    caseworker.run(&["inbox"]).failed_with("does not answer");
}

#[test]
fn help_teaches_and_wrong_usage_is_two() {
    let caseworker = Caseworker::new();
    let help = caseworker.run(&["--help"]).done().out;
    for taught in ["ZEGEL_SERVER", "config.toml", "zegel reply b7f2 --answer", "socks5h://", "keygen"] {
        assert!(help.contains(taught), "{taught}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 80));
    assert_eq!(caseworker.run(&["frobnicate"]).code, Some(2));
}

#[test]
fn errors_speak_dutch_to_who_does() {
    let mut caseworker = Caseworker::new();
    caseworker.speaks_dutch();
    caseworker
        .run(&["inbox", "--server", "http://127.0.0.1:1"])
        .failed_with("maak een sleutel met: zegel keygen NAAM");
}

#[test]
fn the_terminal_obeys_no_text() {
    assert_eq!(clean("a\u{1b}[1;31mb\u{1b}[0mc"), "abc");
    assert_eq!(clean("\u{9b}2Jx\u{85}y\u{7f}z\rw"), "xyzw");
    assert_eq!(clean("a\tb\nc"), "a b\nc");
    assert_eq!(clean("\u{202e}live\u{2066}\u{200f}\u{61c}"), "live");
    // An unended sequence hides nothing that follows.
    assert_eq!(clean("\u{1b}]8;;http://x\u{7}06-12345678"), "]8;;http://x06-12345678");
    assert_eq!(clean("\u{1b}[06 1234 5678 9012 3456 789 a"), "[06 1234 5678 9012 3456 789 a");
    assert_eq!(clean("\u{1b}[\u{1b}[31mx"), "[x");
    assert_eq!(clean("Iași, Ловеч, 名前, e\u{301}"), "Iași, Ловеч, 名前, e\u{301}");
}

proptest::proptest! {
    #[test]
    fn whatever_is_written_the_terminal_only_shows(text in "(?s).{0,200}") {
        proptest::prop_assert!(is_harmless(&clean(&text)));
        proptest::prop_assert_eq!(clean(&clean(&text)), clean(&text));
    }

    #[test]
    fn lines_fit_the_terminal_and_no_letter_is_lost(text in "[a-zé名 \n]{0,400}", indent in 0..3usize) {
        let wrapped = wrap(&text, indent);
        proptest::prop_assert!(wrapped.lines().all(|line| line.chars().count() <= 80));
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        proptest::prop_assert_eq!(letters(&wrapped), letters(&text));
    }
}
