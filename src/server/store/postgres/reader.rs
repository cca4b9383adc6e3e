//! The thread that reads from the store on PostgreSQL, so that nobody who looks for an answer waits for a standby.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use super::servers::{LOOK_EVERY, drop_useless};
use super::writer::{LARGEST_BATCH, PAUSE, transact};
use super::{Failure, Link, Servers};
use crate::store::db::Db;
use crate::store::{Order, Work};

/// The one who reads.
pub(super) struct Reader {
    servers: Servers,
    link: Option<Link>,
    is_divided: Arc<AtomicBool>,
}

impl Reader {
    pub(super) fn new(servers: Servers, is_divided: Arc<AtomicBool>) -> Self {
        Self { servers, link: None, is_divided }
    }

    /// Serves until the store's last handle is dropped.
    pub(super) fn serve(mut self, orders: &Receiver<Order>) {
        while let Ok(first) = orders.recv() {
            let mut works = Vec::new();
            for order in std::iter::once(first).chain(orders.try_iter()).take(LARGEST_BATCH) {
                // Nothing else is sent here.
                if let Order::Work(work) = order {
                    works.push(work);
                }
            }
            let done = self.read(&mut works);
            for work in works {
                work.answer(done.is_ok());
            }
            if done.is_err() {
                // Who waits behind them has waited as long.
                answer_all(orders);
            }
        }
    }

    fn read(&mut self, works: &mut [Box<dyn Work>]) -> Result<(), Failure> {
        let end = Instant::now() + LOOK_EVERY;
        loop {
            let done = self.link().and_then(|link| transact(link, works, look_up_together));
            if done.is_err() {
                // Whatever state it was left in.
                self.link = None;
            }
            match done {
                Err(Failure::Gone) if Instant::now() < end => std::thread::sleep(PAUSE),
                done => return done,
            }
        }
    }

    fn link(&mut self) -> Result<&Link, Failure> {
        drop_useless(&mut self.link, &self.is_divided)?;
        if self.link.is_none() {
            let link = self.servers.primary()?;
            // Else what is written to a machine that is gone without a word would hold up a beat.
            link.batch("set statement_timeout = '15s'")?;
            self.link = Some(link);
        }
        self.link.as_ref().ok_or(Failure::Gone)
    }
}

/// Answers all that waits with a failure.
fn answer_all(orders: &Receiver<Order>) {
    while let Ok(order) = orders.try_recv() {
        if let Order::Work(work) = order {
            work.answer(false);
        }
    }
}

/// Looks up as it is at one moment. False if one of them failed.
fn look_up_together(link: &Link, works: &mut [Box<dyn Work>]) -> Result<bool, Failure> {
    let mut found = true;
    link.begin_reading()?;
    for work in works {
        found &= work.run(&Db::Postgres(link));
        if link.is_gone() {
            return Err(Failure::Gone);
        }
    }
    link.batch("commit")?;
    Ok(found)
}
