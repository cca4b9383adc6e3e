//! Live site: the site that is served now, which another can replace while the listeners stay open.
//!
//! On SIGHUP the recipients file is read again, and a site with the new recipients and the same store
//! takes its place. While the store cannot be opened a site without one is served, and opening is
//! tried again.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use tokio::sync::{Mutex, watch};
use tokio::time::timeout;
use tower::ServiceExt;

use super::AdminError;
use super::serve::certificate;
use super::startup::{self, Volume};
use crate::config::Config;
use crate::event::{Event, Fault, say};
use crate::listen::{Admits, ServerKey};
use crate::web::App;
use zegel_core::calendar::Clock;
use zegel_core::seal::Recipients;
use zegel_core::signature::DeskPublicKey;

/// So long a database may be missing before the process is started again, with the volumes that are there
/// then: in a service, one that is mounted later never shows.
const LONGEST_MISSING: Duration = Duration::from_secs(15);

/// A site with its two routers, which are made once for each site.
struct Site {
    app: Arc<App>,
    public: Router,
    desk: Router,
}

/// The site that is served, and what another is made from.
pub(super) struct LiveSite {
    /// The file of the configuration, and what stood in it at the start.
    file: PathBuf,
    text: Option<Vec<u8>>,
    config: Arc<Config>,
    /// The volume of the database at the start of the process.
    volume: Volume,
    site: watch::Sender<Site>,
    /// Whether systemd keeps the sockets, and starts the process again, when it ends.
    is_kept: bool,
    /// Whether the desk's listener closes every connection, until the server's own key is mended.
    is_desk_closed: bool,
    /// Held while another site is made, so that a reload and a retry do not overwrite each other.
    replacing: Mutex<()>,
}

/// A tower service over one of the two routers: it looks up for each request which site is served.
#[derive(Clone)]
pub(super) struct SiteService {
    site: watch::Receiver<Site>,
    router: fn(&Site) -> &Router,
}

impl Site {
    fn new(app: Arc<App>) -> Self {
        Self { public: app.public(), desk: app.desk(), app }
    }
}

impl LiveSite {
    /// Begins with this site.
    pub(super) fn new(
        file: PathBuf,
        config: Arc<Config>,
        volume: Volume,
        app: Arc<App>,
        is_kept: bool,
        is_desk_closed: bool,
    ) -> Self {
        let site = watch::Sender::new(Site::new(app));
        let text = std::fs::read(&file).ok();
        Self { file, text, config, volume, site, is_kept, is_desk_closed, replacing: Mutex::new(()) }
    }

    /// The file of the database.
    pub(super) fn database(&self) -> &Path {
        &self.config.database
    }

    /// The configuration.
    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// The service for reporters.
    pub(super) fn public(&self) -> SiteService {
        SiteService { site: self.site.subscribe(), router: |site| &site.public }
    }

    /// The service for caseworkers.
    pub(super) fn desk(&self) -> SiteService {
        SiteService { site: self.site.subscribe(), router: |site| &site.desk }
    }

    /// Whose key may connect to the desk's listener: a caseworker's as the recipients file has them now,
    /// and the server's own, by which the self-test looks whether the listener answers.
    pub(super) fn admits(&self, server_key: &ServerKey) -> Admits {
        let site = self.site.subscribe();
        let own = DeskPublicKey::from_spki(server_key.public());
        Arc::new(move |key| own == Some(key) || site.borrow().app.admits(key))
    }

    /// Makes the first page as for a visitor, and asks the store for a transaction as a report does.
    /// Returns when both have answered, whatever they said: a fault that is known is told elsewhere, and no
    /// new start mends it.
    pub(super) async fn answer(&self) {
        let (app, router) = {
            let site = self.site.borrow();
            (site.app.clone(), site.public.clone())
        };
        let path = app.first_page();
        if let Ok(request) = hyper::Request::get(path).body(Body::empty()) {
            let _ = router.oneshot(request).await;
        }
        app.wait_for_store().await;
    }

    /// The site as it is now.
    pub(super) fn app(&self) -> Arc<App> {
        self.site.borrow().app.clone()
    }

    fn replace(&self, app: Arc<App>) {
        self.site.send_replace(Site::new(app));
    }

    /// Reads the recipients file again. A file that is refused changes nothing, which is logged, as is a
    /// configuration that has changed and is not read before the next start.
    pub(super) async fn reload(&self) {
        let _guard = self.replacing.lock().await;
        if std::fs::read(&self.file).ok() != self.text {
            say(Event::ConfigurationChanged);
        }
        let app = self.app();
        let next = match app.read_recipients() {
            Err(_) => None,
            Ok(recipients) if app.has_store() => app.with_recipients(recipients).await.ok(),
            Ok(recipients) => startup::site(&self.config, recipients).await.ok(),
        };
        let Some(next) = next else { return say(Event::ReloadRefused) };
        self.replace(next.clone());
        say_keys_of_nobody(next.recipients());
        say(Event::Reloaded);
        // An administrator who takes out a key on a Friday evening sees here whether the page stays open.
        if next.is_accepting() {
            say(Event::Opened);
        } else if next.has_store() && !next.is_proved() {
            say(Event::Closed);
        }
    }

    /// Looks every few seconds whether the site was turned off, what another server of the store has recorded, and
    /// whether what keeps the site closed is mended; logs the fault whenever it changes. Returns only where the
    /// process has to be started again: Landlock rules name the folders that were there at the start, and what is
    /// read once is read then.
    pub(super) async fn mend(&self) -> AdminError {
        let mut logged = self.app().fault();
        let mut missing_since = Instant::now();
        loop {
            tokio::time::sleep(startup::RETRY).await;
            let fault = match self.look().await {
                Ok(fault) => fault,
                Err(error) => return error,
            };
            if let Some(fault) = fault.filter(|fault| logged != Some(*fault)) {
                say(Event::StoreFault(fault));
            }
            logged = fault;
            if fault != Some(Fault::Missing) {
                missing_since = Instant::now();
            } else if self.is_kept && missing_since.elapsed() > LONGEST_MISSING {
                return AdminError::Missing;
            }
        }
    }

    /// One look: gives the fault for which the site is closed, if it is.
    async fn look(&self) -> Result<Option<Fault>, AdminError> {
        let app = self.app();
        if self.is_desk_closed && self.has_server_key() {
            return Err(AdminError::Mended);
        }
        if app.has_store() {
            if startup::off_file(&self.config.database).exists() {
                self.close_for(Fault::Off).await?;
                return Ok(Some(Fault::Off));
            }
            let is_ours = timeout(startup::RETRY, app.read_again()).await.unwrap_or(true);
            if !is_ours {
                self.close_for(Fault::Other).await?;
            }
            return Ok(None);
        }
        match app.fault() {
            Some(Fault::Configuration) if startup::read_config(&self.file).is_ok() => Err(AdminError::Mended),
            Some(Fault::Certificate) if certificate(&self.config).is_ok() => Err(AdminError::Mended),
            Some(fault @ (Fault::Configuration | Fault::Certificate)) => Ok(Some(fault)),
            _ if startup::volume(&self.config) != self.volume => Err(AdminError::OtherVolume),
            _ => Ok(self.try_to_open().await),
        }
    }

    /// Whether the server's own key can be read now, or made.
    fn has_server_key(&self) -> bool {
        if startup::is_key_volume_missing(&self.config) {
            return false;
        }
        self.config.desk.key.as_deref().is_some_and(|file| ServerKey::read_or_make(file).is_ok())
    }

    /// Puts a closed site in the place of the open one, and closes its store.
    async fn close_for(&self, fault: Fault) -> Result<(), AdminError> {
        let _guard = self.replacing.lock().await;
        let app = self.app();
        let recipients = app.recipients().clone();
        let closed = App::without_store(self.config.clone(), recipients, fault, Clock::system()).await?;
        self.replace(closed);
        app.close().await;
        Ok(())
    }

    /// Gives the fault that keeps the store from being opened.
    async fn try_to_open(&self) -> Option<Fault> {
        let _guard = self.replacing.lock().await;
        let app = self.app();
        if app.has_store() {
            return None;
        }
        let recipients = match app.fault() {
            Some(Fault::Recipients) => app.read_recipients(),
            _ => Ok(app.recipients().clone()),
        };
        let Ok(recipients) = recipients else { return Some(Fault::Recipients) };
        match startup::site_with_store(&self.config, &recipients).await {
            Ok(Ok(next)) => self.replace(next),
            Ok(Err(fault)) => return Some(fault),
            Err(_) => return Some(Fault::Failed),
        }
        say(Event::StoreMended);
        None
    }
}

impl<B> tower::Service<hyper::Request<B>> for SiteService
where
    B: hyper::body::Body<Data = Bytes, Error: Into<axum::BoxError>> + Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: hyper::Request<B>) -> Self::Future {
        let mut router = (self.router)(&self.site.borrow()).clone();
        tower::Service::call(&mut router, request)
    }
}

/// Names the keys of nobody. One may be the recovery key, or a caseworker's below a line that was mistyped
/// or moved, who would only be told that the server does not know them.
pub(super) fn say_keys_of_nobody(recipients: &Recipients) {
    for (line, _) in recipients.unowned() {
        say(Event::KeyOfNobody(line));
    }
}
