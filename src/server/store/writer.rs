//! The writer thread, which owns the connection: group commit, and compaction when nothing happens.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tokio::sync::watch;

use super::db::Db;
use super::db_files::DbFiles;
use super::{Lock, Options, Order, Work, compact, wal};
use crate::event::{Event, Fault, say};
use zegel_core::calendar::Boundary;

/// The most pieces of work for one fsync; more would make the first wait for the last.
const LARGEST_BATCH: usize = 256;
/// How often it is checked that the files are where they were, and that the disk has room.
const CHECK_DISK_EVERY: Duration = Duration::from_secs(5);
/// The longest time until the log is wiped, however busy the store is.
const LONGEST_DIRTY: Duration = Duration::from_secs(3600);

/// How long after the start the log gets its size: once the first page is there, and before anybody could have
/// written and sent a report.
const LOG_AFTER: Duration = Duration::from_millis(20);

/// The upkeep of a database: its files, its lock, and what is still to be compacted.
pub(super) struct Upkeep {
    files: Option<DbFiles>,
    lock: Option<Lock>,
    fault: watch::Sender<Option<Fault>>,
    options: Options,
    /// When the log is to get its size; nothing once it has it.
    log_due: Option<Instant>,
    /// Since when there is something to compact.
    dirty: Option<Instant>,
    /// The last boundary at which the times were set, and whether something has changed since.
    boundary: Boundary,
    has_changed: bool,
}

impl Upkeep {
    pub(super) fn for_file(files: DbFiles, lock: Option<Lock>, options: Options) -> Self {
        let now = Instant::now();
        let mut upkeep = Self { files: Some(files), lock, ..Self::in_memory(options) };
        // What an earlier run left is compacted first.
        upkeep.dirty = Some(now);
        upkeep.log_due = Some(now + LOG_AFTER);
        upkeep.check_disk();
        upkeep
    }

    pub(super) fn in_memory(options: Options) -> Self {
        let fault = watch::Sender::new(None);
        let boundary = options.period.last();
        Self {
            files: None,
            lock: None,
            fault,
            options,
            log_due: None,
            dirty: None,
            boundary,
            has_changed: false,
        }
    }

    /// The present fault, to be read at any time.
    pub(super) fn fault(&self) -> watch::Receiver<Option<Fault>> {
        self.fault.subscribe()
    }

    /// Checks files and disk, and says what has changed. True if there is a file to write to.
    fn check_disk(&mut self) -> bool {
        let fault = self.files.as_mut().and_then(DbFiles::fault);
        if self.fault.send_replace(fault) != fault {
            say(fault.map_or(Event::StoreMended, Event::StoreFault));
        }
        fault != Some(Fault::Lost)
    }

    fn changed(&mut self) {
        self.has_changed = true;
        if self.files.is_some() && self.dirty.is_none() {
            self.dirty = Some(Instant::now());
        }
    }

    /// The time that the thread may sleep.
    fn wait(&self) -> Duration {
        let wait = self.options.period.until_next().min(CHECK_DISK_EVERY);
        self.log_due.map_or(wait, |due| due.saturating_duration_since(Instant::now()).min(wait))
    }

    /// Gives the log its size, once that is due.
    fn prepare_log(&mut self, connection: &Connection) {
        let Some(files) = &self.files else { return };
        if self.log_due.take_if(|due| *due <= Instant::now()).is_some() {
            // A disk on which it has no room, or another process at work on it, is no reason to take no report.
            let _ = wal::wipe(connection, files.file(), self.options.largest_log());
            self.set_times();
        }
    }

    fn compact(&mut self, connection: &Connection, shuffle: compact::Shuffle) -> bool {
        let is_there = self.check_disk();
        let Some(files) = &self.files else { return true };
        // Before the file grows and the file system has to write down the times of all that was changed.
        self.set_times();
        let largest_log = self.options.largest_log();
        let done = is_there
            && compact::compact(connection, files.file(), shuffle, largest_log).is_ok_and(|done| done);
        self.set_times();
        self.dirty = (!done).then(Instant::now);
        if !done {
            say(Event::CompactFailed);
        }
        done
    }

    fn set_times(&self) {
        // What stands at the path of a file that was moved is another's.
        let is_lost = *self.fault.borrow() == Some(Fault::Lost);
        if let Some(files) = self.files.as_ref().filter(|_| !is_lost) {
            compact::set_times(files.file(), self.options.period.last());
        }
    }

    /// Does what is due at each boundary of the wall clock, whether or not anything has happened: so no
    /// time tells when something did. After a whole period without a change the store is compacted.
    fn keep_to_the_clock(&mut self, connection: &Connection) {
        let boundary = self.options.period.last();
        if boundary == self.boundary {
            return;
        }
        self.boundary = boundary;
        let is_quiet = !std::mem::take(&mut self.has_changed);
        if self.dirty.is_some_and(|since| is_quiet || since.elapsed() > LONGEST_DIRTY) {
            self.compact(connection, compact::Shuffle::UpTo(self.options.shuffle_bytes));
        } else {
            self.set_times();
        }
    }

    /// Writes what is open beside the path at which it was: when this process ends nothing else has it.
    fn rescue(&self, connection: &Connection) {
        let Some(rescued) = self.files.as_ref().and_then(DbFiles::rescue_file) else { return };
        match connection.execute("vacuum into ?1", [rescued.to_string_lossy()]) {
            Ok(_) => say(Event::Rescued),
            Err(_) => say(Event::RescueFailed),
        }
    }

    /// Closes the file; then another may serve it.
    fn close(&mut self, connection: Connection) {
        if !self.check_disk() {
            self.rescue(&connection);
            // What stands at its path is another's now: SQLite would remove that one's log.
            let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
        drop(connection);
        self.set_times();
        self.lock = None;
    }
}

/// The loop of the writer thread: ends when the store is closed or its last handle is dropped.
pub(super) fn run(connection: Connection, orders: &Receiver<Order>, mut upkeep: Upkeep) {
    let mut next = None;
    loop {
        upkeep.prepare_log(&connection);
        let order = match next.take() {
            Some(order) => Ok(order),
            None => orders.recv_timeout(upkeep.wait()),
        };
        match order {
            Ok(Order::Work(first)) => next = batch(&connection, first, orders, &mut upkeep),
            Ok(Order::Compact(answer)) => {
                let _ = answer.send(upkeep.compact(&connection, compact::Shuffle::Always));
            }
            Ok(Order::Close(answer)) => {
                upkeep.compact(&connection, compact::Shuffle::UpTo(upkeep.options.shuffle_bytes));
                upkeep.close(connection);
                let _ = answer.send(());
                return;
            }
            Err(RecvTimeoutError::Timeout) => drop(upkeep.check_disk()),
            Err(RecvTimeoutError::Disconnected) => return upkeep.close(connection),
        }
        upkeep.keep_to_the_clock(&connection);
    }
}

/// Commits what is waiting in one transaction, then answers everybody. Gives back the first order
/// that was no work.
fn batch(
    connection: &Connection,
    first: Box<dyn Work>,
    orders: &Receiver<Order>,
    upkeep: &mut Upkeep,
) -> Option<Order> {
    // Group commit: all that is waiting shares one transaction and its one fsync. Each piece keeps or
    // loses its own changes by its savepoint, and nobody is answered before the commit.
    let before = connection.total_changes();
    let begun = upkeep.check_disk() && connection.execute_batch("begin immediate").is_ok();
    let transaction = begun.then_some(connection);
    let mut done = vec![one(transaction, first)];
    let mut next = None;
    while done.len() < LARGEST_BATCH && next.is_none() {
        match orders.try_recv() {
            Ok(Order::Work(work)) => done.push(one(transaction, work)),
            Ok(order) => next = Some(order),
            Err(_) => break,
        }
    }
    // Checked again afterwards: nobody is told that something is kept which is kept nowhere.
    let committed = begun && commit(connection) && upkeep.check_disk();
    if connection.total_changes() != before {
        upkeep.changed();
    }
    for (work, ended) in done {
        work.answer(committed && ended);
    }
    next
}

fn commit(connection: &Connection) -> bool {
    let committed = connection.execute_batch("commit").is_ok();
    if !committed {
        // After some errors SQLite has rolled back by itself; then this says so and no more.
        let _ = connection.execute_batch("rollback");
    }
    committed
}

/// Does one piece of work in its savepoint: if it fails, nothing of it stays and the others go on. Gives it
/// back, and whether its savepoint ended as it should.
fn one(transaction: Option<&Connection>, mut work: Box<dyn Work>) -> (Box<dyn Work>, bool) {
    let begun = transaction.filter(|connection| connection.execute_batch("savepoint work").is_ok());
    let Some(connection) = begun else { return (work, false) };
    let keep = work.run(&Db::Sqlite(connection));
    let undo = if keep { "release work" } else { "rollback to work; release work" };
    let ended = connection.execute_batch(undo).is_ok();
    (work, ended)
}
