//! Startup: opens the store and makes the site on it, or a site that says why nothing can be reported.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::config::{Config, ConfigError};
use crate::event::{Event, Fault, say};
use crate::listen::Passed;
#[cfg(feature = "postgres")]
use crate::store::postgres::Servers;
use crate::store::{
    Facts, OpenError, Options, Snapshot, SnapshotError, Store, beside, facts, folder, real_path,
};
use crate::web::{App, StartError};
use zegel_core::calendar::Clock;
use zegel_core::id::random;
use zegel_core::seal::{Recipients, recipients_of_nobody};

/// How long the server waits before it tries again to open the store.
pub(super) const RETRY: Duration = Duration::from_secs(5);

/// Reads the configuration, with the path at which the database really lies: all that stands beside it,
/// such as its lock and the last self-test, is then looked for in one folder, whoever looks.
pub(super) fn read_config(file: &Path) -> Result<Config, ConfigError> {
    let mut config = Config::read(file)?;
    config.database = real_path(&config.database);
    Ok(config)
}

/// The configuration of a closed page while the administrator's cannot be read: without a name, on the
/// sockets that systemd passed under the names of our units. It has an instance whose database and server key
/// are both away, so that nobody is let in by a port of the desk that others reach, and no key is made.
pub(super) fn nameless(passed: &Passed) -> Result<Config, ConfigError> {
    let onion = "onion.address = \"http://closed.onion/\"\nonion.listen = \"systemd:onion\"\n";
    let onion = if passed.has("onion") { onion } else { "" };
    let tls = "tls.certificate = \"/nonexistent\"\ntls.key = \"/nonexistent\"\ntls.http = \"systemd:http\"\n\
               organisation.page = \"https://closed.example/\"\n";
    let tls = if passed.has("http") { tls } else { "" };
    Config::parse(&format!(
        "instance = \"00000000-0000-4000-8000-000000000000\"\norganisation.name = \"Zegel\"\n\
         listen = \"systemd:page\"\ndesk.listen = \"systemd:desk\"\n\
         desk.key = \"/nonexistent/desk.key\"\n{onion}{tls}\
         recipients = \"/nonexistent\"\ndatabase = \"/nonexistent\"\nexit_url = \"https://www.buienradar.nl/\"\n"
    ))
}

/// The file that stands beside the database while the site is turned off.
pub(super) fn off_file(database: &Path) -> PathBuf {
    beside(database, ".off")
}

/// Whether the server's own key is missing together with the database: then both lie on a volume that is not
/// there. A new key would look to every caseworker like another server.
pub(super) fn is_key_volume_missing(config: &Config) -> bool {
    let has_key = config.desk.key.as_ref().is_some_and(|file| file.exists());
    config.store.postgres.is_empty() && config.instance.is_some() && !config.database.exists() && !has_key
}

/// The options of the store, as the configuration has them.
pub(super) fn options(config: &Config) -> Options {
    Options { max_bytes: config.store.max_bytes, ..Options::default() }
}

/// The device and inode of a folder; nothing while it is not there.
pub(super) type Volume = Option<(u64, u64)>;

/// The volume on which the database lies.
pub(super) fn volume(config: &Config) -> Volume {
    let found = folder(&config.database).metadata().ok()?;
    Some((found.dev(), found.ino()))
}

/// Opens the store and makes the site on it. The inner error is a fault of the store, which may pass;
/// the outer one ends the start.
pub(super) async fn site_with_store(
    config: &Arc<Config>,
    recipients: &Recipients,
) -> Result<Result<Arc<App>, Fault>, StartError> {
    if off_file(&config.database).exists() {
        return Ok(Err(Fault::Off));
    }
    let store = match open_store(config) {
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

/// The servers of PostgreSQL that have the store, if it is not in a file.
#[cfg(feature = "postgres")]
pub(super) fn servers(config: &Config) -> Option<Servers> {
    let folders = &config.store.postgres;
    (!folders.is_empty()).then(|| Servers::new(folders.clone()))
}

/// Opens the store in its file, or on the servers of PostgreSQL that are configured.
fn open_store(config: &Config) -> Result<Store, OpenError> {
    let known = config.instance.is_some();
    #[cfg(feature = "postgres")]
    if let Some(servers) = servers(config) {
        return Store::open_postgres(&servers, options(config), known);
    }
    Store::open_alone(&config.database, options(config), known)
}

/// Copies the store, wherever it is, to a file without a name beside the database.
pub(super) fn take_snapshot(config: &Config) -> Result<Snapshot, SnapshotError> {
    #[cfg(feature = "postgres")]
    if let Some(servers) = servers(config) {
        return Snapshot::take_from(&servers, &config.database);
    }
    Snapshot::take(&config.database)
}

/// The facts about the store, wherever it is.
pub(super) fn read_facts(config: &Config) -> Result<Facts, SnapshotError> {
    #[cfg(feature = "postgres")]
    if let Some(servers) = servers(config) {
        return Ok(servers.facts()?);
    }
    facts(&config.database)
}

/// Makes a site that takes nothing, because its configuration, recipients or certificate are refused. What
/// it would seal nobody could open.
pub(super) async fn closed_site(config: &Arc<Config>, fault: Fault) -> Result<Arc<App>, StartError> {
    say(Event::StoreFault(fault));
    let recipients = recipients_of_nobody(random()?)?;
    App::without_store(config.clone(), recipients, fault, Clock::system()).await
}

/// Makes the site on its store, or one that says that nothing can be reported.
pub(super) async fn site(config: &Arc<Config>, recipients: Recipients) -> Result<Arc<App>, StartError> {
    match site_with_store(config, &recipients).await? {
        Ok(app) => Ok(app),
        Err(fault) => {
            say(Event::StoreFault(fault));
            App::without_store(config.clone(), recipients, fault, Clock::system()).await
        }
    }
}
