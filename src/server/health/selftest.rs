//! The result of the last self-test: a small file beside the database. Its time is the file's own, its
//! words are fixed.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk::folder;
use zegel_core::calendar::Day;

/// The file's name, in the folder of the database.
const NAME: &str = "selftest.json";

/// A step of a self-test, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A store of its own is made on the disk, in a process that may do no more than the server.
    Store,
    /// A report is taken and sealed there.
    Report,
    /// The key opens it.
    Open,
    /// The answer to it is read with the code.
    Answer,
    /// It is withdrawn, with all that was written to it.
    Withdraw,
    /// Another is deleted, as the desk does.
    Delete,
    /// A third is removed when its retention ends.
    Purge,
    /// The pages of the live database are as they should be.
    Database,
    /// The running server gives its first page, with the numbers and its policy.
    Page,
    /// The running server looks a code up that nobody has.
    LookUp,
    /// The running server's listener for caseworkers answers.
    Desk,
    /// The running server says of no daily maintenance that it failed.
    Maintenance,
}

impl Step {
    /// The sentence about a step that failed.
    pub fn words(self) -> &'static str {
        match self {
            Self::Store => "no store could be made beside the database",
            Self::Report => "a report could not be taken and sealed",
            Self::Open => "what was sealed could not be opened",
            Self::Answer => "an answer could not be read with the code",
            Self::Withdraw => "a report could not be withdrawn",
            Self::Delete => "a report could not be deleted",
            Self::Purge => "a report past its retention could not be removed",
            Self::Database => "the database is damaged, or cannot be read",
            Self::Page => "the running server did not give its first page with the numbers and its policy",
            Self::LookUp => "the running server did not look up a code",
            Self::Desk => "the running server's listener for caseworkers did not answer",
            Self::Maintenance => "the daily maintenance of the running server failed",
        }
    }
}

/// The result of the last self-test.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// There was none.
    Never,
    /// All worked, on this day.
    Passed(Day),
    /// This step did not work.
    Failed(Step),
    /// The file was not written by a self-test.
    Unreadable,
}

/// The content of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    failed: Option<Step>,
}

/// Records the result of a self-test that ended now.
pub fn remember(database: &Path, failed: Option<Step>) -> io::Result<()> {
    let path = file_beside(database);
    let new = folder(database).join(format!("{NAME}.new"));
    let mut file = File::create(&new)?;
    // Also for a server of another user than the one who ran the test.
    file.set_permissions(Permissions::from_mode(0o644))?;
    file.write_all(&serde_json::to_vec(&Content { failed })?)?;
    file.sync_all()?;
    fs::rename(new, path)
}

/// The result that is recorded for the store in this file.
pub fn last(database: &Path) -> Last {
    let path = file_beside(database);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Last::Never,
        read => read.unwrap_or_default(),
    };
    let modified = path.metadata().and_then(|data| data.modified());
    match (serde_json::from_slice(&bytes), modified.ok().and_then(Day::from_system_time)) {
        (Ok(Content { failed: Some(step) }), _) => Last::Failed(step),
        (Ok(Content { failed: None }), Some(day)) => Last::Passed(day),
        _ => Last::Unreadable,
    }
}

fn file_beside(database: &Path) -> PathBuf {
    folder(database).join(NAME)
}
