//! `zegeld selftest`: sends reports the whole way in this process, confined as the server is, with a store
//! of its own and a throw-away key; then looks through the live database, and asks the running server what anybody may ask. Keys and store of
//! the running server are not changed.

mod live;
mod round_trip;

use std::path::Path;
use std::sync::Arc;

use clap::Args;

use super::config_file::ConfigFile;
use super::confine::confine;
use super::visit::Endpoint;
use super::{AdminError, print, serve, startup};
use crate::config::Config;
use crate::health::selftest::{Step, remember};
use crate::store::{InspectError, is_undamaged};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// Where the page answers, if not where the configuration says: ADDRESS:PORT or unix:PATH
    #[arg(long, value_name = "PLACE")]
    page: Option<Endpoint>,
    /// Where the desk's listener answers, in the same way
    #[arg(long, value_name = "PLACE")]
    desk: Option<Endpoint>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    serve::protect()?;
    let file = arguments.config.locate()?;
    let mut config = startup::read_config(&file)?;
    // The number in the configuration is that of the real store; the one of the test has another.
    config.instance = None;
    let config = Arc::new(config);
    let page = Endpoint::of_page(&config, arguments.page.clone());
    let desk = Endpoint::of_desk(&config, arguments.desk.clone());
    let own = confined_round_trip(&file, &config).and_then(|()| look_through(&config.database));
    let result = match own {
        Ok(()) => serve::runtime(async { Ok(live::check(&config, &page, &desk).await) })?,
        failed => failed,
    };
    let remembered = remember(&config.database, result.err());
    result.map_err(AdminError::SelftestFailed)?;
    remembered.map_err(|error| AdminError::File(config.database.clone(), error))?;
    print("The self-test passed: a report goes the whole way, and the server answers as it should.");
    Ok(())
}

/// Makes the round trip in a thread that the kernel confines as it does the server, with all that it
/// starts. The others of this process may still connect to the server.
fn confined_round_trip(file: &Path, config: &Arc<Config>) -> Result<(), Step> {
    let file = file.to_owned();
    let config = config.clone();
    let confined = move || {
        confine(&file, &config)?;
        serve::runtime(async { Ok(round_trip::run(config).await) })
    };
    // A panic or a refusal of the kernel is a failure of the first step.
    std::thread::spawn(confined).join().ok().and_then(Result::ok).unwrap_or(Err(Step::Store))
}

/// Looks through the live database, which between two starts nobody else does.
fn look_through(database: &Path) -> Result<(), Step> {
    match is_undamaged(database) {
        // Where a server has ended in the middle of its work, its next start looks.
        Ok(true) | Err(InspectError::Interrupted) => Ok(()),
        Ok(false) | Err(_) => Err(Step::Database),
    }
}

/// Finds the value of a hidden field of a page.
fn hidden_field<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("type=\"hidden\" name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}
