//! Rate limits: how much is accepted at once, for all together and for each network. They slow down,
//! and never lock a mailbox or know a person.
//!
//! The global budgets follow from what disk and processor can take, and each net has half: who
//! floods the onion slows nobody elsewhere. Beside them each client has a generous one where it is
//! known: a keyed hash of its network, or of its circuit of Tor, cut to 13 bits, picks one of 8,192
//! fixed cells. There is no table of clients, and the key changes every hour.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{NotUntil, Quota, RateLimiter};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::listen::{Client, Net, Visitor};
use zegel_core::id::{NoRandomness, random};

type Limiter<K, S> = RateLimiter<K, S, MonotonicClock, NoOpMiddleware<Instant>>;

/// Cells of each limit: 13 bits, about as many as a busy site has visitors, so that cells are shared.
const CELLS: usize = 1 << 13;
/// The life of the key: after it a network has another cell, and nobody can say which it had.
const KEY_LIFE: Duration = Duration::from_secs(3600);

/// An act that is limited.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// A report, a message or a withdrawal, whether or not a mailbox exists.
    Write,
    /// A look-up of a token.
    LookUp,
    /// A request for a session with an unknown key. Those with a known one have no limit: it
    /// would be used up by whoever knows that key.
    UnknownKey,
}

impl Action {
    const ALL: [Self; 3] = [Self::Write, Self::LookUp, Self::UnknownKey];

    /// Rate and burst for everybody of one net together.
    fn global(self) -> Quota {
        match self {
            // Sealing for three desks takes about a millisecond of one core.
            Self::Write => quota(500, Duration::from_secs(1), 1_000),
            Self::LookUp => quota(2_500, Duration::from_secs(1), 5_000),
            Self::UnknownKey => quota(5, Duration::from_secs(1), 20),
        }
    }

    /// Rate and burst of one cell: a hotel's staff behind one address, or a training of thirty.
    fn client(self) -> Quota {
        match self {
            Self::Write | Self::UnknownKey => quota(30, Duration::from_secs(60), 60),
            Self::LookUp => quota(60, Duration::from_secs(60), 120),
        }
    }
}

fn quota(count: u32, per: Duration, burst: u32) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let each = per / count.max(1);
    Quota::with_period(each).map_or(Quota::per_second(burst), |quota| quota.allow_burst(burst))
}

/// The state of all limits, of constant size.
pub(super) struct Limits {
    clearnet: Budgets,
    onion: Budgets,
    key: Mutex<Key>,
}

/// The limits of one net: for all together, and for each cell.
struct Budgets {
    global: [Limiter<NotKeyed, InMemoryState>; 3],
    cells: [Limiter<usize, Cells>; 3],
}

/// The cells of one limit, eight bytes each. Where there are none nobody has a limit of their own.
struct Cells(Vec<InMemoryState>);

impl StateStore for Cells {
    type Key = usize;

    fn measure_and_replace<T, F, E>(&self, cell: &usize, take: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        match self.0.get(*cell) {
            Some(state) => state.measure_and_replace(&NotKeyed::NonKey, take),
            None => take(None).map(|(taken, _)| taken),
        }
    }
}

/// The key of the hash that picks a cell.
struct Key {
    bytes: [u8; 32],
    since: Instant,
}

impl Key {
    fn new() -> Result<Self, NoRandomness> {
        Ok(Self { bytes: random()?, since: Instant::now() })
    }
}

/// A limit that is reached, and the seconds until there is room again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Busy {
    pub(super) seconds: u64,
}

impl Budgets {
    fn new() -> Self {
        let cells = |action: Action| match action {
            // Nobody who is known needs it; the global budget is enough.
            Action::UnknownKey => Cells(Vec::new()),
            Action::Write | Action::LookUp => Cells((0..CELLS).map(|_| InMemoryState::default()).collect()),
        };
        Self {
            global: Action::ALL.map(|action| RateLimiter::direct_with_clock(action.global(), MonotonicClock)),
            cells: Action::ALL.map(|action| RateLimiter::new(action.client(), cells(action), MonotonicClock)),
        }
    }
}

impl Limits {
    pub(super) fn new() -> Result<Self, NoRandomness> {
        Ok(Self { clearnet: Budgets::new(), onion: Budgets::new(), key: Mutex::new(Key::new()?) })
    }

    /// Counts one act in the client's budget and in everybody's, or says when to come back.
    pub(super) fn take(&self, action: Action, visitor: Visitor) -> Result<(), Busy> {
        let number = action as usize;
        let budgets = match visitor.net {
            Net::Clearnet => &self.clearnet,
            Net::Onion => &self.onion,
        };
        if let Some(network) = network(visitor.client) {
            budgets.cells[number].check_key(&self.cell(&network)).map_err(|until| busy(&until))?;
        }
        budgets.global[number].check().map_err(|until| busy(&until))
    }

    /// The cell of a network under the present key.
    fn cell(&self, network: &[u8]) -> usize {
        let Ok(mut key) = self.key.lock() else { return 0 };
        if key.since.elapsed() > KEY_LIFE {
            // Without randomness the old key goes on: a limit is no reason to refuse a report.
            if let Ok(new) = Key::new() {
                *key = new;
            }
        }
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key.bytes) else { return 0 };
        mac.update(network);
        let digest = mac.finalize().into_bytes();
        usize::from(u16::from_be_bytes([digest[0], digest[1]])) % CELLS
    }
}

fn busy(until: &NotUntil<Instant>) -> Busy {
    let wait = until.wait_time_from(MonotonicClock.now());
    Busy { seconds: wait.as_secs() + 1 }
}

/// The network of a client: the /24 or the /56, which is what an access network gives to one place; of
/// a circuit the whole address, because its neighbours are other people.
fn network(client: Client) -> Option<Vec<u8>> {
    Some(match client {
        Client::Network(address) => match address.to_canonical() {
            IpAddr::V4(address) => address.octets()[..3].to_vec(),
            IpAddr::V6(address) => address.octets()[..7].to_vec(),
        },
        Client::Circuit(IpAddr::V4(address)) => address.octets().to_vec(),
        Client::Circuit(IpAddr::V6(address)) => address.octets().to_vec(),
        Client::Unknown => return None,
    })
}
