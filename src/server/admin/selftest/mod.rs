//! `zegeld selftest`: the whole way of a report in this process, with a store in memory and a key
//! that is thrown away; then what the running server gives to anybody. Nothing is added to the keys
//! or to the store of the running server.

mod circle;
mod running;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::visit::Place;
use super::{KeeperError, serve, tell};
use crate::config::Config;
use crate::health::selftest::{Step, remember};

#[derive(Args)]
pub(super) struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = "zegeld.toml")]
    config: PathBuf,
    /// Where the page answers, if not where the configuration says: ADDRESS:PORT or unix:PATH
    #[arg(long, value_name = "PLACE")]
    page: Option<Place>,
    /// Where the desk's listener answers, in the same way
    #[arg(long, value_name = "PLACE")]
    desk: Option<Place>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), KeeperError> {
    let mut config = Config::read(&arguments.config)?;
    // That of the real store, which the one in memory is not.
    config.instance = None;
    let config = Arc::new(config);
    let page = arguments.page.clone().unwrap_or_else(|| Place::of(&config.listen));
    let page = match &config.tls {
        Some(tls) => Place::Tls(Box::new(page), tls.certificate.clone()),
        None => page,
    };
    let desk = arguments.desk.clone().unwrap_or_else(|| Place::of(&config.desk.listen));
    let result = serve::runtime(async { Ok(all(&config, &page, &desk).await) })?;
    let remembered = remember(&config.database, result.err());
    result.map_err(KeeperError::SelftestFailed)?;
    remembered.map_err(|error| KeeperError::File(config.database.clone(), error))?;
    tell("The self-test passed: a report goes the whole way, and the server answers as it should.");
    Ok(())
}

async fn all(config: &Arc<Config>, page: &Place, desk: &Place) -> Result<(), Step> {
    circle::go(config.clone()).await?;
    running::look(config, page, desk).await
}

/// The value of a hidden field of a page.
fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("type=\"hidden\" name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}
