//! Writing a backup: copies the store, seals the copy, and only then replaces the backup before.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};

use super::error::BackupError;
use super::{copy, note};
use crate::admin::{AdminError, print, startup};
use crate::config::{Config, ConfigError};
use crate::store::{Snapshot, beside, claim};
use zegel_core::backup::{CONFIGURATION, Check, Hashing, Version, check_file};
use zegel_core::calendar::Clock;
use zegel_core::json::to_pretty_json;
use zegel_core::seal::{BackupRecipient, SealError};

pub(super) fn run(config: &Config, config_file: &Path, to: &Path) -> Result<(), AdminError> {
    // Reading the recipients also refuses a backup key that is a caseworker's.
    config.read_recipients()?;
    let recipient = config.backup.as_ref().ok_or(BackupError::NoRecipient)?.recipient()?;
    let is_pipe = to == Path::new("-");
    if is_pipe && stdout().is_terminal() {
        return Err(BackupError::Terminal.into());
    }
    let snapshot = startup::take_snapshot(config)
        .map_err(|error| BackupError::Snapshot(config.database.clone(), error))?;
    let check = if is_pipe {
        write_to(stdout().lock(), snapshot, &recipient, to)?.0
    } else {
        let check = write_file(to, snapshot, &recipient)?;
        write_configuration([config_file, &config.recipients], to, &recipient)?;
        check
    };
    write_whole(&note(&config.database), &check)?;
    if !is_pipe {
        let Check { threads, entries, .. } = check;
        print(&format!("backup written: {}, threads {threads}, entries {entries}", to.display()));
    }
    Ok(())
}

/// Writes the file and its note; each replaces the one before in one rename.
fn write_file(to: &Path, snapshot: Snapshot, recipient: &BackupRecipient) -> Result<Check, AdminError> {
    let draft = Draft::new(beside(to, ".partial"))?;
    let file = draft.file.try_clone().map_err(|error| BackupError::Write(to.to_owned(), error))?;
    let (check, _) = write_to(file, snapshot, recipient, to)?;
    draft.become_file(to)?;
    write_whole(&check_file(to), &check)?;
    Ok(check)
}

/// Seals the configuration beside the backup, each file by itself. No secret is in it; without it a new
/// machine would be set up from memory.
fn write_configuration(files: [&Path; 2], to: &Path, recipient: &BackupRecipient) -> Result<(), AdminError> {
    for ((suffix, _), file) in CONFIGURATION.into_iter().zip(files) {
        let text = fs::read(file).map_err(|error| ConfigError::Unreadable(file.to_owned(), error))?;
        let to = beside(to, suffix);
        let failed = |error| BackupError::Write(to.clone(), error);
        let draft = Draft::new(beside(&to, ".partial"))?;
        let sealing = recipient.seal(&draft.file).map_err(|error| failed(io::Error::other(error)));
        let mut sealing = sealing?;
        sealing.write_all(&text).map_err(failed)?;
        sealing.finish().map_err(failed)?;
        draft.become_file(&to)?;
    }
    Ok(())
}

fn write_to<W: Write>(
    to: W,
    mut snapshot: Snapshot,
    recipient: &BackupRecipient,
    path: &Path,
) -> Result<(Check, W), AdminError> {
    let failed = |error| AdminError::from(BackupError::Write(path.to_owned(), error));
    let not_sealed = |error: SealError| failed(io::Error::other(error));
    let total = snapshot.file.metadata().map_err(failed)?.len();
    let mut sealing = recipient.seal(Hashing::new(BufWriter::new(to))).map_err(not_sealed)?;
    let mut database = Hashing::new(&mut snapshot.file);
    copy(&mut database, &mut sealing, total, "backup").map_err(failed)?;
    let bytes = database.passed();
    let (database, _) = database.finish();
    let (sealed, to) = sealing.finish().map_err(failed)?.finish();
    let to = to.into_inner().map_err(|error| failed(error.into_error()))?;
    let facts = snapshot.facts;
    let check = Check {
        version: Version::V1,
        instance: facts.instance,
        week: Clock::system().week(),
        schema: facts.schema,
        threads: facts.threads,
        entries: facts.entries,
        bytes,
        database,
        sealed,
    };
    Ok((check, to))
}

fn write_whole(path: &Path, check: &Check) -> Result<(), BackupError> {
    let failed = |error| BackupError::Write(path.to_owned(), error);
    let mut draft = Draft::new(beside(path, ".partial"))?;
    let mut json = to_pretty_json(check).into_bytes();
    json.push(b'\n');
    draft.file.write_all(&json).map_err(failed)?;
    draft.become_file(path)
}

/// A file under its temporary name, which removes itself if it does not become whole.
struct Draft {
    path: PathBuf,
    file: File,
}

impl Draft {
    fn new(path: PathBuf) -> Result<Self, BackupError> {
        match claim(&path) {
            Ok(Some(file)) => Ok(Self { path, file }),
            Ok(None) => Err(BackupError::Busy(path)),
            Err(error) => Err(BackupError::Write(path, error)),
        }
    }

    /// Replaces the file at the path, on the disk before this returns.
    fn become_file(self, path: &Path) -> Result<(), BackupError> {
        let failed = |error| BackupError::Write(path.to_owned(), error);
        self.file.sync_all().map_err(failed)?;
        fs::rename(&self.path, path).map_err(failed)?;
        super::super::restore::sync_folder(path).map_err(failed)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After a rename it is not there any more.
        let _ = fs::remove_file(&self.path);
    }
}
