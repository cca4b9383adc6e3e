//! `zegel watch --install`: whom it refuses, and what it says where a computer starts nothing by itself.

use crate::support::caseworker::Caseworker;

const PASSPHRASE: &str = "one two three four five six";

/// Somebody with a key that asks.
fn protected() -> Caseworker {
    let mut anna = Caseworker::new();
    anna.file("phrase", PASSPHRASE);
    anna.run(&["keygen", "anna", "--passphrase-file", "phrase"]).done();
    anna.at("http://127.0.0.1:1");
    anna
}

#[test]
fn a_key_that_asks_is_refused_with_the_line_that_lets_a_window_ask() {
    let anna = protected();
    let files = anna.files();
    let refused = anna.run(&["watch", "--install"]).failed_with("asks for its passphrase");
    let line = refused.out.trim();
    assert!(line.starts_with("passphrase_command = [\"zenity\""), "{line}");
    assert_eq!(anna.files(), files);
    // The line is one that the configuration takes: what fails then is that nobody has this program.
    anna.file("config/zegel/config.toml", line);
    anna.run(&["watch", "--install"]).failed_with("zenity gave no passphrase");
}

#[test]
fn a_key_that_opens_without_a_question_is_tried_before_anything_is_installed() {
    let anna = protected();
    let config = |command: &str| {
        anna.file("config/zegel/config.toml", format!("passphrase_command = [\"printf\", \"{command}\"]"));
        anna.run(&["watch", "--install"])
    };
    config("wrong").failed_with("passphrase");
    config(PASSPHRASE).failed_with("starts nothing for you by itself");
    anna.file("config/zegel/config.toml", "");
    let install = ["watch", "--install", "--passphrase-file", "phrase"];
    anna.run(&install).failed_with("starts nothing for you by itself");
}

#[test]
fn where_nothing_starts_by_itself_the_line_to_type_is_printed_whole_and_nothing_is_left() {
    let (mut anna, _) = Caseworker::with_key("anna");
    anna.run(&["watch", "--install"]).failed_with("No server was given");
    anna.at("http://127.0.0.1:1");
    let files = anna.files();
    let ended = anna.run(&[
        "watch",
        "--install",
        "--every",
        "1h",
        "--digest",
        "08:30",
        "--run",
        "sh -c 'a  b'",
        "--heartbeat",
        "h b",
        "--identity",
        "config/zegel/identity.txt",
    ]);
    let ended = ended.failed_with("Nothing was installed.");
    let home = anna.home().display().to_string();
    let words = shlex::split(ended.out.trim()).unwrap();
    let identity = format!("{home}/config/zegel/identity.txt");
    let heart = format!("{home}/h b");
    let expected = [
        crate::support::programs::zegel_path(),
        "--server",
        "http://127.0.0.1:1",
        "--identity",
        &identity,
        "--no-agent",
        "watch",
        "--notice",
        "--every",
        "3600s",
        "--digest",
        "08:30:00",
        "--run",
        "sh -c 'a  b'",
        "--heartbeat",
        &heart,
    ];
    assert_eq!(words.len(), expected.len(), "{words:?}");
    // The path of the program is the one without links.
    assert!(words[0].ends_with("/zegel") && words[1..] == expected[1..], "{words:?}");
    assert_eq!(anna.files(), files);
    // The line is one that works.
    let mut arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    arguments.push("--uninstall");
    assert!(anna.run(&arguments).done().said().contains("No watch is installed"));
}

#[test]
fn what_no_line_can_hold_is_refused() {
    let (mut anna, _) = Caseworker::with_key("anna");
    anna.at("http://127.0.0.1:1");
    let files = anna.files();
    anna.run(&["watch", "--install", "--heartbeat", "a\nb"]).ended_with(2);
    assert_eq!(anna.run(&["watch", "--install", "--uninstall"]).code, Some(2));
    assert_eq!(anna.files(), files);
}
