//! What can go wrong at the desk. Each error is a fact and, on the next line, an advice.

use std::io;
use std::path::{Path, PathBuf};

use crate::export::ExportError;
use crate::keys::error::KeysError;
use crate::server::carried::CarriedError;
use crate::site::error::SiteError;
use crate::texts::{DeskErrors, DeskWords};
use crate::trust::error::TrustError;
use crate::verb::backup_check::BackupError;
use crate::verb::setup::FirstDayError;
use zegel_core::document::Refused;
use zegel_core::i18n::fill;
use zegel_core::id::NoRandomness;
use zegel_core::seal::SealError;

/// An error that ends a verb.
pub enum DeskError {
    /// Neither HOME nor the XDG folders are set.
    NoHome,
    /// `config.toml` says something that it cannot say.
    Config(PathBuf, String),
    /// No server was given.
    NoServer,
    /// Not an address.
    Server(String),
    /// TLS, which is not built in.
    Https,
    /// Plain http to another computer.
    Far(String),
    /// An onion address without a proxy, which would ask the DNS.
    Onion,
    /// A proxy that would ask the DNS.
    Socks5,
    /// Another proxy.
    Proxy,
    /// Not ten groups of four hex digits.
    FingerprintText,
    /// No identity file.
    NoIdentity(PathBuf),
    /// A file that is no identity.
    Identity(PathBuf),
    /// An age identity without our comment line.
    NoSigningKey(PathBuf),
    /// Not a pseudonym.
    Name,
    /// Nothing is ever written over.
    Exists(PathBuf),
    /// A file could not be written.
    Write(PathBuf, io::Error),
    /// A file could not be read.
    Read(PathBuf, io::Error),
    /// No answer.
    Away(String),
    /// An answer that sends elsewhere.
    Redirect,
    /// An answer of something else.
    NotZegel,
    /// An answer without end.
    Large,
    /// A problem document.
    Refused(u16, String),
    /// The server knows no desk with this key.
    UnknownDesk,
    /// Something else where a nonce belongs.
    Nonce,
    /// The server's recipients file is none.
    ServerSet,
    /// Another fingerprint than the pinned one.
    SetChanged {
        /// The pinned one.
        pinned: String,
        /// The server's.
        server: String,
    },
    /// The same fingerprint, but other desk lines.
    DesksChanged {
        /// Names of the pinned desks.
        pinned: String,
        /// Names of the server's.
        server: String,
    },
    /// Another fingerprint than the one that was given.
    Fingerprint {
        /// The given one.
        wanted: String,
        /// The one there is.
        found: String,
    },
    /// The pins cannot be read.
    Pins(PathBuf),
    /// No thread begins so.
    Unknown(String),
    /// More than one does.
    Ambiguous(String, String),
    /// The reporter took it back.
    Withdrawn(String),
    /// It went while we were at it.
    Gone,
    /// The server's set changed while we were at it.
    Moved,
    /// The server came out of a backup while we were at it.
    Restored,
    /// What was to be replaced is not what stands there.
    Changed,
    /// No colleague of this name; those there are.
    NoColleague(String, String),
    /// Not a label.
    Label,
    /// Nothing is withdrawn here, or no copy is left of it.
    NothingToKeep(String),
    /// No document says where an answer goes.
    NoReporter(String),
    /// Two do, and differ.
    TwoReporters,
    /// Nothing to send.
    Empty,
    /// Too much to send.
    Long(usize, usize),
    /// The question was not answered with yes.
    NotConfirmed,
    /// A file that does not begin as an age file.
    NotAge(PathBuf),
    /// A file for somebody else.
    OtherKey(PathBuf),
    /// A file that opens to nothing known.
    Damaged(PathBuf),
    /// Sealing failed.
    Sealing,
    /// The public site, or a poster for it.
    Site(SiteError),
    /// Around a folder that is carried.
    Carried(CarriedError),
    /// Something that is not believed.
    Trust(TrustError),
    /// Nothing was handed on.
    Export(ExportError),
    /// About a key.
    Keys(KeysError),
    /// A backup that is not what it should be.
    Backup(BackupError),
    /// About the first day, or the doctor's advice.
    FirstDay(FirstDayError),
}

impl DeskError {
    /// The fact and the advice.
    pub fn text(&self, all: &DeskWords) -> String {
        let words = &all.desk_errors;
        match self {
            Self::Carried(error) => error.text(&all.carried),
            Self::Trust(error) => error.text(&all.trust),
            Self::Export(error) => error.text(&all.export_errors),
            Self::Keys(error) => error.text(&all.keys),
            Self::Backup(error) => error.text(&all.backup_check),
            Self::FirstDay(error) => error.text(&all.first_day),
            Self::Config(file, why) => with_file(&words.config, file, why),
            Self::Server(text) => fill(&words.server, &[("text", text)]),
            Self::Far(text) => fill(&words.far, &[("text", text)]),
            Self::NoIdentity(file) => with_file(&words.no_identity, file, ""),
            Self::Identity(file) => with_file(&words.identity, file, ""),
            Self::NoSigningKey(file) => with_file(&words.no_signing_key, file, ""),
            Self::Exists(file) => with_file(&words.exists, file, ""),
            Self::Write(file, why) => with_file(&words.write, file, &why.to_string()),
            Self::Read(file, why) => with_file(&words.read, file, &why.to_string()),
            Self::Pins(file) => with_file(&words.pins, file, ""),
            Self::NotAge(file) => with_file(&words.not_age, file, ""),
            Self::OtherKey(file) => with_file(&words.other_key, file, ""),
            Self::Damaged(file) => with_file(&words.damaged, file, ""),
            Self::Away(why) => fill(&words.away, &[("why", why)]),
            Self::Refused(status, title) => {
                fill(&words.refused, &[("status", &status.to_string()), ("title", title)])
            }
            Self::SetChanged { pinned, server } => {
                fill(&words.set_changed, &[("pinned", pinned), ("server", server)])
            }
            Self::DesksChanged { pinned, server } => {
                fill(&words.desks_changed, &[("pinned", pinned), ("server", server)])
            }
            Self::Fingerprint { wanted, found } => {
                fill(&words.fingerprint, &[("wanted", wanted), ("found", found)])
            }
            Self::Unknown(id) => fill(&words.unknown, &[("id", id)]),
            Self::Ambiguous(id, ids) => fill(&words.ambiguous, &[("id", id), ("ids", ids)]),
            Self::NoColleague(name, names) => fill(&words.no_colleague, &[("name", name), ("names", names)]),
            Self::NothingToKeep(id) => fill(&words.nothing_to_keep, &[("id", id)]),
            Self::Withdrawn(id) => fill(&words.withdrawn, &[("id", id)]),
            Self::NoReporter(id) => fill(&words.no_reporter, &[("id", id)]),
            Self::Long(count, most) => {
                fill(&words.long, &[("count", &count.to_string()), ("max", &most.to_string())])
            }
            Self::Site(error) => error.text(words),
            plain => plain.fixed(words).to_owned(),
        }
    }

    /// The errors in which nothing is filled in.
    fn fixed<'a>(&self, words: &'a DeskErrors) -> &'a str {
        match self {
            Self::NoHome => &words.no_home,
            Self::NoServer => &words.no_server,
            Self::Https => &words.https,
            Self::Onion => &words.onion,
            Self::Socks5 => &words.socks5,
            Self::Proxy => &words.proxy,
            Self::FingerprintText => &words.fingerprint_text,
            Self::Name => &words.name,
            Self::Redirect => &words.redirect,
            Self::Large => &words.large,
            Self::UnknownDesk => &words.unknown_desk,
            Self::Nonce => &words.nonce,
            Self::ServerSet => &words.server_set,
            Self::Gone => &words.gone,
            Self::Moved => &words.moved,
            Self::Restored => &words.restored,
            Self::Changed => &words.changed,
            Self::Label => &words.label,
            Self::TwoReporters => &words.two_reporters,
            Self::Empty => &words.empty,
            Self::NotConfirmed => &words.not_confirmed,
            Self::Sealing => &words.sealing,
            _ => &words.not_zegel,
        }
    }
}

fn with_file(text: &str, file: &Path, why: &str) -> String {
    fill(text, &[("file", &file.display().to_string()), ("why", why)])
}

impl From<KeysError> for DeskError {
    fn from(error: KeysError) -> Self {
        Self::Keys(error)
    }
}

impl From<BackupError> for DeskError {
    fn from(error: BackupError) -> Self {
        Self::Backup(error)
    }
}

impl From<SiteError> for DeskError {
    fn from(error: SiteError) -> Self {
        Self::Site(error)
    }
}

impl From<SealError> for DeskError {
    fn from(_: SealError) -> Self {
        Self::Sealing
    }
}

impl From<TrustError> for DeskError {
    fn from(error: TrustError) -> Self {
        Self::Trust(error)
    }
}

impl From<CarriedError> for DeskError {
    fn from(error: CarriedError) -> Self {
        Self::Carried(error)
    }
}

impl From<NoRandomness> for DeskError {
    fn from(_: NoRandomness) -> Self {
        Self::Sealing
    }
}

impl From<Refused> for DeskError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooLong { count, most } => Self::Long(count, most),
            Refused::Empty | Refused::Unread => Self::Empty,
        }
    }
}
