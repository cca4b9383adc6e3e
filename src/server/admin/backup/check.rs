//! `zegeld backup --check`: compares a backup with the note beside it and with the live store, without
//! its key.

use std::fs::File;
use std::path::Path;

use super::error::BackupError;
use super::{copy, read_check};
use crate::admin::startup::read_facts;
use crate::admin::{AdminError, print};
use crate::config::Config;
use crate::store::Facts;
use zegel_core::backup::{Check, Hashing, check_file};

/// A backup is suspect if the live store has more than this many times its threads.
const SUSPECT_FACTOR: u64 = 2;

pub(super) fn run(config: &Config, file: &Path) -> Result<(), AdminError> {
    let check = read_check(&check_file(file)).ok_or_else(|| BackupError::NoCheck(check_file(file)))?;
    if hash(file).map_err(|error| BackupError::Read(file.to_owned(), error))? != check.sealed {
        return Err(BackupError::Altered(file.to_owned()).into());
    }
    let live = read_facts(config).map_err(|error| BackupError::Snapshot(config.database.clone(), error))?;
    if live.instance != check.instance {
        return Err(BackupError::OtherInstance(file.to_owned()).into());
    }
    print(&comparison(&check, &live));
    Ok(())
}

fn hash(file: &Path) -> std::io::Result<String> {
    let file = File::open(file)?;
    let total = file.metadata()?.len();
    let mut hashing = Hashing::new(file);
    copy(&mut hashing, &mut std::io::sink(), total, "check")?;
    Ok(hashing.finish().0)
}

fn comparison(check: &Check, live: &Facts) -> String {
    let Check { week, threads, entries, .. } = check;
    let mut text = format!(
        "unchanged since it was written in {week}\n\
         threads: {threads} in the backup, {} in the store\n\
         entries: {entries} in the backup, {} in the store",
        live.threads, live.entries
    );
    if threads * SUSPECT_FACTOR < live.threads {
        text.push_str("\nWARNING: the store has more than twice as many. Is this the last backup?");
    }
    text
}
