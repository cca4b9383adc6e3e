//! A person at a real terminal: a pseudo-terminal, on which the program is the foreground.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::Child;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::caseworker::Caseworker;

/// What is on the terminal, and the program that has it.
pub struct Terminal {
    master: File,
    child: Child,
    seen: String,
    read: usize,
}

impl Terminal {
    /// Starts the program on a terminal of its own.
    pub fn of(caseworker: &Caseworker, arguments: &[&str]) -> Self {
        let (master, path) = pseudo_terminal();
        let end = || OpenOptions::new().read(true).write(true).open(&path).unwrap();
        let mut command = caseworker.session(&["--ctty", "--wait"], arguments);
        let child = command.stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
        Self { master, child, seen: String::new(), read: 0 }
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
        self.master.write_all(format!("{line}\n").as_bytes()).unwrap();
        self
    }

    /// Waits for the end: its status, and all that was shown.
    pub fn ends(mut self) -> (Option<i32>, String) {
        while self.read_more() {}
        (self.child.wait().unwrap().code(), self.seen)
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

/// A new one: the end of whoever looks and types, and the name of the program's end.
pub fn pseudo_terminal() -> (File, String) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
    (File::from(ours), name)
}
