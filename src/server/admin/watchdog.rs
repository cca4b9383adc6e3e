//! Watchdog: tells systemd again and again that the server still answers, as `WatchdogSec=` of its unit
//! asks. A process that hangs tells nothing, and is ended and started again.

use std::sync::Arc;

use super::live_site::LiveSite;
use crate::listen;

/// So many times within systemd's limit.
const TIMES: u32 = 4;

/// Runs until it is aborted; not at all where nobody listens. What is told is no heartbeat of a timer: the
/// page was made for a visitor and the store's writer did a transaction, each time anew.
pub(super) async fn run(site: Arc<LiveSite>) {
    let Some(limit) = listen::watchdog() else { return };
    loop {
        site.answer().await;
        listen::alive();
        tokio::time::sleep(limit / TIMES).await;
    }
}
