//! `zegeld serve`: serves the page and the desk's API until a signal stops it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::config_file::ConfigFile;
use super::confine::confine;
use super::listeners::{DeskTransport, Listeners};
use super::live_site::{LiveSite, say_keys_of_nobody};
use super::signals::Signals;
use super::startup::{self, Volume};
use super::{AdminError, maintenance, print_error, unencrypted, watchdog};
use crate::config::Config;
use crate::event::{Event, Fault, say};
use crate::listen::{self, ConnectionLimits, DeskTls, Listener, Passed, Preamble, Tls, TlsError};
use crate::store::Snapshot;
use crate::web::App;
use zegel_core::calendar::Clock;
use zegel_core::seal::{Recipients, known_answer};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    protect()?;
    // Before anything else starts a thread.
    let passed = Passed::from_environment();
    let file = arguments.config.locate()?;
    let site = open(&file, &passed)?;
    confine(&file, &site.config)?;
    runtime(async {
        let ready = site.start(passed).await?;
        say_keys_of_nobody(ready.app.recipients());
        say(Event::Started);
        if ready.app.has_store() && !ready.app.is_proved() {
            say(Event::Closed);
        }
        ready.serve().await
    })
}

/// Reads what the site is made of. Where systemd holds the sockets, people would wait in them for a mistake
/// in a file: what is refused is said then, and a closed page with the numbers served until it is mended.
/// Elsewhere whoever started it sees why it ended.
fn open(file: &Path, passed: &Passed) -> Result<Site, AdminError> {
    let closed = |config, tls, error: AdminError, fault| {
        if passed.is_empty() {
            return Err(error);
        }
        print_error(&error);
        Site::new(file, config, tls, Err(fault))
    };
    let config = match startup::read_config(file) {
        Ok(config) => config,
        Err(error) => return closed(startup::nameless(passed)?, None, error.into(), Fault::Configuration),
    };
    // Before the recipients: a page that can only be spoken openly must not open when those are mended.
    let tls = match certificate(&config) {
        Ok(tls) => tls,
        Err(error) => return closed(config, None, error.into(), Fault::Certificate),
    };
    match config.read_recipients() {
        Ok(recipients) => Site::new(file, config, tls, Ok(recipients)),
        Err(error) => closed(config, tls, error.into(), Fault::Recipients),
    }
}

/// The certificate of the public listeners, if the program itself speaks TLS.
pub(super) fn certificate(config: &Config) -> Result<Option<Tls>, TlsError> {
    config.tls.as_ref().map(|tls| Tls::read(tls.certificate.clone(), tls.key.clone())).transpose()
}

/// A site before it listens, with the recipients or the fault for which it stays closed.
pub(super) struct Site {
    file: PathBuf,
    config: Arc<Config>,
    /// TLS of the public listeners; nothing if a proxy speaks it, or the certificate is refused.
    tls: Option<Arc<Tls>>,
    recipients: Result<Recipients, Fault>,
    volume: Volume,
}

/// A site whose listeners are open and not served yet.
pub(super) struct Ready {
    pub(super) app: Arc<App>,
    pub(super) public: Option<SocketAddr>,
    pub(super) desk: Option<SocketAddr>,
    site: Arc<LiveSite>,
    tls: Option<Arc<Tls>>,
    listeners: Listeners,
    signals: Signals,
}

impl Site {
    pub(super) fn open(file: &Path, config: Config) -> Result<Self, AdminError> {
        let tls = certificate(&config)?;
        let recipients = config.read_recipients()?;
        Self::new(file, config, tls, Ok(recipients))
    }

    fn new(
        file: &Path,
        config: Config,
        tls: Option<Tls>,
        recipients: Result<Recipients, Fault>,
    ) -> Result<Self, AdminError> {
        if !known_answer() {
            return Err(AdminError::SelfTest);
        }
        Snapshot::clear(&config.database);
        let volume = startup::volume(&config);
        let tls = tls.map(Arc::new);
        Ok(Self { file: file.to_owned(), config: Arc::new(config), tls, recipients, volume })
    }

    pub(super) async fn start(self, passed: Passed) -> Result<Ready, AdminError> {
        let signals = Signals::register()?;
        let is_kept = !passed.is_empty();
        let listeners = Listeners::open(&self.config, passed).await?;
        let app = match self.recipients {
            Ok(recipients) => startup::site(&self.config, recipients).await?,
            Err(fault) => startup::closed_site(&self.config, fault).await?,
        };
        let address = |listeners: &[Listener]| listeners.first().and_then(Listener::address);
        let public = address(&listeners.public);
        let desk = address(&listeners.desk);
        let is_desk_closed = matches!(listeners.desk_transport, DeskTransport::Closed);
        let site = LiveSite::new(self.file, self.config, self.volume, app.clone(), is_kept, is_desk_closed);
        Ok(Ready { app, public, desk, site: Arc::new(site), tls: self.tls, listeners, signals })
    }
}

impl Ready {
    /// Serves until SIGTERM or SIGINT. Then answers that are being sent are finished, and the store is
    /// closed.
    pub(super) async fn serve(mut self) -> Result<(), AdminError> {
        let Listeners { public, onion, desk, http, desk_transport } = self.listeners;
        let tls = self.tls;
        let preamble = tls.clone().map_or(Preamble::Nothing, Preamble::Tls);
        let (stop, stopped) = watch::channel(false);
        let until_stop = |mut stopped: watch::Receiver<bool>| async move {
            // The sender lives as long as this function.
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        let site = self.site;
        let desk_preamble = match desk_transport {
            DeskTransport::Local => Preamble::Nothing,
            DeskTransport::Tls(key) => Preamble::Desk(Arc::new(DeskTls::new(&key, site.admits(&key))?)),
            DeskTransport::Closed => Preamble::Closed,
        };
        let maintenance = tokio::spawn(maintenance::run(site.clone(), Clock::system()));
        let watchdog = tokio::spawn(watchdog::run(site.clone()));
        // Each group of listeners has its own task: accepted in this one, every connection would cross
        // from one thread to another.
        let mut tasks = JoinSet::new();
        // Each group of listeners has its own limit of connections: who uses up the onion's keeps
        // nobody else out.
        for (listeners, preamble) in [(public, preamble), (onion, Preamble::Proxy)] {
            if !listeners.is_empty() {
                let stop = until_stop(stopped.clone());
                tasks.spawn(listen::serve(
                    listeners,
                    preamble,
                    site.public(),
                    ConnectionLimits::PUBLIC,
                    stop,
                ));
            }
        }
        if !http.is_empty() {
            let answers = unencrypted::router(&site, tls.is_some());
            let stop = until_stop(stopped.clone());
            tasks.spawn(listen::serve(http, Preamble::Nothing, answers, ConnectionLimits::PUBLIC, stop));
        }
        tasks.spawn(listen::serve(
            desk,
            desk_preamble,
            site.desk(),
            ConnectionLimits::DESK,
            until_stop(stopped),
        ));
        listen::ready();
        let ended = tokio::select! {
            () = self.signals.wait_for_stop(&site, tls.as_deref()) => Ok(()),
            error = site.mend() => Err(error),
            // A task that ends by itself has failed: the server ends, and is started again.
            _ = tasks.join_next() => Ok(()),
        };
        say(Event::Stopping);
        listen::stopping();
        stop.send_replace(true);
        while tasks.join_next().await.is_some() {}
        maintenance.abort();
        watchdog.abort();
        site.app().close().await;
        say(Event::Stopped);
        ended
    }
}

/// Runs a future to its end on a multi-threaded runtime.
pub(super) fn runtime<T>(work: impl Future<Output = Result<T, AdminError>>) -> Result<T, AdminError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| AdminError::File(PathBuf::from("the runtime"), error))?;
    runtime.block_on(work)
}

/// Protects the process: a panic prints nothing of what it met; no core dump and no debugger of the
/// same user can read the memory; no child gains rights; new files are for this user alone.
pub(super) fn protect() -> Result<(), AdminError> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask};
    let refused = |error: rustix::io::Errno| AdminError::Protection(error.into());
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(refused)?;
    rustix::thread::set_no_new_privs(true).map_err(refused)?;
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(refused)?;
    umask(rustix::fs::Mode::from_raw_mode(0o077));
    std::panic::set_hook(Box::new(|_| say(Event::Panicked)));
    Ok(())
}
