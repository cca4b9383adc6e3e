//! The service of one connection: it adds the visitor to each request, and the pace to its body.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::task::{Context, Poll};

use hyper::body::{Body, Incoming};
use hyper::{Request, Response};
use tokio::sync::Notify;

use super::Visitor;
use super::body::{Pace, RequestBody};
use super::peers::Connection;
use super::wiping::Wiping;

/// The service of one connection, for each of its requests.
#[derive(Clone)]
pub(super) struct ConnectionService<S> {
    inner: S,
    visitor: Visitor,
    connection: Connection,
    pace: Pace,
    /// Notified of each request.
    pub(super) first_request: Arc<Notify>,
    /// Whether a request was answered before its body had come to its end.
    pub(super) unread: Arc<AtomicBool>,
}

impl<S> ConnectionService<S> {
    pub(super) fn new(inner: S, visitor: Visitor, connection: Connection, pace: Pace) -> Self {
        Self { inner, visitor, connection, pace, first_request: Arc::default(), unread: Arc::default() }
    }

    fn body(&self, incoming: Incoming) -> RequestBody {
        RequestBody::new(incoming, self.pace, self.unread.clone(), self.connection.clone())
    }
}

impl<S, B> tower::Service<Request<Incoming>> for ConnectionService<S>
where
    S: tower::Service<Request<RequestBody>, Response = Response<B>>,
    B: Body,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Wiping<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Incoming>) -> Wiping<S::Future> {
        self.first_request.notify_one();
        let turn = self.connection.turn();
        let mut request = request.map(|body| self.body(body));
        request.extensions_mut().insert(self.visitor);
        request.extensions_mut().insert(self.connection.clone());
        Wiping::new(self.inner.call(request), turn)
    }
}
