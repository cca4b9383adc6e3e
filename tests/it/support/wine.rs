//! A computer with Windows, as far as wine is one, on which `zegel.exe` runs.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::caseworker::Ended;
use crate::support::screen_terminal::Terminal;

/// The folder of the build for Windows, which `tests/run` makes before these tests.
const BUILT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/x86_64-pc-windows-gnu/debug");
/// Small programs in C: what Wine 8 lacks and Windows has, and what holds a file.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/systems");
/// Where a person's own folders are is set here: wine reads it from a registry that all programs share. An
/// administrator has put what roams on a server, as many organisations do.
const START: &str = "@set USERPROFILE=%ZEGELTEST_HOME%\r\n@set LOCALAPPDATA=%ZEGELTEST_HOME%\\AppData\\Local\r\n\
    @set HOMESHARE=\\\\server\\zoe\r\n@set HOMEDRIVE=H:\r\n@set APPDATA=H:\\Roaming\r\n\
    @\"%ZEGELTEST_PROGRAM%\" %*\r\n";

/// Windows itself, once for all tests.
static SYSTEM: LazyLock<System> = LazyLock::new(System::install);

struct System {
    prefix: PathBuf,
    program: PathBuf,
    start: PathBuf,
    holder: PathBuf,
    presser: PathBuf,
}

/// Compiles a program for Windows.
fn compile(words: &[&str], to: &Path) {
    let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
    let compiled = compiler.args(words).arg("-o").arg(to).current_dir(SOURCES).output().unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
}

impl System {
    fn install() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wine");
        let prefix = folder.join("prefix");
        fs::create_dir_all(&prefix).unwrap();
        let program = folder.join("zegel.exe");
        fs::copy(Path::new(BUILT).join("zegel.exe"), &program).unwrap();
        compile(&["-shared", "bcryptprimitives.c", "-ladvapi32"], &folder.join("bcryptprimitives.dll"));
        let holder = folder.join("hold.exe");
        compile(&["hold.c"], &holder);
        let presser = folder.join("press.exe");
        compile(&["press.c", "-lws2_32"], &presser);
        let start = folder.join("start.bat");
        fs::write(&start, START).unwrap();
        let system = Self { prefix, program, start, holder, presser };
        let begun = system.wine().args(["wineboot", "--init"]).output().unwrap();
        assert!(begun.status.success(), "{}", String::from_utf8_lossy(&begun.stderr));
        system
    }

    fn wine(&self) -> Command {
        self.set_up(Command::new("wine"))
    }

    fn set_up(&self, mut wine: Command) -> Command {
        wine.env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", &self.prefix)
            .env("WINEPREFIX", &self.prefix);
        // No window, no sound, and nothing that it would like to install.
        wine.env("WINEDEBUG", "-all").env("WINEDLLOVERRIDES", "mscoree,mshtml=").env("LANG", "C.UTF-8");
        wine
    }
}

/// Lets wine start its scheduler. What it starts outlives the tests, and must not hold what they read.
pub fn start_scheduler() {
    let mut schtasks = SYSTEM.wine();
    schtasks.args(["schtasks", "/delete", "/f", "/tn", "nothing"]);
    schtasks.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
}

/// The folder in which Windows keeps its own.
pub fn system_folder() -> PathBuf {
    SYSTEM.prefix.join("drive_c/windows/system32")
}

/// Somebody at that computer, with folders of their own.
pub struct WindowsUser {
    home: TempDir,
    server: Option<String>,
}

impl WindowsUser {
    /// Whose name has a space and letters that are no ASCII.
    pub fn new() -> Self {
        let home = tempfile::Builder::new().prefix("Zoë de Vries ").tempdir().unwrap();
        fs::create_dir_all(home.path().join("AppData/Local")).unwrap();
        Self { home, server: None }
    }

    /// Speaks to this server from now on.
    pub fn at(&mut self, server: &str) {
        self.server = Some(server.to_owned());
    }

    /// Their own folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The folder that Windows calls `AppData\Local`.
    pub fn local(&self) -> PathBuf {
        self.home().join("AppData/Local")
    }

    /// The program with these arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.without_console(&SYSTEM.program, arguments)
    }

    fn without_console(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = self.starts(SYSTEM.wine(), program, arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a program that lies elsewhere.
    pub fn run_other(&self, program: &Path, arguments: &[&str]) -> Ended {
        let lacks = "bcryptprimitives.dll";
        fs::copy(SYSTEM.program.with_file_name(lacks), program.with_file_name(lacks)).unwrap();
        ended(self.without_console(program, arguments).output().unwrap())
    }

    fn starts(&self, mut wine: Command, program: &Path, arguments: &[&str]) -> Command {
        wine.args(["cmd", "/c"]).arg(windows(&SYSTEM.start)).args(arguments).current_dir(self.home());
        wine.env("ZEGELTEST_HOME", windows(self.home())).env("ZEGELTEST_PROGRAM", windows(program));
        if let Some(server) = &self.server {
            wine.env("ZEGEL_SERVER", server);
        }
        wine
    }

    fn on_console(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut session = Command::new("setsid");
        session.args(["--ctty", "--wait", "wine"]);
        let mut wine = self.starts(SYSTEM.set_up(session), program, arguments);
        wine.env("TERM", "xterm-256color");
        wine
    }

    /// The program on a console of this size, as wine shows it on a terminal.
    pub fn console(&self, arguments: &[&str], columns: u16, rows: u16) -> Terminal {
        Terminal::on(|_| self.on_console(&SYSTEM.program, arguments), columns, rows)
    }

    /// The full screen. wine's console obeys no escape sequences: they go to the terminal as they are. What is
    /// pressed with [`Keys`] comes as Windows reports it.
    pub fn screen(&self) -> (Terminal, Keys) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port().to_string();
        let start = |terminal: &str| {
            let mut wine = self.on_console(&SYSTEM.presser, &[&port, &windows(&SYSTEM.program)]);
            wine.env("ZEGELTEST_TERMINAL", windows(Path::new(terminal)));
            wine
        };
        let terminal = Terminal::on(start, 80, 24);
        (terminal, Keys(listener.accept().unwrap().0))
    }

    /// Another program that holds a file open until its input ends.
    pub fn holds(&self, file: &Path) -> Child {
        let system = &*SYSTEM;
        let mut holder = system.wine();
        holder.arg(windows(&system.holder)).arg(windows(file)).stdin(Stdio::piped()).stdout(Stdio::piped());
        // What wine starts beside it outlives the tests, and must not hold what they write on.
        holder.stderr(Stdio::null());
        let mut held = holder.spawn().unwrap();
        let mut said = String::new();
        BufReader::new(held.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said.trim(), "held");
        held
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments).output().unwrap())
    }

    /// Standard output as JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[arguments, &["--json"]].concat()).done().out).unwrap()
    }
}

/// A keyboard of a console.
pub struct Keys(TcpStream);

impl Keys {
    /// Presses a key together with AltGr, which writes this letter.
    pub fn with_altgr(&mut self, key: char, letter: char) {
        const RIGHT_ALT_AND_LEFT_CONTROL: u32 = 1 | 8;
        writeln!(self.0, "{} {RIGHT_ALT_AND_LEFT_CONTROL} {}", u32::from(key), u32::from(letter)).unwrap();
    }
}

fn ended(output: Output) -> Ended {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("only text goes to a console");
    Ended { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
}

/// A path as Windows has it: wine shows the whole of this computer as a drive.
pub fn windows(path: &Path) -> String {
    format!("Z:{}", path.display()).replace('/', "\\")
}
