//! Errors of the desk: what a program can do with one, and the fact and the advice that a person reads.
//!
//! Each error is written in one place, a function that makes it, in the file of its subject. Its text
//! is a field of the texts and not an arm of a `match`: an error without a text does not compile, and
//! a new one cannot be told in the words of another.

pub mod backup;
pub mod case;
mod cause;
pub mod export;
pub mod files;
pub mod keys;
pub mod login;
pub mod offline;
pub mod output;
pub mod server;
pub mod setup;
pub mod site;
pub mod stats;
pub mod trust;

use std::fmt::{self, Debug, Display, Formatter};

pub use cause::Cause;
pub use files::LinePlace;

use crate::texts::{DeskWords, desk_words};
use zegel_core::i18n::{Language, interpolate};
use zegel_core::id::NoRandomness;
use zegel_core::seal::SealError;

/// Kind of an error: all that a program knows of it. The exit status follows from it, and callers
/// that go on after some errors tell those by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something was not done, and only a person reads why.
    NotDone,
    /// The command line asks for what cannot be.
    Usage,
    /// Nobody answers, and nothing has changed. The same may work later.
    Away,
    /// A request that changes something left this computer, and nobody knows what became of it.
    Uncertain,
    /// Something is not as it should be. A person must look before the same is tried again.
    Suspicious,
    /// No server was named.
    NoServer,
    /// The server refused a request with this status.
    Refused(u16),
    /// The server knows no caseworker with this key.
    UnknownCaseworker,
    /// The thread is not on the server any more.
    Gone,
    /// What was to be replaced on the server is not what stands there.
    Changed,
    /// No thread has such an id.
    Unknown,
    /// The server says without proof that a report was withdrawn, and no copy of it is here.
    SaidWithdrawn,
    /// There is no identity file.
    NoIdentity,
}

/// Place of an error's text in the texts of a language.
type Text = fn(&DeskWords) -> &String;

/// An error that ends a verb.
pub struct DeskError {
    kind: Kind,
    text: Text,
    values: Vec<(&'static str, String)>,
    cause: Option<Cause>,
}

impl DeskError {
    fn new(kind: Kind, text: Text) -> Self {
        Self { kind, text, values: Vec::new(), cause: None }
    }

    fn not_done(text: Text) -> Self {
        Self::new(Kind::NotDone, text)
    }

    fn suspicious(text: Text) -> Self {
        Self::new(Kind::Suspicious, text)
    }

    /// Fills the place of this name in the text.
    fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// Fills the place of `why` with a cause, in the language of the rest.
    fn because(mut self, cause: impl Into<Cause>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// What a program can do with it.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether nothing came for as long as it may take.
    pub fn is_of_time(&self) -> bool {
        self.cause.as_ref().is_some_and(Cause::is_of_time)
    }

    /// What fills the place of this name in the text; nothing where the text has no such place.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The fact and, on the next line, the advice.
    pub fn text(&self, words: &DeskWords) -> String {
        let mut values: Vec<(&str, &str)> =
            self.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        values.extend(self.cause.as_ref().map(|cause| ("why", cause.text(words))));
        interpolate((self.text)(words), &values)
    }
}

impl std::error::Error for DeskError {}

impl Display for DeskError {
    /// In English, for who does not know the language of the person.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(desk_words(Language::ENGLISH)))
    }
}

impl Debug for DeskError {
    /// Without the values: a text that is to be left out of an export is the reporter's.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = (self.text)(desk_words(Language::ENGLISH));
        let fact = text.lines().next().unwrap_or_default();
        f.debug_struct("DeskError").field("kind", &self.kind).field("text", &fact).finish_non_exhaustive()
    }
}

/// A question that was not answered with yes.
pub fn not_confirmed() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.not_confirmed)
}

/// Sealing that failed, or randomness that the operating system does not give.
pub fn sealing() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.sealing)
}

impl From<SealError> for DeskError {
    fn from(_: SealError) -> Self {
        sealing()
    }
}

impl From<NoRandomness> for DeskError {
    fn from(_: NoRandomness) -> Self {
        sealing()
    }
}
