//! The administrator's verbs of `zegeld`, one module each, and what the serving process runs beside the
//! listeners.

pub mod backup;
mod check;
mod cli_docs;
mod config_file;
mod config_man;
mod confine;
mod demo;
mod doctor;
mod init;
mod instance;
mod listeners;
mod live_site;
mod maintenance;
mod off;
mod pinned_tls;
mod purge;
mod restore;
mod selftest;
mod serve;
mod signals;
mod startup;
mod unencrypted;
mod visit;
mod watchdog;

use std::borrow::Cow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Address, ConfigError, Installation};
use crate::health::selftest::Step;
use crate::listen::{PassedError, ServerKeyError, TlsError};
use crate::store::{OpenError, StoreError};
use crate::web::StartError;
use cli_docs::{Completions, Man};

/// The server of an anonymous tip service.
///
/// People write a report on a web page; the server seals it for the desk's age keys and keeps no
/// key that opens it. Caseworkers read with `zegel`.
#[derive(Parser)]
#[command(
    name = "zegeld",
    version,
    after_help = "Try it: zegeld demo\nFor real: zegeld init, then zegeld serve"
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Write a configuration to start from
    Init(init::Arguments),
    /// Serve the page and the desk
    Serve(serve::Arguments),
    /// Try everything on this machine with throw-away keys
    Demo(demo::Arguments),
    /// Say whether the files can be served, before a reload or a restart
    Check(check::Arguments),
    /// Turn the site off: a closed page with the numbers, until it is turned on
    Off(off::Arguments),
    /// Turn the site on again
    On(off::Arguments),
    /// Say whether this machine, the files, the store and the site are as they should be
    Doctor(doctor::Arguments),
    /// Try the whole way of a report, and whether the running server answers as it should
    Selftest(selftest::Arguments),
    /// Remove what is past its retention now (the server does so every night)
    Purge(purge::Arguments),
    /// Make or check a sealed backup, while the server serves
    ///
    /// It is an age file of the whole database, for the key under [backup] and no other. Beside it
    /// stands FILE.check, by which both are held against each other later.
    Backup(backup::Arguments),
    /// Make an opened backup the database, where there is none or one that was never used
    ///
    /// Where the key is:  age -d -i backup.key FILE | ssh SERVER zegeld restore -
    /// With a post-quantum key and an age before 1.3:
    ///   zegel backup-check FILE --identity backup.key --open | ssh SERVER zegeld restore -
    #[command(verbatim_doc_comment)]
    Restore(restore::Arguments),
    /// Print what lets a shell complete the verbs
    Completions(Completions),
    /// Print the manual page, zegeld(8), or write all of them
    Man(Man),
}

/// Why a verb ended: a fact, with the advice that is printed below it.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The configuration is refused.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// No configuration was named, and none is where it is looked for.
    #[error("there is no zegeld.toml in this folder, and no {}", config_file::INSTALLED)]
    NoConfig,
    /// The database cannot be opened.
    #[error("the database {0} cannot be opened: {1}")]
    Open(PathBuf, OpenError),
    /// The site cannot be made ready.
    #[error("{0}")]
    Start(#[from] StartError),
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Nothing can be sealed.
    #[error("{0}")]
    Seal(#[from] zegel_core::seal::SealError),
    /// No randomness.
    #[error("{0}")]
    Random(#[from] zegel_core::id::NoRandomness),
    /// An address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(Address, std::io::Error),
    /// What systemd passed and what the configuration names differ.
    #[error("{0}")]
    Passed(#[from] PassedError),
    /// The certificate cannot be shown.
    #[error("tls: {0}")]
    Tls(#[from] TlsError),
    /// The server has no key for the desk's listener.
    #[error("desk.key: {0}")]
    ServerKey(#[from] ServerKeyError),
    /// The desk's listener would be reachable from elsewhere, openly.
    #[error("{0} is reached from other machines, and desk.key names no file for the server's key")]
    OpenDesk(std::net::SocketAddr),
    /// The TLS library refuses its own settings.
    #[error("desk.key: {0}")]
    DeskTls(#[from] rustls::Error),
    /// A file cannot be written or read.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The demo would be reachable from elsewhere.
    #[error("{0} is not an address of this machine alone")]
    BeyondLoopback(std::net::SocketAddr),
    /// The keys in the demo's folder do not belong together.
    #[error("{0} does not open what is sealed for the recipients beside it")]
    OtherKey(PathBuf),
    /// The known-answer test failed.
    #[error("this build does not open a known hybrid file")]
    SelfTest,
    /// An organisation was not made.
    #[error("{0}")]
    Instance(#[from] instance::InstanceError),
    /// About a backup.
    #[error("{0}")]
    Backup(#[from] backup::error::BackupError),
    /// The database's volume was mounted after the start.
    #[error("the database's folder is another one than at the start")]
    OtherVolume,
    /// What was refused at the start can be read now.
    #[error("what was refused is in order now")]
    Mended,
    /// The database has been missing for a while.
    #[error("the database is still missing")]
    Missing,
    /// The doctor found something.
    #[error("wrong: {0}")]
    ThingsWrong(usize),
    /// The self-test found something.
    #[error("the self-test failed: {}", .0.words())]
    SelftestFailed(Step),
    /// The kernel refused a protection.
    #[error("the kernel refused a protection of this process: {0}")]
    Protection(std::io::Error),
}

impl AdminError {
    fn advice(&self) -> Cow<'static, str> {
        let doctor = Installation::own().command("doctor");
        let text = match self {
            Self::SelftestFailed(_) => {
                return format!(
                    "Perhaps no report comes in now. Run {doctor}, and look whether the server runs."
                )
                .into();
            }
            Self::ThingsWrong(_) => {
                return format!("Do what those lines say, and run {doctor} again.").into();
            }
            Self::Backup(error) => return error.advice(),
            Self::NoConfig => "Name the file with --config, or write one to start from: zegeld init",
            Self::Config(ConfigError::Unreadable(..)) => {
                "Is that its name, and may this user read it? What is in /etc/zegel root and zegel alone may."
            }
            Self::Config(_) => {
                "Mend that line; every key is explained in the file that `zegeld init` writes."
            }
            Self::Open(..) => {
                "Check that it is there and belongs to this user, and that the disk is not full."
            }
            Self::Store(StoreError::Clock) => {
                "Nothing was removed. If the clock is right, run it again with --accept-clock."
            }
            Self::Start(_) | Self::Store(_) => "Check the disk and the database. Nothing was served.",
            Self::Seal(_) | Self::Random(_) | Self::SelfTest => {
                "Do not serve with this build or on this machine."
            }
            Self::Listen(..) => {
                "Is another program using it, or does the port or folder need rights this user has not?"
            }
            Self::Passed(_) => {
                "Each `FileDescriptorName=NAME` of a socket unit has one key `systemd:NAME`, and each key a unit."
            }
            Self::Tls(_) => {
                "`certificate` is the site's own with those above it, `key` its key; this user must be able to read both."
            }
            Self::ServerKey(_) | Self::DeskTls(_) | Self::OpenDesk(_) => {
                "Name a file in the database's folder: a new key is made there. Caseworkers compare it once."
            }
            Self::File(..) => "Choose another folder, or remove the file if it may go.",
            Self::BeyondLoopback(_) => "A practice page on a network needs `--beyond-loopback` as well.",
            Self::OtherKey(_) => "Choose an empty folder for --dir.",
            Self::Instance(error) => error.advice(),
            Self::OtherVolume | Self::Mended | Self::Missing => {
                "Start it again: a service does so by itself."
            }
            Self::Protection(_) => "Run it on Linux, without a sandbox that forbids prctl.",
        };
        text.into()
    }
}

/// How the program ends, for its manual page. clap ends with 2.
const EXIT_STATUS: [(&str, &str); 3] = [
    ("0", "Done. Of doctor: nothing is wrong; of selftest: all of it worked."),
    ("1", "Not done, or something is wrong. A fact and an advice on standard error say why."),
    ("2", "Wrong usage."),
];

/// Runs the verb that the command line names. Returns the exit code of `zegeld`.
pub fn run() -> ExitCode {
    let result = match Arguments::parse().verb {
        Verb::Init(arguments) => init::run(&arguments),
        Verb::Serve(arguments) => serve::run(&arguments),
        Verb::Demo(arguments) => demo::run(&arguments),
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Off(arguments) => off::turn_off(&arguments),
        Verb::On(arguments) => off::turn_on(&arguments),
        Verb::Doctor(arguments) => doctor::run(&arguments),
        Verb::Selftest(arguments) => selftest::run(&arguments),
        Verb::Purge(arguments) => purge::run(&arguments),
        Verb::Backup(arguments) => backup::run(&arguments),
        Verb::Restore(arguments) => restore::run(&arguments),
        Verb::Completions(arguments) => {
            cli_docs::completions(&arguments);
            Ok(())
        }
        Verb::Man(arguments) => cli_docs::man(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print_error(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a terminal program")]
fn print_error(error: &AdminError) {
    eprintln!("zegeld: {error}\n{}", error.advice());
}

#[expect(clippy::print_stdout, reason = "a terminal program")]
fn print(text: &str) {
    println!("{text}");
}
