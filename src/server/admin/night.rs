//! The night's work: retention, and a shuffle of the whole file, on the first look of a new day.

use std::sync::Arc;
use std::time::Duration;

use super::current::Current;
use crate::event::{Event, say};
use crate::store::StoreError;
use zegel_core::calendar::Clock;

/// How often it is looked whether a new day has begun.
const LOOK: Duration = Duration::from_secs(600);

/// Goes on until it is dropped. The first round is at the start, for what fell due meanwhile.
pub(super) async fn work(current: Arc<Current>, clock: Clock) {
    let mut done = None;
    loop {
        let today = clock.day();
        if done != Some(today) {
            let app = current.app();
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
        tokio::time::sleep(LOOK).await;
    }
}
