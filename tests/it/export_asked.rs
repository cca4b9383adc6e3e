//! An export at a terminal: what is asked there, and what is shown before.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::caseworker::Caseworker;
use crate::export::{manifest, only, place, told, two_desks};

/// Runs the program on a terminal on which these lines are typed, and gives what was seen.
fn typed(desk: &Caseworker, server: &str, arguments: &[&str], lines: &str) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let end = || Stdio::from(OwnedFd::from(File::options().read(true).write(true).open(&name).unwrap()));
    let mut command = Command::new("setsid");
    command.args(["--ctty", "--wait", env!("CARGO_BIN_EXE_zegel")]).args(arguments).env_clear();
    command.env("HOME", desk.home()).current_dir(desk.home()).env("ZEGEL_SERVER", server);
    for (variable, folder) in
        [("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache")]
    {
        command.env(variable, desk.home().join(folder));
    }
    let mut child = command.stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
    drop(command);
    let mut terminal = File::from(terminal);
    terminal.write_all(lines.as_bytes()).unwrap();
    let mut seen = Vec::new();
    let mut part = [0; 4096];
    // The terminal fails once nobody holds its other end.
    while let Ok(read @ 1..) = terminal.read(&mut part) {
        seen.extend_from_slice(&part[..read]);
    }
    child.wait().unwrap();
    String::from_utf8_lossy(&seen).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_person_sees_what_goes_is_asked_who_could_know_it_and_types_the_receivers_name() {
    let (site, anna, _) = two_desks();
    told(&site, None);
    let id = only(&anna);
    let arguments = ["export", &id, "--receiver", "Politie Utrecht", "--open", "out"];
    let ask = |lines| typed(&anna, &site.desk, &arguments, lines);
    let seen = ask("\n");
    assert!(seen.contains("Who could know this?") && seen.contains("There is no answer to that"), "{seen}");
    assert!(seen.contains("Elke avond bezoek op kamer 12.") && !seen.contains("Ik werk daar"), "{seen}");
    let seen = ask("3\nPolitie\n");
    assert!(seen.contains("Type the name of the receiver") && seen.contains("was not typed again"), "{seen}");
    assert!(!place(&anna, "out").exists());
    let seen = ask("3\nPolitie Utrecht\n");
    assert!(seen.contains("Handed on to Politie Utrecht"), "{seen}");
    assert_eq!(manifest(&place(&anna, "out"))["receiver"], "Politie Utrecht");
    // Once it is judged that only one person could know it, that stands.
    let asks = ["export", &id, "--receiver", "Politie Utrecht", "--open", "again"];
    let seen = typed(&anna, &site.desk, &asks, "1\n");
    assert!(seen.contains("only the reporter could know this"), "{seen}");
    assert!(!place(&anna, "again").exists());
}
