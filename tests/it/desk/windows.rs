//! A caseworker on Windows, as wine shows it: the program that is built for it, against a server of ours.

use std::process::Stdio;

use crate::desk::offline::below;
use crate::desk::watch::awaited;
use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;
use crate::support::wine::{WindowsUser, windows};

const STORY: &str = "Een hotel bij 上海 en Київ, met twee meisjes.";

/// A site whose desk is one person on Windows and one on Linux.
fn desk() -> (Practice, WindowsUser, Caseworker) {
    let mut zoe = WindowsUser::new();
    let lines = zoe.run(&["keygen", "zoe", "--no-passphrase"]).done().out;
    let (mut bea, more) = Caseworker::with_key("bea");
    let site = Practice::of(&bea.identity(), &format!("{}{more}", lines.replace('\r', "")));
    zoe.at(&site.desk);
    bea.at(&site.desk);
    (site, zoe, bea)
}

#[test]
fn a_day_on_windows_goes_as_on_linux() {
    let (site, zoe, bea) = desk();
    let reporter = site.report("nl", &[("story", STORY), ("minor", "yes")]);
    let id = zoe.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    assert!(zoe.run(&["read", &id]).done().out.contains(STORY));
    zoe.run(&["note", &id, "--text", "Gebeld met de gemeente."]).done();
    zoe.run(&["status", &id, "question-asked"]).done();
    zoe.run(&["reply", &id, "--text", "Welke verdieping?", "--yes"]).done();
    assert!(reporter.looks().contains("Welke verdieping?"));
    assert_eq!(zoe.json(&["search", "Київ"]).as_array().unwrap().len(), 1);
    let seen = bea.run(&["read", &id, "--keep-unread"]).done().out;
    assert!(seen.contains("Gebeld met de gemeente.") && seen.contains("zoe"), "{seen}");
}

#[test]
fn two_programs_at_once_lose_nothing() {
    let (site, zoe, bea) = desk();
    site.report("nl", &[("story", STORY)]);
    let id = zoe.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    let notes: Vec<String> = (0..4).map(|number| format!("notitie {number}")).collect();
    let writers: Vec<_> =
        notes.iter().map(|note| zoe.command(&["note", &id, "--text", note]).spawn().unwrap()).collect();
    for writer in writers {
        let ended = writer.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    let seen = bea.run(&["read", &id, "--keep-unread"]).done().out;
    assert!(notes.iter().all(|note| seen.contains(note)), "{seen}");
    // What it remembers of the server is whole: nothing is warned about.
    let again = zoe.run(&["inbox"]).done();
    assert_eq!(again.err, "");
}

#[test]
fn no_sentence_on_windows_names_a_place_of_linux() {
    let (site, zoe, _bea) = desk();
    site.report("nl", &[("story", STORY)]);
    let mut said = String::new();
    for arguments in [&["doctor"][..], &["inbox"], &["--help"], &["lock"], &["read", "zzzz"], &["export"]] {
        let ended = zoe.command(arguments).stdin(Stdio::null()).output().unwrap();
        said.push_str(&String::from_utf8_lossy(&ended.stdout));
        said.push_str(&String::from_utf8_lossy(&ended.stderr));
    }
    for place in ["/dev", "/tmp", "/proc", "/run", "~/", "XDG_", "ulimit", "chmod", "tmpfs"] {
        assert!(!said.contains(place), "{place}: {said}");
    }
}

#[test]
fn all_files_lie_in_the_folder_that_windows_keeps_for_one_person() {
    let (site, zoe, _bea) = desk();
    site.report("nl", &[("story", STORY)]);
    zoe.run(&["inbox"]).done();
    let own = zoe.local().join("zegel");
    let folders: Vec<String> = std::fs::read_dir(&own)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for folder in ["config", "state", "cache"] {
        assert!(folders.iter().any(|name| name == folder), "{folders:?}");
    }
    assert!(windows(&own.join("config")).contains("Zoë de Vries"));
}

#[test]
fn a_file_that_another_program_holds_for_a_moment_is_written_all_the_same() {
    let (site, zoe, bea) = desk();
    site.report("nl", &[("story", STORY)]);
    let id = zoe.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    let state = zoe.local().join("zegel/state");
    let pins = below(&state).into_iter().find(|path| path.extension().is_some_and(|end| end == "json"));
    let mut holder = zoe.holds(&pins.unwrap());
    let writing = zoe.command(&["note", &id, "--text", "Toch bewaard."]).spawn().unwrap();
    // What it would put in the place of the file lies beside it, and waits.
    awaited(|| {
        below(&state).iter().any(|path| path.extension().is_some_and(|end| end == "new")).then_some(())
    });
    drop(holder.stdin.take());
    let ended = writing.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(holder.wait().unwrap().success());
    assert!(bea.run(&["read", &id, "--keep-unread"]).done().out.contains("Toch bewaard."));
}

#[test]
fn a_key_in_a_folder_that_goes_to_a_cloud_is_named() {
    let (_site, zoe, _bea) = desk();
    let key = zoe.local().join("OneDrive/key.txt");
    std::fs::create_dir_all(key.parent().unwrap()).unwrap();
    std::fs::copy(zoe.local().join("zegel/config/identity.txt"), &key).unwrap();
    let looks = |folder: &str| {
        let mut doctor = zoe.command(&["--identity", &windows(&key), "doctor"]);
        let out = doctor.env("OneDrive", windows(&zoe.local().join(folder))).output().unwrap().stdout;
        String::from_utf8(out).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(looks("OneDrive").contains("is copied to a cloud"));
    assert!(!looks("Elsewhere").contains("is copied to a cloud"));
}
