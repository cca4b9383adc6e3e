//! Connection limits: how many connections there are at once, how long each may last, and which one
//! ends when there is no room for another.
//!
//! Where peers show keys (the listener for caseworkers), a stranger holds no permit that a caseworker
//! needs: a connection whose peer has shown no known key lasts a short time only, and when no permit is
//! left, the oldest of them is evicted for the next.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::body::Pace;

/// The limits of one set of listeners: how many connections, and how long each may last.
#[derive(Clone, Copy)]
pub struct ConnectionLimits {
    /// Connections at once; the next ones wait in the kernel's queue.
    pub connections: usize,
    /// The time for a request's header to arrive, and for the rest of a body that was refused unread.
    pub header: Duration,
    /// The time of a connection as a whole, slow uploads and downloads included.
    pub connection: Duration,
    /// The time of a connection whose peer has shown no known key; nothing where peers show none.
    pub unauthenticated: Option<Duration>,
    /// The pace of a request's body.
    pub body: Pace,
    /// The time to finish what is being sent when the server stops.
    pub drain: Duration,
}

impl ConnectionLimits {
    /// The limits of the public page: two minutes carry 2 MiB over the slowest Tor circuit in use.
    pub const PUBLIC: Self = Self {
        connections: 512,
        header: Duration::from_secs(10),
        connection: Duration::from_secs(120),
        unauthenticated: None,
        body: Pace { grace: Duration::from_secs(20), least: 1024 },
        drain: Duration::from_secs(10),
    };

    /// The limits for caseworkers: fetching everything over an onion may take half an hour. The more
    /// strangers there may be, the longer it takes until one is evicted.
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

/// Strangers: connections whose peers have shown no known key, in the order in which they came.
#[derive(Default)]
struct Strangers(Mutex<BTreeMap<u64, Arc<Notify>>>);

/// The permit of one connection, which another one gets when this is dropped.
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

    /// Whether a stranger may be evicted in favour of another connection.
    pub(super) fn may_evict(&self) -> bool {
        self.limits.unauthenticated.is_some()
    }

    /// A permit for one more connection, as soon as there is one.
    pub(super) async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        self.permits.clone().acquire_owned().await.ok()
    }

    /// A permit for a connection that was accepted already: if none is left, the stranger who came first
    /// is evicted.
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

    /// Returns when a stranger is evicted: after its time, or in favour of another.
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
    /// Marks the peer as known: its connection is evicted for nobody, and may take its time.
    pub fn authenticate(&self) {
        let Peer { number, strangers, is_authenticated, .. } = &*self.0;
        strangers.lock().remove(number);
        is_authenticated.store(true, Ordering::Relaxed);
    }

    /// Returns when the peer has shown no known key within this time; never if it has.
    async fn stays_a_stranger(&self, limit: Option<Duration>) {
        let Some(limit) = limit else { return pending().await };
        tokio::time::sleep(limit).await;
        if self.0.is_authenticated.load(Ordering::Relaxed) {
            pending().await
        }
    }
}
