//! Listening: the way from a socket to a request with its [`Client`], with connection limits, timeouts
//! and an orderly end.
//!
//! The accept loop is our own, on hyper, because the ready-made one has no header timeout, sends a clock and
//! writes peers' addresses to a log. HTTP/1.1 only: it is what every phone, proxy and Tor speaks.

mod body;
mod cell;
mod connections;
mod desk_tls;
mod peers;
mod proxy;
mod server_key;
mod service;
mod socket;
mod systemd;
mod tls;
mod wiping;

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use hyper::body::Body;
use hyper::server::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, BufReader};
use tokio::sync::{Notify, watch};

use crate::event::{Event, say};
use connections::{Connections, Permit};
use service::ConnectionService;
use socket::Stream;

pub use body::{BodyError, Pace, RequestBody};
pub use cell::{CELLS, Cell, CellKey};
pub use connections::ConnectionLimits;
pub use desk_tls::{Admits, DeskTls};
pub use peers::Connection;
pub use server_key::{ServerKey, ServerKeyError};
pub use socket::Listener;
pub use systemd::{Passed, PassedError, alive, ready, reloading, stopping, watchdog};
pub use tls::{Tls, TlsError};

/// The client of a request, as far as limits need to know. Never stored, never logged.
#[derive(Clone, Copy)]
pub enum Client {
    /// A client with this address.
    Network(IpAddr),
    /// A client that uses this circuit of Tor, which Tor writes as an address that is none.
    Circuit(IpAddr),
    /// A client on this machine.
    Unknown,
}

/// The net by which a request came. It follows from the listener: a request can say anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Net {
    /// The internet, or this machine.
    Clearnet,
    /// Tor, to the onion address.
    Onion,
}

/// The visitor: a client and the net it came by. Each request carries it.
#[derive(Clone, Copy)]
pub struct Visitor {
    pub client: Client,
    pub net: Net,
}

/// The preamble of a connection: what is spoken on a listener before HTTP.
#[derive(Clone)]
pub enum Preamble {
    Nothing,
    Tls(Arc<Tls>),
    /// TLS in which the client shows a caseworker's key.
    Desk(Arc<DeskTls>),
    /// One line of PROXY protocol v1, as Tor says it for an onion service.
    Proxy,
    /// Nothing: every connection is closed.
    Closed,
}

/// The buffer for that line; what comes after it goes past the buffer.
const PROXY_BUFFER: usize = 256;

/// Serves on these listeners until told to stop, then lets what is being sent finish.
pub async fn serve<S, B>(
    listeners: Vec<Listener>,
    preamble: Preamble,
    service: S,
    limits: ConnectionLimits,
    stop: impl Future<Output = ()>,
) where
    S: tower::Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    let connections = Connections::new(limits, matches!(preamble, Preamble::Proxy));
    let (stopping, stopped) = watch::channel(false);
    let mut stop = pin!(stop);
    let mut first = 0;
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listeners, &mut first, &connections) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, client, permit)) = accepted else { continue };
        let preamble = preamble.clone();
        let service = service.clone();
        let stopped = stopped.clone();
        let connection = permit.connection().clone();
        let connection = async move {
            let greeting = read_preamble(stream, client, preamble, &connection);
            let greeted = tokio::time::timeout(limits.header, greeting).await;
            let Ok(Some((stream, visitor))) = greeted else { return };
            connection.came_from(visitor.client);
            serve_connection(
                stream,
                ConnectionService::new(service, visitor, connection, limits.body),
                limits,
                stopped,
            )
            .await;
        };
        tokio::spawn(async move {
            tokio::select! {
                _ = tokio::time::timeout(limits.connection, connection) => {}
                () = permit.evicted() => {}
            }
        });
    }
    drop((listeners, stopped));
    stopping.send_replace(true);
    // Until the last connection has dropped its end.
    let _ = tokio::time::timeout(limits.drain, stopping.closed()).await;
}

/// Speaks HTTP on one connection until it ends.
async fn serve_connection<S, B>(
    stream: Box<dyn Stream>,
    requests: ConnectionService<S>,
    limits: ConnectionLimits,
    mut stopped: watch::Receiver<bool>,
) where
    S: tower::Service<Request<RequestBody>, Response = Response<B>, Error = Infallible> + Clone,
    B: Body<Error: Into<Box<dyn std::error::Error + Send + Sync>>> + 'static,
{
    let first_request = requests.first_request.clone();
    let unread = requests.unread.clone();
    let service = TowerToHyperService::new(requests);
    let mut http = protocol(limits).serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        ended = &mut http => Some(ended),
        () = stop_requested(&mut stopped, &first_request) => None,
    };
    // An error here is a peer that went away or was too slow: nothing to say about it.
    let is_well = match ended {
        Some(ended) => ended.is_ok(),
        None => {
            Pin::new(&mut http).graceful_shutdown();
            (&mut http).await.is_ok()
        }
    };
    if is_well && unread.load(Ordering::Relaxed) {
        linger(http.into_parts().io.into_inner(), limits.header).await;
    }
}

/// Throws away what still comes after a request that was refused unread: a connection that is
/// closed on it would be reset, and its client might never see the answer.
async fn linger(mut stream: impl AsyncRead + Unpin, limit: Duration) {
    let mut nowhere = tokio::io::sink();
    let _ = tokio::time::timeout(limit, tokio::io::copy(&mut stream, &mut nowhere)).await;
}

/// Returns when a stop was asked for and at least one request has come: hyper would close a connection that was accepted
/// a moment ago without reading what its client has sent already.
async fn stop_requested(stopped: &mut watch::Receiver<bool>, first_request: &Notify) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
    first_request.notified().await;
}

/// Reads what comes before HTTP, in the connection's own task: a peer that sends nothing holds up
/// nobody.
async fn read_preamble(
    stream: Box<dyn Stream>,
    client: Client,
    preamble: Preamble,
    connection: &Connection,
) -> Option<(Box<dyn Stream>, Visitor)> {
    let here = Visitor { client, net: Net::Clearnet };
    match preamble {
        Preamble::Nothing => Some((stream, here)),
        Preamble::Closed => None,
        Preamble::Tls(tls) => Some((tls.accept(stream).await?, here)),
        Preamble::Desk(tls) => {
            let stream = tls.accept(stream).await?;
            connection.authenticate();
            Some((stream, here))
        }
        Preamble::Proxy => {
            let mut stream = BufReader::with_capacity(PROXY_BUFFER, stream);
            let client = proxy::read_line(&mut stream).await?;
            Some((Box::new(stream), Visitor { client, net: Net::Onion }))
        }
    }
}

fn protocol(limits: ConnectionLimits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.header).auto_date_header(false);
    builder.max_buf_size(64 * 1024).max_headers(64);
    builder
}

/// The next connection with its permit. While there is none, connections wait in the kernel's queue.
async fn accept(
    listeners: &[Listener],
    first: &mut usize,
    connections: &Connections,
) -> Option<(Box<dyn Stream>, Client, Permit)> {
    let permit = connections.permit().await?;
    match next(listeners, first).await {
        Ok((stream, client)) => Some((stream, client, connections.register(permit, client))),
        Err(_) => {
            // Out of file descriptors, most likely: give connections time to end.
            say(Event::AcceptFailed);
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

/// The next connection of any listener, each first in its turn.
async fn next(listeners: &[Listener], first: &mut usize) -> io::Result<(Box<dyn Stream>, Client)> {
    poll_fn(|context| {
        for place in 0..listeners.len() {
            let index = (*first + place) % listeners.len();
            if let Poll::Ready(accepted) = listeners[index].poll_accept(context) {
                *first = index + 1;
                return Poll::Ready(accepted);
            }
        }
        Poll::Pending
    })
    .await
}
