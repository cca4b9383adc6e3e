//! Maintenance: purges what is past its retention and rewrites the whole database, once a day.

use std::sync::Arc;
use std::time::Duration;

use super::live_site::LiveSite;
use crate::event::{Event, say};
use crate::health::maintenance::{Task, remember};
use crate::store::StoreError;
use crate::web::App;
use zegel_core::calendar::Clock;

/// How often the task checks whether a new day has begun.
const INTERVAL: Duration = Duration::from_secs(600);

/// Runs until it is aborted. The first round is at the start, for what fell due while the server was
/// stopped. A day counts as done only if all of it worked; otherwise the next round tries again.
pub(super) async fn run(site: Arc<LiveSite>, clock: Clock) {
    let mut done = None;
    // At the start the store tidies by itself within two minutes after it was opened.
    let mut is_start = true;
    loop {
        let today = clock.day();
        let app = site.app();
        if done != Some(today) && app.has_store() {
            let purged = purge(&app).await;
            let is_compacted = is_start || app.compact().await;
            is_start = false;
            let compacted = if is_compacted { Ok(()) } else { Err(Task::Compact) };
            let failed = purged.and(compacted).err();
            // Where this cannot be written, the week of the last purge still tells.
            let _ = remember(site.database(), failed, today);
            done = matches!(failed, None | Some(Task::Clock)).then_some(today);
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

async fn purge(app: &App) -> Result<(), Task> {
    match app.purge().await {
        Ok(0) => Ok(()),
        Ok(purged) => {
            say(Event::Purged(purged));
            Ok(())
        }
        Err(StoreError::Clock) => {
            say(Event::ClockLeapt);
            Err(Task::Clock)
        }
        Err(_) => Err(Task::Purge),
    }
}
