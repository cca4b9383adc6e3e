//! A tunnel to a server, as `ssh -L` is one: it can die in the way of a laptop that slept, and then still
//! accepts and never answers.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};

/// The tunnel.
pub struct Tunnel {
    address: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    is_dead: Mutex<bool>,
    changed: Condvar,
    is_over: AtomicBool,
}

impl Tunnel {
    /// One that leads to the server at this address.
    pub fn to(server: &str) -> Self {
        let server = server.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State::default());
        let here = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if here.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(server) = TcpStream::connect(&server) else { continue };
                let again = |stream: &TcpStream| stream.try_clone().unwrap();
                carry(again(&client), again(&server), &here);
                carry(server, client, &here);
            }
        });
        Self { address, state }
    }

    /// Where it begins.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Nothing comes through any more.
    pub fn dies(&self) {
        *self.state.is_dead.lock().unwrap() = true;
    }

    /// What waits comes through, and all that follows.
    pub fn revives(&self) {
        *self.state.is_dead.lock().unwrap() = false;
        self.state.changed.notify_all();
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::SeqCst);
        self.revives();
        drop(TcpStream::connect(self.address.strip_prefix("http://").unwrap()));
    }
}

/// Carries what comes from one end to the other, once the tunnel lives.
fn carry(mut from: TcpStream, mut to: TcpStream, state: &Arc<State>) {
    let state = Arc::clone(state);
    std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(length) = from.read(&mut buffer) {
            let dead = state.is_dead.lock().unwrap();
            drop(state.changed.wait_while(dead, |dead| *dead).unwrap());
            if length == 0 || to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
