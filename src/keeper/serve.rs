//! `zegeld serve`: the page and the desk, until told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::confine::confine;
use super::current::Current;
use super::{KeeperError, night, opening};
use crate::calendar::Clock;
use crate::config::Config;
use crate::event::{Event, say};
use crate::listen::{self, Seats};
use crate::seal::trial;
use crate::web::App;

#[derive(Args)]
pub(super) struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = "zegeld.toml")]
    config: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), KeeperError> {
    protect()?;
    let config = Config::read(&arguments.config)?;
    confine(&arguments.config, &config)?;
    let site = Site::open(config)?;
    runtime(async {
        let ready = site.start().await?;
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
    recipients: crate::seal::Recipients,
}

/// A site that listens.
pub(super) struct Ready {
    pub(super) app: Arc<App>,
    pub(super) public: SocketAddr,
    pub(super) desk: SocketAddr,
    config: Arc<Config>,
    listeners: [TcpListener; 2],
    asked: Asked,
}

/// What an administrator can ask a running server.
struct Asked {
    terminate: Signal,
    interrupt: Signal,
    reload: Signal,
}

impl Asked {
    /// Before anybody can know that it runs: without this each of them would end it.
    fn listen() -> Result<Self, KeeperError> {
        let listen = |kind| signal(kind).map_err(KeeperError::Protection);
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            reload: listen(SignalKind::hangup())?,
        })
    }

    /// Until a stop is asked for; the recipients are read again whenever that is.
    async fn stop(&mut self, current: &Current) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.reload.recv() => current.reload().await,
            }
        }
    }
}

impl Site {
    pub(super) fn open(config: Config) -> Result<Self, KeeperError> {
        if !trial() {
            return Err(KeeperError::SelfTest);
        }
        let recipients = config.read_recipients()?;
        Ok(Self { config: Arc::new(config), recipients })
    }

    pub(super) async fn start(self) -> Result<Ready, KeeperError> {
        let asked = Asked::listen()?;
        let public = bind(self.config.listen).await?;
        let desk = bind(self.config.desk.listen).await?;
        let app = opening::site(&self.config, self.recipients).await?;
        let address =
            |listener: &TcpListener, asked| listener.local_addr().map_err(|e| KeeperError::Listen(asked, e));
        let unspecified = SocketAddr::from(([0, 0, 0, 0], 0));
        Ok(Ready {
            app,
            public: address(&public, unspecified)?,
            desk: address(&desk, unspecified)?,
            config: self.config,
            listeners: [public, desk],
            asked,
        })
    }
}

impl Ready {
    /// Until SIGTERM or SIGINT; what is being sent is finished, and the store closed.
    pub(super) async fn serve(mut self) -> Result<(), KeeperError> {
        let [public, desk] = self.listeners;
        let (stop, stopped) = watch::channel(false);
        let told = |mut stopped: watch::Receiver<bool>| async move {
            // The sender lives as long as this function.
            drop(stopped.wait_for(|stop| *stop).await);
        };
        let current = Arc::new(Current::new(self.config, self.app));
        let night = tokio::spawn(night::work(current.clone(), Clock::system()));
        // Tasks of their own: from here each connection would cross from one thread to another.
        let mut listeners = JoinSet::new();
        listeners.spawn(listen::serve(public, current.public(), Seats::PUBLIC, told(stopped.clone())));
        listeners.spawn(listen::serve(desk, current.desk(), Seats::DESK, told(stopped)));
        let ended = tokio::select! {
            () = self.asked.stop(&current) => Ok(()),
            error = current.open_store() => Err(error),
            // One that ends by itself has failed: the server ends, and is started again.
            _ = listeners.join_next() => Ok(()),
        };
        say(Event::Stopping);
        stop.send_replace(true);
        while listeners.join_next().await.is_some() {}
        night.abort();
        current.app().close().await;
        say(Event::Stopped);
        ended
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, KeeperError> {
    TcpListener::bind(address).await.map_err(|error| KeeperError::Listen(address, error))
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
