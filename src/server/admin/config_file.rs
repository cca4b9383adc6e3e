//! `--config`: the configuration that a verb reads, and where it is looked for when the command line does
//! not name it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{AdminError, startup};
use crate::config::{Config, Installation};

/// The configuration of the current folder, as `zegeld init` writes it.
const HERE: &str = "zegeld.toml";
/// The configuration of the package.
pub(super) const INSTALLED: &str = "/etc/zegel/zegeld.toml";

#[derive(Args)]
pub(super) struct ConfigFile {
    /// The configuration file; without this option zegeld.toml of the current folder, and where there is
    /// none /etc/zegel/zegeld.toml
    #[arg(long = "config", value_name = "FILE")]
    named: Option<PathBuf>,
}

impl ConfigFile {
    /// The file that was named, or the first that is there. This process is of its installation from then on.
    pub(super) fn locate(&self) -> Result<PathBuf, AdminError> {
        let file = self.named.clone().map_or_else(first_existing, Ok)?;
        Installation::of_config(&file).become_own();
        Ok(file)
    }

    /// Reads it.
    pub(super) fn read(&self) -> Result<Config, AdminError> {
        Ok(startup::read_config(&self.locate()?)?)
    }
}

fn first_existing() -> Result<PathBuf, AdminError> {
    let places = [Path::new(HERE), Path::new(INSTALLED)];
    let file = places.into_iter().find(|file| may_be_there(file));
    file.map(Path::to_owned).ok_or(AdminError::NoConfig)
}

/// Whether a file is there, or in a folder that this user may not look into: then the error says so.
fn may_be_there(file: &Path) -> bool {
    !matches!(file.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound)
}
