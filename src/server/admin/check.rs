//! `zegeld check`: reads all that a reload or a restart would read, and says whether it can be served.
//! Nothing is changed and nobody notices.

use std::path::PathBuf;

use clap::Args;

use super::serve::certificate;
use super::{AdminError, print, startup};
use crate::listen::{ServerKey, ServerKeyError};

#[derive(Args)]
pub(super) struct Arguments {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = "zegeld.toml")]
    config: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    let config = startup::read_config(&arguments.config)?;
    let recipients = config.read_recipients()?;
    certificate(&config)?;
    print(&format!("In order. The keys have the fingerprint {}.", recipients.fingerprint()));
    let Some(file) = &config.desk.key else { return Ok(()) };
    match ServerKey::read(file) {
        Ok(key) => print(&format!("The server's own key has the fingerprint {}.", key.fingerprint())),
        Err(ServerKeyError::File(_, error)) if error.kind() == std::io::ErrorKind::NotFound => {
            print("The server's own key is made at the next start.");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
