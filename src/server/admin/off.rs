//! `zegeld off` and `zegeld on`: a file beside the database says whether the site is turned off. It
//! outlasts a restart of the machine, and no caseworker's visit removes it.

use std::fs::OpenOptions;
use std::io::ErrorKind;

use clap::Args;

use super::config_file::ConfigFile;
use super::{AdminError, print, startup};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
}

pub(super) fn turn_off(arguments: &Arguments) -> Result<(), AdminError> {
    let config = arguments.config.read()?;
    let file = startup::off_file(&config.database);
    // Never through a link: the folder is the server's, and an administrator may write everywhere.
    match OpenOptions::new().write(true).create_new(true).open(&file).and_then(|file| file.sync_all()) {
        Err(error) if !file.exists() => return Err(AdminError::File(file, error)),
        // It was off already.
        Err(_) | Ok(()) => {}
    }
    print(&format!(
        "{} is off. Within ten seconds the page says that nothing can be reported, with the numbers, and \
         nobody reads or writes. It stays so after a restart of the machine. On again: {}",
        config.organisation.name,
        config.installation.command("on")
    ));
    Ok(())
}

pub(super) fn turn_on(arguments: &Arguments) -> Result<(), AdminError> {
    let config = arguments.config.read()?;
    let file = startup::off_file(&config.database);
    let organisation = &config.organisation.name;
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(AdminError::File(file, error)),
        Err(_) => print(&format!("{organisation} was not turned off.")),
        Ok(()) => print(&format!("{organisation} is on, within ten seconds.")),
    }
    Ok(())
}
