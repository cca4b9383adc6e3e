//! `zegel doctor`: it finds what is not as it should be, and says what to do.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;

/// What was found about something.
fn found(caseworker: &Caseworker, about: &str) -> String {
    let ended = caseworker.run(&["doctor", "--json"]);
    let all: Vec<Value> = serde_json::from_str(&ended.out).unwrap();
    let one = all.iter().find(|finding| finding["about"] == about);
    let state = |finding: &Value| finding["state"].as_str().unwrap().to_owned();
    let wrong = all.iter().any(|finding| state(finding) == "wrong");
    assert!(matches!((wrong, ended.code), (false, Some(0)) | (true, Some(1 | 4))), "{}", ended.out);
    one.map(state).unwrap_or_default()
}

#[test]
fn all_is_well_where_all_is_well() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    assert_eq!(found(&anna, "recipients"), "look", "not pinned yet");
    assert!(!anna.state().exists(), "the doctor pins nothing");
    anna.run(&["inbox"]).done();
    for about in ["version", "identity", "key", "server", "recipients", "trial", "cache", "core", "memory"] {
        assert_eq!(found(&anna, about), "ok", "{about}");
    }
    assert_eq!(found(&anna, "passphrase"), "look");
    let said = anna.run(&["doctor"]).done();
    assert!(said.out.contains("This key opens what is sealed now."), "{}", said.out);
}

#[test]
fn a_key_or_copies_that_others_may_read_are_wrong() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    anna.run(&["inbox"]).done();
    fs::set_permissions(anna.identity(), Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(anna.home().join("cache/zegel"), Permissions::from_mode(0o755)).unwrap();
    assert_eq!(found(&anna, "identity"), "wrong");
    assert_eq!(found(&anna, "cache"), "wrong");
    anna.run(&["doctor"]).failed_with("Wrong: 2.");
}

#[test]
fn a_file_in_which_there_is_no_key_is_wrong_and_nothing_good_is_said_of_it() {
    let mut anna = Caseworker::new();
    anna.at("http://127.0.0.1:1");
    let (other, _) = Caseworker::with_key("bea");
    let half = fs::read(other.identity()).unwrap();
    for content in [&b""[..], b"\n\n", b"a letter", &half[..half.len() / 2]] {
        anna.file("config/zegel/identity.txt", content);
        fs::set_permissions(anna.identity(), Permissions::from_mode(0o600)).unwrap();
        assert_eq!(found(&anna, "identity"), "wrong", "{content:?}");
        let said = anna.run(&["doctor"]).ended_with(1).out;
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        for good in ["ok Key:", "passphrase", "The key opens"] {
            assert!(!said.contains(good), "{content:?}: {said}");
        }
    }
}

#[test]
fn other_keys_on_the_server_are_wrong() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let (_, others) = Caseworker::with_key("bram");
    let site = Practice::of(&anna.identity(), &lines);
    anna.at(&site.desk);
    anna.run(&["inbox"]).done();
    let site = site.again_with(&format!("{lines}{others}"));
    anna.at(&site.desk);
    assert_eq!(found(&anna, "recipients"), "wrong");
    assert_eq!(found(&anna, "trial"), "ok", "the rest is still looked at");
    anna.run(&["doctor"]).ended_with(4);
}

#[test]
fn a_desk_without_key_server_or_readable_settings_is_told_so() {
    let mut anna = Caseworker::new();
    assert_eq!(found(&anna, "identity"), "wrong");
    anna.run(&["keygen", "anna", "--no-passphrase"]).done();
    assert_eq!(found(&anna, "server"), "look");
    anna.at("http://127.0.0.1:1");
    assert_eq!(found(&anna, "server"), "wrong");
    anna.run(&["doctor"]).ended_with(1);
    anna.file("config/zegel/config.toml", "sever = 1");
    assert_eq!(found(&anna, "config"), "wrong");
    assert_eq!(found(&anna, "core"), "ok", "the rest is still looked at");
}
