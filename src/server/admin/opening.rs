//! Opening the store, and a site in its place while that cannot be done.

use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::time::Duration;

use crate::config::Config;
use crate::event::{Event, Fault, say};
use crate::store::{Options, Store};
use crate::web::{App, StartError};
use zegel_core::calendar::Clock;
use zegel_core::seal::Recipients;

/// How long until it is tried again.
pub(super) const AGAIN: Duration = Duration::from_secs(10);

/// What stands in a configuration about the store.
pub(super) fn options(config: &Config) -> Options {
    Options { max_bytes: config.store.max_bytes, ..Options::default() }
}

/// A folder's device and number.
pub(super) type Volume = Option<(u64, u64)>;

/// Where the database lies.
pub(super) fn volume(config: &Config) -> Volume {
    let found = config.database.parent()?.metadata().ok()?;
    Some((found.dev(), found.ino()))
}

/// The site on its store, or why that cannot be opened.
pub(super) async fn with_store(
    config: &Arc<Config>,
    recipients: &Recipients,
) -> Result<Result<Arc<App>, Fault>, StartError> {
    let known = config.instance.is_some();
    let store = match Store::open_alone(&config.database, options(config), known) {
        Ok(store) => store,
        Err(error) => return Ok(Err(error.fault())),
    };
    let started = App::start(config.clone(), recipients.clone(), store.clone(), Clock::system()).await;
    let fault = match started {
        Ok(app) => return Ok(Ok(app)),
        Err(StartError::OtherInstance(_)) => Fault::Other,
        Err(StartError::Store(_)) => Fault::Failed,
        Err(error) => return Err(error),
    };
    store.close().await;
    Ok(Err(fault))
}

/// The site on its store, or one that says that nothing can be reported.
pub(super) async fn site(config: &Arc<Config>, recipients: Recipients) -> Result<Arc<App>, StartError> {
    match with_store(config, &recipients).await? {
        Ok(app) => Ok(app),
        Err(fault) => {
            say(Event::StoreFault(fault));
            App::without_store(config.clone(), recipients, fault, Clock::system()).await
        }
    }
}
