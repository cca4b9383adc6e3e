//! `zegeld purge`: what is past its retention goes now.

use std::path::PathBuf;

use clap::Args;

use super::{KeeperError, serve, tell};
use crate::calendar::Clock;
use crate::config::Config;

#[derive(Args)]
pub(super) struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = "zegeld.toml")]
    config: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), KeeperError> {
    let config = Config::read(&arguments.config)?;
    let store = serve::open_store(&config)?;
    serve::runtime(async {
        let purged = store.purge(Clock::system().week(), config.retention.weeks).await?;
        store.tidy().await;
        store.close().await;
        tell(&format!("threads removed: {purged}"));
        Ok(())
    })
}
