//! A site in this process, with a store in memory and one desk: what a post is answered with and what it stores.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use zegel::identity::Identity;
use zegel_core::calendar::Clock;
use zegel_core::document::{DeskDocument, ReceivedReport};
use zegel_core::opening_hours::{TimeOfWeek, Weekday};
use zegel_core::seal::{ForDesk, Recipients};
use zegeld::config::Config;
use zegeld::store::Store;
use zegeld::web::{App, StartError};

/// Far above any page.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// The site.
pub struct Site {
    runtime: Runtime,
    app: Arc<App>,
    store: Store,
    identity: Identity,
}

impl Site {
    /// Starts one, open, on a Tuesday at noon.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let identity = Identity::generate("anna", [7; 32], [8; 32]);
        let keys = identity.recipients().unwrap();
        let set: Recipients = keys.iter().map(|key| format!("{key}\n")).collect::<String>().parse().unwrap();
        let clock = Clock::from_fn(|| "2026-11-24".parse().unwrap());
        let clock = clock.with_time_of_week(|| TimeOfWeek::new(Weekday::Tuesday, 12, 0));
        let store = Store::scratch().unwrap();
        let app = runtime.block_on(App::start(config, set, store.clone(), clock))?;
        runtime.block_on(app.record_proof(&keys[0])).unwrap();
        Ok(Self { runtime, app, store, identity })
    }

    /// Status and body of the answer to a request.
    pub fn ask(&self, request: Request<Body>) -> (u16, Vec<u8>) {
        self.runtime.block_on(async {
            let answer = self.app.public().oneshot(request).await.unwrap();
            let status = answer.status().as_u16();
            (status, to_bytes(answer.into_body(), LARGEST_ANSWER).await.unwrap().to_vec())
        })
    }

    /// The reports that were stored, which are gone then.
    pub fn take_reports(&self) -> Vec<ReceivedReport> {
        let stored = self.store.on_sqlite(|connection| {
            let mut query = connection.prepare("select sealed from body")?;
            let sealed: Vec<Vec<u8>> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            connection.execute_batch("delete from entry; delete from body; delete from thread")?;
            Ok(sealed)
        });
        let stored = self.runtime.block_on(stored).unwrap();
        stored.into_iter().map(|sealed| self.open(sealed)).collect()
    }

    fn open(&self, sealed: Vec<u8>) -> ReceivedReport {
        let opened = self.identity.open(&ForDesk::from_bytes(sealed).unwrap()).unwrap();
        match DeskDocument::parse(&opened) {
            Ok(DeskDocument::Report(report)) => report,
            Ok(_) | Err(_) => panic!("something else than a report was stored"),
        }
    }
}
