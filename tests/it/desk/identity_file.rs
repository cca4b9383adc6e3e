//! The right passphrase is never called wrong, whatever the computer is doing.
//!
//! Identity files with a passphrase: made with a fixed amount of work, opened with any that can be
//! afforded, and refused with the reason that is true.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::caseworker::{Caseworker, Ended};

const WORDS: &str = "vliegwiel dat nooit stilstaat";
/// Made by another program with a factor that takes this one sixteen times as long as its own.
const HEAVY: &str = include_str!("heavy_key.txt");

/// A caseworker whose key only signs, which is short enough to be looked at, and the passphrase in a file.
fn with_passphrase() -> (Caseworker, String) {
    let anna = Caseworker::new();
    let words = anna.file("words", WORDS).display().to_string();
    anna.run(&["keygen", "anna", "--signing-only", "--passphrase-file", &words]).done();
    (anna, words)
}

/// The identity file as age writes it without letters around it.
fn unarmored(anna: &Caseworker) -> Vec<u8> {
    let text = std::fs::read_to_string(anna.identity()).unwrap();
    let lines: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    data_encoding::BASE64.decode(lines.as_bytes()).unwrap()
}

/// What comes of opening a file as the identity.
fn opened(anna: &Caseworker, words: &str, identity: &Path) -> Ended {
    anna.run(&[
        "backup-key",
        "--shares",
        "2",
        "--passphrase-file",
        words,
        "--identity",
        identity.to_str().unwrap(),
    ])
}

/// The file with one text in its header for another.
fn altered(anna: &Caseworker, from: &str, to: &str) -> PathBuf {
    let file = unarmored(anna);
    let at = file.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    let altered = [&file[..at], to.as_bytes(), &file[at + from.len()..]].concat();
    anna.file("altered.age", altered)
}

#[test]
fn a_key_asks_for_the_same_work_on_whatever_computer_it_was_made() {
    let (anna, _) = with_passphrase();
    let file = unarmored(&anna);
    let header = String::from_utf8_lossy(&file).into_owned();
    let stanza = header.lines().find(|line| line.starts_with("-> scrypt ")).unwrap();
    assert_eq!(stanza.split(' ').nth(3), Some("18"), "{stanza}");
}

#[test]
fn a_key_that_asks_for_sixteen_times_the_work_opens() {
    let anna = Caseworker::new();
    let words = anna.file("words", WORDS).display().to_string();
    let heavy = anna.file("heavy.txt", HEAVY);
    assert!(opened(&anna, &words, &heavy).done().out.contains("# desk anna"));
}

#[test]
fn a_key_that_asks_for_too_much_work_is_told_so_and_the_passphrase_is_not_blamed() {
    let (anna, words) = with_passphrase();
    for asked in ["23", "63", "99"] {
        let salt = salt(&anna);
        let heavier = altered(&anna, &format!("{salt} 18\n"), &format!("{salt} {asked}\n"));
        let ended = opened(&anna, &words, &heavier).failed_with("asks for more work");
        assert!(ended.said().contains(asked), "{}", ended.err);
        assert!(!ended.said().contains("does not open"), "{}", ended.err);
    }
}

fn salt(anna: &Caseworker) -> String {
    let file = unarmored(anna);
    let header = String::from_utf8_lossy(&file).into_owned();
    let stanza = header.lines().find(|line| line.starts_with("-> scrypt ")).unwrap();
    stanza.split(' ').nth(2).unwrap().to_owned()
}

#[test]
fn a_computer_without_the_memory_is_told_so_and_does_not_break_off() {
    let anna = Caseworker::new();
    let words = anna.file("words", WORDS).display().to_string();
    let heavy = anna.file("heavy.txt", HEAVY).display().to_string();
    // A gigabyte, where four are asked for.
    let mut command = anna.session(&["--wait", "prlimit", "--as=1000000000"], &[]);
    command
        .args(["backup-key", "--passphrase-file", &words, "--identity", &heavy])
        .env("PATH", "/usr/bin:/bin");
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("4096 MiB"), "{said}");
}

#[test]
fn a_wrong_passphrase_and_a_damaged_file_are_told_apart() {
    let (anna, words) = with_passphrase();
    let other = anna.file("other", "een heel andere zin dan eerst").display().to_string();
    opened(&anna, &other, &anna.identity()).failed_with("does not open");

    let file = unarmored(&anna);
    let mac = file.windows(5).position(|window| window == b"\n--- ").unwrap() + 6;
    for (name, place) in [("mac", mac), ("payload", file.len() - 3)] {
        let mut damaged = file.clone();
        damaged[place] = if damaged[place] == b'A' { b'B' } else { b'A' };
        let damaged = anna.file(name, damaged);
        let ended = opened(&anna, &words, &damaged).failed_with("is damaged");
        assert!(!ended.said().contains("passphrase does not"), "{name}: {}", ended.err);
    }
    let half = anna.file("half", &file[..file.len() / 3]);
    opened(&anna, &words, &half).failed_with("is damaged");
}

#[test]
fn a_file_that_is_locked_in_another_way_is_told_so() {
    let (anna, words) = with_passphrase();
    let newer = altered(&anna, "age-encryption.org/v1", "age-encryption.org/v2");
    opened(&anna, &words, &newer).failed_with("a way that zegel does not know");

    let keygen = Command::new("age-keygen").output().expect("Debian's age");
    let key = String::from_utf8(keygen.stdout).unwrap();
    let recipient = key.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap().to_owned();
    let for_a_key = anna.home().join("for-a-key.age");
    let made =
        Command::new("age").args(["-r", &recipient, "-o"]).arg(&for_a_key).arg(anna.identity()).status();
    assert!(made.unwrap().success());
    opened(&anna, &words, &for_a_key).failed_with("a way that zegel does not know");
}

#[test]
fn what_an_editor_for_windows_does_to_a_key_does_no_harm() {
    let (anna, words) = with_passphrase();
    let (bea, _) = Caseworker::with_key("bea");
    for (from, name) in [(&anna, "anna"), (&bea, "bea")] {
        let text = std::fs::read_to_string(from.identity()).unwrap();
        let spaced: String = text.lines().map(|line| format!("{line}  \r\n")).collect();
        for (change, text) in [
            ("mark", format!("\u{feff}{text}")),
            ("lines", text.replace('\n', "\r\n")),
            ("spaces", spaced.clone()),
            ("all", format!("\u{feff}\r\n{spaced}\r\n")),
        ] {
            let file = anna.file("changed.txt", text);
            let ended = opened(&anna, &words, &file).done();
            assert!(ended.out.contains(name), "{change}: {}", ended.out);
        }
    }
    let marked = anna.file("marked", format!("\u{feff}{WORDS}\r\n")).display().to_string();
    opened(&anna, &marked, &anna.identity()).done();
}

#[test]
fn a_passphrase_file_without_a_passphrase_is_told_so() {
    let (anna, _) = with_passphrase();
    for (name, content) in [("empty", &b""[..]), ("line", b"\nwords\n"), ("mark", b"\xef\xbb\xbf\r\n")] {
        let file = anna.file(name, content).display().to_string();
        let ended = opened(&anna, &file, &anna.identity()).failed_with("no passphrase");
        assert!(!ended.said().contains("--no-passphrase"), "{}", ended.err);
        anna.run(&["keygen", "bea", "--out", "bea.txt", "--passphrase-file", &file])
            .failed_with("no passphrase");
    }
}
