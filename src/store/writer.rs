//! The one thread that owns the connection: shared commits, and quiet hours.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tokio::sync::watch;

use super::place::Place;
use super::{Lock, Options, Order, Work, Worked, tidy};
use crate::event::{Event, Fault, say};

/// At most this much waits for one fsync; more would make the first wait for the last.
const LARGEST_BATCH: usize = 256;
/// It is looked this often whether the file is where it was, and the disk has room.
const LOOK: Duration = Duration::from_secs(5);
/// The files' times are set this often, so that none tells of the last report.
const TOUCH: Duration = Duration::from_secs(600);
/// However busy it is, the log is emptied this long after it began to fill.
const LONGEST_DIRTY: Duration = Duration::from_secs(3600);

/// How the file is kept, and since when there is something to tidy.
pub(super) struct Keeping {
    place: Option<Place>,
    lock: Option<Lock>,
    fault: watch::Sender<Option<Fault>>,
    options: Options,
    dirty: Option<Dirty>,
    touched: Instant,
}

struct Dirty {
    since: Instant,
    last: Instant,
}

impl Keeping {
    pub(super) fn of_file(place: Place, lock: Option<Lock>, options: Options) -> Self {
        // What an earlier run left is tidied first.
        let now = Instant::now();
        let dirty = Some(Dirty { since: now, last: now });
        let mut keeping = Self { place: Some(place), lock, dirty, ..Self::of_memory(options) };
        keeping.look();
        keeping
    }

    pub(super) fn of_memory(options: Options) -> Self {
        let fault = watch::Sender::new(None);
        Self { place: None, lock: None, fault, options, dirty: None, touched: Instant::now() }
    }

    /// What is wrong, whenever that is asked.
    pub(super) fn fault(&self) -> watch::Receiver<Option<Fault>> {
        self.fault.subscribe()
    }

    /// Looks where the file is, and says what has changed. True if there is a file to write to.
    fn look(&mut self) -> bool {
        let fault = self.place.as_mut().and_then(Place::fault);
        if self.fault.send_replace(fault) != fault {
            say(fault.map_or(Event::StoreMended, Event::StoreFault));
        }
        fault != Some(Fault::Lost)
    }

    fn changed(&mut self) {
        let now = Instant::now();
        let since = self.dirty.as_ref().map_or(now, |dirty| dirty.since);
        self.dirty = self.place.is_some().then_some(Dirty { since, last: now });
    }

    fn tidy_due(&self) -> Option<Instant> {
        let dirty = self.dirty.as_ref()?;
        Some((dirty.last + self.options.quiet).min(dirty.since + LONGEST_DIRTY))
    }

    /// How long the thread may sleep.
    fn wait(&self) -> Duration {
        let left = self.tidy_due().map(|due| due.saturating_duration_since(Instant::now()));
        left.map_or(LOOK, |left| left.min(LOOK))
    }

    fn tidy(&mut self, connection: &Connection, shuffle: tidy::Shuffle) -> bool {
        let is_there = self.look();
        let Some(place) = &self.place else { return true };
        let done = is_there && tidy::tidy(connection, shuffle).is_ok_and(|done| done);
        tidy::touch(place.file());
        self.touched = Instant::now();
        let again = Dirty { since: Instant::now(), last: Instant::now() };
        self.dirty = (!done).then_some(again);
        if !done {
            say(Event::TidyFailed);
        }
        done
    }

    fn rest(&mut self, connection: &Connection) {
        self.look();
        if self.tidy_due().is_some_and(|due| due <= Instant::now()) {
            self.tidy(connection, tidy::Shuffle::UpTo(self.options.shuffle_bytes));
        } else if let Some(place) = self.place.as_ref().filter(|_| self.touched.elapsed() > TOUCH) {
            tidy::touch(place.file());
            self.touched = Instant::now();
        }
    }

    /// Closes the file; then another may serve it.
    fn close(&mut self, connection: Connection) {
        if !self.look() {
            // What stands at its path is another's now: SQLite would remove that one's log.
            drop(connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true));
        }
        drop(connection);
        self.lock = None;
    }
}

pub(super) fn run(connection: Connection, orders: Receiver<Order>, mut keeping: Keeping) {
    let mut next = None;
    loop {
        let order = match next.take() {
            Some(order) => Ok(order),
            None => orders.recv_timeout(keeping.wait()),
        };
        match order {
            Ok(Order::Work(first)) => next = batch(&connection, first, &orders, &mut keeping),
            Ok(Order::Tidy(answer)) => drop(answer.send(keeping.tidy(&connection, tidy::Shuffle::Always))),
            Ok(Order::Close(answer)) => {
                keeping.tidy(&connection, tidy::Shuffle::UpTo(keeping.options.shuffle_bytes));
                keeping.close(connection);
                let _ = answer.send(());
                return;
            }
            Err(RecvTimeoutError::Timeout) => keeping.rest(&connection),
            Err(RecvTimeoutError::Disconnected) => return keeping.close(connection),
        }
    }
}

/// Commits what is waiting in one transaction, then answers everybody. Gives back the first order
/// that was no work.
fn batch(
    connection: &Connection,
    first: Work,
    orders: &Receiver<Order>,
    keeping: &mut Keeping,
) -> Option<Order> {
    let before = connection.total_changes();
    let begun = keeping.look() && connection.execute_batch("begin immediate").is_ok();
    let transaction = begun.then_some(connection);
    let mut answers = vec![one(transaction, first)];
    let mut next = None;
    while answers.len() < LARGEST_BATCH && next.is_none() {
        match orders.try_recv() {
            Ok(Order::Work(work)) => answers.push(one(transaction, work)),
            Ok(order) => next = Some(order),
            Err(_) => break,
        }
    }
    // Looked at again afterwards: nobody is told that something is kept which is kept nowhere.
    let committed = begun && commit(connection) && keeping.look();
    if connection.total_changes() != before {
        keeping.changed();
    }
    for answer in answers {
        answer(committed);
    }
    next
}

fn commit(connection: &Connection) -> bool {
    let committed = connection.execute_batch("commit").is_ok();
    if !committed {
        // After some errors SQLite has rolled back by itself; then this says so and no more.
        drop(connection.execute_batch("rollback"));
    }
    committed
}

/// One piece of work in its savepoint: if it fails, nothing of it stays and the others go on.
fn one(transaction: Option<&Connection>, work: Work) -> Box<dyn FnOnce(bool) + Send> {
    let begun = transaction.filter(|connection| connection.execute_batch("savepoint work").is_ok());
    let Worked { keep, answer } = work(begun);
    let Some(connection) = begun else { return answer };
    let undo = if keep { "release work" } else { "rollback to work; release work" };
    let ended = connection.execute_batch(undo).is_ok();
    Box::new(move |committed| answer(committed && ended))
}
