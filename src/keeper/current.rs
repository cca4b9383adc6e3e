//! The site that is served now. On SIGHUP the recipients file is read again, and another site takes
//! its place, on the same listeners and with the same store.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use hyper::body::Incoming;
use tokio::sync::watch;

use crate::event::{Event, say};
use crate::web::App;

/// A site with its two doors.
struct Site {
    app: Arc<App>,
    public: Router,
    desk: Router,
}

/// Whatever site is served at the moment.
pub(super) struct Current(watch::Sender<Site>);

/// One of its doors, as a service that looks for each request which site is served.
#[derive(Clone)]
pub(super) struct Door {
    site: watch::Receiver<Site>,
    of: fn(&Site) -> &Router,
}

impl Site {
    fn of(app: Arc<App>) -> Self {
        Self { public: app.public(), desk: app.desk(), app }
    }
}

impl Current {
    /// Begins with this one.
    pub(super) fn new(app: Arc<App>) -> Self {
        Self(watch::Sender::new(Site::of(app)))
    }

    /// For reporters.
    pub(super) fn public(&self) -> Door {
        Door { site: self.0.subscribe(), of: |site| &site.public }
    }

    /// For caseworkers.
    pub(super) fn desk(&self) -> Door {
        Door { site: self.0.subscribe(), of: |site| &site.desk }
    }

    /// The site as it is now.
    pub(super) fn app(&self) -> Arc<App> {
        self.0.borrow().app.clone()
    }

    /// Reads the recipients file again. A file that is refused changes nothing, and that is said.
    pub(super) async fn reload(&self) {
        let app = self.app();
        let read = app.read_recipients().ok();
        let next = match read {
            Some(recipients) => app.with_recipients(recipients).await.ok(),
            None => None,
        };
        let Some(next) = next else { return say(Event::ReloadRefused) };
        let closed = !next.is_open();
        self.0.send_replace(Site::of(next));
        say(Event::Reloaded);
        if closed {
            say(Event::Closed);
        }
    }
}

impl tower::Service<hyper::Request<Incoming>> for Door {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: hyper::Request<Incoming>) -> Self::Future {
        let mut router = (self.of)(&self.site.borrow()).clone();
        tower::Service::call(&mut router, request)
    }
}
