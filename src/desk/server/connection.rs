//! A connection to the server that another thread can watch and give up: a person who waits before a
//! dead tunnel is told so within seconds, and need not wait until a limit is reached. Where other servers have the
//! same store, the next is taken when one is away.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
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
    routes: Vec<Route>,
    /// The place of the route that is taken, and of the one of which a person knows.
    taken: AtomicUsize,
    known: AtomicUsize,
    is_given_up: AtomicBool,
    /// When the answer that is awaited now was asked for.
    asked: Mutex<Option<Instant>>,
}

/// A server, and all that leads to it.
struct Route {
    server: Server,
    way: Way,
    tunnel: Mutex<Option<Tunnel>>,
    agent: Mutex<Agent>,
    connect: Duration,
}

/// How the server is spoken to.
enum Way {
    /// Openly: on this computer, or by Tor.
    Plain,
    /// By TLS.
    Tls(TlsConnector),
}

/// A connection takes so long at most where nothing else leads to the store.
const CONNECT: Duration = Duration::from_secs(20);
/// Where another server has it too, a person need not wait that long for a machine that is gone.
const CONNECT_TO_ONE_OF_SEVERAL: Duration = Duration::from_secs(5);

impl Connection {
    /// One that is opened when something is asked for, to the first of these servers that is not away. This key is
    /// shown to each that is spoken to by TLS.
    pub fn new(servers: Vec<Server>, key: &Arc<DeskKey>) -> Result<Self, DeskError> {
        let connect = if servers.len() > 1 { CONNECT_TO_ONE_OF_SEVERAL } else { CONNECT };
        let routes = servers.into_iter().map(|server| Route::to(server, connect, key));
        let routes = routes.collect::<Result<Vec<_>, _>>()?;
        if routes.is_empty() {
            return Err(error::server::no_server());
        }
        let taken = AtomicUsize::new(0);
        let known = AtomicUsize::new(0);
        let is_given_up = AtomicBool::new(false);
        let asked = Mutex::new(None);
        Ok(Self(Arc::new(Shared { routes, taken, known, is_given_up, asked })))
    }

    fn route(&self) -> &Route {
        &self.0.routes[self.taken()]
    }

    /// The place of the server that is taken.
    pub fn taken(&self) -> usize {
        self.0.taken.load(Ordering::SeqCst)
    }

    /// Takes the server at this place; the first follows the last.
    pub fn take(&self, place: usize) {
        self.0.taken.store(place % self.0.routes.len(), Ordering::SeqCst);
    }

    /// Does something at the server that is taken, and at the next one each time where one is away. Where all are, the
    /// first is taken again, and why it is away is the error.
    pub fn at_one<T>(&self, mut act: impl FnMut() -> Result<T, DeskError>) -> Result<T, DeskError> {
        let began = self.taken();
        let first = self.through(&mut act);
        if !is_away(&first) {
            return first;
        }
        for place in began + 1..began + self.0.routes.len() {
            if self.is_given_up() {
                break;
            }
            self.take(place);
            let next = self.through(&mut act);
            if !is_away(&next) {
                return next;
            }
        }
        self.take(began);
        first
    }

    /// Does something once the tunnel to the server is open, if it needs one. Where the server is away because that
    /// has ended, that is the error.
    fn through<T>(&self, act: &mut impl FnMut() -> Result<T, DeskError>) -> Result<T, DeskError> {
        self.open_tunnel()?;
        act().map_err(|error| self.by_the_tunnel(error))
    }

    fn open_tunnel(&self) -> Result<(), DeskError> {
        match &mut *locked(&self.route().tunnel) {
            Some(tunnel) => self.wait(|| tunnel.open(&|| self.is_given_up())),
            None => Ok(()),
        }
    }

    fn by_the_tunnel(&self, error: DeskError) -> DeskError {
        if error.kind() != Kind::Away {
            return error;
        }
        let ended = locked(&self.route().tunnel).as_mut().and_then(Tunnel::ended);
        ended.unwrap_or(error)
    }

    /// Whether another server may be there where this one is away.
    pub fn has_others(&self) -> bool {
        self.0.routes.len() > 1
    }

    /// The server that is taken in the place of the first, if nobody was told yet that it is another.
    pub fn new_stand_in(&self) -> Option<&Server> {
        let taken = self.taken();
        let is_known = self.0.known.swap(taken, Ordering::SeqCst) == taken;
        (taken > 0 && !is_known).then(|| self.server())
    }

    /// The key that the server showed last, where it is spoken to by TLS.
    pub fn shown_key(&self) -> Option<Fingerprint> {
        match &self.route().way {
            Way::Plain => None,
            Way::Tls(tls) => tls.server.shown(),
        }
    }

    /// The server at its other end.
    pub fn server(&self) -> &Server {
        &self.route().server
    }

    /// Asks for an answer, and is seen to wait until it comes; nothing is asked for once this was
    /// given up.
    pub fn ask<T>(&self, ask: impl FnOnce(&Agent) -> Result<T, ureq::Error>) -> Result<T, ureq::Error> {
        if self.is_given_up() {
            return Err(io::Error::from(io::ErrorKind::Interrupted).into());
        }
        let agent = locked(&self.route().agent).clone();
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
        let route = self.route();
        let before = std::mem::replace(&mut *locked(&route.agent), route.new_agent());
        before.shutdown();
    }

    /// Takes questions again after it was given up.
    pub fn take_up(&self) {
        self.0.is_given_up.store(false, Ordering::SeqCst);
    }
}

fn is_away<T>(done: &Result<T, DeskError>) -> bool {
    done.as_ref().is_err_and(|error| error.kind() == Kind::Away)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Route {
    fn to(server: Server, connect: Duration, key: &Arc<DeskKey>) -> Result<Self, DeskError> {
        let way = Way::to(&server, key)?;
        let tunnel = Mutex::new(server.tunnel()?);
        let agent = Mutex::new(agent(&server, &way, connect));
        Ok(Self { server, way, tunnel, agent, connect })
    }

    fn new_agent(&self) -> Agent {
        agent(&self.server, &self.way, self.connect)
    }
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

fn agent(server: &Server, way: &Way, connect: Duration) -> Agent {
    // A way through Tor is longer.
    let connect = if server.proxy().is_some() { CONNECT } else { connect };
    match way {
        Way::Plain => config(server, connect).into(),
        Way::Tls(tls) => {
            let connector = ().chain(SocksConnector::default()).chain(TcpConnector::default());
            Agent::with_parts(
                config(server, connect),
                connector.chain(tls.clone()),
                DefaultResolver::default(),
            )
        }
    }
}

fn config(server: &Server, connect: Duration) -> Config {
    let seconds = |count| Some(Duration::from_secs(count));
    Agent::config_builder()
        .proxy(server.proxy())
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent("")
        .timeout_connect(Some(connect))
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
