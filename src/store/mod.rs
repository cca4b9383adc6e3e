//! The store: threads, sealed bodies and nothing to open them with, in one SQLite file.
//!
//! One thread owns the one connection. What is waiting shares a transaction and its fsync, each
//! piece in a savepoint of its own, and nobody is answered before the commit. With a single
//! connection no reader ever holds a checkpoint back, so deleted text leaves the log for certain.
//!
//! What is absent: a clock (weeks come in as arguments), an order of arrival (see `tidy`), and any
//! way to name a document, a token or a key.

mod look;
mod meta;
mod open;
mod rows;
mod thread;
mod tidy;
mod writer;

use std::path::Path;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::event::{Event, say};

pub use look::{Facts, LookError};
pub use open::OpenError;
pub use rows::Row;
pub use thread::Put;

/// Why a piece of work was not done. Nothing of it was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The file system or SQLite refused.
    #[error("the store failed")]
    Failed,
    /// The bound of the store is reached.
    #[error("the store is full")]
    Full,
    /// There is no such thread, or it was withdrawn.
    #[error("there is no such thread")]
    NoThread,
    /// What was to be replaced is not what stands there.
    #[error("what was to be replaced has changed")]
    Changed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => StoreError::Full,
            _ => StoreError::Failed,
        }
    }
}

/// How the store keeps itself.
#[derive(Clone, Copy)]
pub struct Options {
    /// The bound of the file, in bytes.
    pub max_bytes: u64,
    /// How long after the last change the log is emptied and the file shuffled.
    pub quiet: Duration,
    /// Up to how many bytes the file is shuffled each time; above, only by the night's work.
    pub shuffle_bytes: u64,
}

impl Default for Options {
    /// 4 GiB; a minute; 64 MiB, which a disk rewrites in about a second.
    fn default() -> Self {
        Self { max_bytes: 4 << 30, quiet: Duration::from_secs(60), shuffle_bytes: 64 << 20 }
    }
}

/// A handle on the store. Clones share the one connection.
#[derive(Clone)]
pub struct Store(Sender<Order>);

/// A server whose writer has failed would answer every report with an error for ever: it ends, and
/// is started again.
struct Whole;

impl Drop for Whole {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::process::abort();
        }
    }
}

/// What the writer is told.
enum Order {
    /// A piece of work within the shared transaction.
    Work(Work),
    /// Empty the log and shuffle the file, now.
    Tidy(oneshot::Sender<bool>),
    /// Finish and close the file.
    Close(oneshot::Sender<()>),
}

/// Runs on the connection (or is told that there is no transaction), and gives what to do when
/// the commit has succeeded or not.
type Work = Box<dyn FnOnce(Option<&Connection>) -> Worked + Send>;

struct Worked {
    keep: bool,
    answer: Box<dyn FnOnce(bool) + Send>,
}

impl Store {
    /// Opens the file, or makes it.
    pub fn open(path: &Path, options: Options) -> Result<Self, OpenError> {
        let connection = open::open(path, options)?;
        Ok(Self::start(connection, writer::Keeping::of_file(path, options)))
    }

    /// A store in memory, for an example or a trial; it ends with its last handle.
    pub fn scratch() -> Result<Self, OpenError> {
        let options = Options::default();
        let connection = open::scratch(options)?;
        Ok(Self::start(connection, writer::Keeping::of_memory(options)))
    }

    fn start(connection: Connection, keeping: writer::Keeping) -> Self {
        let (sender, orders) = mpsc::channel();
        std::thread::spawn(move || {
            let _whole = Whole;
            writer::run(connection, orders, keeping);
        });
        Self(sender)
    }

    /// Does a piece of work on the connection. Returns after the commit that holds it.
    pub async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            let result = connection.map_or(Err(StoreError::Failed), work);
            let keep = result.is_ok();
            let answer = move |committed: bool| {
                let result = if committed { result } else { result.and(Err(StoreError::Failed)) };
                // Nobody waits any more if the connection of the visitor has gone.
                drop(sender.send(result));
            };
            Worked { keep, answer: Box::new(answer) }
        });
        let result = match self.0.send(Order::Work(work)) {
            Ok(()) => receiver.await.unwrap_or(Err(StoreError::Failed)),
            Err(_) => Err(StoreError::Failed),
        };
        match result {
            Err(StoreError::Failed) => say(Event::StoreFailed),
            Err(StoreError::Full) => say(Event::StoreFull),
            _ => {}
        }
        result
    }

    /// Empties the log and shuffles the file, however large. True when both are done.
    pub async fn tidy(&self) -> bool {
        let (sender, receiver) = oneshot::channel();
        self.0.send(Order::Tidy(sender)).is_ok() && receiver.await.unwrap_or(false)
    }

    /// Finishes what is waiting, empties the log and closes the file.
    pub async fn close(self) {
        let (sender, receiver) = oneshot::channel();
        if self.0.send(Order::Close(sender)).is_ok() {
            drop(receiver.await);
        }
    }
}
