//! Connection limits: how many connections there are at once, how long each may last, and which one
//! ends when there is no room for another.
//!
//! Where peers show keys (the listener for caseworkers), a stranger holds no place that a caseworker
//! needs: whoever has shown no key that is known lasts a short time only, and when there is no
//! room left the one of them who came first makes some for whoever comes next.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::body::Pace;

/// How long and how many.
#[derive(Clone, Copy)]
pub struct ConnectionLimits {
    /// Connections at once; the next ones wait in the kernel's queue.
    pub connections: usize,
    /// For a request's header to arrive, and for the rest of a body that was refused unread.
    pub header: Duration,
    /// For a connection as a whole, slow uploads and downloads included.
    pub connection: Duration,
    /// The same for a peer that has shown no key that is known; nothing where peers show none.
    pub unauthenticated: Option<Duration>,
    /// How slowly a request's body may arrive.
    pub body: Pace,
    /// For what is being sent when the server is told to stop.
    pub drain: Duration,
}

impl ConnectionLimits {
    /// For the public page: two minutes carry 2 MiB over the slowest Tor circuit in use.
    pub const PUBLIC: Self = Self {
        connections: 512,
        header: Duration::from_secs(10),
        connection: Duration::from_secs(120),
        unauthenticated: None,
        body: Pace { grace: Duration::from_secs(20), least: 1024 },
        drain: Duration::from_secs(10),
    };

    /// For caseworkers: fetching everything over an onion may take half an hour. The more strangers
    /// there may be, the longer it takes until one makes room.
    pub const DESK: Self = Self {
        connections: 256,
        connection: Duration::from_secs(1800),
        unauthenticated: Some(Duration::from_secs(30)),
        ..Self::PUBLIC
    };
}

/// The connections of one set of listeners.
pub(super) struct Connections {
    limits: ConnectionLimits,
    permits: Arc<Semaphore>,
    strangers: Arc<Strangers>,
    accepted: u64,
}

/// Connections whose peers have shown no key that is known, in the order in which they came.
#[derive(Default)]
struct Strangers(Mutex<BTreeMap<u64, Arc<Notify>>>);

/// The right of one connection to be there, which another one gets when this is dropped.
pub(super) struct Permit {
    connection: Connection,
    unauthenticated: Option<Duration>,
    _permit: OwnedSemaphorePermit,
}

/// The connection by which a request came. Each request carries it.
#[derive(Clone)]
pub struct Connection(Arc<Peer>);

struct Peer {
    number: u64,
    is_authenticated: AtomicBool,
    makes_room: Arc<Notify>,
    strangers: Arc<Strangers>,
}

impl Connections {
    pub(super) fn new(limits: ConnectionLimits) -> Self {
        let permits = Arc::new(Semaphore::new(limits.connections));
        Self { limits, permits, strangers: Arc::default(), accepted: 0 }
    }

    /// Whether strangers make room for others.
    pub(super) fn may_evict(&self) -> bool {
        self.limits.unauthenticated.is_some()
    }

    /// Waits until there is room for one more connection.
    pub(super) async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        self.permits.clone().acquire_owned().await.ok()
    }

    /// The same for a connection that is there already: without room, the stranger who came first
    /// makes some.
    pub(super) async fn permit_now(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = self.permits.clone().try_acquire_owned() {
            return Some(permit);
        }
        self.strangers.first_makes_room();
        self.permit().await
    }

    /// Counts a new connection among the strangers, where they have to be told from others.
    pub(super) fn register(&mut self, permit: OwnedSemaphorePermit) -> Permit {
        self.accepted += 1;
        let makes_room = Arc::new(Notify::new());
        if self.may_evict() {
            self.strangers.lock().insert(self.accepted, makes_room.clone());
        }
        let peer = Peer {
            number: self.accepted,
            is_authenticated: AtomicBool::new(false),
            makes_room,
            strangers: self.strangers.clone(),
        };
        let connection = Connection(Arc::new(peer));
        Permit { connection, unauthenticated: self.limits.unauthenticated, _permit: permit }
    }
}

impl Strangers {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Notify>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn first_makes_room(&self) {
        if let Some((_, first)) = self.lock().pop_first() {
            first.notify_one();
        }
    }
}

impl Permit {
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Returns when a stranger has to go: after its time, or to make room.
    pub(super) async fn evicted(&self) {
        tokio::select! {
            () = self.connection.0.makes_room.notified() => {}
            () = self.connection.stays_a_stranger(self.unauthenticated) => {}
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let Peer { number, strangers, .. } = &*self.connection.0;
        strangers.lock().remove(number);
    }
}

impl Connection {
    /// The peer has shown that it is known here: it makes room for nobody, and may take its time.
    pub fn authenticate(&self) {
        let Peer { number, strangers, is_authenticated, .. } = &*self.0;
        strangers.lock().remove(number);
        is_authenticated.store(true, Ordering::Relaxed);
    }

    async fn stays_a_stranger(&self, limit: Option<Duration>) {
        let Some(limit) = limit else { return pending().await };
        tokio::time::sleep(limit).await;
        if self.0.is_authenticated.load(Ordering::Relaxed) {
            pending().await
        }
    }
}
