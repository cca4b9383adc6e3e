//! Why nothing was handed on. Each is a fact and, on the next line, an advice.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::DeskError;
use crate::paper::Unprintable;
use crate::texts::ExportErrors;
use zegel_core::i18n::fill;

/// What ends the verb.
pub enum ExportError {
    /// Nobody said who could know it.
    KnownBy,
    /// Only one person could, and a colleague is asked.
    OnlyOne(String),
    /// A text to leave out without a character.
    RedactEmpty,
    /// A text to leave out that is not there.
    RedactNowhere(String),
    /// Only to those who help.
    WishHelp,
    /// The reporter wants to be asked.
    WishAsk,
    /// No answer of the reporter after a question.
    NotAsked,
    /// Against the wish without a reason.
    Reason,
    /// Not a name.
    Receiver,
    /// The name was not typed again.
    Typed,
    /// No key to seal for.
    Recipient(String),
    /// Nothing is ever written over.
    Exists(PathBuf),
    /// The place cannot be written.
    Place(PathBuf, io::Error),
    /// No words of a reporter.
    Empty,
    /// The server no longer has what was read.
    Changed,
    /// Nobody asked.
    NothingAsked(String),
    /// Only the caseworker's own.
    Own,
    /// It is not what was asked for any more.
    Other,
    /// The note stands, the files do not.
    NotWritten(String, PathBuf, io::Error),
    /// The paper cannot be made.
    Paper,
    /// Not a package, or one with names that lead elsewhere.
    Package(PathBuf),
    /// So many of so many differ.
    Differs(usize, usize),
}

impl ExportError {
    /// The fact and the advice.
    pub fn text(&self, words: &ExportErrors) -> String {
        match self {
            Self::OnlyOne(id) => fill(&words.only_one, &[("id", id)]),
            Self::RedactNowhere(text) => fill(&words.redact_nowhere, &[("text", text)]),
            Self::Recipient(text) => fill(&words.recipient, &[("text", text)]),
            Self::Exists(file) => with_file(&words.exists, file, ""),
            Self::Place(file, why) => with_file(&words.place, file, &why.to_string()),
            Self::NothingAsked(id) => fill(&words.nothing_asked, &[("id", id)]),
            Self::NotWritten(number, file, why) => {
                fill(&with_file(&words.not_written, file, &why.to_string()), &[("number", number)])
            }
            Self::Package(file) => with_file(&words.package, file, ""),
            Self::Differs(count, all) => {
                fill(&words.differs, &[("count", &count.to_string()), ("all", &all.to_string())])
            }
            plain => plain.fixed(words).to_owned(),
        }
    }

    /// The errors in which nothing is filled in.
    fn fixed<'a>(&self, words: &'a ExportErrors) -> &'a str {
        match self {
            Self::KnownBy => &words.known_by,
            Self::RedactEmpty => &words.redact_empty,
            Self::WishHelp => &words.wish_help,
            Self::WishAsk => &words.wish_ask,
            Self::NotAsked => &words.not_asked,
            Self::Reason => &words.reason,
            Self::Receiver => &words.receiver,
            Self::Typed => &words.typed,
            Self::Empty => &words.empty,
            Self::Changed => &words.changed,
            Self::Own => &words.own,
            Self::Other => &words.other,
            _ => &words.paper,
        }
    }
}

fn with_file(text: &str, file: &Path, why: &str) -> String {
    fill(text, &[("file", &file.display().to_string()), ("why", why)])
}

impl From<ExportError> for DeskError {
    fn from(error: ExportError) -> Self {
        Self::Export(error)
    }
}

impl From<Unprintable> for ExportError {
    fn from(_: Unprintable) -> Self {
        Self::Paper
    }
}
