//! The external editor: the caseworker's own writes in memory only, leaves nothing, and takes nothing along.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::caseworker::Caseworker;
use crate::support::http::find;
use crate::support::practice::{Practice, two_desks};
use crate::support::screen_terminal::Terminal;

const CONTROL_E: &str = "\u{5}";
const CONTROL_C: &str = "\u{3}";
const SECRET: &str = "kanarieveer";

/// A caseworker before a report, whose folders in memory are in one of their own.
struct Desk {
    anna: Caseworker,
    memory: TempDir,
    _site: Practice,
}

impl Desk {
    fn new() -> Self {
        let (site, anna, _) = two_desks();
        site.report("nl", &[("story", "Een huis.")]);
        anna.run(&["inbox"]).done();
        let memory = tempfile::tempdir_in("/dev/shm").unwrap();
        Self { anna, memory, _site: site }
    }

    /// A note that is being written, in an editor of these lines of shell.
    fn writes_in(&self, script: &str) -> Terminal {
        let editor = self.anna.file("editor.sh", format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(&editor, Permissions::from_mode(0o700)).unwrap();
        self.writes_with(&editor.display().to_string(), &[])
    }

    /// The same with an editor that is there.
    fn writes_with(&self, editor: &str, environment: &[(&str, &str)]) -> Terminal {
        let memory = self.memory.path().to_str().unwrap();
        let own = [("EDITOR", editor), ("XDG_RUNTIME_DIR", memory)];
        let mut terminal = Terminal::with(&self.anna, 80, 24, &[&own[..], environment].concat());
        terminal.shows("q quit");
        terminal.press("o").shows("for colleagues");
        terminal.press(SECRET).shows(SECRET);
        terminal.press(CONTROL_E);
        terminal
    }

    /// What is in memory now.
    fn folders(&self) -> Vec<PathBuf> {
        fs::read_dir(self.memory.path()).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    /// The files of the home folder that hold the secret.
    fn leaks(&self) -> Vec<String> {
        let holds = |name: &String| {
            let bytes = fs::read(self.anna.home().join(name)).unwrap_or_default();
            find(&bytes, SECRET.as_bytes()).is_some()
        };
        self.anna.files().into_iter().filter(holds).collect()
    }
}

#[test]
fn what_an_editor_writes_into_its_own_folders_is_gone_with_it() {
    let desk = Desk::new();
    let mut terminal = desk.writes_in(
        "for folder in \"$HOME\" \"$XDG_CONFIG_HOME\" \"$XDG_CACHE_HOME\" \"$XDG_STATE_HOME\" \
         \"$XDG_DATA_HOME\" \"$XDG_RUNTIME_DIR\" \"$TMPDIR\" \"$TMP\" \"$TEMP\"; do\n\
         mkdir -p \"$folder/deep/down\" && cp \"$1\" \"$folder/deep/down/left\"\ndone\nprintf ' klaar' >> \"$1\"",
    );
    terminal.shows("kanarieveer klaar");
    assert_eq!(desk.leaks(), Vec::<String>::new());
    assert_eq!(desk.folders(), Vec::<PathBuf>::new());
}

#[test]
fn no_setting_of_the_environment_leads_an_editor_elsewhere() {
    let desk = Desk::new();
    let editor = desk.anna.file("editor.sh", "#!/bin/sh\nenv | cut -d= -f1 | tr '\\n' ' ' > \"$1\"\n");
    fs::set_permissions(&editor, Permissions::from_mode(0o700)).unwrap();
    let home = desk.anna.home().display().to_string();
    let leading: Vec<(&str, &str)> = [
        "VIMINIT",
        "EXINIT",
        "GVIMINIT",
        "MYVIMRC",
        "VIMRUNTIME",
        "NVIM_LOG_FILE",
        "HISTFILE",
        "LESSHISTFILE",
        "ENV",
        "BASH_ENV",
        "NANORC",
        "EMACSLOADPATH",
        "DBUS_SESSION_BUS_ADDRESS",
    ]
    .map(|name| (name, home.as_str()))
    .to_vec();
    let mut terminal = desk.writes_with(&editor.display().to_string(), &leading);
    let told = terminal.shows("TMPDIR");
    for name in leading.into_iter().map(|(name, _)| name).chain(["ZEGEL_SERVER"]) {
        assert!(!told.contains(name), "{name}:\n{told}");
    }
    assert!(told.contains("TERM ") && told.contains("LANG "), "{told}");
}

#[test]
fn an_editor_that_knows_the_home_folder_itself_cannot_write_there() {
    let desk = Desk::new();
    let left = desk.anna.home().join("left");
    let tmp = desk.anna.home().join("tmp");
    fs::create_dir(&tmp).unwrap();
    let mut terminal = desk.writes_in(&format!(
        "cp \"$1\" '{}'; cp \"$1\" '{}/left'; echo >/dev/null; echo >/dev/tty; printf ' klaar' >> \"$1\"",
        left.display(),
        tmp.display()
    ));
    terminal.shows("kanarieveer klaar");
    assert_eq!(desk.leaks(), Vec::<String>::new());
}

/// An editor of one's own has its file and all its folders in memory, and leaves none of them.
#[test]
fn a_real_vim_leaves_no_word_in_its_registers_or_history() {
    let desk = Desk::new();
    desk.anna.file(".viminfo", "");
    desk.anna.file(".vimrc", "set undofile undodir=~ backup backupdir=~ directory=~\n");
    let before = desk.anna.files();
    let mut terminal = desk.writes_with("vim", &[("VIMINIT", "set undofile undodir=~ | source ~/.vimrc")]);
    terminal.shows("text.txt");
    terminal.press("yypA twee\u{1b}dd:s/kanarie/&/\rp:wq\r").shows("for colleagues");
    terminal.shows("kanarieveer twee");
    assert_eq!(desk.leaks(), Vec::<String>::new());
    assert_eq!(desk.anna.files(), before);
    assert_eq!(desk.folders(), Vec::<PathBuf>::new());
}

#[test]
fn control_c_in_an_editor_is_the_editors() {
    let desk = Desk::new();
    let mut terminal = desk.writes_in(
        "trap 'printf \" toch\" >> \"$1\"; exit 0' INT\nprintf 'ready\\r\\n'\nwhile :; do sleep 1; done",
    );
    terminal.shows("ready");
    terminal.press(CONTROL_C).shows("kanarieveer toch");
}

/// What has ended and was not yet waited for has a number still, and runs nothing.
fn is_running(process: Pid) -> bool {
    let stat = format!("/proc/{}/stat", process.as_raw_nonzero());
    let Ok(line) = fs::read_to_string(stat) else { return false };
    let (_, after_name) = line.rsplit_once(") ").unwrap();
    !after_name.starts_with('Z')
}

#[test]
fn a_signal_while_an_editor_is_open_ends_both_and_leaves_nothing() {
    for signal in [Signal::TERM, Signal::HUP] {
        let desk = Desk::new();
        let mut terminal = desk.writes_in("printf 'editor %s here\\r\\n' $$\nwhile :; do sleep 1; done");
        let picture = terminal.shows(" here");
        let (_, editor) = picture.split_once("editor ").unwrap();
        let editor = Pid::from_raw(editor.split(' ').next().unwrap().parse().unwrap()).unwrap();
        assert_eq!(desk.folders().len(), 1);
        kill_process(Pid::from_raw(terminal.id() as i32).unwrap(), signal).unwrap();
        assert_eq!(terminal.ends_by(), Some(signal.as_raw()));
        assert!(!is_running(editor), "the editor runs on");
        assert_eq!(desk.folders(), Vec::<PathBuf>::new());
        assert!(terminal.is_restored());
    }
}

#[test]
fn what_a_killed_program_left_is_removed_at_the_next_start_and_nothing_that_is_in_use() {
    let desk = Desk::new();
    let mut killed = desk.writes_in("printf 'editor %s here\\r\\n' $$\nwhile :; do sleep 1; done");
    let picture = killed.shows(" here");
    let (_, editor) = picture.split_once("editor ").unwrap();
    let editor = Pid::from_raw(editor.split(' ').next().unwrap().parse().unwrap()).unwrap();
    kill_process(Pid::from_raw(killed.id() as i32).unwrap(), Signal::KILL).unwrap();
    kill_process(editor, Signal::KILL).unwrap();
    assert_eq!(killed.ends_by(), Some(Signal::KILL.as_raw()));
    let left = desk.folders();
    assert_eq!(left.len(), 1, "what is to be removed is there");

    let foreign = desk.memory.path().join("zegel-notes");
    fs::create_dir(&foreign).unwrap();
    let mut open = desk.writes_in(
        "printf 'second here\\r\\n'; while [ ! -e \"$1.go\" ]; do sleep 0.1; done; printf ' klaar' >> \"$1\"",
    );
    open.shows("second here");
    assert!(!left[0].exists(), "the start of another screen has removed it");
    let in_use: Vec<PathBuf> = desk.folders().into_iter().filter(|path| *path != foreign).collect();
    assert_eq!(in_use.len(), 1);
    let mut inbox = desk.anna.session(&["--wait"], &["inbox"]);
    assert!(inbox.env("XDG_RUNTIME_DIR", desk.memory.path()).output().unwrap().status.success());
    assert!(in_use[0].join("text.txt").exists(), "what is being written stays");
    fs::write(in_use[0].join("text.txt.go"), "").unwrap();
    open.shows("kanarieveer klaar");
    assert!(foreign.exists(), "what only looks like ours stays");
    assert!(!in_use[0].exists());
}

#[test]
fn a_screen_that_is_ended_by_a_signal_gives_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let desk = Desk::new();
        let mut terminal = Terminal::of(&desk.anna);
        terminal.shows("q quit");
        kill_process(Pid::from_raw(terminal.id() as i32).unwrap(), signal).unwrap();
        assert_eq!(terminal.ends_by(), Some(signal.as_raw()));
        assert!(terminal.is_restored() && terminal.is_cooked());
    }
}

#[test]
fn who_wants_it_to_outlive_the_terminal_can() {
    let desk = Desk::new();
    let heart = desk.anna.home().join("heart");
    let mut command = desk.anna.session(&["--wait", "nohup"], &[]);
    command.env("PATH", "/usr/bin:/bin");
    command.args(["watch", "--every", "1s", "--heartbeat", heart.to_str().unwrap()]);
    let mut watch = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    for _ in 0..2 {
        while !heart.exists() {
            assert!(watch.try_wait().unwrap().is_none(), "it has ended");
            std::thread::yield_now();
        }
        fs::remove_file(&heart).unwrap();
        kill_process(Pid::from_child(&watch), Signal::HUP).unwrap();
    }
    watch.kill().unwrap();
    watch.wait().unwrap();
}

#[test]
fn an_editor_that_does_not_wait_is_named_and_how_it_would() {
    let desk = Desk::new();
    let mut terminal = desk.writes_in("exit 0");
    terminal.shows("code --wait");
    terminal.press("\r").hides("code --wait");
    terminal.shows(SECRET);
}

#[test]
fn the_editor_of_the_system_is_taken_where_none_is_named() {
    let desk = Desk::new();
    let folder = desk.anna.home().join("bin");
    fs::create_dir(&folder).unwrap();
    let editor = desk.anna.file("bin/editor", "#!/bin/sh\nprintf ' klaar' >> \"$1\"\n");
    fs::set_permissions(&editor, Permissions::from_mode(0o700)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let mut terminal = desk.writes_with("", &[("PATH", &path)]);
    terminal.shows("kanarieveer klaar");
}
