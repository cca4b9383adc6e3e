//! What an administrator asks of a running server, by signals.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::KeeperError;
use super::current::Current;
use crate::listen::{self, Tls};

/// The signals that are listened to.
pub(super) struct Asked {
    terminate: Signal,
    interrupt: Signal,
    reload: Signal,
}

impl Asked {
    /// Before anybody can know that the server runs: until then each of them would end it.
    pub(super) fn listen() -> Result<Self, KeeperError> {
        let listen = |kind| signal(kind).map_err(KeeperError::Protection);
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            reload: listen(SignalKind::hangup())?,
        })
    }

    /// Until a stop is asked for; recipients and certificate are read again whenever that is.
    pub(super) async fn stop(&mut self, current: &Current, tls: Option<&Tls>) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.reload.recv() => {
                    listen::reloading();
                    current.reload().await;
                    if let Some(tls) = tls {
                        tls.reload();
                    }
                    listen::ready();
                }
            }
        }
    }
}
