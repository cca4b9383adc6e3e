//! Clients as cheap as can be: bytes made beforehand, blocking sockets, a thread each.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::time::Instant;

/// One connection.
pub struct Connection {
    stream: TcpStream,
    bytes: Vec<u8>,
}

/// An answer in the connection's buffer.
pub struct Answer<'a> {
    pub status: u16,
    pub head: &'a str,
    pub body: &'a [u8],
}

impl Connection {
    pub fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, bytes: Vec::with_capacity(64 * 1024) }
    }

    /// Sends a request and reads its answer, which says how long it is.
    pub fn ask(&mut self, request: &[u8]) -> Answer<'_> {
        self.stream.write_all(request).unwrap();
        self.bytes.clear();
        let head = loop {
            self.more();
            if let Some(end) = find(&self.bytes, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let length = length(std::str::from_utf8(&self.bytes[..head]).unwrap());
        while self.bytes.len() < head + length {
            self.more();
        }
        let (head, body) = self.bytes.split_at(head);
        let head = std::str::from_utf8(head).unwrap();
        Answer { status: head[9..12].parse().unwrap(), head, body }
    }

    fn more(&mut self) {
        let start = self.bytes.len();
        self.bytes.resize(start + 32 * 1024, 0);
        let read = self.stream.read(&mut self.bytes[start..]).unwrap();
        assert!(read > 0, "the server closed the connection within an answer");
        self.bytes.truncate(start + read);
    }
}

fn length(head: &str) -> usize {
    let line = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    line.expect("an answer of known length").parse().unwrap()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

impl Answer<'_> {
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> &str {
        let page = std::str::from_utf8(self.body).unwrap();
        let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        rest.split_once('"').unwrap().0
    }

    /// Whether a text stands in it.
    pub fn has(&self, text: &str) -> bool {
        find(self.body, text.as_bytes()).is_some()
    }
}

/// A `GET` that may be followed by another.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").into_bytes()
}

/// A `POST`, after which the server closes.
pub fn post(path: &str, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A `POST` of a form.
pub fn post_form(path: &str, body: &str) -> Vec<u8> {
    post(path, "application/x-www-form-urlencoded", body)
}

/// Deals the work out to so many clients, who begin together. Gives pieces per second.
pub fn crowd<T: Sync>(clients: usize, work: &[T], each: impl Fn(&mut dyn Iterator<Item = &T>) + Sync) -> f64 {
    let ready = Barrier::new(clients + 1);
    let began = std::thread::scope(|scope| {
        for client in 0..clients {
            let ready = &ready;
            let each = &each;
            scope.spawn(move || {
                ready.wait();
                each(&mut work.iter().skip(client).step_by(clients));
            });
        }
        ready.wait();
        Instant::now()
    });
    rate(work.len(), began)
}

/// How many a second, since then.
pub fn rate(count: usize, began: Instant) -> f64 {
    u32::try_from(count).map(f64::from).unwrap() / began.elapsed().as_secs_f64()
}
