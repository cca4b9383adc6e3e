//! `zegeld restore`: makes an opened backup the database, where there is none, or one that was never used. It
//! is written nowhere but in the database's folder, under another name until all of it is done.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, stdin};
use std::path::{Path, PathBuf};

use clap::Args;
use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::backup::copy;
use super::backup::error::BackupError;
use super::config_file::ConfigFile;
use super::{AdminError, print, serve, startup};
use crate::config::{Config, Installation};
use crate::store::{self, Facts, Lock, Store, beside, claim};
use zegel_core::backup::{HEADER, database_length};
use zegel_core::calendar::Clock;
use zegel_core::id::Instance;
use zegel_core::seal::{AGE_ARMOR, AGE_MAGIC};

/// Suffixes of the files that SQLite puts beside a database while it is open.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

#[derive(Args)]
pub(super) struct Arguments {
    /// The opened backup, or - for standard input
    #[arg(value_name = "FILE")]
    from: PathBuf,
    #[command(flatten)]
    config: ConfigFile,
    /// Only try, in memory: nothing is written, and no configuration is read
    #[arg(long = "try")]
    only_try: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    serve::protect()?;
    if arguments.only_try {
        return try_out(&arguments.from);
    }
    let config = arguments.config.read()?;
    let replaced = replaceable(&config.database)?;
    // A server that has lost its database still holds the lock, until it is stopped.
    let _alone =
        Lock::take(&config.database).map_err(|error| AdminError::Open(config.database.clone(), error))?;
    let opened = OpenedBackup::open(&arguments.from)?;
    if opened.length > config.store.max_bytes {
        return Err(BackupError::Large(opened.length).into());
    }
    let draft = Draft::new(&config.database)?;
    draft.fill(opened)?;
    let facts = store::check_file(&draft.path).map_err(BackupError::from)?;
    let instance = facts.instance.to_string();
    let is_named = config.instance.as_ref().is_none_or(|wanted| *wanted == instance);
    // What the package made at its installation is named as well, and goes with it.
    if !is_named && config.instance != replaced.map(|replaced| replaced.to_string()) {
        return Err(BackupError::Instance(instance).into());
    }
    let purged = serve::runtime(begin_generation(&draft.path, &config))?;
    #[cfg(feature = "postgres")]
    if let Some(servers) = startup::servers(&config) {
        let filled = servers.fill_from(&draft.path);
        filled.map_err(|error| AdminError::Open(config.database.clone(), error))?;
        print(&restored_text(&facts, purged, is_named));
        return Ok(());
    }
    draft.become_database(&config.database)?;
    print(&restored_text(&facts, purged, is_named));
    Ok(())
}

fn try_out(from: &Path) -> Result<(), AdminError> {
    let opened = OpenedBackup::open(from)?;
    let bytes = usize::try_from(opened.length).map_err(|_| BackupError::Large(opened.length))?;
    let mut whole = opened.read;
    let facts = store::try_out(&mut whole, bytes, Clock::system().week()).map_err(|error| match error {
        // SQLite's reader says no more of a stream that ends too early.
        store::IntegrityError::Sqlite(_) => BackupError::Cut("it ends too early"),
        error @ (store::IntegrityError::Damaged
        | store::IntegrityError::Later
        | store::IntegrityError::Foreign
        | store::IntegrityError::Unsealed
        | store::IntegrityError::Nobody) => error.into(),
    })?;
    expect_end(&mut whole).map_err(|error| BackupError::Read(from.to_owned(), error))??;
    print(&format!("it can be restored: {}", summary(&facts)));
    Ok(())
}

fn summary(facts: &Facts) -> String {
    let Facts { instance, schema, threads, entries } = facts;
    format!("threads {threads}, entries {entries}, installation {instance}, schema {schema}")
}

fn restored_text(facts: &Facts, purged: usize, is_named: bool) -> String {
    let rename = format!("In zegeld.toml the line becomes: instance = \"{}\"\n   Then: ", facts.instance);
    let rename = if is_named { "" } else { &rename };
    let own = Installation::own();
    format!(
        "restored: {}\npast their retention and removed: {purged}\n\n\
         1. {rename}systemctl start {}, or without the package: {}\n\
         2. Each caseworker runs `zegel reapply`: it shows what was withdrawn or deleted since the\n   \
         backup, asks, and has it erased again. The page opens when a key has proved itself.",
        summary(facts),
        own.service(),
        own.command("serve")
    )
}

/// Refuses a place where anything of a database would be lost. Returns the installation of one that was never
/// used, if that is there.
fn replaceable(database: &Path) -> Result<Option<Instance>, BackupError> {
    // What a log holds is a part of the database.
    let logs = [COMPANIONS[0], COMPANIONS[2]].map(|suffix| beside(database, suffix));
    if let Some(log) = logs.into_iter().find(|file| file.symlink_metadata().is_ok()) {
        return Err(BackupError::Over(log));
    }
    if database.symlink_metadata().is_err() {
        return Ok(None);
    }
    match store::unused(database) {
        Ok(Some(instance)) => Ok(Some(instance)),
        // One that cannot be read may hold anything.
        Ok(None) | Err(_) => Err(BackupError::Over(database.to_owned())),
    }
}

/// A backup in clear that is being read, with the length that its header names.
struct OpenedBackup {
    read: Box<dyn Read>,
    length: u64,
    path: PathBuf,
}

impl OpenedBackup {
    fn open(path: &Path) -> Result<Self, BackupError> {
        let failed = |error| BackupError::Read(path.to_owned(), error);
        let is_pipe = path == Path::new("-");
        if is_pipe && stdin().is_terminal() {
            return Err(BackupError::NoInput);
        }
        let mut read: Box<dyn Read> =
            if is_pipe { Box::new(stdin().lock()) } else { Box::new(File::open(path).map_err(failed)?) };
        let mut header = [0; HEADER];
        read.read_exact(&mut header).map_err(|_| BackupError::Cut("it is too short"))?;
        if header.starts_with(AGE_MAGIC) || header.starts_with(AGE_ARMOR.as_bytes()) {
            return Err(BackupError::Sealed);
        }
        let length = database_length(&header).ok_or(BackupError::Cut("it does not begin as one"))?;
        Ok(Self { read: Box::new(io::Cursor::new(header).chain(read)), length, path: path.to_owned() })
    }
}

/// Refuses a stream in which anything follows.
fn expect_end(read: &mut impl Read) -> io::Result<Result<(), BackupError>> {
    let more = io::copy(&mut read.take(1), &mut io::sink())?;
    Ok(if more == 0 { Ok(()) } else { Err(BackupError::Cut("something follows it")) })
}

/// The database under its temporary name. Dropped before it is whole, it removes itself and its
/// companions.
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

    fn fill(&self, mut opened: OpenedBackup) -> Result<(), BackupError> {
        let failed = |error| BackupError::Write(self.path.clone(), error);
        let mut whole = (&mut opened.read).take(opened.length);
        let copied = copy(&mut whole, &mut &self.file, opened.length, "restore").map_err(failed)?;
        if copied < opened.length {
            return Err(BackupError::Cut("it ends too early"));
        }
        expect_end(&mut opened.read).map_err(|error| BackupError::Read(opened.path, error))?
    }

    fn become_database(self, database: &Path) -> Result<(), BackupError> {
        let failed = |error| BackupError::Write(database.to_owned(), error);
        // Closing empties the log and removes it. One that is still there holds pages that the rename
        // would lose.
        if beside(&self.path, COMPANIONS[0]).symlink_metadata().is_ok() {
            return Err(BackupError::Unfinished);
        }
        self.file.sync_all().map_err(failed)?;
        // Looked at again, now that nobody else can have it.
        if replaceable(database)?.is_some() {
            fs::remove_file(database).map_err(failed)?;
        }
        // Never over a database that was made meanwhile.
        renameat_with(CWD, &self.path, CWD, database, RenameFlags::NOREPLACE)
            .map_err(|error| failed(error.into()))?;
        sync_folder(database).map_err(failed)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for suffix in ["", COMPANIONS[0], COMPANIONS[1], COMPANIONS[2]] {
            // After the rename none of them is there, and each removal fails, which is fine.
            let _ = fs::remove_file(beside(&self.path, suffix));
        }
    }
}

/// Begins a new generation of the store, and removes what is past its retention from the file.
async fn begin_generation(path: &Path, config: &Config) -> Result<usize, AdminError> {
    let store = Store::open(path, startup::options(config))
        .map_err(|error| AdminError::Open(path.to_owned(), error))?;
    let now = Clock::system().week();
    store.begin_generation(now).await?;
    // The week of its last purge is that of the backup, so the leap of the clock is expected. Should
    // the clock be wrong, only this copy is lost: the backup stays.
    store.accept_clock(now).await?;
    let purged = store.purge(now, config.retention.weeks).await?;
    let is_compacted = store.compact().await;
    store.close().await;
    if is_compacted { Ok(purged) } else { Err(BackupError::Unfinished.into()) }
}

/// Syncs the folder of a file, so that its new name is on the disk before this returns.
pub(super) fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
