//! A person at a real terminal: a pseudo-terminal, on which the program is the foreground.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Termios, tcgetattr};

use crate::support::caseworker::Caseworker;

/// What is on the terminal, and the program that has it.
pub struct Terminal {
    master: File,
    child: Child,
    seen: String,
    read: usize,
    before: Termios,
}

impl Terminal {
    /// Starts the program on a terminal of its own.
    pub fn of(caseworker: &Caseworker, arguments: &[&str]) -> Self {
        Self::on(caseworker.session(&["--ctty", "--wait"], arguments), |_| {})
    }

    /// A command on a terminal, which is its standard input, output and error unless `change` says
    /// otherwise.
    pub fn on(mut command: Command, change: impl FnOnce(&mut Command)) -> Self {
        let (master, path) = pseudo_terminal();
        let end = || Stdio::from(OpenOptions::new().read(true).write(true).open(&path).unwrap());
        let before = tcgetattr(&master).unwrap();
        command.stdin(end()).stdout(end()).stderr(end());
        change(&mut command);
        let child = command.spawn().unwrap();
        Self { master, child, seen: String::new(), read: 0, before }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, as another process does.
    pub fn signals(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits until what is typed would not be shown.
    pub fn hides_typing(&mut self) -> &mut Self {
        while tcgetattr(&self.master).unwrap().local_modes.contains(LocalModes::ECHO) {
            std::thread::yield_now();
        }
        self
    }

    /// Whether the terminal treats what is typed as it did before the program.
    pub fn is_restored(&self) -> bool {
        let now = tcgetattr(&self.master).unwrap();
        now.local_modes == self.before.local_modes
            && now.input_modes == self.before.input_modes
            && now.output_modes == self.before.output_modes
    }

    /// Waits until this was shown, after all that was waited for before.
    pub fn shows(&mut self, text: &str) -> &mut Self {
        while !self.unread().contains(text) {
            assert!(self.read_more(), "{text:?} was never shown:\n{}", self.seen);
        }
        let at = self.unread().find(text).unwrap() + text.len();
        self.read += at;
        self
    }

    /// Types a line.
    pub fn types(&mut self, line: &str) -> &mut Self {
        self.presses(&format!("{line}\n"))
    }

    /// Types what is no line, such as Ctrl-C.
    pub fn presses(&mut self, keys: &str) -> &mut Self {
        self.master.write_all(keys.as_bytes()).unwrap();
        self
    }

    /// All that was shown until now.
    pub fn seen(&self) -> &str {
        &self.seen
    }

    /// Waits for the end: its status, and all that was shown.
    pub fn ends(mut self) -> (Option<i32>, String) {
        let code = self.waits();
        (code, std::mem::take(&mut self.seen))
    }

    /// The same, and whether it left the terminal as it was.
    pub fn ends_restored(mut self) -> (Option<i32>, String) {
        let code = self.waits();
        assert!(self.is_restored(), "the terminal is not as before:\n{}", self.seen);
        (code, std::mem::take(&mut self.seen))
    }

    /// Waits for its end by a signal, which leaves the terminal as it was.
    pub fn ends_by(mut self, signal: Signal) -> String {
        while self.read_more() {}
        assert_eq!(self.child.wait().unwrap().signal(), Some(signal.as_raw()), "{}", self.seen);
        assert!(self.is_restored(), "the terminal is not as before:\n{}", self.seen);
        std::mem::take(&mut self.seen)
    }

    fn waits(&mut self) -> Option<i32> {
        while self.read_more() {}
        self.child.wait().unwrap().code()
    }

    fn unread(&self) -> &str {
        &self.seen[self.read..]
    }

    /// Nothing more comes when nobody has the other end open any more.
    fn read_more(&mut self) -> bool {
        let mut bytes = [0; 4096];
        match self.master.read(&mut bytes) {
            Ok(0) | Err(_) => false,
            Ok(length) => {
                self.seen.push_str(&String::from_utf8_lossy(&bytes[..length]).replace('\r', ""));
                true
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A new one: the end of whoever looks and types, and the name of the program's end.
pub fn pseudo_terminal() -> (File, String) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
    (File::from(ours), name)
}
