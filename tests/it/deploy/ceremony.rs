//! The key ceremony of GOING-LIVE, gone through at a terminal: each command is taken from the paper.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::desk::keys::lines;
use crate::support::caseworker::Caseworker;
use crate::support::programs::{ROOT, zegel_path};
use crate::support::terminal::Terminal;

const WORDS: &str = "vliegwiel dat nooit stilstaat";

/// The commands of the section, in their order.
fn commands() -> Vec<String> {
    let paper = fs::read_to_string(Path::new(ROOT).join("deploy/GOING-LIVE.md")).unwrap();
    let section = paper.split("\n## ").find(|section| section.starts_with("5. Key ceremony")).unwrap();
    section
        .split("```")
        .skip(1)
        .step_by(2)
        .flat_map(str::lines)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A computer with a stick, and a printer that keeps what it printed in a file.
fn offline() -> Caseworker {
    let mut computer = Caseworker::new();
    let programs = computer.file("programs/lp", "#!/bin/sh\ncat > \"$HOME/printed\"\n");
    fs::set_permissions(&programs, fs::Permissions::from_mode(0o755)).unwrap();
    symlink(zegel_path(), programs.with_file_name("zegel")).unwrap();
    for folder in ["memory", "stick"] {
        fs::create_dir(computer.home().join(folder)).unwrap();
    }
    computer.finds_programs_in(&computer.home().join("programs"));
    computer.uses(Path::new("/bin/sh"));
    computer
}

/// Types a command of the paper. Memory and the stick are folders of this computer.
fn types(computer: &Caseworker, command: &str) -> Terminal {
    let folder = |name| computer.home().join(name).display().to_string();
    let command =
        command.replace("/run/user/1000", &folder("memory")).replace("/media/stick", &folder("stick"));
    Terminal::of(computer, &["-c", &command])
}

fn chooses_a_passphrase(mut terminal: Terminal) -> String {
    terminal.shows("Passphrase:").hides_typing().types(WORDS);
    terminal.shows("Once more:").hides_typing().types(WORDS);
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(0), "{seen}");
    seen
}

/// Types the passphrase, and the lines of two pages.
fn types_pages(mut terminal: Terminal, pages: [&str; 2]) -> (Option<i32>, String) {
    terminal.shows("Passphrase of").hides_typing().types(WORDS);
    for page in pages {
        for (at, line) in lines(page).iter().enumerate() {
            terminal.shows(&format!("Line {}:", at + 1)).types(line);
        }
    }
    terminal.ends()
}

/// What came out of the printer once the command has ended.
fn printed(computer: &Caseworker, terminal: Terminal) -> Vec<String> {
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(0), "{seen}");
    let printed = fs::read_to_string(computer.home().join("printed")).unwrap();
    printed.split_terminator('\u{c}').map(str::to_owned).collect()
}

#[test]
fn the_recovery_key_is_shredded_only_after_two_pages_have_given_it_back() {
    let commands = commands();
    let [install, keygen, print, prove, backup, ..] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!(install, "sudo dpkg -i zegel_*.deb", "which the tests of the package do");
    let computer = offline();
    let key = computer.home().join("memory/recovery.txt");
    let public = chooses_a_passphrase(types(&computer, keygen));
    assert!(public.contains("# desk recovery ed25519:") && public.contains("\nage1pq1"), "{public}");
    let mut printing = types(&computer, print);
    printing.shows("Passphrase of").hides_typing().types(WORDS);
    let pages = printed(&computer, printing);
    assert_eq!(pages.len(), 3);

    // The pages of another key prove nothing, and this one stays.
    let (other, _) = Caseworker::with_key("other");
    let others = other.run(&["backup-key"]).done().out;
    let others: Vec<&str> = others.split_terminator('\u{c}').collect();
    let (code, seen) = types_pages(types(&computer, prove), [others[0], others[1]]);
    assert!(code != Some(0) && seen.contains("another key") && key.exists(), "{seen}");

    let (code, seen) = types_pages(types(&computer, prove), [&pages[2], &pages[0]]);
    assert!(code == Some(0) && seen.contains("These pages give back the key"), "{seen}");
    assert!(!key.exists(), "it is shredded");

    let public = chooses_a_passphrase(types(&computer, backup));
    let lines: Vec<&str> =
        public.lines().filter(|line| line.starts_with('#') || line.starts_with("age1")).collect();
    assert!(matches!(lines[..], [line] if line.starts_with("age1pq1")), "{public}");
    assert!(computer.home().join("stick/backup-key.txt").exists());
}

#[test]
fn each_caseworker_s_key_goes_onto_pages_as_the_paper_says_it() {
    let commands = commands();
    let [.., setup, print] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!(setup, "zegel setup", "which desk::first_day goes through");
    let computer = offline();
    assert_eq!(types(&computer, "zegel keygen anna --no-passphrase").ends().0, Some(0));
    assert_eq!(printed(&computer, types(&computer, print)).len(), 3);
}
