//! Peers: what each connection does, and which one ends when there is no room for another.
//!
//! Nobody keeps others out by holding connections. When room is short, the connection ends that has
//! waited longest without a whole request, of the cell that has most of those; and no cell has more than
//! its share. A connection whose peer has shown a known key ends in favour of nobody.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::cell::{Cell, CellKey};
use super::{Client, ConnectionLimits};

/// The peers of all connections that were not evicted.
pub(super) struct Peers {
    limits: ConnectionLimits,
    /// Nothing without randomness: then no cell has a share of its own.
    key: Option<CellKey>,
    table: Mutex<Table>,
    /// Notified when a connection begins to wait, so that it may be evicted.
    waits: Notify,
    /// Notified when it is known of a connection whom it comes from, or when one has ended.
    placed: Notify,
}

#[derive(Default)]
struct Table {
    /// Counts what happens: the order in which connections began to wait.
    events: u64,
    rows: BTreeMap<u64, Row>,
}

struct Row {
    /// Whether it is known whom it comes from.
    placed: bool,
    /// Nothing where many share an address that is this machine's.
    cell: Option<Cell>,
    state: State,
    /// Bytes of the last answer.
    unsent: usize,
    makes_room: Arc<Notify>,
}

/// What a connection does; only one that waits may be evicted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It has no whole request since then.
    Waiting(u64),
    /// Its request is whole and not answered yet.
    Served,
    /// Its peer has shown a known key.
    Authenticated,
}

/// The connection by which a request came. Each request carries it.
#[derive(Clone)]
pub struct Connection(Arc<Peer>);

struct Peer {
    number: u64,
    makes_room: Arc<Notify>,
    peers: Arc<Peers>,
}

/// A request that is being answered. When it is dropped, its connection waits for the next.
pub(super) struct Turn(Connection);

impl Peers {
    pub(super) fn new(limits: ConnectionLimits) -> Self {
        Self {
            limits,
            key: CellKey::new().ok(),
            table: Mutex::default(),
            waits: Notify::new(),
            placed: Notify::new(),
        }
    }

    /// Adds a connection, which begins to wait.
    pub(super) fn add(peers: &Arc<Self>) -> Connection {
        let makes_room = Arc::new(Notify::new());
        let number = peers.lock().add(makes_room.clone());
        Connection(Arc::new(Peer { number, makes_room, peers: peers.clone() }))
    }

    /// Ends the connection that has waited longest, of the cell that has most of those that wait.
    pub(super) fn evict_longest_waiting(&self) {
        self.lock().evict_longest_waiting();
    }

    /// Returns when a connection has begun to wait.
    pub(super) async fn one_waits(&self) {
        self.waits.notified().await;
    }

    /// Returns when it is known of all connections whom they come from.
    pub(super) async fn all_are_placed(&self) {
        while self.lock().rows.values().any(|row| !row.placed) {
            self.placed.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn now(&mut self) -> u64 {
        self.events += 1;
        self.events
    }

    fn add(&mut self, makes_room: Arc<Notify>) -> u64 {
        let number = self.now();
        let state = State::Waiting(number);
        self.rows.insert(number, Row { placed: false, cell: None, state, unsent: 0, makes_room });
        number
    }

    /// Changes what a connection does, unless it is known or was evicted.
    fn set(&mut self, number: u64, state: State) {
        if let Some(row) = self.rows.get_mut(&number)
            && row.state != State::Authenticated
        {
            row.state = state;
        }
    }

    /// The connections that wait: number, since when, and the row.
    fn waiting(&self) -> impl Iterator<Item = (u64, u64, &Row)> {
        self.rows.iter().filter_map(|(number, row)| match row.state {
            State::Waiting(since) => Some((*number, since, row)),
            State::Served | State::Authenticated => None,
        })
    }

    fn evict_longest_waiting(&mut self) {
        let mut of_cell = BTreeMap::<Option<Cell>, usize>::new();
        for (_, _, row) in self.waiting() {
            *of_cell.entry(row.cell).or_default() += 1;
        }
        let longest = self.waiting().max_by_key(|(_, since, row)| (of_cell[&row.cell], Reverse(*since)));
        self.evict(longest.map(|(number, ..)| number));
    }

    /// Notes whom a connection comes from: a cell, or this machine.
    fn place(&mut self, number: u64, cell: Option<Cell>, most: usize) {
        let Some(row) = self.rows.get_mut(&number) else { return };
        row.placed = true;
        row.cell = cell;
        if let Some(cell) = cell {
            self.keep_to_share(cell, most);
        }
    }

    /// If the connections of strangers in a cell are too many, the one that has waited longest goes.
    fn keep_to_share(&mut self, cell: Cell, most: usize) {
        // An office of caseworkers shares nothing with anybody.
        let strangers = self.rows.values().filter(|row| row.state != State::Authenticated);
        let count = strangers.filter(|row| row.cell == Some(cell)).count();
        if count > most {
            let of_cell = self.waiting().filter(|(_, _, row)| row.cell == Some(cell));
            let longest = of_cell.min_by_key(|(_, since, _)| *since);
            self.evict(longest.map(|(number, ..)| number));
        }
    }

    /// Notes that an answer of so many bytes is to be sent. If all together are too many then, the
    /// largest go: whoever asks for large answers and reads none would fill the memory.
    fn answer(&mut self, number: u64, bytes: usize, most: usize) {
        if let Some(row) = self.rows.get_mut(&number) {
            row.unsent = bytes;
        }
        while self.rows.values().map(|row| row.unsent).sum::<usize>() > most {
            let largest = self.waiting().max_by_key(|(_, since, row)| (row.unsent, Reverse(*since)));
            let Some((number, ..)) = largest.filter(|(_, _, row)| row.unsent > 0) else { return };
            self.evict(Some(number));
        }
    }

    fn evict(&mut self, number: Option<u64>) {
        if let Some(row) = number.and_then(|number| self.rows.remove(&number)) {
            row.makes_room.notify_one();
        }
    }
}

impl Connection {
    /// Marks the peer as known: its connection is evicted for nobody, and may take its time.
    pub fn authenticate(&self) {
        self.set(State::Authenticated);
    }

    pub(super) fn is_authenticated(&self) -> bool {
        let table = self.0.peers.lock();
        table.rows.get(&self.0.number).is_some_and(|row| row.state == State::Authenticated)
    }

    /// Says whom it shares its cell with. A proxy on this machine shares with nobody: it is everybody.
    pub(super) fn came_from(&self, client: Client) {
        let Peer { number, peers, .. } = &*self.0;
        let is_proxy = matches!(client, Client::Network(peer) if peer.is_loopback());
        let key = peers.key.as_ref().filter(|_| !is_proxy);
        let cell = key.and_then(|key| key.cell(client));
        peers.lock().place(*number, cell, peers.limits.of_one_cell);
        peers.placed.notify_one();
    }

    /// A request came, and is answered by whoever holds this.
    pub(super) fn turn(&self) -> Turn {
        Turn(self.clone())
    }

    /// Its request is whole: until it is answered, the connection waits for nothing.
    pub(super) fn is_whole(&self) {
        self.set(State::Served);
    }

    /// Returns when it is evicted.
    pub(super) async fn makes_room(&self) {
        self.0.makes_room.notified().await;
    }

    /// It has ended.
    pub(super) fn remove(&self) {
        self.0.peers.lock().rows.remove(&self.0.number);
        self.0.peers.placed.notify_one();
    }

    fn set(&self, state: State) {
        self.0.peers.lock().set(self.0.number, state);
    }
}

impl Turn {
    /// Its answer is made, and has so many bytes.
    pub(super) fn answer(&self, bytes: u64) {
        let Peer { number, peers, .. } = &*self.0.0;
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        peers.lock().answer(*number, bytes, peers.limits.unsent);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Peer { number, peers, .. } = &*self.0.0;
        let mut table = peers.lock();
        let now = table.now();
        table.set(*number, State::Waiting(now));
        drop(table);
        peers.waits.notify_one();
    }
}
