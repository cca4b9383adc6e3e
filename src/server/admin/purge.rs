//! `zegeld purge`: removes what is past its retention now, instead of at night.

use clap::Args;

use super::config_file::ConfigFile;
use super::{AdminError, print, serve, startup};
use crate::health::maintenance;
use crate::store::Store;
use zegel_core::calendar::Clock;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// The clock is right, although weeks have passed since the last purge
    #[arg(long)]
    accept_clock: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    let config = arguments.config.read()?;
    let store = Store::open_beside(&config.database, startup::options(&config))
        .map_err(|error| AdminError::Open(config.database.clone(), error))?;
    serve::runtime(async {
        let now = Clock::system().week();
        if arguments.accept_clock {
            store.accept_clock(now).await?;
        }
        let purged = store.purge(now, config.retention.weeks).await?;
        store.compact().await;
        store.close().await;
        // The server records the next time itself; a file of another user may stand there until then.
        let _ = maintenance::remember(&config.database, None, Clock::system().day());
        print(&format!("threads removed: {purged}"));
        Ok(())
    })
}
