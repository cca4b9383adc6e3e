//! Cells: whom a client shares limits with. A keyed hash of its network, or of its circuit of Tor, picks
//! one of 8,192. There is no table of clients, and the key changes every hour.

use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::Client;
use zegel_core::id::{NoRandomness, random};

/// The number of cells: 13 bits, about as many as a busy site has visitors, so that cells are shared.
pub const CELLS: usize = 1 << 13;
/// The life of the key: after it a network has another cell, and nobody can say which it had.
const KEY_LIFE: Duration = Duration::from_secs(3600);

/// A cell, by its number below [`CELLS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell(usize);

impl Cell {
    /// Its number.
    pub fn index(self) -> usize {
        self.0
    }
}

/// The secret key by which clients are sorted into cells.
pub struct CellKey(Mutex<Key>);

struct Key {
    bytes: [u8; 32],
    since: Instant,
}

impl Key {
    fn new() -> Result<Self, NoRandomness> {
        Ok(Self { bytes: random()?, since: Instant::now() })
    }
}

impl CellKey {
    /// A fresh key.
    pub fn new() -> Result<Self, NoRandomness> {
        Ok(Self(Mutex::new(Key::new()?)))
    }

    /// The cell of a client under the present key; none where the client is not known.
    pub fn cell(&self, client: Client) -> Option<Cell> {
        let network = network(client)?;
        let mut key = self.0.lock().ok()?;
        if key.since.elapsed() > KEY_LIFE {
            // Without randomness the old key goes on: a limit is no reason to refuse a report.
            if let Ok(new) = Key::new() {
                *key = new;
            }
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.bytes).ok()?;
        mac.update(&network);
        let digest = mac.finalize().into_bytes();
        Some(Cell(usize::from(u16::from_be_bytes([digest[0], digest[1]])) % CELLS))
    }
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
