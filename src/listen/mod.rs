//! From a socket to a request with its [`Client`]: seats, timeouts and an orderly end.
//!
//! A loop of our own on hyper, because the ready-made one has no header timeout, sends a clock and
//! writes peers' addresses to a log. HTTP/1.1 only: it is what every phone, proxy and Tor speaks.

mod wiping;

use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::event::{Event, say};
use wiping::Wiping;

/// Who is asking, as far as limits need to know. Never kept, never said.
#[derive(Clone, Copy)]
pub struct Client(pub IpAddr);

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

/// Serves until told to stop, then lets what is being sent finish.
pub async fn serve<S, B>(listener: TcpListener, service: S, seats: Seats, stop: impl Future<Output = ()>)
where
    S: tower::Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    let free = Arc::new(Semaphore::new(seats.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &free) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, peer, seat)) = accepted else { continue };
        let service = WithClient { inner: service.clone(), client: Client(peer.ip().to_canonical()) };
        let connection =
            protocol(seats).serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // An error here is a peer that went away or was too slow: nothing to say about it.
            drop(tokio::time::timeout(seats.connection, connection).await);
            drop(seat);
        });
    }
    drop(listener);
    drop(tokio::time::timeout(seats.drain, graceful.shutdown()).await);
}

fn protocol(seats: Seats) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(seats.header).auto_date_header(false);
    builder.max_buf_size(64 * 1024).max_headers(64);
    builder
}

async fn accept(
    listener: &TcpListener,
    free: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let seat = free.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Small answers go at once; whether the kernel agrees changes nothing else.
            drop(stream.set_nodelay(true));
            Some((stream, peer, seat))
        }
        Err(_) => {
            // Out of file descriptors, most likely: give connections time to end.
            say(Event::AcceptFailed);
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

/// Puts the client into each request.
#[derive(Clone)]
struct WithClient<S> {
    inner: S,
    client: Client,
}

impl<S, T> tower::Service<Request<T>> for WithClient<S>
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
        request.extensions_mut().insert(self.client);
        Wiping::new(self.inner.call(request))
    }
}
