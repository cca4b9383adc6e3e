//! Compaction: what was deleted leaves the log, what came in order is shuffled, and the files' times
//! stop telling of the last report.
//!
//! Overflow pages keep the order of arrival even under random keys, until VACUUM writes the file
//! anew in the order of the keys.

use std::path::Path;

use rusqlite::Connection;
use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};

use super::db_files::{files, folder};
use super::open::{pragma, version};
use super::wal::{self, WalError};
use zegel_core::calendar::Boundary;

/// The condition under which the file is shuffled, that is, written anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shuffle {
    /// However large it is.
    Always,
    /// If it has at most so many bytes.
    UpTo(u64),
}

/// Shuffles the file and wipes the log. True when nothing is left to do.
pub(super) fn compact(
    connection: &Connection,
    file: &Path,
    shuffle: Shuffle,
    largest_log: u64,
) -> Result<bool, WalError> {
    let written = write_back(connection)?;
    let small = match shuffle {
        Shuffle::Always => true,
        Shuffle::UpTo(bytes) => size(connection)? <= bytes,
    };
    if !small {
        return Ok(written && wipe_log(connection, file, largest_log)?);
    }
    let shuffled = shuffle_pages(connection);
    // Also what it left there, if the disk has no room for it.
    let wiped = write_back(connection)? && wipe_log(connection, file, largest_log)?;
    shuffled?;
    Ok(wiped)
}

/// Writes the file anew, in the order of the keys.
///
/// SQLite adds one to the schema's version each time, which would count the bursts of reports since
/// the first day. The version has to change when the schema does, and only then: other connections
/// go by it (<https://www.sqlite.org/pragma.html#pragma_schema_version>). So it is set back where
/// every table and index is what and where it was.
fn shuffle_pages(connection: &Connection) -> Result<(), rusqlite::Error> {
    let version = pragma(connection, "schema_version")?;
    let before = schema(connection)?;
    connection.execute_batch("vacuum")?;
    if schema(connection)? == before {
        connection.pragma_update(None, "schema_version", version)?;
    }
    Ok(())
}

/// Each table and index: its name, the statement that made it, and its first page.
fn schema(connection: &Connection) -> Result<Vec<(String, Option<String>, i64)>, rusqlite::Error> {
    let mut query = connection.prepare("select name, sql, rootpage from sqlite_schema order by name")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

/// Writes what stands in the log into the file, so that the next transaction begins at the log's start. False if
/// another process still reads it.
fn write_back(connection: &Connection) -> Result<bool, rusqlite::Error> {
    connection.query_row("pragma wal_checkpoint(restart)", [], |row| Ok(row.get::<_, i64>(0)? == 0))
}

/// Leaves one page in the log, the first, where nothing of a report stands. False if there are more.
fn wipe_log(connection: &Connection, file: &Path, largest_log: u64) -> Result<bool, WalError> {
    // A transaction that changes nothing: SQLite begins at the log's start, and so reads the rest no more.
    connection.pragma_update(None, "user_version", version(connection)?)?;
    Ok(wal::wipe(connection, file, largest_log)? <= 1)
}

fn size(connection: &Connection) -> Result<u64, rusqlite::Error> {
    let bytes = pragma(connection, "page_count")? * pragma(connection, "page_size")?;
    Ok(u64::try_from(bytes).unwrap_or(u64::MAX))
}

/// Sets the times of the file, its companions and their folder. One that is not there has no time to
/// tell. The time of a file's last change of state cannot be set; it is that of this call.
///
/// It takes paths, not open files: closing a handle of our own would end the locks that SQLite has on them, and
/// whoever opened the database beside us would take its log away.
pub(super) fn set_times(file: &Path, boundary: Boundary) {
    let since_1970 = boundary.since_1970();
    let time = Timespec {
        tv_sec: i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: since_1970.subsec_nanos().into(),
    };
    let times = Timestamps { last_access: time, last_modification: time };
    for file in files(file) {
        let _ = utimensat(CWD, file, &times, AtFlags::empty());
    }
    // What a shuffle sets aside stands there for a moment.
    let _ = utimensat(CWD, folder(file), &times, AtFlags::empty());
}
