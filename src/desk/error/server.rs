//! Errors about the desk's server: its address, its answers, and what it refuses.

use std::fmt::Display;

use super::{Cause, DeskError, Kind};
use zegel_core::calendar::{Day, Week};

/// No server in the configuration or on the command line.
pub fn no_server() -> DeskError {
    DeskError::new(Kind::NoServer, |words| &words.desk_errors.no_server)
}

/// A text that is no address.
pub fn address(text: &str) -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.server).with("text", text)
}

/// A listener that does not speak TLS as the desk's does, and what the TLS library says of it.
pub fn no_tls(why: &str) -> DeskError {
    DeskError::suspicious(|words| &words.by_tls.no_desk).with("why", why)
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
pub fn away(why: impl Into<Cause>) -> DeskError {
    DeskError::new(Kind::Away, |words| &words.desk_errors.away).because(why)
}

/// A way to the server that takes what is sent and brings nothing back.
pub fn dead_tunnel(why: impl Into<Cause>) -> DeskError {
    DeskError::new(Kind::Away, |words| &words.arrival.dead_tunnel).because(why)
}

/// A proxy that does not answer.
pub fn proxy_away(proxy: &str, why: impl Into<Cause>) -> DeskError {
    DeskError::new(Kind::Away, |words| &words.arrival.proxy_away).with("proxy", proxy).because(why)
}

/// The same error of a request that may have left this computer.
pub fn may_have_left(error: DeskError) -> DeskError {
    DeskError { kind: Kind::Uncertain, ..error }
}

/// The same error of a request that only reads: nothing has changed.
pub fn of_reading(error: DeskError) -> DeskError {
    let kind = if error.kind == Kind::Uncertain { Kind::Away } else { error.kind };
    DeskError { kind, ..error }
}

/// The same error of a request that changes something and left this computer.
pub fn uncertain(error: DeskError) -> DeskError {
    let error = if error.cause.is_some() {
        error
    } else {
        let said = error.to_string();
        error.because(Cause::new(None, said.lines().next().unwrap_or_default()))
    };
    DeskError { kind: Kind::Uncertain, text: |words| &words.arrival.uncertain, ..error }
}

/// The same error, as if the server were away: another one may do what this one could not.
pub fn out_of_service(error: DeskError) -> DeskError {
    DeskError { kind: Kind::Away, ..error }
}

/// The same error of entries that are kept on this computer, to be sent again.
pub fn uncertain_kept(error: DeskError, id: impl Display) -> DeskError {
    let error = DeskError { kind: Kind::Uncertain, text: |words| &words.arrival.uncertain_kept, ..error };
    error.with("id", id)
}

/// What was sent stands on the server, and what came after it did not work.
pub fn sent_but(after: &str) -> DeskError {
    DeskError::not_done(|words| &words.arrival.sent_but).with("after", after)
}

/// The public page where the desk's listener should be.
pub fn public_page() -> DeskError {
    DeskError::not_done(|words| &words.arrival.public_page)
}

/// A command for a tunnel that has no words, or quotes that do not end.
pub fn tunnel_words(command: &str) -> DeskError {
    DeskError::not_done(|words| &words.tunnel.words).with("command", command)
}

/// A program for a tunnel that could not be started.
pub fn tunnel_not_started(program: &str, why: impl Display) -> DeskError {
    DeskError::not_done(|words| &words.tunnel.not_started).with("program", program).with("why", why)
}

/// A tunnel that ended, and what its program wrote last.
pub fn tunnel_ended(last: &str) -> DeskError {
    DeskError::new(Kind::Away, |words| &words.tunnel.ended).with("why", last)
}

/// A tunnel that does not listen after so many seconds.
pub fn tunnel_slow(seconds: u64, last: &str) -> DeskError {
    DeskError::new(Kind::Away, |words| &words.tunnel.slow).with("seconds", seconds).with("why", last)
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

/// A day on this computer that is far from the server's week.
pub fn clock(today: Day, week: Week) -> DeskError {
    DeskError::not_done(|words| &words.arrival.clock).with("day", today).with("week", week)
}

/// A server that came out of a backup while we were at it.
pub fn restored() -> DeskError {
    DeskError::not_done(|words| &words.desk_errors.restored)
}

/// Something else on the server than what was to be replaced.
pub fn changed() -> DeskError {
    DeskError::new(Kind::Changed, |words| &words.desk_errors.changed)
}

/// Work that nobody waits for any longer, before it began.
pub fn given_up() -> DeskError {
    DeskError::not_done(|words| &words.waiting.given_up)
}
