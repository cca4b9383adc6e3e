//! A passphrase is asked on the terminal and never shown, twice for a new key; every end gives the terminal
//! back.
//!
//! Passphrases: asked on the terminal, never shown, twice for a new key and three times for an old one.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use rustix::process::Signal;

use crate::support::caseworker::Caseworker;
use crate::support::terminal::Terminal;

const WORDS: &str = "vliegwiel dat nooit stilstaat";
const CONTROL_C: &str = "\u{3}";
const CONTROL_D: &str = "\u{4}";
const CONTROL_U: &str = "\u{15}";

/// Somebody with a key behind [`WORDS`].
fn with_passphrase() -> Caseworker {
    let anna = Caseworker::new();
    let words = anna.file("words", WORDS).display().to_string();
    anna.run(&["keygen", "anna", "--signing-only", "--passphrase-file", &words]).done();
    anna
}

/// A verb that needs the key and nothing else; its pages go to a file, since a screen would keep them.
fn opens(anna: &Caseworker) -> Terminal {
    let pages = fs::File::create(anna.home().join("pages")).unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    std::thread::spawn(move || {
        let mut reader = reader;
        let mut pages = pages;
        std::io::copy(&mut reader, &mut pages).unwrap();
    });
    let command = anna.session(&["--ctty", "--wait"], &["backup-key"]);
    Terminal::on(command, |command| {
        command.stdout(writer);
    })
}

/// Whether a new key opens with these words.
fn is_opened_by(anna: &Caseworker, words: &str) -> bool {
    let words = anna.file("typed", words).display().to_string();
    anna.run(&["backup-key", "--passphrase-file", &words]).code == Some(0)
}

#[test]
fn a_new_passphrase_is_asked_twice_until_both_are_the_same() {
    let anna = Caseworker::new();
    let mut terminal = Terminal::of(&anna, &["keygen", "anna", "--signing-only"]);
    terminal.shows("Passphrase:").hides_typing().types(WORDS);
    terminal.shows("Once more:").hides_typing().types("vliegwiel dat nooit stilstond");
    terminal.shows("not the same").shows("Passphrase:").hides_typing().types(WORDS);
    terminal.shows("Once more:").hides_typing().types(WORDS);
    let (code, seen) = terminal.ends_restored();
    assert_eq!(code, Some(0), "{seen}");
    assert!(!seen.contains("vliegwiel"), "what was typed is shown:\n{seen}");
    assert!(is_opened_by(&anna, WORDS));
}

#[test]
fn a_weak_passphrase_is_refused_at_the_terminal_and_asked_again() {
    let anna = Caseworker::new();
    let mut terminal = Terminal::of(&anna, &["keygen", "anna", "--signing-only"]);
    terminal.shows("Passphrase:").hides_typing().types("a");
    terminal.shows("too short").shows("Passphrase:").hides_typing().types("welkom welkom welkom welkom");
    terminal.shows("easy to guess").shows("Passphrase:").hides_typing().types(WORDS);
    terminal.shows("Once more:").hides_typing().types(WORDS);
    assert_eq!(terminal.ends_restored().0, Some(0));
}

#[test]
fn a_weak_passphrase_in_a_file_makes_no_key() {
    for (weak, why) in [
        ("a", "too short"),
        ("een korte zin", "too short"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "easy to guess"),
        ("abababababababababababababab", "easy to guess"),
        ("12345678901234567890", "easy to guess"),
        ("abcdefghijklmnopqrstuvwxyz", "easy to guess"),
        ("qwertyuiopasdfghjklzxcvbnm", "easy to guess"),
        ("Wachtwoord Wachtwoord 2026!", "easy to guess"),
        ("correct horse battery staple", "easy to guess"),
        ("annaannaannaannaannaanna1!", "easy to guess"),
    ] {
        let anna = Caseworker::new();
        let file = anna.file("weak", weak).display().to_string();
        let ended =
            anna.run(&["keygen", "anna", "--signing-only", "--passphrase-file", &file]).failed_with(why);
        assert!(!ended.said().contains("--no-passphrase"), "{}", ended.err);
        assert_eq!(anna.files(), ["weak"], "{weak}");
    }
    for good in
        ["de buurvrouw leent haar ladder uit", "tF8#mQz!4vRk2@Lp9$Wc", "9f86d081884c7d659a2feaa0c55ad015"]
    {
        let anna = Caseworker::new();
        let file = anna.file("good", good).display().to_string();
        anna.run(&["keygen", "anna", "--signing-only", "--passphrase-file", &file]).done();
    }
}

/// What the terminal says around six words, in a language.
struct Offer {
    question: &'static str,
    heading: &'static str,
    again: &'static str,
    wrong: &'static str,
}

const ENGLISH: Offer = Offer {
    question: "Passphrase:",
    heading: "Six random words (",
    again: "The six words:",
    wrong: "not the six words",
};
const DUTCH: Offer = Offer {
    question: "Wachtwoordzin:",
    heading: "Zes willekeurige woorden (",
    again: "De zes woorden:",
    wrong: "niet de zes woorden",
};

/// The six words that the terminal offers, and how many bits it says they are worth.
fn offered(terminal: &mut Terminal, offer: &Offer) -> (String, u32) {
    terminal.shows(offer.question).hides_typing().types("");
    terminal.shows(offer.heading).shows(offer.again).hides_typing();
    let (_, text) = terminal.seen().rsplit_once(offer.heading).unwrap();
    let bits = text.split(' ').next().unwrap().parse().unwrap();
    let words = text.lines().find_map(|line| line.strip_prefix("    ")).unwrap();
    (words.to_owned(), bits)
}

#[test]
fn who_types_nothing_is_offered_six_random_words_and_types_them_once() {
    let mut all = BTreeSet::new();
    for (is_dutch, offer) in [(false, ENGLISH), (true, DUTCH), (false, ENGLISH), (true, DUTCH)] {
        let mut anna = Caseworker::new();
        if is_dutch {
            anna.speaks_dutch();
        }
        let mut terminal = Terminal::of(&anna, &["keygen", "anna", "--signing-only"]);
        let (words, bits) = offered(&mut terminal, &offer);
        assert_eq!((words.split(' ').count(), bits), (6, 60), "{words}");
        terminal.types("six other words than those here");
        terminal.shows(offer.wrong).shows(offer.again).hides_typing().types(&words);
        let (code, seen) = terminal.ends_restored();
        assert_eq!(code, Some(0), "{seen}");
        assert!(is_opened_by(&anna, &words), "{words}");
        all.extend(words.split(' ').map(str::to_owned));
    }
    // Of 24 words in two lists of 1,024, more than three the same would be no chance.
    assert!(all.len() > 20, "{all:?}");
}

#[test]
fn the_words_are_many_short_different_and_easy_to_type() {
    for list in ["en", "nl"] {
        let file = format!("{}/src/desk/texts/six_words.{list}.txt", crate::support::programs::ROOT);
        let text = fs::read_to_string(file).unwrap();
        let words: BTreeSet<&str> = text.lines().collect();
        assert_eq!((words.len(), text.lines().count()), (1024, 1024), "ten bits a word");
        for word in words {
            assert!((3..=8).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_lowercase()), "{word}");
        }
    }
}

#[test]
fn nobody_can_scroll_back_to_the_six_words() {
    let anna = Caseworker::new();
    let keygen = |out: &str| {
        let verb = ["keygen", "anna", "--signing-only", "--out", out];
        let mut command = anna.session(&["--ctty", "--wait"], &verb);
        command.env("TERM", "xterm-256color");
        Terminal::on(command, |_| {})
    };
    let mut terminal = keygen("one.txt");
    let (words, _) = offered(&mut terminal, &ENGLISH);
    terminal.types(&words);
    let (code, seen) = terminal.ends_restored();
    assert_eq!(code, Some(0), "{seen}");
    let mut picture = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 1000);
    picture.process(seen.replace('\n', "\r\n").as_bytes());
    picture.screen_mut().set_scrollback(1000);
    assert!(!picture.screen().contents().contains(&words), "{}", picture.screen().contents());
    assert!(picture.screen().contents().contains("# desk anna"));

    let mut terminal = keygen("other.txt");
    offered(&mut terminal, &ENGLISH);
    terminal.signals(Signal::TERM);
    let seen = terminal.ends_by(Signal::TERM);
    assert!(seen.ends_with("\u{1b}[?1049l"), "{seen:?}");
}

#[test]
fn an_old_passphrase_has_three_tries_and_each_wrong_one_is_said() {
    let anna = with_passphrase();
    let mut terminal = opens(&anna);
    terminal.shows("Passphrase of").shows(":").hides_typing().types("not this one");
    terminal.shows("does not open").shows("Passphrase of").hides_typing().types("nor this one");
    terminal.shows("does not open").shows("Passphrase of").hides_typing().types(WORDS);
    let (code, seen) = terminal.ends_restored();
    assert_eq!(code, Some(0), "{seen}");

    let mut terminal = opens(&anna);
    for _ in 0..3 {
        terminal.shows("Passphrase of").hides_typing().types("not this one").shows("does not open");
    }
    let (code, seen) = terminal.ends_restored();
    assert_eq!(code, Some(1), "{seen}");
    assert_eq!(seen.matches("Passphrase of").count(), 3, "{seen}");
}

#[test]
fn a_wrong_passphrase_in_a_file_is_tried_once() {
    let anna = with_passphrase();
    let file = anna.file("wrong", "not this one").display().to_string();
    let ended = anna.run(&["backup-key", "--passphrase-file", &file]).failed_with("does not open");
    assert_eq!(ended.err.matches("does not open").count(), 1, "{}", ended.err);
}

#[test]
fn who_types_nothing_hears_just_that() {
    let anna = with_passphrase();
    for keys in ["\n", CONTROL_D, CONTROL_C, "half a passphrase\u{3}"] {
        let mut terminal = opens(&anna);
        terminal.shows("Passphrase of").hides_typing().presses(keys);
        let (code, seen) = terminal.ends_restored();
        assert_eq!(code, Some(1), "{keys:?}: {seen}");
        assert!(seen.contains("Nothing was typed"), "{keys:?}: {seen}");
        assert!(!seen.contains("no terminal") && !seen.contains("--no-passphrase"), "{keys:?}: {seen}");
    }
    let bea = Caseworker::new();
    for keys in [CONTROL_D, CONTROL_C] {
        let mut terminal = Terminal::of(&bea, &["keygen", "bea"]);
        terminal.shows("Passphrase:").hides_typing().presses(keys);
        let (code, seen) = terminal.ends_restored();
        assert_eq!(code, Some(1), "{keys:?}: {seen}");
        assert!(seen.contains("Nothing was typed"), "{keys:?}: {seen}");
        assert_eq!(bea.files(), Vec::<String>::new());
    }
}

#[test]
fn a_mistake_can_be_taken_back_while_typing() {
    let anna = with_passphrase();
    let mut terminal = opens(&anna);
    terminal.shows("Passphrase of").hides_typing().presses("no such thing").presses(CONTROL_U);
    terminal.presses("vliegwiel dat nooit stilstaé\u{7f}at\n");
    assert_eq!(terminal.ends_restored().0, Some(0));
}

#[test]
fn a_signal_at_the_question_leaves_the_terminal_as_it_was() {
    let anna = with_passphrase();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut terminal = opens(&anna);
        terminal.shows("Passphrase of").hides_typing().signals(signal);
        terminal.ends_by(signal);
    }
}

#[test]
fn it_is_asked_on_the_terminal_although_input_output_and_errors_go_elsewhere() {
    let anna = with_passphrase();
    let command = anna.session(&["--ctty", "--wait"], &["backup-key"]);
    // `setsid --ctty` takes the terminal from standard input; a shell then gives it away.
    let program = format!(
        "exec '{}' backup-key </dev/null 2>errors | cat >pages",
        crate::support::programs::zegel_path()
    );
    let mut shell = std::process::Command::new("setsid");
    shell.args(["--ctty", "--wait", "sh", "-c", &program]).env_clear().current_dir(anna.home());
    for (name, value) in command.get_envs() {
        shell.env(name, value.unwrap());
    }
    shell.env("PATH", "/usr/bin:/bin");
    let mut terminal = Terminal::on(shell, |_| {});
    terminal.shows("Passphrase of").hides_typing().types(WORDS);
    assert_eq!(terminal.ends_restored().0, Some(0));
    assert!(fs::read_to_string(anna.home().join("pages")).unwrap().contains("# desk anna"));
}

#[test]
fn no_other_program_is_started_to_ask_for_it() {
    let mut anna = with_passphrase();
    let script = "#!/bin/sh\ntouch \"$HOME/asked\"\n";
    for name in ["pinentry", "pinentry-curses", "pinentry-tty"] {
        let path = anna.file(&format!("programs/{name}"), script);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    anna.finds_programs_in(&anna.home().join("programs"));
    let mut command = anna.session(&["--ctty", "--wait"], &["backup-key"]);
    command.env("PINENTRY_PROGRAM", anna.home().join("programs/pinentry"));
    let mut terminal = Terminal::on(command, |command| {
        command.stdout(Stdio::null());
    });
    terminal.shows("Passphrase of").hides_typing().types(WORDS);
    terminal.ends_restored();
    assert!(!anna.home().join("asked").exists());
}

/// `config.toml` with this command.
fn asks_a_program(anna: &Caseworker, command: &str) {
    anna.file("config/zegel/config.toml", format!("passphrase_command = {command}\n"));
}

#[test]
fn a_program_of_ones_own_can_give_the_passphrase_and_no_shell_reads_its_line() {
    let anna = with_passphrase();
    anna.file("safe", format!("{WORDS}\r\nanother line\n"));
    asks_a_program(&anna, "[\"cat\", \"safe\"]");
    anna.run(&["backup-key"]).done();
    anna.file("$HOME; safe", WORDS);
    asks_a_program(&anna, "[\"cat\", \"$HOME; safe\"]");
    anna.run(&["backup-key"]).done();
    // A file that somebody names now goes before it.
    let file = anna.file("wrong", "not this one").display().to_string();
    anna.run(&["backup-key", "--passphrase-file", &file]).failed_with("does not open");
}

#[test]
fn a_program_that_gives_no_passphrase_is_named() {
    let anna = with_passphrase();
    anna.file("empty", "\nsecond line\n");
    anna.file("letters", [0xff, 0xfe, 0xfd]);
    for (command, why) in [
        ("[\"no-such-program\"]", "no-such-program gave no passphrase"),
        ("[\"cat\", \"no such file\"]", "cat gave no passphrase: exit status: 1"),
        ("[\"cat\", \"empty\"]", "cat gave no passphrase: its first line is empty"),
        ("[\"cat\", \"letters\"]", "cat gave no passphrase: its first line is empty"),
        ("[]", "names no program"),
        ("\"cat safe\"", "config.toml"),
    ] {
        asks_a_program(&anna, command);
        anna.run(&["backup-key"]).failed_with(why);
    }
    anna.file("other", "not this one\n");
    asks_a_program(&anna, "[\"cat\", \"other\"]");
    anna.run(&["backup-key"]).failed_with("does not open");
}
