//! `zegeld check`: reads all that a reload or a restart would read, and says whether it can be served.
//! Nothing is changed and nobody notices.

use clap::Args;

use super::config_file::ConfigFile;
use super::serve::certificate;
use super::{AdminError, print, startup};
use crate::listen::{ServerKey, ServerKeyError};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    let file = arguments.config.locate()?;
    let config = startup::read_config(&file)?;
    let recipients = config.read_recipients()?;
    certificate(&config)?;
    let file = file.display();
    print(&format!("{file} is in order. The keys have the fingerprint {}.", recipients.fingerprint()));
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
