//! Configuration: one that makes no sense stops the start and names its key.

use std::path::Path;
use std::process::{Command, Stdio};

use zegel::identity::Identity;
use zegel_core::seal::{Recipients, RecipientsError};
use zegeld::config::{Config, EXAMPLE};

use crate::server::backup::RECIPIENT;
use crate::support::fixture::{hybrid_desk, x25519_desk};
use crate::support::programs::zegeld_path;
use crate::support::site::recipients_file;

const GOOD: &str = "organisation.name = \"X\"\nlisten = \"127.0.0.1:1\"\nrecipients = \"r\"\ndatabase = \"d\"\n\
    exit_url = \"https://x.example/\"\ndesk.listen = \"127.0.0.1:2\"\nretention.weeks = 26\n";

fn refusal(text: &str) -> String {
    match Config::parse(text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_example_and_the_least_are_accepted() {
    assert!(Config::parse(EXAMPLE).is_ok());
    assert!(Config::parse(GOOD).is_ok());
    // What stands commented out in the example is right as well.
    let all = EXAMPLE.lines().map(|line| match line.strip_prefix("# ") {
        Some(rest) if rest.contains(" = ") || rest.starts_with('[') => rest,
        _ => line,
    });
    let all = all.collect::<Vec<_>>().join("\n").replace("age1pq1…", RECIPIENT).replace('…', "zegel");
    assert!(all.contains("\nclient_header = ") && all.contains("\n[notice]") && all.contains("\n[onion]"));
    // A table before a key of the top takes that key along.
    let moved = all.replace("[notice]\nnl = ", "notice.nl = ").replace("\nen = ", "\nnotice.en = ");
    let refused = refusal(&moved);
    assert!(refused.contains("client_header") && refused.contains("[tls]"), "{refused}");
    assert!(Config::parse(&moved.replace("client_header = ", "# client_header = ")).is_ok());
}

#[test]
fn every_wrong_value_is_refused_by_its_name() {
    let long = format!("\"{}\"", "x".repeat(400));
    for (key, values) in [
        ("organisation.name", &["\"\"", "\" \"", "7", "\"a\\nb\"", "\"a\\u0000\"", &long][..]),
        (
            "organisation.page",
            &[
                "\"http://x.example/\"",
                "\"https://x.example\"",
                "\"https:///\"",
                "\"https://x.example/nl/\"",
                "\"https://anna@x.example/\"",
                "\"https://x.example/?a/\"",
                "\"https://x.example\\\"/\"",
            ],
        ),
        (
            "organisation.website",
            &[
                "\"http://x.example/\"",
                "\"javascript:x\"",
                "\"https://x.example/\\\"><script>\"",
                "\"\"",
                "7",
            ],
        ),
        (
            "organisation.email",
            &["\"\"", "\"a\"", "\"a@b\"", "\"a@b.nl?cc=c@d.nl\"", "\"a b@c.nl\"", "\"@b.nl\"", &long],
        ),
        (
            "organisation.phone",
            &["\"\"", "\"bel ons\"", "\"12\"", "\"+31 20 123 4567;x\"", "\"31+20123\"", &long],
        ),
        (
            "organisation.security",
            &["\"\"", "\"http://x.example/\"", "\"a@b.nl?cc=c@d.nl\"", "\"a@b.nl\\nExpires: 1\""],
        ),
        ("organisation.register", &["\"\"", "\"a\\nb\"", "12345678", &long]),
        ("organisation.address", &["\"\"", "\"a\\nb\"", &long]),
        ("organisation.officer", &["\"\"", "\"a\\u0007\"", &long]),
        ("organisation.ground", &["\"\"", "\"a\\nb\"", "7"]),
        (
            "listen",
            &[
                "\"8600\"",
                "\"localhost:1\"",
                "8600",
                "\"127.0.0.1\"",
                "\"127.0.0.1:99999\"",
                "\"127.0.0.1:2\"",
                "\"unix:\"",
                "\"systemd:\"",
                "\"systemd:a:b\"",
                "\"systemd:a b\"",
                "\"tcp:127.0.0.1:1\"",
                &format!("\"unix:/{}\"", "x".repeat(107)),
            ],
        ),
        ("tls.key", &["7", "[]"]),
        ("tls", &["true", "{ certificate = \"c\" }", "{ key = \"k\" }"]),
        ("onion.listen", &["\"127.0.0.1:1\"", "\"127.0.0.1:2\"", "\"192.0.2.1:3\"", "\"[::]:3\"", "7"]),
        ("recipients", &["7", "[]"]),
        ("database", &["7", "true"]),
        (
            "exit_url",
            &[
                "\"http://x.example/\"",
                "\"\"",
                "\"https://x.example/\\\"><script>\"",
                "\"javascript:x\"",
                "\"https://x\\nY: z\"",
                &long,
            ],
        ),
        ("desk.listen", &["\"2\"", "\"127.0.0.1:1\"", "\"192.0.2.1:2\"", "\"[::]:2\""]),
        ("desk.key", &["7", "[]"]),
        ("retention.weeks", &["0", "521", "-1", "70000", "\"26\"", "2.5"]),
        (
            "backup",
            &[
                "{ weeks = 4 }",
                "{ recipient = \"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\" }",
                "{ recipient = \"age1\", weeks = 4 }",
                "{ recipient = \"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\", weeks = 0 }",
                "{ recipient = \"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\", weeks = 521 }",
            ],
        ),
        ("store.max_bytes", &["0", "1048575", "-1", "\"1 GiB\""]),
        (
            "onion.address",
            &[
                "\"\"",
                "\"https://x.onion/\"",
                "\"http://x.example/\"",
                "\"http://x.onion/\\\"\"",
                "\"http://x.onion\\r\\n\"",
            ],
        ),
        ("client_header", &["\"\"", "\"x real ip\"", "\"x:y\"", "\"x\\r\\ny\""]),
        ("practice", &["\"yes\"", "1"]),
        ("notice", &["{ de = \"x\" }", "{ nl = \"\" }", "{ nl = \"a\\nb\" }", "\"x\""]),
    ] {
        for value in values {
            let kept = GOOD.lines().filter(|line| !line.starts_with(&format!("{key} ")));
            let text = format!("{key} = {value}\n{}\n", kept.collect::<Vec<_>>().join("\n"));
            let refusal = refusal(&text);
            // Two addresses that are the same are named by the second.
            let named = refusal.contains(key.rsplit('.').next().unwrap()) || refusal.contains("desk.listen");
            assert!(named, "{key} = {value}: {refusal}");
        }
    }
}

#[test]
fn a_name_in_the_place_of_the_table_is_refused_with_what_to_write() {
    let name_alone = GOOD.replace("organisation.name = ", "organisation = ");
    let refused = refusal(&name_alone);
    assert!(refused.contains("organisation.name = \"X\""), "{refused}");
    assert!(refused.contains("[organisation]"), "{refused}");
    assert!(Config::parse(&name_alone.replace("organisation = \"X\"", "organisation.name = \"X\"")).is_ok());
    assert!(
        Config::parse(&format!("{}[organisation]\nname = \"X\"\n", GOOD.split_once('\n').unwrap().1)).is_ok()
    );
}

#[test]
fn a_key_that_does_not_exist_or_is_missing_is_refused_by_its_name() {
    for key in ["colour", "organisation.fax", "desk.password", "retention.days", "store.key", "log"] {
        assert!(refusal(&format!("{key} = 1\n{GOOD}")).contains(key.rsplit('.').next().unwrap()));
    }
    // How long things are kept has a default; nothing else here has one.
    for line in GOOD.lines().filter(|line| !line.starts_with("retention")) {
        let key = line.split([' ', '.']).next().unwrap();
        let without: Vec<&str> = GOOD.lines().filter(|other| *other != line).collect();
        assert!(refusal(&without.join("\n")).contains(key), "{key}");
    }
    assert!(refusal(&format!("{GOOD}listen = \"127.0.0.1:3\"\n")).contains("listen"));
    refusal("\u{0}");
    refusal("[[");
}

fn recipients(text: &str) -> RecipientsError {
    text.parse::<Recipients>().err().expect("a refusal")
}

#[test]
fn a_set_of_recipients_that_cannot_serve_is_refused() {
    let hybrid = hybrid_desk().1.text().to_owned();
    let classical = x25519_desk().1.text().to_owned();
    let fresh = || {
        let identity =
            Identity::generate("x", zegel_core::id::random().unwrap(), zegel_core::id::random().unwrap());
        identity.recipients().unwrap()[0].to_string()
    };
    let many = |count: usize| (0..count).map(|_| fresh() + "\n").collect::<String>();
    assert!(many(16).parse::<Recipients>().is_ok());
    assert_eq!(recipients(&many(17)), RecipientsError::TooMany(17));
    assert_eq!(recipients(""), RecipientsError::Empty);
    assert_eq!(recipients("# nobody yet\n\n"), RecipientsError::Empty);
    assert_eq!(recipients(&format!("{hybrid}{classical}")), RecipientsError::Mixed(2));
    assert_eq!(recipients(&format!("{hybrid}\n{hybrid}")), RecipientsError::Twice(3));
    assert_eq!(recipients("age1yubikey1q2w3e4r5t6y7u8i9o0p"), RecipientsError::Plugin(1));
    for (junk, error) in [
        ("x", RecipientsError::Unknown(2)),
        ("age1", RecipientsError::Unknown(2)),
        ("ssh-ed25519 AAAA", RecipientsError::Unknown(2)),
        ("AGE-SECRET-KEY-1X", RecipientsError::PrivateKey(2)),
        ("age1pq1", RecipientsError::BreaksOff(2, 7)),
        ("age1pq1qqqq", RecipientsError::BreaksOff(2, 11)),
        (&hybrid.trim_end()[..1900], RecipientsError::BreaksOff(2, 1900)),
    ] {
        assert_eq!(recipients(&format!("{hybrid}{junk}")), error, "{junk}");
    }
    let named = recipients_file(&hybrid_desk().0);
    let (line, _) = named.split_once('\n').unwrap();
    for wrong in ["# desk anna", "# desk  ed25519:x", "# desk a b ed25519:AAAA", "# desk anna ed25519:AAAA"] {
        assert_eq!(recipients(&named.replace(line, wrong)), RecipientsError::DeskLine(1), "{wrong}");
    }
}

fn zegeld(arguments: &[&str], folder: &Path) -> (bool, String) {
    let output = Command::new(zegeld_path()).args(arguments).current_dir(folder).output().unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_program_says_a_fact_and_an_advice_and_serves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let is_fact_and_advice = |(success, said): (bool, String), word: &str| {
        assert!(!success);
        assert!(said.starts_with("zegeld: ") && said.contains(word), "{said}");
        assert!(said.trim_end().lines().count() >= 2, "{said}");
        assert!(!said.contains("panicked"));
    };
    is_fact_and_advice(zegeld(&["serve"], folder.path()), "zegeld.toml");
    assert!(zegeld(&["init"], folder.path()).0);
    is_fact_and_advice(zegeld(&["init"], folder.path()), "zegeld.toml");
    is_fact_and_advice(zegeld(&["serve"], folder.path()), "no recipient");
    std::fs::write(folder.path().join("recipients.txt"), "junk\n").unwrap();
    is_fact_and_advice(zegeld(&["serve"], folder.path()), "line 1");
    std::fs::write(folder.path().join("zegeld.toml"), format!("colour = 1\n{GOOD}")).unwrap();
    is_fact_and_advice(zegeld(&["serve"], folder.path()), "colour");
    std::fs::write(folder.path().join("zegeld.toml"), [0xff, 0xfe]).unwrap();
    is_fact_and_advice(zegeld(&["serve"], folder.path()), "zegeld.toml");
    is_fact_and_advice(zegeld(&["demo", "--dir", ".", "--listen", "0.0.0.0:0"], folder.path()), "0.0.0.0");
}

/// Every verb that reads the configuration, as the papers print it.
const VERBS: [&[&str]; 9] = [
    &["serve"],
    &["check"],
    &["off"],
    &["on"],
    &["doctor"],
    &["selftest"],
    &["purge"],
    &["backup", "--to", "zegel.age"],
    &["restore", "-"],
];

fn said_in(folder: &Path, verb: &[&str]) -> String {
    let ended = Command::new(zegeld_path()).args(verb).current_dir(folder).stdin(Stdio::null()).output();
    let ended = ended.unwrap();
    String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap()
}

#[test]
fn a_verb_takes_the_file_of_its_folder_and_where_there_is_none_anywhere_both_places_are_named() {
    let folder = tempfile::tempdir().unwrap();
    for verb in VERBS {
        let said = said_in(folder.path(), verb);
        assert!(said.contains("no zegeld.toml in this folder"), "{verb:?}: {said}");
        assert!(said.contains("/etc/zegel/zegeld.toml") && said.contains("zegeld init"), "{verb:?}: {said}");
    }
    std::fs::write(folder.path().join("zegeld.toml"), "colour = 1\n").unwrap();
    for verb in VERBS {
        assert!(said_in(folder.path(), verb).contains("colour"), "{verb:?}");
    }
}
