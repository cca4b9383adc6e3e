//! The full screen on Windows, and what is typed and pasted there.

use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;
use crate::support::screen_terminal::Terminal;
use crate::support::wine::WindowsUser;

const STORY: &str = "Elke avond bezoek.\nZe is bang.";

/// A site whose only caseworker has a computer with Windows and one with Linux, with the same key.
fn two_computers() -> (Practice, WindowsUser, Caseworker) {
    let (mut linux, lines) = Caseworker::with_key("zoe");
    let site = Practice::of(&linux.identity(), &lines);
    linux.at(&site.desk);
    let mut windows = WindowsUser::new();
    windows.at(&site.desk);
    let config = windows.local().join("zegel/config");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::copy(linux.identity(), config.join("identity.txt")).unwrap();
    site.report("nl", &[("story", STORY), ("minor", "maybe"), ("where", "Hôtel Zoë")]);
    linux.run(&["inbox"]).done();
    windows.run(&["inbox"]).done();
    (site, windows, linux)
}

fn steady(picture: &str) -> String {
    picture.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// Presses the same on both, waits for this on Linux, and then for the same picture on Windows.
fn alike(windows: &mut Terminal, linux: &mut Terminal, keys: &str, shows: &str) {
    let expected = steady(&linux.press(keys).shows(shows));
    windows.press(keys).becomes(&format!("the picture\n{expected}\n"), |picture| steady(picture) == expected);
}

#[test]
fn the_screen_shows_on_windows_what_it_shows_on_linux() {
    let (site, zoe, linux) = two_computers();
    site.report("ro", &[("story", "În fiecare seară."), ("role", "role-me"), ("place", "place-massage")]);
    let mut there = Terminal::of(&linux);
    let (mut here, _keys) = zoe.screen();
    alike(&mut here, &mut there, "", "q quit");
    alike(&mut here, &mut there, "?", "In the list");
    alike(&mut here, &mut there, " ", "q quit");
    alike(&mut here, &mut there, "\u{1b}[B", "2 of 2");
    alike(&mut here, &mut there, "\r", "x hand on");
    alike(&mut here, &mut there, "o", "for colleagues");
    alike(&mut here, &mut there, "Geen twijfel, één meisje", "één meisje");
    here.press("\u{1b}").hides("for colleagues");
    assert!(!here.is_restored());
    here.press("q").shows("2 of 2");
    here.press("q").shows("Press q once more");
    here.press("q");
    assert_eq!(here.ends(), Some(0));
    assert!(here.is_restored());
}

#[test]
fn what_is_typed_with_altgr_on_windows_is_written_and_no_command() {
    let (_site, zoe, _) = two_computers();
    let (mut terminal, mut keys) = zoe.screen();
    terminal.shows("q quit");
    terminal.press("o").shows("for colleagues");
    keys.with_altgr('E', '€');
    terminal.shows("  €");
    // As Ctrl-D it would send, and as Ctrl-W take a word away.
    keys.with_altgr('D', 'd');
    keys.with_altgr('W', 'w');
    terminal.shows("  €dw");
    terminal.press("\u{1b}").shows("q quit");
    terminal.press("/").shows("Search");
    keys.with_altgr('Q', '@');
    terminal.shows("@");
}

#[test]
fn what_is_pasted_on_windows_is_text_and_never_keys() {
    let (_site, zoe, linux) = two_computers();
    let (mut terminal, _keys) = zoe.screen();
    terminal.shows("q quit");
    let lines: Vec<String> = (1..=10).map(|number| format!("q dx regel {number}")).collect();
    terminal.press(&lines.join("\r")).shows("Pasted text is no key: nothing was done.");
    terminal.press("o").shows("for colleagues");
    terminal.press(&lines.join("\r"));
    let picture = steady(&terminal.shows("regel 10"));
    assert!(lines.iter().all(|line| picture.contains(&format!("  {line}\n"))), "{picture}");
    terminal.press("\u{4}").hides("for colleagues");
    let id = linux.json(&["inbox"])[0]["id"].as_str().unwrap().to_owned();
    let read = linux.run(&["read", &id]).done().out;
    assert!(lines.iter().all(|line| read.contains(line.as_str())), "{read}");
}
