//! `zegeld selftest`: sends a report the whole way in this process, with a store in memory and a
//! throw-away key; then asks the running server what anybody may ask. Keys and store of the running
//! server are not touched.

mod live;
mod round_trip;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::visit::Endpoint;
use super::{AdminError, print, serve, startup};
use crate::config::Config;
use crate::health::selftest::{Step, remember};

#[derive(Args)]
pub(super) struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = "zegeld.toml")]
    config: PathBuf,
    /// Where the page answers, if not where the configuration says: ADDRESS:PORT or unix:PATH
    #[arg(long, value_name = "PLACE")]
    page: Option<Endpoint>,
    /// Where the desk's listener answers, in the same way
    #[arg(long, value_name = "PLACE")]
    desk: Option<Endpoint>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    let mut config = startup::read_config(&arguments.config)?;
    // The number in the configuration is that of the real store; the one in memory has another.
    config.instance = None;
    let config = Arc::new(config);
    let page = arguments.page.clone().unwrap_or_else(|| Endpoint::from(&config.listen));
    let page = match &config.tls {
        Some(tls) => Endpoint::Tls(Box::new(page), tls.certificate.clone()),
        None => page,
    };
    let desk = arguments.desk.clone().unwrap_or_else(|| Endpoint::from(&config.desk.listen));
    let result = serve::runtime(async { Ok(check(&config, &page, &desk).await) })?;
    let remembered = remember(&config.database, result.err());
    result.map_err(AdminError::SelftestFailed)?;
    remembered.map_err(|error| AdminError::File(config.database.clone(), error))?;
    print("The self-test passed: a report goes the whole way, and the server answers as it should.");
    Ok(())
}

async fn check(config: &Arc<Config>, page: &Endpoint, desk: &Endpoint) -> Result<(), Step> {
    round_trip::run(config.clone()).await?;
    live::check(config, page, desk).await
}

/// Finds the value of a hidden field of a page.
fn hidden_field<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("type=\"hidden\" name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}
