//! Signal handling: SIGTERM and SIGINT stop the server, SIGHUP reloads recipients and certificate.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::AdminError;
use super::live_site::LiveSite;
use crate::listen::{self, Tls};

/// What the server does at each signal, for its manual page.
pub(super) const MEANINGS: [(&str, &str); 3] = [
    ("SIGTERM", "Ends. What is being sent is finished first."),
    ("SIGINT", "The same."),
    (
        "SIGHUP",
        "Reads recipients and certificate again. Where they are refused, those before stay in use. \
         The configuration is read at the next start.",
    ),
];

/// The registered signal handlers.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

impl Signals {
    /// Registers the handlers. Called before anybody can know that the server runs: until then each
    /// of these signals would end it.
    pub(super) fn register() -> Result<Self, AdminError> {
        let register = |kind| signal(kind).map_err(AdminError::Protection);
        Ok(Self {
            terminate: register(SignalKind::terminate())?,
            interrupt: register(SignalKind::interrupt())?,
            hangup: register(SignalKind::hangup())?,
        })
    }

    /// Returns at the first SIGTERM or SIGINT, and reloads on every SIGHUP before that.
    pub(super) async fn wait_for_stop(&mut self, site: &LiveSite, tls: Option<&Tls>) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.hangup.recv() => {
                    listen::reloading();
                    site.reload().await;
                    if let Some(tls) = tls {
                        tls.reload();
                    }
                    listen::ready();
                }
            }
        }
    }
}
