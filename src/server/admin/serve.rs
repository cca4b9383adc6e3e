//! `zegeld serve`: the page and the desk, until told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::asked::Asked;
use super::confine::confine;
use super::current::Current;
use super::doors::Doors;
use super::opening::{self, Volume};
use super::{KeeperError, night};
use crate::config::Config;
use crate::event::{Event, say};
use crate::listen::{self, ConnectionLimits, Listener, Passed, Preamble};
use crate::store::Snapshot;
use crate::web::App;
use zegel_core::calendar::Clock;
use zegel_core::seal::known_answer;

#[derive(Args)]
pub(super) struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = "zegeld.toml")]
    config: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), KeeperError> {
    protect()?;
    // Before anything else starts a thread.
    let passed = Passed::from_environment();
    let config = Config::read(&arguments.config)?;
    confine(&arguments.config, &config)?;
    let site = Site::open(config)?;
    runtime(async {
        let ready = site.start(passed).await?;
        say(Event::Started);
        if ready.app.has_store() && !ready.app.is_proved() {
            say(Event::Closed);
        }
        ready.serve().await
    })
}

/// What is needed before anything is answered.
pub(super) struct Site {
    config: Arc<Config>,
    recipients: zegel_core::seal::Recipients,
    volume: Volume,
}

/// A site that listens.
pub(super) struct Ready {
    pub(super) app: Arc<App>,
    pub(super) public: Option<SocketAddr>,
    pub(super) desk: Option<SocketAddr>,
    config: Arc<Config>,
    volume: Volume,
    doors: Doors,
    asked: Asked,
}

impl Site {
    pub(super) fn open(config: Config) -> Result<Self, KeeperError> {
        if !known_answer() {
            return Err(KeeperError::SelfTest);
        }
        Snapshot::clear(&config.database);
        let recipients = config.read_recipients()?;
        let volume = opening::volume(&config);
        Ok(Self { config: Arc::new(config), recipients, volume })
    }

    pub(super) async fn start(self, passed: Passed) -> Result<Ready, KeeperError> {
        let asked = Asked::listen()?;
        let doors = Doors::open(&self.config, passed).await?;
        let app = opening::site(&self.config, self.recipients).await?;
        let address = |listeners: &[Listener]| listeners.first().and_then(Listener::address);
        let (public, desk) = (address(&doors.public), address(&doors.desk));
        Ok(Ready { app, public, desk, config: self.config, volume: self.volume, doors, asked })
    }
}

impl Ready {
    /// Until SIGTERM or SIGINT; what is being sent is finished, and the store closed.
    pub(super) async fn serve(mut self) -> Result<(), KeeperError> {
        let before = self.doors.before();
        let Doors { public, onion, desk, tls } = self.doors;
        let (stop, stopped) = watch::channel(false);
        let told = |mut stopped: watch::Receiver<bool>| async move {
            // The sender lives as long as this function.
            drop(stopped.wait_for(|stop| *stop).await);
        };
        let current = Arc::new(Current::new(self.config, self.volume, self.app));
        let night = tokio::spawn(night::work(current.clone(), Clock::system()));
        // Tasks of their own: from here each connection would cross from one thread to another.
        let mut listeners = JoinSet::new();
        // Permits of their own: who takes all of the onion's keeps nobody else from theirs.
        for (door, before) in [(public, before), (onion, Preamble::Proxy)] {
            if !door.is_empty() {
                let site = current.public();
                listeners.spawn(listen::serve(
                    door,
                    before,
                    site,
                    ConnectionLimits::PUBLIC,
                    told(stopped.clone()),
                ));
            }
        }
        listeners.spawn(listen::serve(
            desk,
            Preamble::Nothing,
            current.desk(),
            ConnectionLimits::DESK,
            told(stopped),
        ));
        listen::ready();
        let ended = tokio::select! {
            () = self.asked.stop(&current, tls.as_deref()) => Ok(()),
            error = current.open_store() => Err(error),
            // One that ends by itself has failed: the server ends, and is started again.
            _ = listeners.join_next() => Ok(()),
        };
        say(Event::Stopping);
        listen::stopping();
        stop.send_replace(true);
        while listeners.join_next().await.is_some() {}
        night.abort();
        current.app().close().await;
        say(Event::Stopped);
        ended
    }
}

/// Runs to the end on all cores.
pub(super) fn runtime<T>(work: impl Future<Output = Result<T, KeeperError>>) -> Result<T, KeeperError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| KeeperError::File(PathBuf::from("the runtime"), error))?;
    runtime.block_on(work)
}

/// A panic says nothing of what it met; no core dump and no debugger of the same user can read the
/// memory; no child gains rights; new files are for this user alone.
pub(super) fn protect() -> Result<(), KeeperError> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask};
    let refused = |error: rustix::io::Errno| KeeperError::Protection(error.into());
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(refused)?;
    rustix::thread::set_no_new_privs(true).map_err(refused)?;
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(refused)?;
    umask(rustix::fs::Mode::from_raw_mode(0o077));
    std::panic::set_hook(Box::new(|_| say(Event::Panicked)));
    Ok(())
}
