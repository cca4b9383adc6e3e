//! A caseworker on Windows, as wine shows it: the program that is built for it, against a server of ours.

use std::process::Stdio;

use crate::desk::export::told;
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
    // Not where an administrator has put what roams.
    let outside = below(zoe.home()).into_iter().find(|path| !path.starts_with(zoe.local().join("zegel")));
    assert_eq!(outside, None);
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

#[test]
fn what_windows_saved_with_its_own_ends_of_lines_is_read_as_it_was_meant() {
    let zoe = WindowsUser::new();
    let save = |path: &str, text: &str| {
        let path = zoe.home().join(path);
        std::fs::write(path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    };
    save("zin.txt", "een zin die lang genoeg is\n");
    let made = zoe.run(&["keygen", "zoe", "--passphrase-file", "zin.txt"]).done().out;
    let key = Caseworker::with_key("bea");
    let lines = format!("{made}{}", key.1).replace('\r', "").replace('\n', "\r\n");
    let site = Practice::of(&key.0.identity(), &lines);
    site.report("nl", &[("story", STORY)]);
    let config = "AppData/Local/zegel/config";
    let file = std::fs::read_to_string(zoe.home().join(config).join("identity.txt")).unwrap();
    save(&format!("{config}/identity.txt"), &file.replace('\r', ""));
    save(&format!("{config}/config.toml"), &format!("server = \"{}\"\nlanguage = \"nl\"\n", site.desk));
    save(
        &format!("{config}/receivers.toml"),
        "[[receiver]]\nname = \"Politie Utrecht\"\nkind = \"police\"\n",
    );
    let inbox = zoe.run(&["inbox", "--passphrase-file", "zin.txt"]).done();
    assert!(inbox.out.contains("nieuw"), "{}", inbox.out);
    assert!(zoe.run(&["receivers"]).done().out.contains("Politie Utrecht"));
}

#[test]
fn what_is_handed_on_from_windows_is_whole_for_who_gets_it() {
    let (site, zoe, bea) = desk();
    told(&site, None);
    let id = zoe.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    let receiver = ["export", &id, "--receiver", "Politie Utrecht", "--kind", "police", "--yes"];
    let how = ["--with-own-words", "--marks-read", "--known-by", "many", "--open", "uit voor politie"];
    zoe.run(&[&receiver[..], &how].concat()).done();
    let folder = zoe.home().join("uit voor politie").display().to_string();
    let good = bea.run(&["export", "--verify", &folder]).done();
    assert!(good.out.contains("2-tekst.txt"), "{}", good.out);
}

#[test]
fn two_people_at_one_computer_have_nothing_of_each_other() {
    let mut people = [WindowsUser::new(), WindowsUser::new()];
    let made = |person: &WindowsUser, name| person.run(&["keygen", name, "--no-passphrase"]).done().out;
    let lines = made(&people[0], "zoe") + &made(&people[1], "ad");
    let (mut bea, more) = Caseworker::with_key("bea");
    let site = Practice::of(&bea.identity(), &format!("{lines}{more}"));
    people.iter_mut().for_each(|person| person.at(&site.desk));
    bea.at(&site.desk);
    let [zoe, ad] = people;
    site.report("nl", &[("story", STORY)]);
    let both = [&zoe, &ad].map(|person| person.command(&["inbox", "--json"]).spawn().unwrap());
    let lists = both.map(|child| child.wait_with_output().unwrap());
    assert!(lists.iter().all(|list| list.status.success()));
    let id = bea.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    ad.run(&["note", &id, "--text", "Van Ad."]).done();
    assert!(zoe.run(&["read", &id]).done().out.contains("ad"));
    let key = std::fs::read(ad.local().join("zegel/config/identity.txt")).unwrap();
    assert!(below(zoe.home()).iter().all(|path| std::fs::read(path).unwrap() != key));
}

#[test]
fn a_clock_in_another_zone_shows_the_days_of_the_reports_all_the_same() {
    let (site, zoe, _bea) = desk();
    site.report("nl", &[("story", STORY)]);
    let id = zoe.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    zoe.run(&["read", &id]).done();
    let reads = |zone: &str| {
        let out = zoe.command(&["read", &id]).env("TZ", zone).output().unwrap().stdout;
        String::from_utf8(out).unwrap()
    };
    // They lie a day and an hour apart.
    let east = reads("Pacific/Kiritimati");
    assert!(east.contains(STORY));
    assert_eq!(east, reads("Pacific/Pago_Pago"));
}

#[test]
fn a_key_outside_the_persons_own_folder_is_warned_about() {
    let zoe = WindowsUser::new();
    let shared = tempfile::tempdir().unwrap();
    let file = windows(&shared.path().join("key.txt"));
    let said = zoe.run(&["keygen", "zoe", "--no-passphrase", "--out", &file]).done().said();
    assert!(said.contains("cannot be seen here. Put the file in your own folder."), "{said}");
    let doctor = zoe.run(&["--identity", &file, "doctor"]);
    assert!(doctor.out.contains("Put the file in your own folder."), "{}", doctor.out);
    let said = zoe.run(&["keygen", "zoe", "--no-passphrase"]).done().said();
    assert!(!said.contains("cannot be seen here"), "{said}");
}
