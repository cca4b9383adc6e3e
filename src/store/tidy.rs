//! Quiet hours: what was deleted leaves the log, what came in order is shuffled, and the files'
//! times stop telling of the last report.
//!
//! Overflow pages keep the order of arrival even under random keys, until VACUUM writes the file
//! anew in the order of the keys.

use std::path::Path;

use rusqlite::Connection;
use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, UTIME_NOW, utimensat};

use super::place::files;

/// When the file is written anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shuffle {
    /// However large it is.
    Always,
    /// If it has at most so many bytes.
    UpTo(u64),
}

/// True when nothing is left to do.
pub(super) fn tidy(connection: &Connection, shuffle: Shuffle) -> Result<bool, rusqlite::Error> {
    let emptied = empty_log(connection)?;
    let small = match shuffle {
        Shuffle::Always => true,
        Shuffle::UpTo(bytes) => size(connection)? <= bytes,
    };
    if !small {
        return Ok(emptied);
    }
    let shuffled = connection.execute_batch("vacuum");
    // Also what it left there, if the disk has no room for it.
    let emptied = empty_log(connection)?;
    shuffled.map(|()| emptied)
}

fn empty_log(connection: &Connection) -> Result<bool, rusqlite::Error> {
    connection.query_row("pragma wal_checkpoint(truncate)", [], |row| Ok(row.get::<_, i64>(0)? == 0))
}

fn size(connection: &Connection) -> Result<u64, rusqlite::Error> {
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    Ok(u64::try_from(pages * page).unwrap_or(u64::MAX))
}

/// Sets the times of the file and its companions. One that is not there has no time to tell.
///
/// By their names: closing a handle of our own would end the locks that SQLite has on them, and
/// whoever opened the database beside us would take its log away.
pub(super) fn touch(file: &Path) {
    let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
    let times = Timestamps { last_access: now, last_modification: now };
    for file in files(file) {
        let _ = utimensat(CWD, file, &times, AtFlags::empty());
    }
}
