//! PROXY line: read to its end and not a byte further, however it arrives, and written in one way it is the same
//! again. The reader is compiled from its own file: it is private to the listener.

#[path = "../../../src/server/listen/proxy.rs"]
mod proxy;

use std::net::IpAddr;

use tokio::io::BufReader;
// What the reader gives, in the place in which it looks for it.
use zegeld::listen::Client;

/// The longest line of the protocol.
const LONGEST: usize = 107;

/// Asserts what must hold of what comes first on a connection.
pub fn run(bytes: &[u8]) {
    let (client, left) = read(bytes, 256);
    assert!(bytes.len() - left.len() <= LONGEST);
    for at_once in [1, 7] {
        let (again, still_left) = read(bytes, at_once);
        assert!(
            left == still_left && address(again) == address(client) && again.is_some() == client.is_some()
        );
    }
    let Some(client) = client else { return };
    let line = &bytes[..bytes.len() - left.len()];
    assert!(line.starts_with(b"PROXY ") && line.ends_with(b"\r\n"));
    assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
    if let Some(address) = address(Some(client)) {
        let family = if address.is_ipv4() { "TCP4" } else { "TCP6" };
        let written = format!("PROXY {family} {address} {address} 1 2\r\nGET");
        let (again, rest) = read(written.as_bytes(), 256);
        assert_eq!((self::address(again), rest), (Some(address), b"GET".to_vec()));
    }
}

/// What a line names, and what is left to read behind it, when so many bytes arrive at once.
fn read(bytes: &[u8], at_once: usize) -> (Option<Client>, Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut stream = BufReader::with_capacity(at_once, bytes);
    let client = runtime.block_on(proxy::read_line(&mut stream));
    let buffered = stream.buffer().to_vec();
    let left = [&buffered, stream.into_inner()].concat();
    (client, left)
}

fn address(client: Option<Client>) -> Option<IpAddr> {
    match client {
        Some(Client::Circuit(address)) => Some(address),
        Some(Client::Network(_)) => panic!("a line names no peer"),
        Some(Client::Unknown) | None => None,
    }
}
