//! What a server lists and streams, line by line: as much and as long as it is believed.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};

use ureq::BodyReader;

use crate::error::{self, DeskError};
use crate::server::connection::Incoming;
use zegel_core::id::ThreadId;
use zegel_core::wire::{EntryLine, ThreadHead};

/// An entry in base64, of the largest size class for sixteen recipients.
pub const MOST_LINE: u64 = 256 * 1024;
/// So many entries are folded before the server is no longer believed.
const MOST_ENTRIES: usize = 200_000;
/// More threads than these are not believed: a server could else fill this computer's memory and its
/// state file, which grows by some hundred bytes for each.
const MOST_THREADS: usize = 100_000;
/// So many entries may come in while an answer is written, and are left for the next time. A server
/// that sends more lines than it listed, and these, is not believed.
const MOST_UNLISTED: usize = 1000;

/// One line of a streamed answer.
pub type Line = Result<Vec<u8>, DeskError>;

/// A streamed answer as it comes in.
type Stream = BufReader<Incoming<BodyReader<'static>>>;

/// The lines of a streamed answer, as many and as long as are believed.
pub struct NdjsonLines(Option<Result<Stream, DeskError>>, usize);

impl NdjsonLines {
    /// Those of this answer, or why there are none.
    pub fn new(answer: Result<Stream, DeskError>) -> Self {
        Self(Some(answer), 0)
    }
}

impl Iterator for NdjsonLines {
    type Item = Line;

    fn next(&mut self) -> Option<Self::Item> {
        let mut reader = match self.0.take()? {
            Ok(reader) => reader,
            Err(error) => return Some(Err(error)),
        };
        self.1 += 1;
        let line = next_line(&mut reader).transpose()?;
        if self.1 > MOST_ENTRIES {
            return Some(Err(error::server::large()));
        }
        if line.is_ok() {
            self.0 = Some(Ok(reader));
        }
        Some(line)
    }
}

/// The lines of an answer to which so many entries were listed. One more than can have come in since
/// is an error.
pub fn bounded(lines: impl Iterator<Item = Line>, listed: usize) -> impl Iterator<Item = Line> {
    let most = listed + MOST_UNLISTED;
    lines
        .take(most + 1)
        .enumerate()
        .map(move |(at, line)| if at < most { line } else { Err(error::server::large()) })
}

/// A list, if it is no longer than a server is believed to have one.
pub fn bounded_list(heads: Vec<ThreadHead>) -> Result<Vec<ThreadHead>, DeskError> {
    let entries: usize = heads.iter().map(|head| head.entries.len()).sum();
    if heads.len() > MOST_THREADS || entries > MOST_ENTRIES {
        return Err(error::server::large());
    }
    // Of a thread that stands there twice only one could be shown.
    let threads: BTreeSet<ThreadId> = heads.iter().map(|head| head.id).collect();
    if threads.len() < heads.len() {
        return Err(error::server::not_zegel());
    }
    Ok(heads)
}

/// One line of the streamed answer.
pub fn read_line(line: &[u8]) -> Result<EntryLine, DeskError> {
    serde_json::from_slice(line).map_err(|_| error::server::not_zegel())
}

/// The next line of a stream; none at its end.
pub fn next_line(lines: &mut impl BufRead) -> Result<Option<Vec<u8>>, DeskError> {
    let mut line = Vec::new();
    let read = lines.take(MOST_LINE + 1).read_until(b'\n', &mut line);
    let length = read.map_err(error::server::away)?;
    match length as u64 {
        0 => Ok(None),
        length if length > MOST_LINE => Err(error::server::large()),
        _ => Ok(Some(line)),
    }
}
