//! The worker: a thread of its own that has the session, so that the screen takes keys while the server
//! is asked. Work goes to it in a queue, one after the other; what follows on the screen comes back.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::Duration;

use crate::error::{self, DeskError};
use crate::server::connection::Connection;
use crate::session::Session;

/// So long a server may be silent before a person is told.
const SILENT: Duration = Duration::from_secs(5);

/// What follows on the screen when work is done. Its error is told.
pub type Done<S> = Box<dyn FnOnce(&mut S) -> Result<(), DeskError> + Send>;

/// Something that needs the session.
pub struct Work<S>(Box<Act<S>>);

/// What the worker does, and what follows of it.
type Act<S> = dyn FnOnce(&mut Desk) -> Done<S> + Send;

impl<S> Work<S> {
    /// Work that is done on the worker, and gives what follows on the screen.
    pub fn new<D>(act: impl FnOnce(&mut Desk) -> D + Send + 'static) -> Self
    where
        D: FnOnce(&mut S) -> Result<(), DeskError> + Send + 'static,
    {
        Self(Box::new(move |desk| Box::new(act(desk))))
    }
}

/// What the worker works with.
pub struct Desk {
    /// The session.
    pub session: Session,
}

/// How it stands with what was asked of the worker.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Waiting {
    /// Nothing is being done.
    #[default]
    Idle,
    /// Something is being done.
    Busy,
    /// The server has not answered for so many seconds.
    Silent(u64),
    /// It was given up, and has not ended yet.
    Ending,
}

/// The worker, as the screen has it.
pub struct Worker<S> {
    work: Sender<(u64, Work<S>)>,
    done: Receiver<Done<S>>,
    connection: Option<Connection>,
    /// What was asked for before it counts no longer.
    round: Arc<AtomicU64>,
    running: usize,
    is_ending: bool,
}

impl<S: 'static> Worker<S> {
    /// Starts the thread.
    pub fn start(session: Session) -> io::Result<Self> {
        let connection = session.client.connection();
        let round = Arc::new(AtomicU64::new(0));
        let (work, asked) = channel();
        let (finished, done) = channel();
        let counts = Arc::clone(&round);
        let thread = std::thread::Builder::new().name("worker".to_owned());
        thread.spawn(move || perform(session, &asked, &finished, &counts))?;
        Ok(Self { work, done, connection, round, running: 0, is_ending: false })
    }

    /// Puts work into the queue.
    pub fn ask(&mut self, work: Work<S>) {
        let round = self.round.load(Ordering::SeqCst);
        // A worker that has ended is noticed when its results are asked for.
        if self.work.send((round, work)).is_ok() {
            self.running += 1;
        }
    }

    /// What follows of the next work that is done; an error if the worker ended.
    pub fn finished(&mut self) -> io::Result<Option<Done<S>>> {
        match self.done.try_recv() {
            Ok(done) => {
                self.running = self.running.saturating_sub(1);
                self.is_ending &= self.running > 0;
                Ok(Some(done))
            }
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(io::Error::other("the worker has ended")),
        }
    }

    /// Whether something is being done.
    pub fn is_busy(&self) -> bool {
        self.running > 0
    }

    /// How it stands.
    pub fn waiting(&self) -> Waiting {
        if self.running == 0 {
            return Waiting::Idle;
        }
        if self.is_ending {
            return Waiting::Ending;
        }
        let silence = self.connection.as_ref().and_then(Connection::silence);
        match silence.filter(|silence| *silence >= SILENT) {
            Some(silence) => Waiting::Silent(silence.as_secs()),
            None => Waiting::Busy,
        }
    }

    /// Ends what is being done as soon as that can be, and begins nothing of what waits behind it.
    pub fn give_up(&mut self) {
        if self.running == 0 {
            return;
        }
        self.round.fetch_add(1, Ordering::SeqCst);
        self.is_ending = true;
        if let Some(connection) = &self.connection {
            connection.give_up();
        }
    }
}

/// Does what is asked for until nobody asks any more.
fn perform<S: 'static>(
    session: Session,
    asked: &Receiver<(u64, Work<S>)>,
    finished: &Sender<Done<S>>,
    counts: &AtomicU64,
) {
    let connection = session.client.connection();
    let mut desk = Desk { session };
    for (round, Work(act)) in asked {
        if let Some(connection) = &connection {
            connection.take_up();
        }
        let is_given_up = round < counts.load(Ordering::SeqCst);
        // Who gave it up before it began is told as well.
        let done =
            if is_given_up { Box::new(|_: &mut S| Err(error::server::given_up())) } else { act(&mut desk) };
        if finished.send(done).is_err() {
            return;
        }
    }
}
