//! The store: threads, sealed bodies and nothing to open them with, in one SQLite file; or, in a build of its own,
//! on PostgreSQL (`postgres`). What follows is about the file.
//!
//! One thread owns the one connection. What is waiting shares a transaction and its fsync, each
//! piece in a savepoint of its own, and nobody is answered before the commit. With a single
//! connection no reader ever holds a checkpoint back, so deleted text leaves the log for certain.
//!
//! What is absent: a clock (weeks come in as arguments, and only the files' times follow the wall
//! clock, by full minutes), an order of arrival (see `compact`), and any way to name a document, a token
//! or a key that opens.

mod compact;
mod db;
mod db_files;
mod inspect;
mod integrity;
mod lock;
mod meta;
mod open;
#[cfg(feature = "postgres")]
pub mod postgres;
mod proofs;
mod put;
mod rows;
mod snapshot;
mod thread;
mod tombstones;
mod trial;
mod wal;
mod work;
mod writer;

use std::path::Path;
use std::sync::mpsc::{self, Sender};

use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use crate::event::{Event, Fault, say};
use db::Db;
use db_files::DbFiles;
use work::{Work, do_work};
use zegel_core::calendar::Period;

pub use db_files::{beside, folder, free, real_path};
pub use inspect::{Condition, InspectError, is_undamaged, unused};
pub use integrity::{Facts, IntegrityError, check_file, try_out};
pub use lock::Lock;
pub use open::OpenError;
pub use proofs::Proofs;
pub use put::{FormReport, Put};
pub use rows::Row;
pub use snapshot::{Snapshot, SnapshotError, claim, facts};
pub use trial::TrialStore;
pub use wal::length_of_log;

/// The reason why a piece of work was not done. In a file nothing of it was stored; on PostgreSQL it may stand on one
/// machine, and the same again is the same.
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
    /// The clock is weeks ahead of the last purge.
    #[error("the clock is more than four weeks ahead of the last purge")]
    Clock,
    /// The store did not come out of a backup, or longer ago than the retention.
    #[error("the store was not restored from a backup lately")]
    NotRestored,
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

/// Options of a store: its bound, and when it is compacted.
#[derive(Clone, Copy)]
pub struct Options {
    /// The bound of the file, in bytes.
    pub max_bytes: u64,
    /// At its boundaries the files' times are set, and after a whole one without a change the log is
    /// wiped and the file shuffled.
    pub period: Period,
    /// Up to how many bytes the file is shuffled each time; above, only by the night's work.
    pub shuffle_bytes: u64,
}

impl Options {
    /// The largest log that is kept: of a shuffle that every burst of reports brings about. That of the night's
    /// work is cut off.
    fn largest_log(self) -> u64 {
        self.shuffle_bytes + wal::SIZE
    }
}

impl Default for Options {
    /// 4 GiB; a minute; 64 MiB, which a disk rewrites in about a second.
    fn default() -> Self {
        Self { max_bytes: 4 << 30, period: Period::MINUTE, shuffle_bytes: 64 << 20 }
    }
}

/// A handle on the store, by which work is sent to the writer thread. Clones share the one connection.
#[derive(Clone)]
pub struct Store {
    /// None in the place of a store that cannot be opened.
    orders: Option<Sender<Order>>,
    /// Where what only reads is sent: to the writer too, where there is no other.
    reads: Option<Sender<Order>>,
    /// Whether other servers may have the same store.
    is_shared: bool,
    fault: watch::Receiver<Option<Fault>>,
}

/// A guard that ends the process if the writer panics. Without its writer a server would answer every
/// report with an error for ever; systemd starts it again.
struct AbortOnPanic;

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::process::abort();
        }
    }
}

/// An order to the writer thread.
enum Order {
    /// A piece of work within the shared transaction.
    Work(Box<dyn Work>),
    /// Wipe the log and shuffle the file, now.
    Compact(oneshot::Sender<bool>),
    /// Finish and close the file.
    Close(oneshot::Sender<()>),
}

impl Store {
    /// Opens the file, or makes it.
    pub fn open(path: &Path, options: Options) -> Result<Self, OpenError> {
        let (connection, files) = open::open(DbFiles::new(&real_path(path)), options)?;
        Ok(Self::start(connection, writer::Upkeep::for_file(files, None, options)))
    }

    /// Opens a file that exists, while a server may have it open too.
    pub fn open_beside(path: &Path, options: Options) -> Result<Self, OpenError> {
        if open::is_missing(path)? { Err(OpenError::Missing) } else { Self::open(path, options) }
    }

    /// Opens the file as the one server that it has. It is made only if nothing tells of an earlier
    /// one: a volume that is not mounted would look like a first start.
    ///
    /// `is_known`: the configuration names the installation, so that there was one.
    pub fn open_alone(path: &Path, options: Options, is_known: bool) -> Result<Self, OpenError> {
        let path = real_path(path);
        let mut lock = Lock::take(&path)?;
        let missing = open::is_missing(&path)?;
        if missing && (is_known || lock.remembers()?) {
            return Err(OpenError::Missing);
        }
        let (connection, files) = open::open(DbFiles::with_reserve(&path), options)?;
        lock.remember(&path)?;
        if missing {
            say(Event::StoreMade);
        }
        Ok(Self::start(connection, writer::Upkeep::for_file(files, Some(lock), options)))
    }

    /// A store in the place of one that cannot be opened: it does nothing, and says why.
    pub fn absent(fault: Fault) -> Self {
        Self { orders: None, reads: None, is_shared: false, fault: watch::channel(Some(fault)).1 }
    }

    /// Whether this stands in the place of a store that cannot be opened.
    pub fn is_absent(&self) -> bool {
        self.orders.is_none()
    }

    /// Whether other servers may have the same store, and change what this one has read of it.
    pub fn is_shared(&self) -> bool {
        self.is_shared
    }

    fn order(&self, order: Order) -> bool {
        self.orders.as_ref().is_some_and(|orders| orders.send(order).is_ok())
    }

    /// A store in memory, for an example or a trial; it ends with its last handle.
    pub fn scratch() -> Result<Self, OpenError> {
        let options = Options::default();
        let connection = open::scratch(options)?;
        Ok(Self::start(connection, writer::Upkeep::in_memory(options)))
    }

    fn start(connection: Connection, upkeep: writer::Upkeep) -> Self {
        let (orders, received) = mpsc::channel();
        let fault = upkeep.fault();
        std::thread::spawn(move || {
            let _guard = AbortOnPanic;
            writer::run(connection, &received, upkeep);
        });
        Self { reads: Some(orders.clone()), orders: Some(orders), is_shared: false, fault }
    }

    /// The fault for which no report can be stored now, if there is one.
    pub fn fault(&self) -> Option<Fault> {
        *self.fault.borrow()
    }

    /// Does a piece of work on the connection of SQLite, for what no other engine has.
    pub async fn on_sqlite<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.call(move |db| match db {
            Db::Sqlite(connection) => work(connection),
            #[cfg(feature = "postgres")]
            Db::Postgres(_) => Err(StoreError::Failed),
        })
        .await
    }

    /// Does a piece of work in a transaction, by group commit: returns after the commit that holds it. It may be
    /// done again, if the transaction was lost before anybody knew what became of it.
    async fn call<T: Send + 'static>(
        &self,
        work: impl FnMut(&Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        do_work(self.orders.as_ref(), work).await
    }

    /// Does a piece of work that changes nothing.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        do_work(self.reads.as_ref(), work).await
    }

    /// Wipes the log and shuffles the file, however large. True when both are done.
    pub async fn compact(&self) -> bool {
        let (sender, receiver) = oneshot::channel();
        self.order(Order::Compact(sender)) && receiver.await.unwrap_or(false)
    }

    /// Finishes what is waiting, wipes the log and closes the file.
    pub async fn close(self) {
        let (sender, receiver) = oneshot::channel();
        if self.order(Order::Close(sender)) {
            let _ = receiver.await;
        }
    }
}
