//! A tunnel to the desk's listener that loses things, as an SSH tunnel does when a laptop slept.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// What the tunnel does with a request that brings entries.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Does {
    /// It brings the answer.
    Nothing,
    /// It brings the request, and loses the answer.
    LosesAnswer,
    /// It loses the request, and so brings no answer.
    LosesRequest,
    /// It takes everything and brings nothing back.
    Sleeps,
    /// It brings two replacements of what is sealed, and loses the third.
    LosesThirdReplacement,
}

/// The tunnel. It goes on until the test ends.
pub struct Tunnel {
    pub url: String,
    does: Arc<AtomicU8>,
}

impl Tunnel {
    /// To the listener at this address.
    pub fn to(url: &str) -> Self {
        let server: SocketAddr = url.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let does = Arc::new(AtomicU8::new(Does::Nothing as u8));
        let shared = does.clone();
        let replacements = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let does = shared.clone();
                let replacements = replacements.clone();
                std::thread::spawn(move || carry(&client, server, &does, &replacements));
            }
        });
        Self { url, does }
    }

    /// From the next request on.
    pub fn does(&self, what: Does) {
        self.does.store(what as u8, Ordering::SeqCst);
    }
}

fn carry(client: &TcpStream, server: SocketAddr, does: &AtomicU8, replacements: &AtomicUsize) {
    let does = |what: Does| does.load(Ordering::SeqCst) == what as u8;
    if does(Does::Sleeps) {
        let mut taken = Vec::new();
        drop((&*client).read_to_end(&mut taken));
        return;
    }
    let server = TcpStream::connect(server).unwrap();
    let lost = AtomicU8::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut some = [0; 64 * 1024];
            while let Ok(length @ 1..) = (&server).read(&mut some) {
                if lost.load(Ordering::SeqCst) == 1 || (&*client).write_all(&some[..length]).is_err() {
                    break;
                }
            }
            drop(client.shutdown(Shutdown::Both));
            drop(server.shutdown(Shutdown::Both));
        });
        let mut some = [0; 64 * 1024];
        while let Ok(length @ 1..) = (&*client).read(&mut some) {
            let head = String::from_utf8_lossy(&some[..length.min(200)]);
            let brings = head.starts_with("POST") && head.lines().next().unwrap().contains("/entries");
            if brings && does(Does::LosesRequest) {
                break;
            }
            let replaces = head.starts_with("PUT") && does(Does::LosesThirdReplacement);
            if replaces && replacements.fetch_add(1, Ordering::SeqCst) >= 2 {
                break;
            }
            if brings && does(Does::LosesAnswer) {
                lost.store(1, Ordering::SeqCst);
            }
            if (&server).write_all(&some[..length]).is_err() {
                break;
            }
        }
        if lost.load(Ordering::SeqCst) == 0 {
            drop(client.shutdown(Shutdown::Both));
            drop(server.shutdown(Shutdown::Both));
        }
    });
}
