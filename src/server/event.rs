//! Events: all that this program prints while it serves. They are fixed sentences, at most with a count.
//!
//! No logger is linked. Nothing here has room for an address, an id, a token or a word of a visitor, so no later
//! change can log one by mistake. The one path is that of this installation's own configuration, in a command to
//! type.

use std::fmt;

use crate::config::Installation;

/// An event that the administrator may know of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The server listens.
    Started,
    /// No reports are accepted: none of the present keys has proved that it opens what is sealed.
    /// The pages show the telephone numbers.
    Closed,
    /// Reports are accepted: one of the present keys has proved that it opens what is sealed.
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
    /// No report can be taken; the page says so, with the numbers, until it is mended.
    StoreFault(Fault),
    /// Reports can be taken again.
    StoreMended,
    /// The database that was open and is not at its path any more was written beside it at the end.
    Rescued,
    /// That could not be done.
    RescueFailed,
    /// There was no database, and nothing tells of an earlier one: a new one was made.
    StoreMade,
    /// Compacting the store failed; it is tried again.
    CompactFailed,
    /// A panic ended one answer. Its own words are not printed: they may quote what was being handled.
    Panicked,
    /// The kernel does not keep this process to its own files and from connecting anywhere.
    Unconfined,
    /// Another recipients file is in use from now on, and every session has ended.
    Reloaded,
    /// The server's own key is refused: the desk's listener ends every connection.
    DeskClosed,
    /// The configuration is another than at the start, and a reload does not read it.
    ConfigurationChanged,
    /// A key on this line of the recipients file belongs to nobody.
    KeyOfNobody(usize),
    /// The recipients file was read again and refused; the set before stays in use.
    ReloadRefused,
    /// Another certificate is shown from now on.
    CertificateRead,
    /// The certificate's files were read again and refused; the one before stays in use.
    CertificateRefused,
    /// The clock is weeks ahead of the last purge: all reports could be gone by a mistake.
    ClockLeapt,
    /// Threads past their retention were removed.
    Purged(usize),
}

/// A fault of the store, for which no report can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no database, and there was one.
    Missing,
    /// Another server has it.
    Busy,
    /// It is no database, or not a whole one.
    Damaged,
    /// The log beside it is that of the database which was there before.
    OtherLog,
    /// A later version of this program wrote it.
    Later,
    /// Another installation wrote it.
    Other,
    /// This user may not read and write it.
    Denied,
    /// The disk has no room to open it.
    Full,
    /// The disk failed, or SQLite did.
    Failed,
    /// It is not where it was opened any more.
    Lost,
    /// An administrator has turned the site off.
    Off,
    /// The configuration is refused.
    Configuration,
    /// The recipients file is refused, and no earlier one is known.
    Recipients,
    /// The certificate is refused, and no earlier one is known.
    Certificate,
    /// The disk is nearly full. Answers and withdrawals go on.
    Short,
    /// No PostgreSQL that takes writes answers.
    Away,
    /// Two servers of PostgreSQL take writes.
    Divided,
    /// PostgreSQL has settings that keep more than is promised.
    Settings,
}

impl fmt::Display for Fault {
    /// A fact and what to do about it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = Installation::own();
        f.write_str(match self {
            Fault::Missing => {
                "the database is gone; no new one is made: mount its volume, or restore a backup"
            }
            Fault::Busy => "another zegeld has the database: stop one of the two",
            Fault::Damaged => {
                "the database is damaged or is none: keep a copy of the file, and restore a backup"
            }
            Fault::OtherLog => {
                "the log beside the database is that of the one before: put that one back, or move zegel.db-wal and zegel.db-shm away; if they came together in one copy: zegel.db.lock"
            }
            Fault::Later => "a later version of zegeld wrote the database: install that version again",
            Fault::Other => "the database is of another installation than `instance`: mount the right volume",
            Fault::Denied => "this user may not write the database: look who owns the file and its folder",
            Fault::Full => "the disk is full: make room",
            Fault::Failed => "the database cannot be opened: look at the disk and its messages",
            Fault::Lost => "the database is not where it was: put it back, or put another there and restart",
            Fault::Off => {
                return write!(f, "it was turned off: `{}` turns it on again", own.command("on"));
            }
            Fault::Configuration => {
                return write!(f, "the configuration is refused: `{}` names the line", own.command("check"));
            }
            Fault::Recipients => {
                return write!(f, "the recipients file is refused: `{}` names the line", own.command("check"));
            }
            Fault::Certificate => {
                return write!(f, "the certificate is refused: `{}` says why", own.command("check"));
            }
            Fault::Away => {
                "no PostgreSQL answers that takes writes and lets zegeld in: look at its sockets, its roles, and what it says itself"
            }
            Fault::Divided => "two servers of PostgreSQL take writes: end the one that was given up",
            Fault::Settings => {
                return write!(f, "PostgreSQL keeps more than is promised: `{}` names the settings", own.command("doctor"));
            }
            Fault::Short => "the disk is nearly full; answers and withdrawals go on: make room",
        })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = Installation::own();
        match self {
            Event::Started => f.write_str("started"),
            Event::Closed => {
                f.write_str("closed: none of these keys has proved itself; a caseworker runs `zegel inbox`")
            }
            Event::Opened => f.write_str("open for reports"),
            Event::Stopping => f.write_str("stopping"),
            Event::Stopped => f.write_str("stopped"),
            Event::AcceptFailed => f.write_str("a connection could not be accepted"),
            Event::SealFailed => f.write_str("sealing failed"),
            Event::StoreFailed => f.write_str("the store failed"),
            Event::StoreFull => f.write_str("the store is full"),
            Event::StoreFault(fault) => write!(f, "NO REPORT CAN BE TAKEN: {fault}"),
            Event::StoreMended => f.write_str("the database is in order again"),
            Event::Rescued => f.write_str(
                "the database that was open is kept beside its path, with .rescued behind its name: look which of the two is right",
            ),
            Event::RescueFailed => {
                f.write_str("the database that was open could not be kept: is a .rescued there already, or no room?")
            }
            Event::StoreMade => {
                f.write_str("a new database was made; if this is no first start, look for the old one")
            }
            Event::CompactFailed => f.write_str("tidying the store failed"),
            Event::Panicked => f.write_str("a mistake in this program ended one answer"),
            Event::Unconfined => {
                f.write_str("not confined: a kernel with Landlock, Linux 6.10 or later, would")
            }
            Event::Reloaded => f.write_str("recipients read again; all sessions have ended"),
            Event::ConfigurationChanged => write!(
                f,
                "zegeld.toml has changed, WHICH COUNTS FROM THE NEXT START: {} && systemctl restart {}",
                own.command("check"),
                own.service()
            ),
            Event::DeskClosed => write!(
                f,
                "NO CASEWORKER IS LET IN: the server's own key is refused: `{}` says why",
                own.command("check")
            ),
            Event::KeyOfNobody(line) => write!(
                f,
                "recipients, line {line}: this key is nobody's: it opens reports and lets nobody in, as a \
                 recovery key does; a caseworker's stands directly below their line"
            ),
            Event::ReloadRefused => {
                write!(f, "recipients refused, THE OLD ONES STAY: `{}` names the line", own.command("doctor"))
            }
            Event::CertificateRead => f.write_str("certificate read again"),
            Event::CertificateRefused => f.write_str(
                "certificate refused, THE OLD ONE STAYS: are both files whole and readable, and of one pair?",
            ),
            Event::ClockLeapt => write!(
                f,
                "NOTHING PURGED: the clock is weeks ahead; if it is right: {}",
                own.command("purge --accept-clock")
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
