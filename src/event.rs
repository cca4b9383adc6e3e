//! All that this program ever says while it serves: fixed sentences, at most with a count.
//!
//! No logger is linked. Nothing here has room for an address, a path, an id, a token or a word,
//! so no later change can log one by mistake.

use std::fmt;

/// Something the administrator may know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The server listens.
    Started,
    /// No report can be accepted yet; the pages show the telephone numbers.
    Closed,
    /// A caseworker's key has proved that it opens what is sealed here.
    Opened,
    /// A stop was asked for; what is being sent is finished.
    Stopping,
    /// The server has ended.
    Stopped,
    /// A connection could not be accepted.
    AcceptFailed,
    /// Something could not be sealed; the report was refused.
    SealFailed,
    /// The store refused a piece of work; nothing of it was kept.
    StoreFailed,
    /// The store has reached its bound; reports are refused.
    StoreFull,
    /// The night's work, or a checkpoint, did not end; it is tried again.
    TidyFailed,
    /// A mistake of ours ended one answer, and nothing of it is said: a panic's own words may quote
    /// what it stumbled over.
    Panicked,
    /// Another recipients file is in use from now on, and every session has ended.
    Reloaded,
    /// The recipients file was read again and refused; the set before stays in use.
    ReloadRefused,
    /// Another certificate is shown from now on.
    CertificateRead,
    /// The certificate's files were read again and refused; the one before stays in use.
    CertificateRefused,
    /// Threads past their retention were removed.
    Purged(usize),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Started => f.write_str("started"),
            Event::Closed => f.write_str("closed: no caseworker's key has proved itself yet"),
            Event::Opened => f.write_str("open for reports"),
            Event::Stopping => f.write_str("stopping"),
            Event::Stopped => f.write_str("stopped"),
            Event::AcceptFailed => f.write_str("a connection could not be accepted"),
            Event::SealFailed => f.write_str("sealing failed"),
            Event::StoreFailed => f.write_str("the store failed"),
            Event::StoreFull => f.write_str("the store is full"),
            Event::TidyFailed => f.write_str("tidying the store failed"),
            Event::Panicked => f.write_str("a mistake in this program ended one answer"),
            Event::Reloaded => f.write_str("recipients read again; all sessions have ended"),
            Event::ReloadRefused => {
                f.write_str("recipients refused, THE OLD ONES STAY: see `zegeld serve` for the line")
            }
            Event::CertificateRead => f.write_str("certificate read again"),
            Event::CertificateRefused => f.write_str(
                "certificate refused, THE OLD ONE STAYS: are both files whole and readable, and of one pair?",
            ),
            Event::Purged(threads) => write!(f, "purged threads: {threads}"),
        }
    }
}

/// Says it on standard error, without a time: the journal has its own.
#[expect(clippy::print_stderr, reason = "the one place where the server speaks")]
pub fn say(event: Event) {
    eprintln!("zegeld: {event}");
}
