//! Questions on a console of Windows: the first day, and a passphrase.

use crate::support::caseworker::Caseworker;
use crate::support::practice::Practice;
use crate::support::screen_terminal::Terminal;
use crate::support::wine::WindowsUser;

/// A console keeps what was shown; this one has room for all of it.
const ROWS: u16 = 100;
/// A letter that Windows keeps as one number and UTF-8 as two.
const WORDS: &str = "één zin die lang genoeg is";

/// A console of wine takes keys as they come from its first question on.
fn types(terminal: &mut Terminal, line: &str) {
    while terminal.is_cooked() {
        std::thread::yield_now();
    }
    terminal.press(&format!("{line}\r"));
}

#[test]
fn a_new_caseworker_on_windows_gets_from_nothing_to_the_inbox_in_one_go() {
    let (sam, lines) = Caseworker::with_key("sam");
    let site = Practice::of(&sam.identity(), &lines);
    let zoe = WindowsUser::new();
    let mut terminal = zoe.console(&["setup"], 80, ROWS);
    terminal.shows("1. ");
    types(&mut terminal, &site.desk);
    terminal.shows("tunnel");
    types(&mut terminal, "");
    terminal.shows("2. ");
    types(&mut terminal, "zoe");
    terminal.shows("Passphrase:");
    types(&mut terminal, WORDS);
    terminal.shows("Once more:");
    types(&mut terminal, WORDS);
    terminal.shows("does not know your key yet");
    let file = std::fs::read_to_string(zoe.home().join("zoe.zegel-key.txt")).unwrap();
    site.reload_with(&format!("{lines}{file}"));
    types(&mut terminal, "");
    terminal.shows("3. ");
    terminal.shows("Type same");
    types(&mut terminal, "same");
    terminal.shows("Next: zegel");
    assert_eq!(terminal.ends(), Some(0));
    let all = terminal.raw();
    assert!(!all.contains("lang genoeg"), "what was typed hidden is shown: {all}");
    // The folder stands there as it is called.
    assert!(terminal.picture().replace('\n', "").contains("Zoë de Vries"), "{}", terminal.picture());
    let words = zoe.home().join("words");
    std::fs::write(&words, WORDS).unwrap();
    zoe.run(&["inbox", "--passphrase-file", "words"]).done();
}

#[test]
fn who_waits_for_the_administrator_on_windows_can_stop() {
    let (sam, lines) = Caseworker::with_key("sam");
    let site = Practice::of(&sam.identity(), &lines);
    let mut zoe = WindowsUser::new();
    zoe.at(&site.desk);
    zoe.run(&["keygen", "zoe", "--no-passphrase"]).done();
    let mut terminal = zoe.console(&["setup"], 80, ROWS);
    terminal.shows("1. ");
    types(&mut terminal, &site.desk);
    terminal.shows("tunnel");
    types(&mut terminal, "");
    terminal.shows("s and Enter");
    terminal.press("xs\u{7f}\u{7f}");
    types(&mut terminal, "s");
    terminal.shows("Stopped");
    assert_eq!(terminal.ends(), Some(1));
}

/// Somebody with a key behind [`WORDS`], and a site that has it.
fn with_passphrase() -> (Practice, WindowsUser) {
    let mut zoe = WindowsUser::new();
    std::fs::write(zoe.home().join("words"), WORDS).unwrap();
    let lines = zoe.run(&["keygen", "zoe", "--passphrase-file", "words"]).done().out;
    let (bea, more) = Caseworker::with_key("bea");
    let site = Practice::of(&bea.identity(), &format!("{lines}{more}"));
    zoe.at(&site.desk);
    (site, zoe)
}

#[test]
fn a_passphrase_is_typed_on_a_console_and_a_wrong_one_asked_again() {
    let (_site, zoe) = with_passphrase();
    let mut terminal = zoe.console(&["inbox"], 80, ROWS);
    assert!(terminal.shows("identity.txt:").replace('\n', "").contains("Zoë de Vries"));
    types(&mut terminal, "een andere zin van haar");
    terminal.shows("Tries left: 2");
    // A backspace takes a whole letter away.
    types(&mut terminal, &format!("éé\u{7f}\u{7f}{WORDS}"));
    assert_eq!(terminal.ends(), Some(0));
    let all = terminal.raw();
    assert!(!all.contains("lang genoeg") && !all.contains("van haar"), "{all}");
}

#[test]
fn a_passphrase_on_a_console_is_left_by_control_c() {
    let (_site, zoe) = with_passphrase();
    let mut terminal = zoe.console(&["inbox"], 80, ROWS);
    terminal.shows("identity.txt:");
    types(&mut terminal, "een andere zin van haar");
    terminal.shows("Tries left: 2");
    terminal.press("een zin\u{3}");
    // What cmd makes of it at last is its own.
    terminal.ends();
    let all = terminal.raw();
    assert!(!all.contains("een zin") && !all.contains("Tries left: 1"), "{all}");
}
