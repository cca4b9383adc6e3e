//! The site that is served now. On SIGHUP the recipients file is read again, and another site takes
//! its place, on the same listeners and with the same store. While the store cannot be opened a
//! site without one is served, and it is tried again.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use tokio::sync::{Mutex, watch};

use super::KeeperError;
use super::opening::{self, Volume};
use crate::config::Config;
use crate::event::{Event, Fault, say};
use crate::listen::RequestBody;
use crate::web::App;

/// A site with its two doors.
struct Site {
    app: Arc<App>,
    public: Router,
    desk: Router,
}

/// Whatever site is served at the moment.
pub(super) struct Current {
    config: Arc<Config>,
    /// Where the database lay at the start.
    volume: Volume,
    site: watch::Sender<Site>,
    /// Held by whoever makes another site.
    turn: Mutex<()>,
}

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
    pub(super) fn new(config: Arc<Config>, volume: Volume, app: Arc<App>) -> Self {
        Self { config, volume, site: watch::Sender::new(Site::of(app)), turn: Mutex::new(()) }
    }

    /// For reporters.
    pub(super) fn public(&self) -> Door {
        Door { site: self.site.subscribe(), of: |site| &site.public }
    }

    /// For caseworkers.
    pub(super) fn desk(&self) -> Door {
        Door { site: self.site.subscribe(), of: |site| &site.desk }
    }

    /// The site as it is now.
    pub(super) fn app(&self) -> Arc<App> {
        self.site.borrow().app.clone()
    }

    fn serve(&self, app: Arc<App>) {
        self.site.send_replace(Site::of(app));
    }

    /// Reads the recipients file again. A file that is refused changes nothing, and that is said.
    pub(super) async fn reload(&self) {
        let _turn = self.turn.lock().await;
        let app = self.app();
        let next = match app.read_recipients() {
            Err(_) => None,
            Ok(recipients) if app.has_store() => app.with_recipients(recipients).await.ok(),
            Ok(recipients) => opening::site(&self.config, recipients).await.ok(),
        };
        let Some(next) = next else { return say(Event::ReloadRefused) };
        self.serve(next.clone());
        say(Event::Reloaded);
        // Whoever takes out a key on a Friday evening sees here whether the page stays open.
        if next.is_accepting() {
            say(Event::Opened);
        } else if next.has_store() && !next.is_proved() {
            say(Event::Closed);
        }
    }

    /// Tries until the store is open, and says what is in the way when that changes. Ends if the
    /// database's volume was mounted meanwhile: the kernel lets this process write below it only if
    /// it is there at the start.
    pub(super) async fn open_store(&self) -> KeeperError {
        let mut said = self.app().fault();
        while !self.app().has_store() {
            tokio::time::sleep(opening::AGAIN).await;
            if opening::volume(&self.config) != self.volume {
                return KeeperError::OtherVolume;
            }
            let fault = self.try_to_open().await;
            if let Some(fault) = fault.filter(|fault| said != Some(*fault)) {
                say(Event::StoreFault(fault));
            }
            said = fault;
        }
        std::future::pending().await
    }

    /// Gives what is in the way.
    async fn try_to_open(&self) -> Option<Fault> {
        let _turn = self.turn.lock().await;
        let app = self.app();
        if app.has_store() {
            return None;
        }
        match opening::with_store(&self.config, app.recipients()).await {
            Ok(Ok(next)) => self.serve(next),
            Ok(Err(fault)) => return Some(fault),
            Err(_) => return Some(Fault::Failed),
        }
        say(Event::StoreMended);
        None
    }
}

impl tower::Service<hyper::Request<RequestBody>> for Door {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: hyper::Request<RequestBody>) -> Self::Future {
        let mut router = (self.of)(&self.site.borrow()).clone();
        tower::Service::call(&mut router, request)
    }
}
