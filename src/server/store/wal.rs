//! The place of the write-ahead log on the disk: it has its size from the start, and what was in it is
//! overwritten where it stands.
//!
//! A log that grows with each report and is cut off afterwards makes the file system note each growth with its
//! time, and leaves the order of the reports in blocks that nobody overwrites.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::db_files::{beside, free};

/// The size of the log in bytes. SQLite begins at its start again after a thousand pages, which the last batch
/// may exceed.
pub(super) const SIZE: u64 = 8 << 20;
/// The room on the disk, in bytes, below which the log is left as small as it is.
const ROOM: u64 = 4 * SIZE;

/// The format of the log: <https://www.sqlite.org/fileformat2.html#walformat>.
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The first bytes of a log, but for the last bit, which tells the order of bytes in its sums.
const MAGIC: u32 = 0x377f_0682;

const CHUNK: usize = 64 << 10;
static ZEROS: [u8; CHUNK] = [0; CHUNK];

/// The frames of the log that SQLite still reads.
struct Frames {
    end: u64,
    count: u64,
}

/// Gives the log its size, and overwrites with zeros what SQLite no longer reads of it. Of a log that has grown
/// beyond `largest` bytes the rest is cut off afterwards. Gives how many frames SQLite still reads.
pub(super) fn wipe(connection: &Connection, database: &Path, largest: u64) -> Result<u64, WalError> {
    // Who holds this lock is the only one that writes into the log, and SQLite reads nothing behind its last
    // frame. The transaction itself writes none.
    let _lock = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let path = beside(database, "-wal");
    // SQLite has no lock on this file, so that closing this handle ends none.
    let log = OpenOptions::new().read(true).write(true).open(path)?;
    let frames = Frames::read(&log)?;
    overwrite(&log, frames.end)?;
    if log.metadata()?.len() > largest {
        // What is cut off goes to blocks that nobody overwrites: zeros have to be there before.
        log.sync_data()?;
        log.set_len(largest.max(frames.end))?;
    }
    if free(database).is_some_and(|free| free >= ROOM) {
        extend(&log)?;
    }
    log.sync_data()?;
    Ok(frames.count)
}

/// The reason why the log was not overwritten.
#[derive(Debug, thiserror::Error)]
pub(super) enum WalError {
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("{0}")]
    File(#[from] io::Error),
}

/// Bytes of the log that SQLite still reads; none if the log was not written since it got its size.
pub fn length_of_log(database: &Path) -> io::Result<u64> {
    Ok(Frames::read(&File::open(beside(database, "-wal"))?)?.end)
}

impl Frames {
    /// Each frame bears the salt of the header, which is another whenever SQLite begins at the start again.
    fn read(log: &File) -> io::Result<Self> {
        let mut frames = Self { end: 0, count: 0 };
        let mut header = [0; HEADER];
        if read_at(log, &mut header, 0)? < header.len() || header == [0; HEADER] {
            return Ok(frames);
        }
        if number(&header, 0) & !1 != MAGIC {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let size = FRAME_HEADER as u64 + u64::from(number(&header, 8));
        frames.end = HEADER as u64;
        let mut frame = [0; FRAME_HEADER];
        // SQLite checks sums and commits as well, so that it reads at most these: too many are kept, never too few.
        while read_at(log, &mut frame, frames.end)? == frame.len() && frame[8..16] == header[16..24] {
            frames.end += size;
            frames.count += 1;
        }
        Ok(frames)
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |number| u32::from_be_bytes(*number))
}

/// Reads as much as there is. Gives how much that was.
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read_at(&mut buffer[read..], at + read as u64)? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

/// Overwrites with zeros, where anything else stands.
fn overwrite(log: &File, from: u64) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    let mut at = from;
    loop {
        let length = read_at(log, &mut chunk, at)?;
        if chunk[..length] != ZEROS[..length] {
            log.write_all_at(&ZEROS[..length], at)?;
        }
        if length < CHUNK {
            return Ok(());
        }
        at += length as u64;
    }
}

/// Writes zeros up to the size. Blocks that are only set aside would be noted when they are first written.
fn extend(log: &File) -> io::Result<()> {
    let mut at = log.metadata()?.len();
    while at < SIZE {
        let length = usize::try_from(SIZE - at).unwrap_or(CHUNK).min(CHUNK);
        log.write_all_at(&ZEROS[..length], at)?;
        at += length as u64;
    }
    Ok(())
}
