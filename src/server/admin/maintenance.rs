//! Maintenance: purges what is past its retention and rewrites the whole database, once a day.

use std::sync::Arc;
use std::time::Duration;

use super::live_site::LiveSite;
use crate::event::{Event, say};
use crate::store::StoreError;
use zegel_core::calendar::Clock;

/// How often the task checks whether a new day has begun.
const INTERVAL: Duration = Duration::from_secs(600);

/// Runs until it is aborted. The first round is at the start, for what fell due while the server was
/// stopped. A day counts as done only if both steps worked; otherwise the next round tries again.
pub(super) async fn run(site: Arc<LiveSite>, clock: Clock) {
    let mut done = None;
    loop {
        let today = clock.day();
        if done != Some(today) {
            let app = site.app();
            let purged = app.purge().await;
            match purged {
                Ok(0) => {}
                Ok(purged) => say(Event::Purged(purged)),
                Err(StoreError::Clock) => say(Event::ClockLeapt),
                Err(_) => {}
            }
            // At the start the store tidies by itself within two minutes after it was opened.
            let tidied = done.is_none() || app.compact().await;
            done = (purged != Err(StoreError::Failed) && tidied).then_some(today);
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
