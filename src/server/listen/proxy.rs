//! PROXY protocol version 1: the first line of a connection from Tor, as HAProxy's
//! `doc/proxy-protocol.txt` has it. Tor writes the circuit into the last 32 bits of an address
//! under `fc00:dead:beef:4dad::/64`, so that one client of the onion can be told from another.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tokio::io::{AsyncBufRead, AsyncBufReadExt};

use super::Client;

/// The longest line of the protocol, its end included.
const LONGEST: usize = 107;

/// Reads the line and not a byte more. Nothing if it is none; then nothing may be answered.
pub(super) async fn read_line(stream: &mut (impl AsyncBufRead + Unpin)) -> Option<Client> {
    let mut line = Vec::with_capacity(LONGEST);
    while line.last() != Some(&b'\n') {
        let arrived = stream.fill_buf().await.ok()?;
        let left = arrived.len().min(LONGEST - line.len());
        let part = arrived[..left].split_inclusive(|byte| *byte == b'\n').next()?;
        let length = part.len();
        line.extend_from_slice(part);
        stream.consume(length);
    }
    client(std::str::from_utf8(&line).ok()?.strip_suffix("\r\n")?)
}

/// The client that a line names.
fn client(line: &str) -> Option<Client> {
    let mut words = line.strip_prefix("PROXY ")?.split(' ');
    let family = words.next()?;
    if family == "UNKNOWN" {
        // What follows is to be ignored.
        return Some(Client::Unknown);
    }
    let rest: [&str; 4] = words.collect::<Vec<_>>().try_into().ok()?;
    let [source, destination, from, to] = rest;
    let address = |text: &str| match family {
        "TCP4" => text.parse().ok().map(|address: Ipv4Addr| IpAddr::from(address)),
        "TCP6" => text.parse().ok().map(|address: Ipv6Addr| IpAddr::from(address)),
        _ => None,
    };
    address(destination)?;
    if !is_port(from) || !is_port(to) {
        return None;
    }
    address(source).map(Client::Circuit)
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}
