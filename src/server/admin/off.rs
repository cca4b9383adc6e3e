//! `zegeld off` and `zegeld on`: a file beside the database says whether the site is turned off. It
//! outlasts a restart of the machine, and no caseworker's visit removes it.

use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;

use clap::Args;

use super::config_file::ConfigFile;
use super::{AdminError, print, startup};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
}

pub(super) fn turn_off(arguments: &Arguments) -> Result<(), AdminError> {
    let file = off_file(arguments)?;
    let made = File::create(&file).and_then(|file| file.sync_all());
    made.map_err(|error| AdminError::File(file, error))?;
    print(
        "Off. Within ten seconds the page says that nothing can be reported, with the numbers, and nobody \
         reads or writes. It stays so after a restart of the machine. On again: zegeld on",
    );
    Ok(())
}

pub(super) fn turn_on(arguments: &Arguments) -> Result<(), AdminError> {
    let file = off_file(arguments)?;
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(AdminError::File(file, error)),
        Err(_) => print("It was not turned off."),
        Ok(()) => print("On, within ten seconds."),
    }
    Ok(())
}

fn off_file(arguments: &Arguments) -> Result<PathBuf, AdminError> {
    let config = arguments.config.read()?;
    Ok(startup::off_file(&config.database))
}
