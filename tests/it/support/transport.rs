//! Transports to a site, for one and the same reporter: straight, by TLS through what stands before it, or
//! by Tor.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::http::{Answer, read, try_exchange};

/// Where requests go, as the bytes they are.
pub trait Transport {
    /// What a browser says in `Host`.
    fn host(&self) -> String;

    /// Sends a request and reads its answer; nothing when the connection ended without one.
    fn try_exchange(&self, request: &[u8]) -> Option<Answer>;

    /// Sends the first part of a request, and goes.
    fn abandon(&self, request: &[u8]);

    /// Sends a request that is answered.
    fn exchange(&self, request: &[u8]) -> Answer {
        self.try_exchange(request).expect("an answer")
    }
}

impl Transport for SocketAddr {
    fn host(&self) -> String {
        self.to_string()
    }

    fn try_exchange(&self, request: &[u8]) -> Option<Answer> {
        try_exchange(*self, request)
    }

    fn abandon(&self, request: &[u8]) {
        TcpStream::connect(self).unwrap().write_all(request).unwrap();
    }
}

/// By TLS, with OpenSSL's client, which insists on the site's certificate.
pub struct Tls {
    /// The visitor's address.
    pub from: &'static str,
    pub port: u16,
    pub host: String,
    pub certificate: PathBuf,
}

impl Tls {
    /// A client that ends when the server does, or with its own input.
    pub fn client(&self, more: &[&str]) -> Child {
        Command::new("openssl")
            .args([
                "s_client",
                "-connect",
                &format!("127.0.0.1:{}", self.port),
                "-bind",
                &format!("{}:0", self.from),
            ])
            .args(["-servername", &self.host, "-verify_hostname", &self.host, "-verify_return_error"])
            .arg("-CAfile")
            .arg(&self.certificate)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }
}

impl Tls {
    fn once(&self, request: &[u8]) -> Option<Answer> {
        let mut client = self.client(&["-quiet"]);
        let mut to = client.stdin.take().unwrap();
        let mut from = client.stdout.take().unwrap();
        let answer = std::thread::scope(|scope| {
            // The server may end the connection while a body that is too large is still sent.
            let sent = scope.spawn(|| to.write_all(request).map(|()| to.flush()));
            let answer = read(&mut from);
            drop(client.kill());
            drop(sent.join());
            answer
        });
        drop(client.wait());
        answer
    }
}

impl Transport for Tls {
    fn host(&self) -> String {
        self.host.clone()
    }

    fn try_exchange(&self, request: &[u8]) -> Option<Answer> {
        self.once(request)
    }

    fn abandon(&self, request: &[u8]) {
        let mut client = self.client(&["-quiet", "-no_ign_eof"]);
        let mut to = client.stdin.take().unwrap();
        to.write_all(request).unwrap();
        drop(to);
        client.wait().unwrap();
    }
}

/// By Tor. Two clients with other names have circuits of their own (`IsolateSOCKSAuth`).
pub struct Onion {
    pub socks: SocketAddr,
    pub host: String,
    pub name: &'static str,
}

impl Onion {
    /// A connection to the service (RFC 1928, and 1929 for the name); nothing if Tor finds no way.
    pub fn connect(&self) -> Option<TcpStream> {
        let mut stream = TcpStream::connect(self.socks).unwrap();
        let [name, host] =
            [self.name, &self.host].map(|text| [&[text.len() as u8], text.as_bytes()].concat());
        let mut answer = [0; 2];
        stream.write_all(&[5, 1, 2]).unwrap();
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(answer, [5, 2]);
        stream.write_all(&[&[1], &name[..], &name[..]].concat()).unwrap();
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(answer, [1, 0]);
        stream.write_all(&[&[5, 1, 0, 3], &host[..], &[0, 80]].concat()).unwrap();
        let mut reply = [0; 10];
        stream.read_exact(&mut reply).ok()?;
        (reply[1] == 0).then_some(stream)
    }
}

impl Transport for Onion {
    fn host(&self) -> String {
        self.host.clone()
    }

    fn try_exchange(&self, request: &[u8]) -> Option<Answer> {
        let stream = self.connect()?;
        std::thread::scope(|scope| {
            scope.spawn(|| drop((&stream).write_all(request)));
            let answer = read(&mut &stream);
            drop(stream.shutdown(Shutdown::Both));
            answer
        })
    }

    fn abandon(&self, request: &[u8]) {
        self.connect().unwrap().write_all(request).unwrap();
    }
}
