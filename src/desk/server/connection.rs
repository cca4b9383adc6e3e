//! A connection to the server that another thread can watch and give up: a person who waits before a
//! dead tunnel is told so within seconds, and need not wait until a limit is reached.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::config::Config;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, SocksConnector, TcpConnector};

use crate::error::{self, DeskError, Kind};
use crate::server::address::Server;
use crate::server::tls::{self, ServerKey};
use crate::server::tls_transport::TlsConnector;
use crate::server::tunnel::Tunnel;
use zegel_core::seal::Fingerprint;
use zegel_core::signature::DeskKey;

/// The connection, shared by who speaks on it and who watches it.
#[derive(Clone)]
pub struct Connection(Arc<Shared>);

struct Shared {
    server: Server,
    way: Way,
    tunnel: Mutex<Option<Tunnel>>,
    agent: Mutex<Agent>,
    is_given_up: AtomicBool,
    /// When the answer that is awaited now was asked for.
    asked: Mutex<Option<Instant>>,
}

/// How the server is spoken to.
enum Way {
    /// Openly: on this computer, or by Tor.
    Plain,
    /// By TLS.
    Tls(TlsConnector),
}

impl Connection {
    /// One that is opened when something is asked for, on which this key is shown if the server is spoken
    /// to by TLS.
    pub fn new(server: Server, key: &Arc<DeskKey>) -> Result<Self, DeskError> {
        let way = Way::to(&server, key)?;
        let agent = Mutex::new(agent(&server, &way));
        let tunnel = Mutex::new(server.tunnel()?);
        let is_given_up = AtomicBool::new(false);
        let asked = Mutex::new(None);
        Ok(Self(Arc::new(Shared { server, way, tunnel, agent, is_given_up, asked })))
    }

    /// Does something once the tunnel to the server is open, if it needs one. Where a server is away
    /// because that has ended, that is the error.
    pub fn through<T>(&self, act: impl FnOnce() -> Result<T, DeskError>) -> Result<T, DeskError> {
        self.open_tunnel()?;
        act().map_err(|error| self.by_the_tunnel(error))
    }

    fn open_tunnel(&self) -> Result<(), DeskError> {
        match &mut *locked(&self.0.tunnel) {
            Some(tunnel) => self.wait(|| tunnel.open(&|| self.is_given_up())),
            None => Ok(()),
        }
    }

    fn by_the_tunnel(&self, error: DeskError) -> DeskError {
        if error.kind() != Kind::Away {
            return error;
        }
        let ended = locked(&self.0.tunnel).as_mut().and_then(Tunnel::ended);
        ended.unwrap_or(error)
    }

    /// The key that the server showed last, where it is spoken to by TLS.
    pub fn shown_key(&self) -> Option<Fingerprint> {
        match &self.0.way {
            Way::Plain => None,
            Way::Tls(tls) => tls.server.shown(),
        }
    }

    /// The server at its other end.
    pub fn server(&self) -> &Server {
        &self.0.server
    }

    /// Asks for an answer, and is seen to wait until it comes; nothing is asked for once this was
    /// given up.
    pub fn ask<T>(&self, ask: impl FnOnce(&Agent) -> Result<T, ureq::Error>) -> Result<T, ureq::Error> {
        if self.is_given_up() {
            return Err(io::Error::from(io::ErrorKind::Interrupted).into());
        }
        let agent = locked(&self.0.agent).clone();
        self.wait(|| ask(&agent))
    }

    /// Waits for some more of an answer.
    pub fn wait<T>(&self, wait: impl FnOnce() -> T) -> T {
        *locked(&self.0.asked) = Some(Instant::now());
        let result = wait();
        *locked(&self.0.asked) = None;
        result
    }

    /// For how long the server has been silent, if it is waited for now.
    pub fn silence(&self) -> Option<Duration> {
        locked(&self.0.asked).map(|asked| asked.elapsed())
    }

    /// Whether nobody waits any longer.
    pub fn is_given_up(&self) -> bool {
        self.0.is_given_up.load(Ordering::SeqCst)
    }

    /// Ends every wait at once, but for that of a connection that is only being made.
    pub fn give_up(&self) {
        self.0.is_given_up.store(true, Ordering::SeqCst);
        let before = std::mem::replace(&mut *locked(&self.0.agent), agent(&self.0.server, &self.0.way));
        before.shutdown();
    }

    /// Takes questions again after it was given up.
    pub fn take_up(&self) {
        self.0.is_given_up.store(false, Ordering::SeqCst);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Way {
    fn to(server: &Server, key: &Arc<DeskKey>) -> Result<Self, DeskError> {
        if !server.is_tls() {
            return Ok(Self::Plain);
        }
        let server_key = Arc::new(ServerKey::new(server.key().cloned()));
        let config = tls::config(server_key.clone(), key.clone()).map_err(|_| error::server::not_zegel())?;
        Ok(Self::Tls(TlsConnector { config, server: server_key }))
    }
}

fn agent(server: &Server, way: &Way) -> Agent {
    match way {
        Way::Plain => config(server).into(),
        Way::Tls(tls) => {
            let connector = ().chain(SocksConnector::default()).chain(TcpConnector::default());
            Agent::with_parts(config(server), connector.chain(tls.clone()), DefaultResolver::default())
        }
    }
}

fn config(server: &Server) -> Config {
    let seconds = |count| Some(Duration::from_secs(count));
    Agent::config_builder()
        .proxy(server.proxy())
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent("")
        .timeout_connect(seconds(20))
        .timeout_send_body(seconds(120))
        .timeout_recv_response(seconds(30))
        .timeout_recv_body(seconds(3600))
        .timeout_per_read(seconds(60))
        .build()
}

/// An answer as it comes in.
pub struct Incoming<R> {
    reader: R,
    connection: Connection,
}

impl<R> Incoming<R> {
    /// Reads from here, and is seen to wait.
    pub fn new(reader: R, connection: Connection) -> Self {
        Self { reader, connection }
    }
}

impl<R: io::Read> io::Read for Incoming<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Self { reader, connection } = self;
        connection.wait(|| reader.read(buffer))
    }
}
