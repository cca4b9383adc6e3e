//! `zegeld restore`: an opened backup becomes the database, where there is none. It never lies
//! anywhere but in the database's folder, and has another name until all of it is done.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, stdin};
use std::path::{Path, PathBuf};

use clap::Args;
use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::backup::copy;
use super::backup::error::BackupError;
use super::{KeeperError, opening, serve, tell};
use crate::config::Config;
use crate::store::{self, Facts, Lock, Store, beside, claim};
use zegel_core::backup::{HEADER, database_length};
use zegel_core::calendar::Clock;

/// What SQLite puts beside a database while it is open.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

#[derive(Args)]
pub(super) struct Arguments {
    /// The opened backup, or - for standard input
    #[arg(value_name = "FILE")]
    from: PathBuf,
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = "zegeld.toml")]
    config: PathBuf,
    /// Only try, in memory: nothing is written, and no configuration is read
    #[arg(long = "try")]
    only_try: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), KeeperError> {
    serve::protect()?;
    if arguments.only_try {
        return try_out(&arguments.from);
    }
    let config = Config::read(&arguments.config)?;
    refuse_over(&config.database)?;
    // A server that has lost its database still has the right to it, until it is stopped.
    let _alone =
        Lock::take(&config.database).map_err(|error| KeeperError::Open(config.database.clone(), error))?;
    let opened = Opened::of(&arguments.from)?;
    if opened.length > config.store.max_bytes {
        return Err(BackupError::Large(opened.length).into());
    }
    let draft = Draft::new(&config.database)?;
    draft.fill(opened)?;
    let facts = store::check_file(&draft.path).map_err(BackupError::from)?;
    let instance = facts.instance.to_string();
    if config.instance.as_ref().is_some_and(|wanted| *wanted != instance) {
        return Err(BackupError::Instance(instance).into());
    }
    let purged = serve::runtime(begin(&draft.path, &config))?;
    draft.become_database(&config.database)?;
    tell(&told(&facts, purged));
    Ok(())
}

fn try_out(from: &Path) -> Result<(), KeeperError> {
    let opened = Opened::of(from)?;
    let bytes = usize::try_from(opened.length).map_err(|_| BackupError::Large(opened.length))?;
    let mut whole = opened.read;
    let facts = store::try_out(&mut whole, bytes, Clock::system().week()).map_err(|error| match error {
        // SQLite's reader says no more of a stream that ends too early.
        store::IntegrityError::Sqlite(_) => BackupError::Cut("it ends too early"),
        error => error.into(),
    })?;
    ended(&mut whole).map_err(|error| BackupError::Read(from.to_owned(), error))??;
    tell(&format!("it can be restored: {}", counted(&facts)));
    Ok(())
}

fn counted(facts: &Facts) -> String {
    let Facts { instance, schema, threads, entries } = facts;
    format!("threads {threads}, entries {entries}, installation {instance}, schema {schema}")
}

fn told(facts: &Facts, purged: usize) -> String {
    format!(
        "restored: {}\npast their retention and removed: {purged}\n\n\
         1. zegeld serve\n\
         2. Each caseworker runs `zegel reapply`: it shows what was withdrawn or deleted since the\n   \
         backup, asks, and has it erased again. The page opens when a key has proved itself.",
        counted(facts)
    )
}

fn refuse_over(database: &Path) -> Result<(), BackupError> {
    let files = ["", COMPANIONS[0], COMPANIONS[2]].map(|suffix| beside(database, suffix));
    match files.into_iter().find(|file| file.symlink_metadata().is_ok()) {
        Some(file) => Err(BackupError::Over(file)),
        None => Ok(()),
    }
}

/// A database that is read, by the length that it says it has.
struct Opened {
    read: Box<dyn Read>,
    length: u64,
    path: PathBuf,
}

impl Opened {
    fn of(path: &Path) -> Result<Self, BackupError> {
        let failed = |error| BackupError::Read(path.to_owned(), error);
        let mut read: Box<dyn Read> = match path == Path::new("-") {
            true if stdin().is_terminal() => return Err(BackupError::NoInput),
            true => Box::new(stdin().lock()),
            false => Box::new(File::open(path).map_err(failed)?),
        };
        let mut header = [0; HEADER];
        read.read_exact(&mut header).map_err(|_| BackupError::Cut("it is too short"))?;
        if header.starts_with(b"age-encryption.org/") || header.starts_with(b"-----BEGIN AGE") {
            return Err(BackupError::Sealed);
        }
        let length = database_length(&header).ok_or(BackupError::Cut("it does not begin as one"))?;
        Ok(Self { read: Box::new(io::Cursor::new(header).chain(read)), length, path: path.to_owned() })
    }
}

/// Nothing follows.
fn ended(read: &mut impl Read) -> io::Result<Result<(), BackupError>> {
    let more = io::copy(&mut read.take(1), &mut io::sink())?;
    Ok(if more == 0 { Ok(()) } else { Err(BackupError::Cut("something follows it")) })
}

/// The database while it is not one yet. What is not finished goes, with its companions.
struct Draft {
    path: PathBuf,
    file: File,
}

impl Draft {
    fn new(database: &Path) -> Result<Self, BackupError> {
        let path = beside(database, ".restoring");
        match claim(&path) {
            Ok(Some(file)) => Ok(Self { path, file }),
            Ok(None) => Err(BackupError::Busy(path)),
            Err(error) => Err(BackupError::Write(path, error)),
        }
    }

    fn fill(&self, mut opened: Opened) -> Result<(), BackupError> {
        let failed = |error| BackupError::Write(self.path.clone(), error);
        let mut whole = (&mut opened.read).take(opened.length);
        let copied = copy(&mut whole, &mut &self.file, opened.length, "restore").map_err(failed)?;
        if copied < opened.length {
            return Err(BackupError::Cut("it ends too early"));
        }
        ended(&mut opened.read).map_err(|error| BackupError::Read(opened.path, error))?
    }

    fn become_database(self, database: &Path) -> Result<(), BackupError> {
        let failed = |error| BackupError::Write(database.to_owned(), error);
        // Closing has emptied the log; else what it holds would be lost.
        if beside(&self.path, COMPANIONS[0]).symlink_metadata().is_ok() {
            return Err(BackupError::Unfinished);
        }
        self.file.sync_all().map_err(failed)?;
        // Never over a database that came meanwhile.
        renameat_with(CWD, &self.path, CWD, database, RenameFlags::NOREPLACE)
            .map_err(|error| failed(error.into()))?;
        sync_folder(database).map_err(failed)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for suffix in ["", COMPANIONS[0], COMPANIONS[1], COMPANIONS[2]] {
            // What has become the database is not there any more.
            drop(fs::remove_file(beside(&self.path, suffix)));
        }
    }
}

/// A new generation; what is past its retention goes, and leaves the file.
async fn begin(path: &Path, config: &Config) -> Result<usize, KeeperError> {
    let store = Store::open(path, opening::options(config))
        .map_err(|error| KeeperError::Open(path.to_owned(), error))?;
    let now = Clock::system().week();
    store.begin_generation(now).await?;
    // The week of its last purge is that of the backup. A wrong clock costs the copy, and no backup.
    store.accept_clock(now).await?;
    let purged = store.purge(now, config.retention.weeks).await?;
    let tidied = store.compact().await;
    store.close().await;
    if tidied { Ok(purged) } else { Err(BackupError::Unfinished.into()) }
}

/// The name of a file, on the disk before this returns.
pub(super) fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
