//! A caseworker at a terminal: the real program, with folders of its own and no other environment.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// One person's computer.
pub struct Caseworker {
    home: TempDir,
    /// Another's, in the place of the own one.
    shared: Option<PathBuf>,
    server: Option<String>,
    dutch: bool,
    programs: Option<PathBuf>,
    program: PathBuf,
    /// The folder that lasts as long as the person is logged in.
    session: Option<PathBuf>,
}

/// How the program ended.
pub struct Ended {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}

/// An export of the reporter's own words to the police, open, by a caseworker who looked at what may point
/// at the reporter.
pub const fn export_to_police<'a>(id: &'a str, known_by: &'a str) -> [&'a str; 13] {
    [
        "export",
        id,
        "--receiver",
        "Politie",
        "--kind",
        "police",
        "--with-own-words",
        "--marks-read",
        "--open",
        "out",
        "--known-by",
        known_by,
        "--yes",
    ]
}

impl Caseworker {
    pub fn new() -> Self {
        Self {
            home: TempDir::new().unwrap(),
            shared: None,
            server: None,
            dutch: false,
            programs: None,
            program: crate::support::programs::zegel_path().into(),
            session: None,
        }
    }

    /// With a key, made by the program itself; gives the two lines for the server.
    pub fn with_key(name: &str) -> (Self, String) {
        let caseworker = Self::new();
        let made = caseworker.run(&["keygen", name, "--no-passphrase"]).done();
        (caseworker, made.out)
    }

    /// The same computer once more, with all that stands on it now.
    pub fn copied(&self) -> Self {
        let copy = Self {
            server: self.server.clone(),
            dutch: self.dutch,
            programs: self.programs.clone(),
            ..Self::new()
        };
        copy_folder(self.home(), copy.home());
        copy
    }

    /// Speaks to this server from now on.
    pub fn at(&mut self, server: &str) {
        self.server = Some(server.to_owned());
    }

    /// Speaks to the server of the configuration from now on.
    pub fn at_the_configured_server(&mut self) {
        self.server = None;
    }

    /// Speaks to the first of these servers from now on, and to the second where that one is away.
    pub fn at_one_of(&mut self, first: &str, second: &str) {
        self.at_the_configured_server();
        let config = format!("server = \"{first}\"\nother_servers = [\"{second}\"]\n");
        self.file("config/zegel/config.toml", config);
    }

    /// Works on another's computer.
    pub fn lives_in(&mut self, home: &Path) {
        self.shared = Some(home.to_owned());
    }

    /// Finds programs in this folder too.
    pub fn finds_programs_in(&mut self, folder: &Path) {
        self.programs = Some(folder.to_owned());
    }

    /// Uses this build of the program.
    pub fn uses(&mut self, program: &Path) {
        self.program = program.to_owned();
    }

    /// Is logged in, with the folder of a session as systemd makes it.
    pub fn logs_in(&mut self) -> PathBuf {
        let folder = self.home().join("run");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        self.session = Some(folder.clone());
        folder
    }

    pub fn speaks_dutch(&mut self) {
        self.dutch = true;
    }

    pub fn home(&self) -> &Path {
        self.shared.as_deref().unwrap_or(self.home.path())
    }

    pub fn identity(&self) -> PathBuf {
        self.home().join("config/zegel/identity.txt")
    }

    pub fn state(&self) -> PathBuf {
        self.home().join("state/zegel")
    }

    /// The number of the only installation that is pinned here.
    pub fn pinned_installation(&self) -> String {
        let files = fs::read_dir(self.state()).unwrap().map(|file| file.unwrap().path());
        let pinned: Vec<PathBuf> =
            files.filter(|file| file.extension().is_some_and(|end| end == "json")).collect();
        assert_eq!(pinned.len(), 1);
        pinned[0].file_stem().unwrap().to_str().unwrap().to_owned()
    }

    /// Writes a file into the home folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    /// With words on standard input.
    pub fn run_with(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ended {
        let mut child = self.command(arguments).spawn().unwrap();
        drop(child.stdin.take().unwrap().write_all(input.as_ref()));
        Ended::of(child.wait_with_output().unwrap())
    }

    /// While it runs; who starts it ends it.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// Standard output as JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ended = self.run(&[arguments, &["--json"]].concat()).done();
        serde_json::from_str(&ended.out).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        // In a session of its own, so that it finds no terminal to ask on and nothing can wait for one.
        let mut command = self.session(&["--wait"], arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The program in a session of its own, with this person's environment.
    pub fn session(&self, of: &[&str], arguments: &[&str]) -> Command {
        let mut command = Command::new("setsid");
        command.args(of).arg(&self.program).args(arguments);
        command.env_clear();
        if let Some(folder) = &self.programs {
            command.env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
            command.env("ZEGELTEST_STARTS", self.home().join("starts"));
        }
        command.env("HOME", self.home()).current_dir(self.home());
        command.env("XDG_CONFIG_HOME", self.home().join("config"));
        command.env("XDG_STATE_HOME", self.home().join("state"));
        command.env("XDG_CACHE_HOME", self.home().join("cache"));
        command.env("LANG", if self.dutch { "nl_NL.UTF-8" } else { "C" });
        if let Some(folder) = &self.session {
            command.env("XDG_RUNTIME_DIR", folder);
        }
        if let Some(server) = &self.server {
            command.env("ZEGEL_SERVER", server);
        }
        command
    }

    /// Every file below the home folder, by its path from there.
    pub fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.home().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path)
                } else {
                    found.push(path.strip_prefix(self.home()).unwrap().display().to_string())
                }
            }
        }
        found.sort();
        found
    }
}

impl Ended {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("only text goes to a terminal");
        Self { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
    }

    /// It must have worked.
    pub fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self
    }

    /// It must have ended with this status.
    pub fn ended_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }

    /// What was said beside the result, on one line.
    pub fn said(&self) -> String {
        self.err.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// It must have failed with a fact and an advice, of which this is a part.
    pub fn failed_with(self, part: &str) -> Self {
        assert!(matches!(self.code, Some(1 | 3 | 4)), "{:?} {}{}", self.code, self.out, self.err);
        assert!(self.said().contains(part), "{part:?} is not in:\n{}", self.err);
        assert!(self.err.trim_end().lines().count() >= 2, "no advice:\n{}", self.err);
        assert!(is_harmless(&self.err) && is_harmless(&self.out), "{:?}", self.err);
        self
    }
}

/// Whether a terminal would do nothing but show it.
pub fn is_harmless(text: &str) -> bool {
    let turns = |c| matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().all(|c| (c == '\n' || !c.is_control()) && !turns(c))
}

/// Everything in a folder, with its permissions.
fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.as_ref().unwrap().path();
        let place = to.join(entry.unwrap().file_name());
        if path.is_dir() {
            fs::create_dir(&place).unwrap();
            fs::set_permissions(&place, fs::metadata(&path).unwrap().permissions()).unwrap();
            copy_folder(&path, &place);
        } else {
            fs::copy(&path, &place).unwrap();
        }
    }
}

/// The permissions of a file.
pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
