//! Errors about the desk's server: its address, its answers, and what it refuses.

use std::fmt::Display;

use super::{DeskError, Kind};

/// No server in the configuration or on the command line.
pub fn no_server() -> DeskError {
    DeskError::new(Kind::NoServer, |words| &words.desk_errors.no_server)
}

/// A text that is no address.
pub fn address(text: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.server).with("text", text)
}

/// An https address: TLS is not built in.
pub fn https() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.https)
}

/// Plain http to another computer.
pub fn far(host: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.far).with("text", host)
}

/// An onion address without a proxy, which would ask the DNS.
pub fn onion() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.onion)
}

/// A SOCKS proxy that would ask the DNS.
pub fn socks5() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.socks5)
}

/// A proxy of another kind.
pub fn proxy() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.proxy)
}

/// A server that gives no answer.
pub fn away(why: impl Display) -> DeskError {
    DeskError::new(Kind::Away, |words| &words.desk_errors.away).with("why", why)
}

/// An answer that sends elsewhere.
pub fn redirect() -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.redirect)
}

/// An answer that is none of a Zegel server.
pub fn not_zegel() -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.not_zegel)
}

/// An answer without end.
pub fn large() -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.large)
}

/// A refusal with this status, and the title of its problem document.
pub fn refused(status: u16, title: &str) -> DeskError {
    DeskError::new(Kind::Refused(status), |words| &words.desk_errors.refused)
        .with("status", status)
        .with("title", title.chars().take(200).collect::<String>())
}

/// A key that no caseworker of the server has.
pub fn unknown_caseworker() -> DeskError {
    DeskError::new(Kind::UnknownCaseworker, |words| &words.desk_errors.unknown_desk)
}

/// Something else where the nonce of a session belongs.
pub fn nonce() -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.nonce)
}

/// A recipients file of the server that is none.
pub fn set() -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.server_set)
}

/// A thread that went while we were at it.
pub fn gone() -> DeskError {
    DeskError::new(Kind::Gone, |words| &words.desk_errors.gone)
}

/// A set of the server's that changed while we were at it.
pub fn moved() -> DeskError {
    DeskError::suspicious(|words| &words.desk_errors.moved)
}

/// A server that came out of a backup while we were at it.
pub fn restored() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.restored)
}

/// Something else on the server than what was to be replaced.
pub fn changed() -> DeskError {
    DeskError::new(Kind::Changed, |words| &words.desk_errors.changed)
}
