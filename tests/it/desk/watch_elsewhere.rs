//! What `zegel watch --install` writes on macOS, read by a program that reads such files, and how it quotes
//! for Windows: there is neither to try it on. The files of these systems are compiled here as they are there.

#[path = "../../../src/desk/platform/command.rs"]
mod command;
#[path = "../../../src/desk/platform/job.rs"]
mod job;
#[expect(dead_code, reason = "what starts a program needs a Mac")]
#[path = "../../../src/desk/platform/launchd.rs"]
mod launchd;
#[expect(dead_code, reason = "what starts a program needs Windows")]
#[path = "../../../src/desk/platform/schtasks.rs"]
mod schtasks;
#[path = "../../../src/desk/platform/xml.rs"]
mod xml;

use std::path::Path;
use std::process::Command;

use job::Job;

#[test]
fn every_word_arrives_at_launchd_as_it_was_typed() {
    let words = ["a b", "<&>\"'", "Zoë Київ 上海", "%h $HOME \\n", "]]>", "", "&amp;", "--heartbeat"];
    let job = Job {
        about: "<about>".to_owned(),
        program: "/Users/Zoë de Vries/100% \"zegel\" & co/zegel".to_owned(),
        arguments: words.map(str::to_owned).to_vec(),
    };
    let folder = tempfile::TempDir::new().unwrap();
    let written = folder.path().join("written.plist");
    std::fs::write(&written, launchd::login_text(&job)).unwrap();
    let read = |from: &Path, to: &Path| {
        let mut plistutil = Command::new("plistutil");
        assert!(plistutil.arg("-i").arg(from).arg("-o").arg(to).status().unwrap().success());
    };
    // To the binary form and back: what it read, in its own words.
    let binary = folder.path().join("binary.plist");
    let again = folder.path().join("again.plist");
    read(&written, &binary);
    read(&binary, &again);
    let text = std::fs::read_to_string(&again).unwrap();
    let arguments = between(&text, "<key>ProgramArguments</key>", "</array>");
    let found: Vec<String> = arguments.split("<string>").skip(1).map(until_its_end).collect();
    let expected: Vec<&str> = job.words().collect();
    assert_eq!(found, expected);
    for (key, value) in [
        ("Label", "<string>zegel.watch</string>"),
        ("RunAtLoad", "<true/>"),
        ("Umask", "<integer>63</integer>"),
    ] {
        assert!(between(&text, &format!("<key>{key}</key>"), "<key>").contains(value), "{key}: {text}");
    }
    assert!(between(&text, "<key>SuccessfulExit</key>", "</dict>").contains("<false/>"));
}

#[test]
fn every_word_is_quoted_as_windows_takes_a_command_line_apart() {
    // From the documentation of CommandLineToArgvW.
    let words = [
        ("a", "a"),
        ("", "\"\""),
        ("a b", "\"a b\""),
        (r"a\b", r"a\b"),
        (r"a\", r"a\"),
        (r"a b\", "\"a b\\\\\""),
        ("a\"b", "\"a\\\"b\""),
        ("a\\\"b", "\"a\\\\\\\"b\""),
    ];
    // The scheduler would put a variable in its place.
    assert!(!schtasks::can_stand_in_login_file("%TEMP%"));
    for (word, quoted) in words {
        let job = Job { about: String::new(), program: word.to_owned(), arguments: Vec::new() };
        assert_eq!(schtasks::typed(&job), quoted, "{word}");
    }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let text = text.split_once(from).unwrap_or_else(|| panic!("{from}: {text}")).1;
    text.split_once(to).map_or(text, |(text, _)| text)
}

fn until_its_end(text: &str) -> String {
    let text = text.split("</string>").next().unwrap();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
