//! systemd: socket activation, by which sockets outlive a restart, and notification of when the program
//! is ready.

use std::io;
use std::time::Duration;

use listenfd::ListenFd;
use sd_notify::NotifyState;
use tokio::net::{TcpListener, UnixListener};

use super::socket::Listener;

/// The reason why the sockets that systemd passed are refused.
#[derive(Debug, thiserror::Error)]
pub enum PassedError {
    /// The configuration names a socket that was not passed.
    #[error("systemd passed no socket named {0}")]
    Missing(String),
    /// A socket was passed that the configuration does not name.
    #[error("systemd passed a socket named {0}, and no key of the configuration names it")]
    Unnamed(String),
    /// A socket is of another kind, or the kernel refuses it.
    #[error("the socket that systemd passed as {0} cannot be used: {1}")]
    Unfit(String, io::Error),
}

/// The sockets that systemd passed, by name.
pub struct Passed {
    sockets: ListenFd,
    names: Vec<Option<String>>,
}

impl Passed {
    /// Takes the sockets out of the environment. To be called before any thread is there.
    pub fn from_environment() -> Self {
        let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
        let sockets = ListenFd::from_env();
        let mut names = names.split(':').filter(|name| !name.is_empty());
        // What systemd itself calls a socket without a name.
        let name = |_| Some(names.next().unwrap_or("unknown").to_owned());
        Self { names: (0..sockets.len()).map(name).collect(), sockets }
    }

    /// No sockets, whatever the environment says.
    pub fn nothing() -> Self {
        Self { sockets: ListenFd::empty(), names: Vec::new() }
    }

    /// Whether there are none: nobody waits in a socket while this process does not listen.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether there is a socket of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().flatten().any(|other| other == name)
    }

    /// Takes all sockets of a name, which may be several. To be called within a runtime.
    pub fn take(&mut self, name: &str) -> Result<Vec<Listener>, PassedError> {
        let mut taken = Vec::new();
        for index in 0..self.names.len() {
            if self.names[index].take_if(|other| other == name).is_some() {
                let listener = self.listener(index);
                taken.push(listener.map_err(|error| PassedError::Unfit(name.to_owned(), error))?);
            }
        }
        if taken.is_empty() { Err(PassedError::Missing(name.to_owned())) } else { Ok(taken) }
    }

    /// Refuses sockets that nobody took: connections to them would wait for ever.
    pub fn nothing_left(self) -> Result<(), PassedError> {
        self.names.into_iter().flatten().next().map_or(Ok(()), |name| Err(PassedError::Unnamed(name)))
    }

    fn listener(&mut self, index: usize) -> io::Result<Listener> {
        if let Ok(Some(socket)) = self.sockets.take_unix_listener(index) {
            socket.set_nonblocking(true)?;
            return UnixListener::from_std(socket).map(Listener::Unix);
        }
        let socket = self.sockets.take_tcp_listener(index)?.ok_or(io::ErrorKind::NotFound)?;
        socket.set_nonblocking(true)?;
        TcpListener::from_std(socket).map(Listener::Tcp)
    }
}

/// Tells systemd that connections are taken, if it is there. What it does not hear it says itself:
/// a service that never was ready is started again.
pub fn ready() {
    let _ = sd_notify::notify(&[NotifyState::Ready]);
}

/// Tells systemd that a reload has begun, which ends with [`ready`].
pub fn reloading() {
    let Ok(now) = NotifyState::monotonic_usec_now() else { return };
    let _ = sd_notify::notify(&[NotifyState::Reloading, now]);
}

/// The time after which systemd ends a server that did not say [`alive`], if it does.
pub fn watchdog() -> Option<Duration> {
    sd_notify::watchdog_enabled()
}

/// Tells systemd that the server still answers.
pub fn alive() {
    let _ = sd_notify::notify(&[NotifyState::Watchdog]);
}

/// Tells systemd that what is being sent is finished and nothing new is taken.
pub fn stopping() {
    let _ = sd_notify::notify(&[NotifyState::Stopping]);
}
