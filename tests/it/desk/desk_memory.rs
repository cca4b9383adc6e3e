//! What was read leaves the caseworker's memory with its case, a passphrase with its use; nobody of the same
//! user gets an image.
//!
//! What a caseworker read or typed leaves the program's memory when it is no longer needed, and
//! nobody else of the same computer looks into that memory.
//!
//! Reading another process's memory needs root.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::server::memory::{LIVES, READS, found};
use crate::server::memory_image::{as_nobody, debugger, text};
use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, two_desks};
use crate::support::program::copy_program;
use crate::support::programs::zegel_path;
use crate::support::screen_terminal::Terminal as Screen;
use crate::support::terminal::Terminal;

/// What is looked for stands behind its first bytes, which an allocator writes over.
const STORY: &str = "elke avond onder de dakgoot een kanarieveer";
const WORDS: &str = "vliegwiel dat nooit stilstaat";

fn needle(text: &str) -> [(&'static str, Vec<u8>); 1] {
    [("needle", text.as_bytes().to_vec())]
}

/// A report is read on the screen, and then deleted; gives where its words stand in memory while they
/// are read, and afterwards at best.
fn read_and_deleted(program: Option<&Path>) -> (Vec<String>, Vec<String>) {
    let (site, mut anna, _) = two_desks();
    site.report("nl", &[("story", STORY)]);
    anna.run(&["inbox"]).done();
    let id = crate::support::practice::only(&anna);
    if let Some(program) = program {
        anna.uses(program);
    }
    let mut screen = Screen::of(&anna);
    screen.shows("q quit");
    screen.press("\r").shows("Closed.");
    screen.press("\r").shows(STORY);
    let needle = needle("kanarieveer");
    let while_read = found(screen.id(), &needle);
    anna.run(&["delete", &id, "--yes"]).done();
    screen.press("q").hides(STORY);
    screen.press("r").shows("vanished");
    let picture = screen.press("\r").hides(&id[..4]);
    assert!(picture.contains("q quit"), "{picture}");
    let mut left = Vec::new();
    for _ in 0..READS {
        left = found(screen.id(), &needle);
        if left.is_empty() {
            break;
        }
    }
    (while_read, left)
}

#[test]
fn what_was_read_leaves_the_memory_with_its_case() {
    let (while_read, left) = read_and_deleted(None);
    assert!(!while_read.is_empty(), "the search finds what is there");
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn the_same_search_finds_it_where_nothing_wipes() {
    let program = Path::new(env!("CARGO_BIN_EXE_zegel-unwiped"));
    // What is freed and not wiped may be written over by chance, but not each time.
    let is_found = (0..LIVES).any(|_| !read_and_deleted(Some(program)).1.is_empty());
    assert!(is_found, "never found");
}

#[test]
fn a_passphrase_that_was_typed_is_not_in_memory_after_it_has_opened_the_key() {
    let mut anna = Caseworker::new();
    let words = anna.file("words", WORDS).display().to_string();
    let lines = anna.run(&["keygen", "anna", "--passphrase-file", &words]).done().out;
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    let mut terminal = Terminal::of(&anna, &["watch"]);
    terminal.shows("Passphrase of").hides_typing().types(WORDS).shows("has begun");
    let address = site.desk.trim_start_matches("http://").to_owned();
    assert!(!found(terminal.id(), &needle(&address)).is_empty(), "the search finds what is there");
    assert_eq!(found(terminal.id(), &needle(WORDS)), Vec::<String>::new());
}

#[test]
fn a_debugger_of_the_same_user_gets_no_image_and_a_crash_writes_none() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o777)).unwrap();
    let zegel = folder.path().join("zegel");
    copy_program(zegel_path(), &zegel);
    let nobody = as_nobody(&zegel);
    let mut command = Command::new("setsid");
    command.args(["--ctty", "--wait"]).arg(nobody.get_program()).args(nobody.get_args());
    command.args(["keygen", "anna"]).env("HOME", folder.path()).env("LANG", "C").env_remove("TERM");
    let mut terminal = Terminal::on(command, |_| {});
    terminal.shows("Passphrase:");

    let limits = fs::read_to_string(format!("/proc/{}/limits", terminal.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    let refused = folder.path().join("refused");
    let said = debugger(as_nobody(Path::new("gdb")), terminal.id(), &refused);
    assert!(!refused.exists() && text(&said).contains("Operation not permitted"), "{}", text(&said));
}
