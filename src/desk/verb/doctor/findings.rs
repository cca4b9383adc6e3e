//! What the doctor finds, a line each.

use std::path::Path;

use crate::error::{self, DeskError, Kind};
use crate::terminal::Terminal;
use crate::texts::Doctor as Words;
use zegel_core::doctor::{Finding, State};
use zegel_core::i18n::interpolate;

/// All that was looked at.
pub struct Findings<'a> {
    all: Vec<Finding>,
    /// Whether the server is not believed.
    pub is_suspicious: bool,
    pub terminal: &'a Terminal,
}

/// A text with the name of a file in it.
pub fn of_file(text: &str, file: &Path) -> String {
    interpolate(text, &[("file", &file.display().to_string())])
}

impl<'a> Findings<'a> {
    /// Nothing found yet.
    pub fn new(terminal: &'a Terminal) -> Self {
        Self { all: Vec::new(), is_suspicious: false, terminal }
    }

    /// The words of the doctor.
    pub fn words(&self) -> &'static Words {
        &self.terminal.texts.desk.doctor
    }

    fn add(&mut self, about: &'static str, state: State, text: &str) {
        self.all.push(Finding { about, state, text: text.to_owned() });
    }

    /// Notes that something is as it should be.
    pub fn ok(&mut self, about: &'static str, text: &str) {
        self.add(about, State::Ok, text);
    }

    /// Notes that somebody has to look at something.
    pub fn look(&mut self, about: &'static str, text: &str) {
        self.add(about, State::Look, text);
    }

    /// Notes that something is wrong.
    pub fn wrong(&mut self, about: &'static str, text: &str) {
        self.add(about, State::Wrong, text);
    }

    /// The fact and the advice of an error, on one line.
    pub fn error(&mut self, about: &'static str, error: &DeskError) {
        self.is_suspicious |= error.is_suspicious();
        self.wrong(about, &error.text(self.terminal.texts.desk).replace('\n', " "));
    }

    /// Prints all that was found, and fails where something is wrong.
    pub fn tell(self) -> Result<(), DeskError> {
        if self.terminal.is_json() {
            self.terminal.print_json(&self.all);
        } else {
            self.all.iter().for_each(|finding| self.line(finding));
        }
        match self.all.iter().filter(|finding| finding.state == State::Wrong).count() {
            0 => Ok(()),
            count => {
                let kind = if self.is_suspicious { Kind::Suspicious } else { Kind::NotDone };
                Err(error::setup::things_wrong(count, kind))
            }
        }
    }

    fn line(&self, finding: &Finding) {
        let words = self.words();
        let mark = match finding.state {
            State::Ok => &words.ok,
            State::Look => &words.look,
            State::Wrong => &words.wrong,
        };
        self.terminal.print_text(&format!("{mark:<8}{}", finding.text));
    }
}
