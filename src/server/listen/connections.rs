//! Connection limits: how many connections there are at once, how long each may last, and the permit
//! that each of them holds.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Client;
use super::body::Pace;
use super::peers::{Connection, Peers};

/// The limits of one set of listeners: how many connections, and how long each may last.
#[derive(Clone, Copy)]
pub struct ConnectionLimits {
    /// Connections at once; the next ones wait in the kernel's queue.
    pub connections: usize,
    /// Connections of one cell at once. A browser opens six for a page.
    pub of_one_cell: usize,
    /// Bytes of answers that wait to be sent at once, of all connections together.
    pub unsent: usize,
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
        of_one_cell: 32,
        unsent: 32 << 20,
        header: Duration::from_secs(10),
        connection: Duration::from_secs(120),
        unauthenticated: None,
        body: Pace { grace: Duration::from_secs(10), least: 500 },
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
    peers: Arc<Peers>,
    /// Whether a connection says itself whom it comes from, as those do that Tor passes on.
    introduced: bool,
}

/// The permit of one connection, which another one gets when this is dropped.
pub(super) struct Permit {
    connection: Connection,
    unauthenticated: Option<Duration>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) fn new(limits: ConnectionLimits, introduced: bool) -> Self {
        let permits = Arc::new(Semaphore::new(limits.connections));
        Self { limits, permits, peers: Arc::new(Peers::new(limits)), introduced }
    }

    /// A permit for one more connection, as soon as there is one. When room is short, another one makes room.
    pub(super) async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        loop {
            if self.is_crowded() {
                // Until all have said whose they are, nobody knows who holds many.
                let _ = tokio::time::timeout(self.limits.header, self.peers.all_are_placed()).await;
                self.peers.evict_longest_waiting();
            }
            if let Ok(permit) = self.permits.clone().try_acquire_owned() {
                return Some(permit);
            }
            tokio::select! {
                permit = self.permits.clone().acquire_owned() => return permit.ok(),
                () = self.peers.one_waits() => {}
            }
        }
    }

    fn is_crowded(&self) -> bool {
        self.permits.available_permits() < self.limits.connections / 4
    }

    /// Adds a connection that was accepted.
    pub(super) fn register(&self, permit: OwnedSemaphorePermit, client: Client) -> Permit {
        let connection = Peers::add(&self.peers);
        if !self.introduced {
            connection.came_from(client);
        }
        Permit { connection, unauthenticated: self.limits.unauthenticated, _permit: permit }
    }
}

impl Permit {
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Returns when the connection is evicted: a stranger after its time, or in favour of another.
    pub(super) async fn evicted(&self) {
        tokio::select! {
            () = self.connection.makes_room() => {}
            () = self.stays_a_stranger() => {}
        }
    }

    /// Returns when the peer has shown no known key in its time; never if it has.
    async fn stays_a_stranger(&self) {
        let Some(limit) = self.unauthenticated else { return pending().await };
        tokio::time::sleep(limit).await;
        if self.connection.is_authenticated() {
            pending().await
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.connection.remove();
    }
}
