//! Sentences of the server that name a command: one place makes the command, because that of a further
//! organisation on the machine has another configuration and another unit.

use crate::repository::layout::all;

/// What makes them.
const MAKER: &str = "server/config/installation.rs";

/// Where a command is for whichever organisation: how one begins at all, and what belongs to the machine.
const FOR_ALL: [&str; 6] = [
    "zegeld demo\\nFor real: zegeld init, then zegeld serve",
    "write one to start from: zegeld init",
    "the file that `zegeld init` writes",
    "made by `zegeld demo`",
    "as `zegeld backup` wrote them",
    "systemctl mask hibernate.target",
];

/// The verbs that read a configuration, and whatever systemd is asked.
const COMMANDS: [&str; 10] = [
    "zegeld serve",
    "zegeld check",
    "zegeld off",
    "zegeld on",
    "zegeld doctor",
    "zegeld selftest",
    "zegeld purge",
    "zegeld backup",
    "zegeld restore",
    "systemctl ",
];

/// The lines of a file that are neither comments nor the words of the command line's help.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//") && line.contains('"') | line.contains("    "))
}

/// A command that says by itself which organisation it is for: the rest of it is filled in.
fn is_filled_in(line: &str, command: &str) -> bool {
    line.split(command).skip(1).all(|rest| {
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == ' ' || c == '-');
        rest.starts_with('{')
    })
}

#[test]
fn every_command_in_a_sentence_of_the_server_is_for_the_installation_that_says_it() {
    let mut fixed = Vec::new();
    for (path, text) in all().into_iter().filter(|(path, _)| path.starts_with("server/") && path != MAKER) {
        for line in sentences(&text).filter(|line| !FOR_ALL.iter().any(|known| line.contains(known))) {
            for command in COMMANDS {
                if line.contains(command) && !is_filled_in(line, command) {
                    fixed.push(format!("{path}: {}", line.trim()));
                }
            }
        }
    }
    assert!(fixed.is_empty(), "{fixed:#?}");
}
