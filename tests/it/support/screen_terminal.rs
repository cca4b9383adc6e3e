//! A caseworker at a real terminal: the program in a pseudo-terminal of 80 by 24, and its picture.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::num::NonZero;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

use crate::support::caseworker::Caseworker;
use crate::support::terminal::pseudo_terminal;

/// A test that waits longer than this waits for something that does not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The terminal, with the program in it.
pub struct Terminal {
    keyboard: File,
    out: Receiver<Vec<u8>>,
    picture: vt100::Parser,
    child: Child,
    /// All that the program sent to it.
    pub raw: Vec<u8>,
}

impl Terminal {
    /// Starts `zegel` without a verb for somebody.
    pub fn of(caseworker: &Caseworker) -> Self {
        Self::with(caseworker, 80, 24, &[])
    }

    /// The same with another size and environment.
    pub fn with(caseworker: &Caseworker, columns: u16, rows: u16, environment: &[(&str, &str)]) -> Self {
        Self::running(caseworker, &[], columns, rows, environment)
    }

    /// The same with a verb.
    pub fn running(
        caseworker: &Caseworker,
        arguments: &[&str],
        columns: u16,
        rows: u16,
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = caseworker.session(&["--ctty", "--wait"], arguments);
        command.env("TERM", "xterm-256color").env("PATH", "/usr/bin:/bin").envs(environment.iter().copied());
        Self::on(|_| command, columns, rows)
    }

    /// A command that takes the terminal, which has this name, for its own.
    pub fn on(command: impl FnOnce(&str) -> Command, columns: u16, rows: u16) -> Self {
        let (keyboard, name) = pseudo_terminal();
        let mut command = command(&name);
        resize(&keyboard, columns, rows);
        let end = || File::options().read(true).write(true).open(&name).unwrap();
        let child = command.stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
        let out = listen(keyboard.try_clone().unwrap());
        let picture = vt100::Parser::new(some(rows), some(columns), 0);
        Self { keyboard, out, picture, child, raw: Vec::new() }
    }

    /// Another size of the window.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        resize(&self.keyboard, columns, rows);
        self.picture.screen_mut().set_size(some(rows), some(columns));
    }

    /// Presses keys, one after the other.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self
    }

    /// The picture of this moment.
    pub fn picture(&self) -> String {
        self.picture.screen().contents()
    }

    /// The picture, once it holds this.
    pub fn shows(&mut self, part: &str) -> String {
        self.becomes(&format!("{part:?}"), |picture| picture.contains(part))
    }

    /// The picture, once it no longer holds this.
    pub fn hides(&mut self, part: &str) -> String {
        self.becomes(&format!("no {part:?}"), |picture| !picture.contains(part))
    }

    /// The picture, once it is so.
    pub fn becomes(&mut self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        while !is_so(&self.picture()) {
            match self.out.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("{error:?}, and {what} is not in\n{}", self.picture()),
            }
        }
        self.picture()
    }

    /// Whether the picture comes to be so before the program ends.
    pub fn comes_to_be(&mut self, is_so: impl Fn(&str) -> bool) -> bool {
        let end = Instant::now() + PATIENCE;
        while !is_so(&self.picture()) {
            match self.out.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => panic!("it does not come to be:\n{}", self.picture()),
            }
        }
        true
    }

    fn take(&mut self, bytes: &[u8]) {
        self.picture.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    /// The program ends; gives its exit status.
    pub fn ends(&mut self) -> Option<i32> {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.out.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => return self.child.wait().unwrap().code(),
                Err(RecvTimeoutError::Timeout) => panic!("it does not end:\n{}", self.picture()),
            }
        }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The program ends by a signal; gives its number.
    pub fn ends_by(&mut self) -> Option<i32> {
        self.ends();
        self.child.wait().unwrap().signal()
    }

    /// Whether what is typed is edited in lines, and shown.
    pub fn is_cooked(&self) -> bool {
        let modes = tcgetattr(&self.keyboard).unwrap().local_modes;
        modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
    }

    /// Waits until the cursor is shown on a line with this, where a screen reader or a braille line finds
    /// a person.
    pub fn cursor_on(&mut self, part: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.line_of_cursor().is_some_and(|line| line.contains(part)) {
            match self.out.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("{error:?}: {:?}\n{}", self.line_of_cursor(), self.picture()),
            }
        }
    }

    fn line_of_cursor(&self) -> Option<String> {
        let screen = self.picture.screen();
        let (row, _) = screen.cursor_position();
        let width = screen.size().1.get();
        (!screen.hide_cursor()).then(|| screen.rows(0, width).nth(row.into()).unwrap_or_default())
    }

    /// How the first letter of the line that begins so looks: bold, and reversed.
    pub fn look_of(&self, begins: &str) -> (bool, bool) {
        let screen = self.picture.screen();
        let row = screen.rows(0, screen.size().1.get()).position(|row| row.starts_with(begins)).unwrap();
        let cell = screen.cell(u16::try_from(row).unwrap(), 0).unwrap();
        (cell.bold(), cell.inverse())
    }

    /// Whether these words are underlined somewhere on the screen.
    pub fn is_underlined(&self, words: &str) -> bool {
        self.is_somewhere(words, vt100::Cell::underline)
    }

    /// Whether these words stand somewhere in the colour for danger.
    pub fn is_red(&self, words: &str) -> bool {
        self.is_somewhere(words, |cell| cell.fgcolor() == vt100::Color::Idx(1))
    }

    /// Whether these words stand somewhere dimmed.
    pub fn is_dim(&self, words: &str) -> bool {
        self.is_somewhere(words, vt100::Cell::dim)
    }

    fn is_somewhere(&self, words: &str, looks: impl Fn(&vt100::Cell) -> bool) -> bool {
        let screen = self.picture.screen();
        let width = screen.size().1.get();
        let begins = screen.rows(0, width).enumerate().flat_map(|(row, line)| {
            let starts: Vec<usize> =
                line.match_indices(words).map(|(at, _)| line[..at].chars().count()).collect();
            starts.into_iter().map(move |column| (row, column))
        });
        let small = |n: usize| u16::try_from(n).unwrap();
        let is_so = |(row, column): (usize, usize)| {
            (column..column + words.chars().count())
                .all(|column| screen.cell(small(row), small(column)).is_some_and(&looks))
        };
        begins.into_iter().any(is_so)
    }

    /// What is underlined, in the order of the picture, each part on its own.
    pub fn underlined(&self) -> Vec<String> {
        let screen = self.picture.screen();
        let (rows, columns) = screen.size();
        let mut parts = Vec::new();
        for row in 0..rows.get() {
            let mut part = String::new();
            for column in 0..=columns.get() {
                let cell = screen.cell(row, column).filter(|cell| cell.underline());
                match cell {
                    Some(cell) => part.push_str(cell.contents()),
                    None => parts.push(std::mem::take(&mut part)),
                }
            }
        }
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// Whether the terminal is as it was before the program.
    pub fn is_restored(&self) -> bool {
        let screen = self.picture.screen();
        !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
    }

    /// All that was sent, as text.
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn resize(controller: impl std::os::fd::AsFd, columns: u16, rows: u16) {
    let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(controller, size).unwrap();
}

fn some(size: u16) -> NonZero<u16> {
    NonZero::new(size).unwrap()
}

/// Reads until the program's end of the terminal is closed, which Linux tells as EIO.
fn listen(mut terminal: File) -> Receiver<Vec<u8>> {
    let (tell, heard) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        loop {
            match terminal.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) if tell.send(buffer[..length].to_vec()).is_err() => break,
                Err(error) if error.kind() != ErrorKind::Interrupted => break,
                _ => {}
            }
        }
    });
    heard
}
