//! Errors of backup and restore: each is a fact, with the advice that is printed below it.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::config::Installation;
use crate::store::{IntegrityError, SnapshotError};

/// An error about a backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is no `[backup]`.
    #[error("the configuration names no recipient of backups")]
    NoRecipient,
    /// The store could not be copied.
    #[error("the database {0} cannot be copied: {1}")]
    Snapshot(PathBuf, SnapshotError),
    /// Sealed bytes on a screen help nobody.
    #[error("standard output is a terminal")]
    Terminal,
    /// The backup could not be written.
    #[error("{0} was not written: {1}")]
    Write(PathBuf, std::io::Error),
    /// Another process writes the same file.
    #[error("{0} is being written by another process")]
    Busy(PathBuf),
    /// The backup could not be read.
    #[error("{0} cannot be read: {1}")]
    Read(PathBuf, std::io::Error),
    /// There is no note beside it.
    #[error("there is no note beside the backup that can be read: {0}")]
    NoCheck(PathBuf),
    /// It is not what was written.
    #[error("{0} is not what was written: a byte of it has changed, or its note is another's")]
    Altered(PathBuf),
    /// It belongs to another store.
    #[error("{0} is of another installation than the database")]
    OtherInstance(PathBuf),
    /// There is a database already.
    #[error("there is a database already: {0}")]
    Over(PathBuf),
    /// Nothing was given on standard input.
    #[error("standard input is a terminal")]
    NoInput,
    /// It is still sealed.
    #[error("this backup is still sealed")]
    Sealed,
    /// It is no database, or was cut off.
    #[error("what was read is no whole backup: {0}")]
    Cut(&'static str),
    /// It is larger than the store may be.
    #[error("the backup has {0} bytes, and store.max_bytes is less")]
    Large(u64),
    /// It is no store that can be taken.
    #[error("this backup is not taken: {0}")]
    Image(#[from] IntegrityError),
    /// It is of another installation than the configuration names.
    #[error("this backup is of installation {0}, and the configuration names another")]
    Instance(String),
    /// The restored store could not be finished.
    #[error("the restored database could not be finished")]
    Unfinished,
}

impl BackupError {
    pub(in crate::admin) fn advice(&self) -> Cow<'static, str> {
        let own = Installation::own();
        let text = match self {
            Self::Terminal => {
                let backup = own.command("backup --to -");
                return format!("Send it to a file or a program: {backup} | ssh HOST 'cat > zegel.age'")
                    .into();
            }
            Self::NoInput => {
                let restore = own.command("restore -");
                return format!("Open it into this: age -d -i backup.key FILE | {restore}").into();
            }
            Self::NoRecipient => {
                "Make a key on another machine (`zegel keygen --backup --out backup.key`), and put its age1… line under [backup]."
            }
            Self::Snapshot(_, SnapshotError::Busy) | Self::Busy(_) => {
                "Wait until it has ended. Nothing was changed."
            }
            Self::Snapshot(..) => {
                "Look whether the file is there and belongs to this user, and whether its disk has room for a second one."
            }
            Self::Write(..) => {
                "The backup that was there is as it was. Look at the room and the rights there."
            }
            Self::Read(..) | Self::NoCheck(_) => {
                "Keep FILE and FILE.check together, as `zegeld backup` wrote them."
            }
            Self::Altered(_) => "Do not rely on it. Make a new one, and keep both files of it together.",
            Self::OtherInstance(_) | Self::Instance(_) => {
                "Look which backup belongs to this server. Nothing was changed."
            }
            Self::Over(_) => {
                "Nothing is ever restored over reports. If they may go, stop the server and move all files that begin with that name away."
            }
            Self::Sealed => {
                "Open it first, where its key is: age -d -i backup.key FILE, or zegel backup-check FILE --open"
            }
            Self::Cut(_) => "Was the pipe broken off, or the wrong file opened? Nothing was restored.",
            Self::Large(_) => "Raise store.max_bytes, if the disk has the room. Nothing was restored.",
            Self::Image(_) => "Take an earlier backup. Nothing was restored.",
            Self::Unfinished => "Look at the room on the disk, and restore again. Nothing was restored.",
        };
        text.into()
    }
}
