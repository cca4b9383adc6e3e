//! Robustness of `zegeld backup`: it goes to no terminal and through no link that somebody put there, and
//! is sealed for no key that is not for backups alone.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use zegel_core::backup::check_file;
use zegel_core::i18n::Unit;

use crate::server::backup::{backup, config, configure, demo, done, failed_with, note, zegeld};
use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;
use crate::support::program::Program;
use crate::support::programs::zegeld_path;
use crate::support::site::{languages, phrase, said};

#[test]
fn a_backup_in_a_pipe_opens_and_a_terminal_gets_none() {
    let (folder, program, key, file) = demo();
    program.report("Piped.").unwrap();
    let piped = backup(folder.path(), Path::new("-"));
    done(&piped);
    fs::write(&file, &piped.stdout).unwrap();
    fs::copy(folder.path().join("zegel.db.backup"), check_file(&file)).unwrap();
    assert_eq!(key.open(&file).stdout.len() as u64, note(&file).bytes);
    done(&zegeld(folder.path(), &["backup", "--check", file.to_str().unwrap()]).output().unwrap());
    let line =
        format!("{} backup --to - --config {}", zegeld_path(), folder.path().join("zegeld.toml").display());
    let seen =
        Command::new("script").args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).output().unwrap();
    let seen = String::from_utf8_lossy(&seen.stdout).into_owned();
    assert!(seen.contains("standard output is a terminal") && !seen.contains("age-encryption"), "{seen}");
}

#[test]
fn what_a_killed_backup_left_is_removed_by_the_next_and_by_the_start() {
    let (folder, program, _key, file) = demo();
    let left = folder.path().join("zegel.db.snapshot");
    fs::write(&left, "what was copied").unwrap();
    done(&backup(folder.path(), &file));
    assert!(!left.exists());
    program.stop();
    fs::write(&left, "what was copied").unwrap();
    let program = Program::demo(folder.path());
    assert!(!left.exists());
    // Nothing is followed that somebody put there.
    let elsewhere = file.with_file_name("elsewhere");
    fs::write(&elsewhere, "stays").unwrap();
    std::os::unix::fs::symlink(&elsewhere, &left).unwrap();
    assert!(!backup(folder.path(), &file.with_file_name("other.age")).status.success());
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "stays");
    drop(program);
}

#[test]
fn the_privacy_page_says_what_backups_leave_and_bring_back_only_where_there_are_backups() {
    let none = crate::support::site::Site::start();
    let some = crate::support::site::Site::with(|setup| setup.config.backup = Some(config(6)));
    for language in languages() {
        let privacy = &said(language).privacy;
        let page = format!("/{language}/privacy");
        let kept = zegel_core::i18n::interpolate(
            &privacy.erase_backup,
            &[("backup", &phrase(language, Unit::Weeks, 6))],
        );
        let again = [&privacy.erase_restored, &privacy.erase_again, &privacy.field_backup];
        for sentence in again.into_iter().chain([&kept]) {
            assert!(some.get(&page).says(sentence), "{language}: {sentence}");
            assert!(!none.get(&page).says(sentence), "{language}: {sentence}");
        }
    }
}

#[test]
fn nothing_is_backed_up_for_a_desk_a_plugin_or_a_device_or_without_a_key() {
    let (anna, lines) = Caseworker::with_key("anna");
    let site = Practice::of(&anna.identity(), &lines);
    let file = anna.home().join("zegel.age");
    failed_with(&backup(site.folder(), &file), "names no recipient of backups");
    let config = site.folder().join("zegeld.toml");
    let without = fs::read_to_string(&config).unwrap();
    for (recipient, why) in [
        (lines.lines().last().unwrap(), "backup.recipient: expected a key of its own"),
        ("age1yubikey1qgqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "a plugin's recipient"),
        ("age1pq1nonsense", "not a recipient"),
        ("", "not a recipient"),
    ] {
        fs::write(&config, &without).unwrap();
        configure(site.folder(), recipient);
        failed_with(&backup(site.folder(), &file), why);
        failed_with(&zegeld(site.folder(), &["serve"]).output().unwrap(), why);
    }
    assert!(!file.exists());
}
