//! The thread that writes to the store on PostgreSQL, and beats when that is due.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::beat::{self, Beaten};
use super::link::PATIENCE;
use super::servers::{LOOK_EVERY, drop_useless};
use super::{Failure, Link, Servers};
use crate::event::{Event, Fault, say};
use crate::store::db::Db;
use crate::store::{Options, Order, Work};
use zegel_core::calendar::Boundary;

/// The most pieces of work in one transaction.
pub(super) const LARGEST_BATCH: usize = 256;
/// How long until a lost connection is tried again.
pub(super) const PAUSE: Duration = Duration::from_millis(100);
/// Up to how many bytes a beat follows a quiet period, and every tenth one whether anything changed or not.
const SMALL: i64 = 16 << 20;
/// Periods between two beats that come whether anything changed or not.
const ALWAYS: u32 = 10;
/// The same for a larger store, up to the bound of `Options::shuffle_bytes`.
const ALWAYS_LARGER: u32 = 60;

/// The one who writes.
pub(super) struct Writer {
    servers: Servers,
    link: Option<Link>,
    is_divided: Arc<AtomicBool>,
    fault: watch::Sender<Option<Fault>>,
    options: Options,
    boundary: Boundary,
    /// Full periods since the last beat.
    periods: u32,
    /// What [`Link::written`] was after the last beat, and at the last boundary.
    at_beat: String,
    at_boundary: String,
}

impl Writer {
    /// With a connection that serves the store already.
    pub(super) fn new(
        servers: Servers,
        link: Link,
        is_divided: Arc<AtomicBool>,
        fault: watch::Sender<Option<Fault>>,
        options: Options,
    ) -> Self {
        Self {
            servers,
            link: Some(link),
            is_divided,
            fault,
            options,
            boundary: options.period.last(),
            periods: 0,
            // What an earlier run left is overwritten first.
            at_beat: String::new(),
            at_boundary: String::new(),
        }
    }

    /// Serves until the store is closed or its last handle is dropped.
    pub(super) fn serve(mut self, orders: &Receiver<Order>) {
        self.look();
        self.at_boundary = self.written();
        let mut next = None;
        loop {
            let order = match next.take() {
                Some(order) => Ok(order),
                None => orders.recv_timeout(self.options.period.until_next().min(LOOK_EVERY)),
            };
            match order {
                Ok(Order::Work(first)) => next = self.batch(first, orders),
                Ok(Order::Compact(answer)) => {
                    let _ = answer.send(self.beat_if_it_is_ours());
                }
                Ok(Order::Close(answer)) => {
                    if self.is_small() && self.fault.borrow().is_none() {
                        self.beat_if_it_is_ours();
                    }
                    self.leave();
                    let _ = answer.send(());
                    return;
                }
                Err(RecvTimeoutError::Timeout) => self.look(),
                Err(RecvTimeoutError::Disconnected) => return self.leave(),
            }
            self.keep_to_the_clock();
        }
    }

    /// The connection to the primary, a new one if the last is lost. A server with settings beside which nothing
    /// may start is none, and of two that take writes neither is.
    fn link(&mut self) -> Result<&Link, Failure> {
        drop_useless(&mut self.link, &self.is_divided)?;
        if self.link.is_none() {
            self.link = Some(self.servers.join()?);
        }
        self.link.as_ref().ok_or(Failure::Gone)
    }

    /// Lets another server beat at once; else it would when PostgreSQL sees that the connection has ended.
    fn leave(&self) {
        if let Some(link) = &self.link {
            let _ = link.batch("select pg_advisory_unlock_all()");
        }
    }

    /// Looks whether the primary answers, and how large the database is.
    fn look(&mut self) {
        let fault = self.measure().err().map(Failure::fault);
        if self.fault.send_replace(fault) != fault {
            say(fault.map_or(Event::StoreMended, Event::StoreFault));
        }
    }

    fn measure(&mut self) -> Result<(), Failure> {
        let measured = self.try_to_measure();
        self.keep_link_if(measured.is_ok());
        measured
    }

    /// A connection on which something failed may be within a transaction that has failed.
    fn keep_link_if(&mut self, is_well: bool) {
        if !is_well {
            self.link = None;
        }
    }

    fn try_to_measure(&mut self) -> Result<(), Failure> {
        let most = i64::try_from(self.options.max_bytes).unwrap_or(i64::MAX);
        let link = self.link()?;
        link.most.set(most);
        let found = link.texts("select pg_database_size(current_database())")?;
        let size = found.first().and_then(|(size, _)| size.parse().ok()).unwrap_or(i64::MAX);
        link.size.set(size);
        Ok(())
    }

    /// Commits what is waiting in one transaction, then answers everybody. Gives back the first order that was
    /// no work.
    fn batch(&mut self, first: Box<dyn Work>, orders: &Receiver<Order>) -> Option<Order> {
        let mut works = vec![first];
        let mut next = None;
        while works.len() < LARGEST_BATCH && next.is_none() {
            match orders.try_recv() {
                Ok(Order::Work(work)) => works.push(work),
                Ok(order) => next = Some(order),
                Err(_) => break,
            }
        }
        let committed = self.commit(&mut works).is_ok();
        for work in works {
            work.answer(committed);
        }
        if !committed {
            self.look();
        }
        next
    }

    /// Tries until it is done, or not worth trying, or has taken too long: what was done before the connection was
    /// lost is found there, and changes nothing a second time.
    fn commit(&mut self, works: &mut [Box<dyn Work>]) -> Result<(), Failure> {
        let end = Instant::now() + PATIENCE;
        loop {
            let done = self.link().and_then(|link| transact(link, works, do_together));
            self.keep_link_if(done.is_ok());
            match done {
                Err(Failure::Gone) if Instant::now() < end => std::thread::sleep(PAUSE),
                done => return done,
            }
        }
    }

    fn is_small(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.size.get() <= SMALL)
    }

    /// Beats after a quiet period if there is something to overwrite, whichever server wrote it, and after so many
    /// periods in any case: only a fixed rhythm tells nothing.
    fn keep_to_the_clock(&mut self) {
        let boundary = self.options.period.last();
        if boundary == self.boundary {
            return;
        }
        self.boundary = boundary;
        // Also where one report follows the other: the bound of the store rests on it.
        self.look();
        self.periods += 1;
        let written = self.written();
        let is_quiet = written == std::mem::replace(&mut self.at_boundary, written.clone());
        let is_dirty = written != self.at_beat;
        let size = self.link.as_ref().map_or(i64::MAX, |link| link.size.get());
        let shuffled = i64::try_from(self.options.shuffle_bytes).unwrap_or(i64::MAX);
        let is_due = match size {
            ..=SMALL => (is_quiet && is_dirty) || self.periods >= ALWAYS,
            larger => larger <= shuffled && self.periods >= ALWAYS_LARGER,
        };
        if is_due {
            self.beat_if_it_is_ours();
        }
    }

    fn written(&self) -> String {
        self.link.as_ref().and_then(|link| link.written().ok()).unwrap_or_default()
    }

    /// Beats, unless another server does. False if it is this one and something is left of the log before.
    fn beat_if_it_is_ours(&mut self) -> bool {
        // Once more, where the connection was lost and nobody had noticed.
        let may_beat = self.may_beat().or_else(|_| self.may_beat());
        let is_held_up = || self.link.as_ref().is_some_and(|link| link.is_beat_held_up().unwrap_or(true));
        match may_beat {
            Ok(true) => self.beat(),
            Ok(false) if !is_held_up() => true,
            Ok(false) | Err(_) => {
                say(Event::CompactFailed);
                false
            }
        }
    }

    fn may_beat(&mut self) -> Result<bool, Failure> {
        let may_beat = self.link().and_then(Link::may_beat);
        self.keep_link_if(may_beat.is_ok());
        may_beat
    }

    /// Beats, here and on the standbys. True when nothing is left of the log before.
    fn beat(&mut self) -> bool {
        let done = self.try_beat();
        if done.is_err() {
            say(Event::CompactFailed);
        }
        self.keep_link_if(done.is_ok());
        self.at_beat = done.clone().unwrap_or_default();
        self.periods = 0;
        self.look();
        done.is_ok()
    }

    /// Gives what [`Link::written`] was after it.
    fn try_beat(&mut self) -> Result<String, Failure> {
        let Beaten { position, written } = beat::beat(self.link()?)?;
        for standby in self.servers.standbys() {
            // One that is away, or far behind, keeps its log until the next beat.
            let _ = beat::beat_of_standby(&standby, &position);
        }
        beat::end(self.link()?, &position)?;
        Ok(written)
    }
}

/// Does all pieces of work in one transaction. False if one of them failed.
pub(super) type Together = fn(&Link, &mut [Box<dyn Work>]) -> Result<bool, Failure>;

/// Does all work in one transaction. A piece that fails takes the others back with it, of which `together` says no:
/// then each is done alone. A savepoint for each would leave a trace of it in PostgreSQL's files (`pg_subtrans`),
/// and those would count what came between two beats.
pub(super) fn transact(link: &Link, works: &mut [Box<dyn Work>], together: Together) -> Result<(), Failure> {
    if works.len() == 1 || !together(link, works)? {
        for work in works {
            together(link, std::slice::from_mut(work))?;
        }
    }
    Ok(())
}

/// Whether all of it was done and committed. Else nothing is.
fn do_together(link: &Link, works: &mut [Box<dyn Work>]) -> Result<bool, Failure> {
    link.begin_writing()?;
    for work in works {
        let keep = work.run(&Db::Postgres(link));
        if link.is_gone() {
            return Err(Failure::Gone);
        }
        if !keep {
            link.batch("rollback")?;
            return Ok(false);
        }
    }
    // A transaction that wrote nothing is answered without the standby, also where what it found stands on the
    // primary alone: so each one writes something.
    link.batch("select pg_logical_emit_message(true, '', '')")?;
    link.commit()?;
    Ok(true)
}
