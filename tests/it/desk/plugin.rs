//! A key in hardware opens what is sealed to it, through a program that only the caseworker's own
//! identity file can start.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::caseworker::{Caseworker, is_harmless};
use crate::support::practice::Practice;
use crate::support::screen_terminal::Terminal as Screen;
use crate::support::terminal::Terminal;

/// The folder of the device's program.
fn plugin() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_age-plugin-zegeltest")).parent().unwrap().to_owned()
}

/// A caseworker whose key that opens is in a device, and the lines for the server.
fn with_device(folder: &Path) -> (Caseworker, String) {
    let printed = Command::new(folder.join("age-plugin-zegeltest")).output().unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    let (identity, recipient) = printed.trim().split_once('\n').unwrap();
    let mut anna = Caseworker::new();
    let line = anna.run(&["keygen", "anna", "--signing-only", "--no-passphrase"]).done().out;
    let file = std::fs::read_to_string(anna.identity()).unwrap();
    std::fs::write(anna.identity(), format!("{file}{identity}\n")).unwrap();
    anna.finds_programs_in(folder);
    (anna, format!("{line}{recipient}\n"))
}

fn starts(caseworker: &Caseworker) -> usize {
    std::fs::read_to_string(caseworker.home().join("starts")).unwrap_or_default().lines().count()
}

#[test]
fn a_report_sealed_to_a_device_is_opened_by_its_program() {
    let (mut anna, lines) = with_device(&plugin());
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    let inbox = anna.run(&["inbox"]).done();
    assert!(inbox.said().contains("age-plugin-zegeltest: touch me"), "{}", inbox.err);
    assert!(is_harmless(&inbox.err), "{:?}", inbox.err);
    site.report("en", &[("story", "A house in the Hague.")]);
    site.report("nl", &[("story", "Een huis in Den Haag.")]);
    let before = starts(&anna);
    let rows = anna.json(&["inbox"]);
    assert_eq!(rows.as_array().unwrap().len(), 2);
    assert_eq!(starts(&anna) - before, 2, "once for each report");
    let id = rows[0]["id"].as_str().unwrap();
    let read = anna.run(&["read", id]).done();
    assert!(read.out.contains("house in the Hague") || read.out.contains("huis in Den Haag"), "{}", read.out);
    let doctor = anna.run(&["doctor"]).done();
    assert!(doctor.out.contains("This key opens what is sealed now"), "{}", doctor.out);
}

/// What the library shows with this variable opens a report.
#[test]
fn nothing_that_goes_to_the_program_is_ever_shown() {
    let (mut anna, lines) = with_device(&plugin());
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    let mut inbox = anna.session(&["env", "AGEDEBUG=plugin"], &["inbox"]);
    let ended = inbox.output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(!ended.status.success() && said.contains("AGEDEBUG is set"), "{said}");
    assert!(!said.contains("-> "), "{said}");
    assert_eq!(starts(&anna), 0);
}

#[test]
fn without_its_program_the_key_says_which_one_is_missing() {
    let (mut anna, _) = with_device(&plugin());
    anna.finds_programs_in(Path::new("/nowhere"));
    anna.at("http://127.0.0.1:1");
    anna.run(&["inbox"]).failed_with("age-plugin-zegeltest is not on this computer");
}

#[test]
fn a_damaged_line_of_a_device_is_named() {
    let (anna, _) = with_device(&plugin());
    let file = std::fs::read_to_string(anna.identity()).unwrap();
    std::fs::write(anna.identity(), file.replace("AGE-PLUGIN-ZEGELTEST-1", "AGE-PLUGIN-ZEGELTEST-1QQ"))
        .unwrap();
    anna.run(&["backup-key"]).failed_with("AGE-PLUGIN line");
}

#[test]
fn a_backup_says_that_the_device_is_not_in_it() {
    let (anna, _) = with_device(&plugin());
    let ended = anna.run(&["backup-key"]).done();
    assert!(ended.said().contains("Without the device nothing opens"), "{}", ended.err);
    assert_eq!(starts(&anna), 0, "a backup needs no device");
}

#[test]
fn the_pin_of_a_device_is_asked_on_the_terminal_and_not_shown() {
    let (mut anna, lines) = with_device(&plugin());
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    anna.run(&["inbox"]).done();
    site.report("en", &[("story", "A house in the Hague.")]);
    anna.file("starts.pin", "4711 0815");
    let mut terminal = Terminal::of(&anna, &["inbox"]);
    terminal.shows("age-plugin-zegeltest: PIN of the device, please").shows("PIN:");
    terminal.hides_typing().types("4711 0815");
    let (code, seen) = terminal.ends_restored();
    assert!(code == Some(0) && seen.contains("touch me"), "{code:?} {seen}");
    assert!(!seen.contains("4711") && !seen.contains("nothing readable"), "{seen}");

    // Whoever types none is not asked for ever, and what the device does not open is listed.
    let mut terminal = Terminal::of(&anna, &["--no-cache", "inbox"]);
    terminal.shows("PIN:").hides_typing().presses("\u{3}");
    let (code, seen) = terminal.ends_restored();
    assert!(code == Some(0) && !seen.contains("touch me"), "{code:?} {seen}");
}

#[test]
fn the_pin_is_asked_on_the_screen_too_and_the_picture_comes_back_whole() {
    let folder = plugin();
    let (mut anna, lines) = with_device(&folder);
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    anna.run(&["inbox"]).done();
    anna.file("starts.pin", "4711");
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let mut screen = Screen::with(&anna, 80, 24, &[("PATH", &path)]);
    screen.shows("There are no reports.");
    site.report("en", &[("story", "A house in the Hague.")]);
    screen.press("r").shows("PIN:");
    screen.press("4711\r").hides("PIN:");
    screen.shows("To do: 1 new");
    // The foot is drawn last.
    let picture = screen.shows("q quit");
    assert!(picture.starts_with("To do: 1 new"), "{picture}");
    assert!(!screen.raw().contains("4711"), "{picture}");
    // It hears each key at once again.
    screen.press("\r").hides("PIN:");
}
