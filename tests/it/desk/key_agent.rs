//! An opened key lies in locked memory of one process, and goes to no other user, out of no folder that
//! others reach, and not for a changed file.
//!
//! One passphrase a day: the opened key stays in locked memory, and the next verb asks nothing.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use age::secrecy::SecretString;
use zegel::identity::Identity;

use crate::server::memory::found;
use crate::support::caseworker::{Caseworker, Ended, mode};
use crate::support::practice::Practice;
use crate::support::screen_terminal::Terminal as Screen;
use crate::support::terminal::Terminal;

pub const WORDS: &str = "vliegwiel dat nooit stilstaat";
/// What the prompt says where the key stays open.
const STAYS: &str = "stays open";

/// Somebody who is logged in, with a key behind [`WORDS`] and the pages of its backup.
pub struct Desk {
    pub anna: Caseworker,
    pub session: PathBuf,
}

impl Desk {
    pub fn new() -> Self {
        let mut anna = Caseworker::new();
        let words = anna.file("words", WORDS).display().to_string();
        anna.run(&["keygen", "anna", "--signing-only", "--passphrase-file", &words]).done();
        let pages = anna.run(&["backup-key", "--shares", "2", "--passphrase-file", &words]).done().out;
        anna.file("pages", pages);
        let session = anna.logs_in();
        Self { anna, session }
    }

    /// With this in `config.toml`.
    pub fn with(config: &str) -> Self {
        let desk = Self::new();
        desk.anna.file("config/zegel/config.toml", config);
        desk
    }

    /// A verb that needs the key and nothing else, at a terminal.
    pub fn at_terminal(&self, more: &[&str]) -> Terminal {
        Terminal::of(&self.anna, &[&["restore-key", "--check", "pages"], more].concat())
    }

    /// Types the passphrase once.
    pub fn unlocks(&self) {
        let mut terminal = self.at_terminal(&[]);
        terminal.shows(STAYS).shows("Passphrase of").hides_typing().types(WORDS);
        let (code, seen) = terminal.ends_restored();
        assert_eq!(code, Some(0), "{seen}");
    }

    /// The same verb where nobody can be asked.
    pub fn alone(&self, more: &[&str]) -> Ended {
        self.anna.run(&[&["restore-key", "--check", "pages"], more].concat())
    }

    pub fn is_open(&self) -> bool {
        let ended = self.alone(&[]);
        assert!(ended.code == Some(0) || ended.said().contains("passphrase"), "{}", ended.err);
        ended.code == Some(0)
    }

    /// The processes that hold a key of this person.
    pub fn agents(&self) -> Vec<u32> {
        processes().into_iter().filter(|id| is_agent(*id, &self.session)).collect()
    }

    pub fn agent(&self) -> u32 {
        let [agent] = self.agents()[..] else { panic!("{:?}", self.agents()) };
        agent
    }
}

fn processes() -> Vec<u32> {
    let files = fs::read_dir("/proc").unwrap().map(|file| file.unwrap().file_name());
    files.filter_map(|name| name.to_str().unwrap().parse().ok()).collect()
}

fn is_agent(id: u32, session: &Path) -> bool {
    let read = |file| fs::read(format!("/proc/{id}/{file}")).unwrap_or_default();
    let command = read("cmdline");
    let setting = format!("XDG_RUNTIME_DIR={}\0", session.display()).into_bytes();
    let is_of_session = read("environ").windows(setting.len()).any(|part| part == setting);
    command.split(|byte| *byte == 0).nth(1) == Some(b"agent") && is_of_session
}

#[test]
fn after_the_first_verb_the_next_asks_nothing_and_does_none_of_the_work_again() {
    let desk = Desk::new();
    assert!(!desk.is_open());
    desk.unlocks();
    assert!(desk.is_open());
    let mut terminal = desk.at_terminal(&[]);
    terminal.shows("give back the key");
    let (code, seen) = terminal.ends_restored();
    assert!(code == Some(0) && !seen.contains("Passphrase"), "{seen}");

    // The passphrase needs 256 MiB at once; what is open, no part of that.
    let within = |more: &[&str]| {
        let mut command = desk.anna.session(&["--wait", "prlimit", "--as=200000000"], &[]);
        command.args(["restore-key", "--check", "pages"]).args(more);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap()
    };
    assert!(within(&[]).success());
    assert!(!within(&["--passphrase-file", "words"]).success(), "the limit is no limit");
}

#[test]
fn the_screen_and_the_verbs_share_one_unlock() {
    let mut anna = Caseworker::new();
    let words = anna.file("words", WORDS).display().to_string();
    let lines = anna.run(&["keygen", "anna", "--passphrase-file", &words]).done().out;
    let site = Practice::for_real(&lines);
    anna.at(&site.desk);
    anna.logs_in();
    let mut screen = Screen::of(&anna);
    screen.shows(STAYS);
    screen.press(&format!("{WORDS}\r")).shows("q quit");
    drop(screen);
    anna.run(&["inbox"]).done();
    Screen::of(&anna).shows("q quit");
    anna.run(&["lock"]).done();
    Screen::of(&anna).shows("Passphrase of");
}

#[test]
fn the_prompt_says_for_how_long_the_key_stays_open_in_both_languages() {
    let mut desk = Desk::with("agent_idle = \"5 min\"\nagent_limit = \"4 h\"\n");
    let mut terminal = desk.at_terminal(&[]);
    terminal.shows("5 min after the last command, 4 h at most").shows("zegel lock").shows("Passphrase of");
    drop(terminal);
    desk.anna.speaks_dutch();
    let mut terminal = desk.at_terminal(&[]);
    terminal.shows("tot 5 min na de laatste opdracht").shows("4 uur").shows("Wachtwoordzin van");
}

/// What the doctor says about the open key.
fn doctor_of_key(desk: &Desk, more: &[&str]) -> String {
    let ended = desk.anna.run(&[&["doctor"], more].concat());
    let text = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let from = text.find("Your key is open").or(text.find("Je sleutel is")).expect(&text);
    text[from..].split(" ok ").next().unwrap().to_owned()
}

#[test]
fn the_doctor_says_whether_the_key_is_open_and_until_when() {
    let mut desk = Desk::with("agent_idle = \"5 min\"\nagent_limit = \"4 h\"\n");
    let words = desk.anna.home().join("words").display().to_string();
    let with_words = ["--passphrase-file", words.as_str()];
    assert!(doctor_of_key(&desk, &[]).starts_with("Your key is open nowhere."));
    assert!(doctor_of_key(&desk, &with_words).starts_with("Your key is open nowhere."));
    desk.unlocks();
    for more in [&[][..], &with_words, &["--no-agent"]] {
        let said = doctor_of_key(&desk, more);
        assert!(
            said.starts_with("Your key is open in memory: until ") && said.contains("zegel lock"),
            "{said}"
        );
        // A clock that goes on between the two commands changes both.
        let [idle, limit] = minutes(&said)[..] else { panic!("{said}") };
        let between = (limit + 24 * 60 - idle) % (24 * 60);
        assert!((3 * 60..=3 * 60 + 56).contains(&between), "{said}");
    }
    desk.anna.speaks_dutch();
    assert!(doctor_of_key(&desk, &[]).starts_with("Je sleutel is open in het geheugen: tot "));
    desk.anna.run(&["lock"]).done();
    assert!(doctor_of_key(&desk, &[]).starts_with("Je sleutel is nergens open."));
}

/// The times of a clock in a text, in minutes since midnight.
fn minutes(text: &str) -> Vec<u32> {
    let words = text.split([' ', ',']).filter_map(|word| word.split_once(':'));
    words
        .filter_map(|(hour, minute)| Some(hour.parse::<u32>().ok()? * 60 + minute.parse::<u32>().ok()?))
        .collect()
}

#[test]
fn a_time_that_is_none_is_said_with_an_example() {
    for config in ["agent_idle = \"soon\"", "agent_limit = \"-5 min\"", "agent_idle = \"\""] {
        let desk = Desk::with(config);
        let ended = desk.alone(&[]).failed_with("15 min");
        assert!(ended.said().contains(config.split(' ').next().unwrap()), "{}", ended.err);
    }
}

#[test]
fn who_wants_no_open_key_has_none() {
    for (config, more) in [("agent = false\n", &[][..]), ("", &["--no-agent"])] {
        let desk = Desk::with(config);
        let mut terminal = desk.at_terminal(more);
        terminal.shows("Passphrase of").hides_typing().types(WORDS);
        let (code, seen) = terminal.ends_restored();
        assert!(code == Some(0) && !seen.contains(STAYS), "{seen}");
        assert!(desk.agents().is_empty() && !desk.is_open());
    }
    // One that is open is not used either.
    let desk = Desk::new();
    desk.unlocks();
    desk.alone(&["--no-agent"]).failed_with("passphrase");
}

#[test]
fn without_a_session_each_verb_asks_and_says_nothing_of_it() {
    let mut anna = Caseworker::new();
    let words = anna.file("words", WORDS).display().to_string();
    anna.run(&["keygen", "anna", "--signing-only", "--passphrase-file", &words]).done();
    let pages = anna.run(&["backup-key", "--passphrase-file", &words]).done().out;
    anna.file("pages", pages);
    let mut terminal = Terminal::of(&anna, &["restore-key", "--check", "pages"]);
    terminal.shows("Passphrase of").hides_typing().types(WORDS);
    let (code, seen) = terminal.ends_restored();
    assert!(code == Some(0) && !seen.contains(STAYS), "{seen}");
    anna.run(&["restore-key", "--check", "pages"]).failed_with("passphrase");
    assert_eq!(anna.run(&["lock"]).done().said(), "No key was open.");
    anna.speaks_dutch();
    assert_eq!(anna.run(&["lock"]).done().said(), "Er was geen sleutel open.");
}

#[test]
fn a_folder_that_others_could_reach_holds_no_socket() {
    let spoilt: [fn(&Path); 5] = [
        |session| open_to_others(session),
        |session| given_away(session),
        |session| open_to_others(&made(session)),
        |session| given_away(&made(session)),
        |session| {
            fs::rename(made(session), session.join("other")).unwrap();
            symlink("other", session.join("zegel")).unwrap();
        },
    ];
    for (number, spoil) in spoilt.into_iter().enumerate() {
        let desk = Desk::new();
        spoil(&desk.session);
        let mut terminal = desk.at_terminal(&[]);
        terminal.shows("Passphrase of").hides_typing().types(WORDS);
        let (code, seen) = terminal.ends_restored();
        assert!(code == Some(0) && !seen.contains(STAYS), "{number}: {seen}");
        assert!(desk.agents().is_empty() && !desk.is_open(), "{number}");
    }
}

/// The folder of the sockets, as the program itself makes it.
fn made(session: &Path) -> PathBuf {
    let folder = session.join("zegel");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    folder
}

fn open_to_others(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o750)).unwrap();
}

fn given_away(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    std::os::unix::fs::chown(folder, Some(65534), Some(65534)).unwrap();
}

#[test]
fn another_user_who_reaches_the_socket_gets_nothing() {
    let desk = Desk::new();
    desk.unlocks();
    let folder = desk.session.join("zegel");
    assert_eq!(mode(&folder), 0o700);
    let socket = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    for open in [desk.anna.home(), &desk.session, &folder, &socket] {
        fs::set_permissions(open, fs::Permissions::from_mode(0o777)).unwrap();
    }
    // Who is turned away before the question was asked would be ended by the pipe.
    let ask = "use IO::Socket::UNIX; $SIG{PIPE} = 'IGNORE'; my $agent = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die 'unreachable'; \
               $agent->syswrite('k'); $agent->sysread(my $key, 100000); print length($key // '');";
    let asks = |mut command: Command| {
        let said = command.args(["perl", "-e", ask]).arg(&socket).output().unwrap();
        String::from_utf8(said.stdout).unwrap()
    };
    let mut nobody = Command::new("setpriv");
    nobody.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    assert_eq!(asks(nobody), "0");
    assert_ne!(asks(Command::new("env")), "0", "the same question of the same user is answered");
}

#[test]
fn the_key_lies_in_locked_memory_and_nowhere_else() {
    let desk = Desk::new();
    desk.unlocks();
    let agent = desk.agent();
    let file = fs::read(desk.anna.identity()).unwrap();
    let key = Identity::from_file(&file, Some(SecretString::from(WORDS))).unwrap().to_file();
    let (_, seed) = key.trim_end().rsplit_once(':').unwrap();
    let places = found(agent, &[("key", seed.as_bytes().to_vec())]);
    assert_eq!(places.len(), 1, "{places:?}");
    assert_eq!(found(agent, &[("words", WORDS.as_bytes().to_vec())]), Vec::<String>::new());

    let maps = fs::read_to_string(format!("/proc/{agent}/smaps")).unwrap();
    let locked: u64 = maps.lines().filter_map(|line| line.strip_prefix("Locked:")).map(kibibytes).sum();
    assert!(locked >= 32, "{locked} KiB are locked");
    let (_, length) = places[0].rsplit_once(" of 0x").unwrap();
    let length = u64::from_str_radix(length, 16).unwrap();
    assert!(length <= 64 * 1024, "it lies in a mapping of its own, the locked one: {places:?}");
}

fn kibibytes(text: &str) -> u64 {
    text.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn a_changed_identity_file_is_not_opened_from_memory() {
    let desk = Desk::new();
    desk.unlocks();
    let other = Caseworker::new();
    let words = other.file("words", WORDS).display().to_string();
    other.run(&["keygen", "anna", "--signing-only", "--passphrase-file", &words]).done();
    let own = fs::read(desk.anna.identity()).unwrap();
    fs::copy(other.identity(), desk.anna.identity()).unwrap();
    assert!(!desk.is_open());
    fs::write(desk.anna.identity(), own).unwrap();
    assert!(desk.is_open());
}

#[test]
fn what_prints_the_key_itself_asks_for_the_passphrase_also_while_it_is_open() {
    let desk = Desk::new();
    desk.unlocks();
    desk.anna.run(&["backup-key"]).failed_with("passphrase");
}
