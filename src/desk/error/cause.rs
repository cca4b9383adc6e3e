//! Causes: why the operating system or the network refused something, in words of our own.

use std::fmt::Display;
use std::io::{self, ErrorKind};

use crate::texts::{Causes, DeskWords};

/// A cause, with what the system says where we have no words for it.
pub struct Cause {
    kind: Option<ErrorKind>,
    message: String,
}

impl Cause {
    /// A cause of a kind, as the system says it.
    pub fn new(kind: Option<ErrorKind>, message: impl Display) -> Self {
        Self { kind, message: message.to_string() }
    }

    /// Whether nothing came for as long as it may take.
    pub fn is_of_time(&self) -> bool {
        self.kind == Some(ErrorKind::TimedOut)
    }

    /// The same, with what the system says changed.
    pub fn map(self, change: impl FnOnce(&str) -> String) -> Self {
        Self { message: change(&self.message), ..self }
    }

    /// Its words in a language.
    pub fn text<'a>(&'a self, words: &'a DeskWords) -> &'a str {
        let words = self.kind.and_then(|kind| own_words(kind, &words.causes));
        words.map_or(&self.message, String::as_str)
    }
}

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Self {
        Self::new(Some(error.kind()), error)
    }
}

impl From<ureq::Error> for Cause {
    #[expect(clippy::wildcard_enum_match_arm, reason = "what has no words of ours is told as it is")]
    fn from(error: ureq::Error) -> Self {
        match error {
            ureq::Error::Io(error) => error.into(),
            ureq::Error::Timeout(_) => Self::new(Some(ErrorKind::TimedOut), error),
            ureq::Error::HostNotFound => Self::new(Some(ErrorKind::HostUnreachable), error),
            error => Self::new(None, error),
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what has no words of ours is told as it is")]
fn own_words(kind: ErrorKind, words: &Causes) -> Option<&String> {
    Some(match kind {
        ErrorKind::ConnectionRefused => &words.refused,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::UnexpectedEof => {
            &words.cut_off
        }
        ErrorKind::TimedOut => &words.no_answer,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            &words.unreachable
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => &words.full,
        ErrorKind::ReadOnlyFilesystem => &words.read_only,
        ErrorKind::PermissionDenied => &words.not_allowed,
        ErrorKind::NotFound => &words.not_there,
        ErrorKind::IsADirectory => &words.folder,
        ErrorKind::NotADirectory => &words.no_folder,
        ErrorKind::BrokenPipe => &words.nobody_reads,
        _ => return None,
    })
}
