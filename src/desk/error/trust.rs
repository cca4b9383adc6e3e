//! Errors about what this computer trusts, and what it does not believe.

use std::fmt::Display;
use std::path::Path;

use super::{DeskError, Kind};

/// A text that is not ten groups of four hex digits.
pub fn fingerprint_text() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.fingerprint_text)
}

/// Another fingerprint than the one that was given.
pub fn fingerprint(wanted: impl Display, found: impl Display) -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.fingerprint).with("wanted", wanted).with("found", found)
}

/// Another fingerprint of the server than the pinned one.
pub fn set_changed(pinned: impl Display, server: impl Display) -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.set_changed)
        .with("pinned", pinned)
        .with("server", server)
}

/// The pinned fingerprint with other caseworkers than the pinned ones.
pub fn desks_changed(pinned: &str, server: &str) -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.desks_changed)
        .with("pinned", pinned)
        .with("server", server)
}

/// A server whose own key is another one than the one that was compared.
pub fn server_key(compared: impl Display, shown: impl Display) -> DeskError {
    DeskError::suspicious(|words| &words.by_tls.other_key).with("compared", compared).with("shown", shown)
}

/// A server whose own key nobody has compared yet.
pub fn no_server_key() -> DeskError {
    DeskError::not_done(|words| &words.by_tls.no_key)
}

/// Pins that cannot be read.
pub fn pins(file: &Path) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.pins).with("file", file.display())
}

/// Another installation than the pinned ones.
pub fn other_instance(pinned: &str, server: impl Display) -> DeskError {
    DeskError::suspicious(|words| &words.trust.other_instance).with("pinned", pinned).with("server", server)
}

/// A case with another document than the one that somebody read.
pub fn disputed(id: impl Display) -> DeskError {
    DeskError::suspicious(|words| &words.trust.disputed).with("id", id)
}

/// A report of which the server says without proof that it was withdrawn, and of which nothing is here.
pub fn said_withdrawn(id: impl Display) -> DeskError {
    DeskError::new(Kind::SaidWithdrawn, |words| &words.trust.said_withdrawn).with("id", id)
}

/// A case about which there is nothing to decide.
pub fn nothing_disputed(id: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.trust.nothing_disputed).with("id", id)
}

/// A new set without a fingerprint, and nobody here to compare it.
pub fn fingerprint_needed() -> DeskError {
    DeskError::not_done(|words| &words.trust.fingerprint_needed)
}

/// A retention of the server that was not accepted.
pub fn retention_needed(weeks: u16) -> DeskError {
    DeskError::not_done(|words| &words.trust.retention_needed).with("weeks", weeks)
}

/// Tombstones for the server, and nobody here to look at them first.
pub fn nobody_to_confirm() -> DeskError {
    DeskError::not_done(|words| &words.trust.nobody_to_confirm)
}
