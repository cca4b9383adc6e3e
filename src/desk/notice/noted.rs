//! Results with their notices. The result of a call can only be had by printing its notices, by
//! laying them out on the screen, or by handing them on with the result of a larger call.

use super::{Level, Notice};
use crate::error::DeskError;
use crate::terminal::Terminal;
use crate::texts::Texts;
use crate::trust::warning::Warning;

/// More warnings than these at once say nothing new.
const MOST_WARNINGS: usize = 10;

/// Notices in the order in which they came up.
#[derive(Default)]
#[must_use = "a notice may be a security warning: print them, or hand them on"]
pub struct Notices {
    /// Printed already, before a question.
    printed: Vec<Notice>,
    /// Not printed yet.
    waiting: Vec<Notice>,
}

impl Notices {
    /// Takes a notice in.
    pub fn push(&mut self, notice: Notice) {
        self.waiting.push(notice);
    }

    /// Takes a notice in, if there is one.
    pub fn extend(&mut self, notice: Option<Notice>) {
        self.waiting.extend(notice);
    }

    /// Takes the first of these warnings in, and how many more there are.
    pub fn push_warnings(&mut self, warnings: Vec<Warning>) {
        let more = warnings.len().saturating_sub(MOST_WARNINGS);
        self.waiting.extend(warnings.into_iter().take(MOST_WARNINGS).map(Notice::Warning));
        if more > 0 {
            self.waiting.push(Notice::MoreWarnings(more));
        }
    }

    /// Takes the notices of a smaller call in, and gives its result.
    pub fn add<T>(&mut self, noted: Noted<T>) -> Result<T, DeskError> {
        let Noted { result, notices } = noted;
        self.printed.extend(notices.printed);
        self.waiting.extend(notices.waiting);
        result
    }

    /// Prints what was not printed yet.
    pub fn print(&mut self, terminal: &Terminal) {
        for notice in &self.waiting {
            if !(terminal.is_json() && notice.level() == Level::Outcome) {
                terminal.inform(&line(notice, terminal.texts));
            }
        }
        self.printed.append(&mut self.waiting);
    }

    /// Their words, for a screen that lays them out.
    pub fn lines(&self, texts: Texts) -> Vec<String> {
        self.printed.iter().chain(&self.waiting).map(|notice| line(notice, texts)).collect()
    }
}

fn line(notice: &Notice, texts: Texts) -> String {
    let text = notice.text(texts.desk);
    if notice.level() == Level::Warning { texts.warning(&text) } else { text }
}

/// The result of a call, with what must be said before it is used or before its error.
#[must_use = "a notice may be a security warning: print them, or hand them on"]
pub struct Noted<T> {
    result: Result<T, DeskError>,
    notices: Notices,
}

impl<T> Noted<T> {
    /// Does the work, and keeps what it notes also when it fails.
    pub fn collect(work: impl FnOnce(&mut Notices) -> Result<T, DeskError>) -> Self {
        let mut notices = Notices::default();
        let result = work(&mut notices);
        Self { result, notices }
    }

    /// Prints the notices, and gives the result.
    pub fn print_notices(self, terminal: &Terminal) -> Result<T, DeskError> {
        let mut notices = self.notices;
        notices.print(terminal);
        self.result
    }

    /// Both, for a screen.
    pub fn into_parts(self) -> (Result<T, DeskError>, Notices) {
        (self.result, self.notices)
    }
}
