//! The maintenance that failed last: a small file beside the database, which is there only while the
//! server cannot do what it does every day. So no failure hides in a log that nobody reads.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk::folder;
use zegel_core::calendar::Day;

/// The file's name, in the folder of the database.
const NAME: &str = "maintenance.json";

/// A task of the daily maintenance that did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// What is past its retention could not be removed.
    Purge,
    /// It was not removed, because the clock is weeks ahead of the last purge.
    Clock,
    /// The database could not be written anew.
    Compact,
}

/// A task that fails, and the day from which on it does.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    pub failed: Task,
    pub since: Day,
}

/// What is known of the last maintenance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// Nothing fails, as far as is known.
    Worked,
    Failed(Failure),
    /// The file was not written by this program.
    Unreadable,
}

/// Records how the maintenance of today ended.
pub fn remember(database: &Path, failed: Option<Task>, today: Day) -> io::Result<()> {
    let file = file_beside(database);
    let Some(failed) = failed else {
        return match fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    };
    let since = match last(database) {
        Last::Failed(before) if before.failed == failed => before.since,
        Last::Worked | Last::Failed(_) | Last::Unreadable => today,
    };
    write(&file, Failure { failed, since })
}

fn write(file: &Path, failure: Failure) -> io::Result<()> {
    let new = folder(file).join(format!("{NAME}.new"));
    let mut content = File::create(&new)?;
    // Also for an administrator of another user than the server's.
    content.set_permissions(Permissions::from_mode(0o644))?;
    content.write_all(&serde_json::to_vec(&failure)?)?;
    content.sync_all()?;
    fs::rename(new, file)
}

/// What is recorded for the database in this file.
pub fn last(database: &Path) -> Last {
    let bytes = match fs::read(file_beside(database)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Last::Worked,
        read => read.unwrap_or_default(),
    };
    serde_json::from_slice(&bytes).map_or(Last::Unreadable, Last::Failed)
}

fn file_beside(database: &Path) -> PathBuf {
    folder(database).join(NAME)
}
