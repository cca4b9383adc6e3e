//! From a socket to a request with its [`Client`]: seats, timeouts and an orderly end.
//!
//! A loop of our own on hyper, because the ready-made one has no header timeout, sends a clock and
//! writes peers' addresses to a log. HTTP/1.1 only: it is what every phone, proxy and Tor speaks.

mod proxy;
mod socket;
mod systemd;
mod tls;
mod wiping;

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::BufReader;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};

use crate::event::{Event, say};
use socket::Stream;
use wiping::Wiping;

pub use socket::Listener;
pub use systemd::{Passed, PassedError, ready, reloading, stopping};
pub use tls::{Tls, TlsError};

/// Who is asking, as far as limits need to know. Never kept, never said.
#[derive(Clone, Copy)]
pub enum Client {
    /// Whoever has this address.
    Network(IpAddr),
    /// Whoever uses this circuit of Tor, which has an address that is none.
    Circuit(IpAddr),
    /// Somebody on this machine.
    Unknown,
}

/// By which of the two nets a request came. It follows from the listener: a request can say
/// anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Net {
    /// The internet, or this machine.
    Clearnet,
    /// Tor, to the onion address.
    Onion,
}

/// Who is asking, and by which net. Each request carries it.
#[derive(Clone, Copy)]
pub struct Visitor {
    /// Who.
    pub client: Client,
    /// By which net.
    pub net: Net,
}

/// What is spoken on a listener before HTTP.
#[derive(Clone)]
pub enum Before {
    /// Nothing.
    Nothing,
    /// TLS.
    Tls(Arc<Tls>),
    /// One line of PROXY protocol v1, as Tor says it for an onion service.
    Proxy,
}

/// Enough for the line; what comes after it goes past the buffer.
const PROXY_BUFFER: usize = 256;

/// How long and how many.
#[derive(Clone, Copy)]
pub struct Seats {
    /// Connections at once; the next ones wait in the kernel's queue.
    pub connections: usize,
    /// For a request's header to arrive.
    pub header: Duration,
    /// For a connection as a whole, slow uploads and downloads included.
    pub connection: Duration,
    /// For what is being sent when the server is told to stop.
    pub drain: Duration,
}

impl Seats {
    /// For the public page: two minutes carry 2 MiB over the slowest Tor circuit in use.
    pub const PUBLIC: Self = Self {
        connections: 512,
        header: Duration::from_secs(10),
        connection: Duration::from_secs(120),
        drain: Duration::from_secs(10),
    };

    /// For caseworkers: fetching everything over an onion may take half an hour.
    pub const DESK: Self = Self { connections: 64, connection: Duration::from_secs(1800), ..Self::PUBLIC };
}

/// Serves on these listeners until told to stop, then lets what is being sent finish.
pub async fn serve<S, B>(
    listeners: Vec<Listener>,
    before: Before,
    service: S,
    seats: Seats,
    stop: impl Future<Output = ()>,
) where
    S: tower::Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    let free = Arc::new(Semaphore::new(seats.connections));
    let (stopping, stopped) = watch::channel(false);
    let mut stop = pin!(stop);
    let mut first = 0;
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listeners, &mut first, &free) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, client, seat)) = accepted else { continue };
        let (before, service, mut stopped) = (before.clone(), service.clone(), stopped.clone());
        let connection = async move {
            let greeted = tokio::time::timeout(seats.header, greet(stream, client, before)).await;
            let Ok(Some((stream, visitor))) = greeted else { return };
            let heard = Arc::new(Notify::new());
            let service = TowerToHyperService::new(Heard { inner: service, visitor, heard: heard.clone() });
            let mut connection = pin!(protocol(seats).serve_connection(TokioIo::new(stream), service));
            // An error here is a peer that went away or was too slow: nothing to say about it.
            tokio::select! {
                _ = connection.as_mut() => return,
                () = told_after(&mut stopped, &heard) => connection.as_mut().graceful_shutdown(),
            }
            drop(connection.await);
        };
        tokio::spawn(async move {
            drop(tokio::time::timeout(seats.connection, connection).await);
            drop(seat);
        });
    }
    drop((listeners, stopped));
    stopping.send_replace(true);
    // Until the last connection has dropped its end.
    drop(tokio::time::timeout(seats.drain, stopping.closed()).await);
}

/// Told to stop, and at least one request heard: hyper would close a connection that was accepted
/// a moment ago without reading what its client has sent already.
async fn told_after(stopped: &mut watch::Receiver<bool>, heard: &Notify) {
    drop(stopped.wait_for(|stopped| *stopped).await);
    heard.notified().await;
}

/// Hears what comes before HTTP, in the connection's own task: who says nothing holds up nobody.
async fn greet(
    stream: Box<dyn Stream>,
    client: Client,
    before: Before,
) -> Option<(Box<dyn Stream>, Visitor)> {
    let here = Visitor { client, net: Net::Clearnet };
    match before {
        Before::Nothing => Some((stream, here)),
        Before::Tls(tls) => Some((tls.accept(stream).await?, here)),
        Before::Proxy => {
            let mut stream = BufReader::with_capacity(PROXY_BUFFER, stream);
            let client = proxy::greeting(&mut stream).await?;
            Some((Box::new(stream), Visitor { client, net: Net::Onion }))
        }
    }
}

fn protocol(seats: Seats) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(seats.header).auto_date_header(false);
    builder.max_buf_size(64 * 1024).max_headers(64);
    builder
}

async fn accept(
    listeners: &[Listener],
    first: &mut usize,
    free: &Arc<Semaphore>,
) -> Option<(Box<dyn Stream>, Client, OwnedSemaphorePermit)> {
    let seat = free.clone().acquire_owned().await.ok()?;
    match next(listeners, first).await {
        Ok((stream, client)) => Some((stream, client, seat)),
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

/// Puts the visitor into each request, and tells that there was one.
#[derive(Clone)]
struct Heard<S> {
    inner: S,
    visitor: Visitor,
    heard: Arc<Notify>,
}

impl<S, T> tower::Service<Request<T>> for Heard<S>
where
    S: tower::Service<Request<T>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Wiping<S::Future>;

    fn poll_ready(&mut self, context: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<T>) -> Wiping<S::Future> {
        self.heard.notify_one();
        request.extensions_mut().insert(self.visitor);
        Wiping::new(self.inner.call(request))
    }
}
