//! Errors about files on this computer.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::DeskError;
use crate::platform::HOME;
use zegel_core::text_file::{self, NotText};

/// No folder of the person in the environment.
pub fn no_home() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.no_home).with("variable", HOME)
}

/// A place in a text file, and the line that stands there.
pub struct LinePlace<'a> {
    /// From 1.
    pub number: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line.
    pub text: &'a str,
}

impl<'a> LinePlace<'a> {
    /// The place of a byte in a text.
    pub fn new(text: &'a str, byte: usize) -> Self {
        let before = text.get(..byte.min(text.len())).unwrap_or_default();
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(begin..).unwrap_or_default().lines().next().unwrap_or_default();
        Self {
            number: before.matches('\n').count() + 1,
            column: before.get(begin..).unwrap_or_default().chars().count() + 1,
            text: line.trim_end(),
        }
    }

    /// Whether the line has quotes as a word processor makes them.
    pub fn has_curly_quotes(&self) -> bool {
        self.text.contains(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}'])
    }
}

/// A `config.toml` that says something it cannot say.
pub fn config(file: &Path, place: &LinePlace<'_>, why: &str) -> DeskError {
    let error = DeskError::not_done(|words| &words.desk_errors.config).with("why", why);
    error.at(file, place)
}

/// A `config.toml` in which a value says nothing that is meant.
pub fn config_value(file: &Path, why: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.config_value).with("file", file.display()).with("why", why)
}

/// A `config.toml` with quotes that a word processor has made.
pub fn config_quotes(file: &Path, place: &LinePlace<'_>) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.config_quotes).at(file, place)
}

impl DeskError {
    pub(super) fn at(self, file: &Path, place: &LinePlace<'_>) -> Self {
        let error = self.with("file", file.display()).with("line", place.number);
        error.with("column", place.column).with("text", place.text)
    }
}

/// A file that is there already: nothing is ever written over.
pub fn exists(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.exists).with("file", file.display())
}

/// A file that could not be written, with the advice that fits the cause.
#[expect(clippy::wildcard_enum_match_arm, reason = "of any other cause one advice is right")]
pub fn write(file: &Path, why: io::Error) -> DeskError {
    let error = match why.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            DeskError::not_done(|words| &words.causes.write_full)
        }
        ErrorKind::ReadOnlyFilesystem => DeskError::not_done(|words| &words.causes.write_read_only),
        _ => DeskError::not_done(|words| &words.desk_errors.write),
    };
    error.with("file", file.display()).because(why)
}

/// A file that could not be read.
pub fn read(file: &Path, why: io::Error) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.read).with("file", file.display()).because(why)
}

/// A file from outside that is no text in UTF-8.
pub fn not_text(file: &Path, why: NotText) -> DeskError {
    let error = match why {
        NotText::Utf16 => DeskError::not_done(|words| &words.outside.utf16),
        NotText::Line(line) => DeskError::not_done(|words| &words.outside.not_utf8).with("line", line),
    };
    error.with("file", file.display())
}

/// The text of a file from outside.
pub fn text<'a>(file: &Path, bytes: &'a [u8]) -> Result<&'a str, DeskError> {
    text_file::text(bytes).map_err(|why| not_text(file, why))
}

/// A file that does not begin as an age file.
pub fn not_age(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.not_age).with("file", file.display())
}

/// A file that is sealed for somebody else.
pub fn other_key(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.other_key).with("file", file.display())
}

/// A file that opens to nothing known.
pub fn damaged(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.damaged).with("file", file.display())
}
