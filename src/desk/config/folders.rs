//! Where the program keeps its files.

use std::path::{Path, PathBuf};

use crate::error::{self, DeskError};
pub use crate::platform::home;
use crate::platform::{Folder, own_folder};

/// By which the program's files are told from those of others.
const NAME: &str = "zegel";

/// A path as a person writes it: `~` is the home folder.
pub fn below_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), home()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// Of what the person chose.
pub fn config_folder() -> Result<PathBuf, DeskError> {
    folder(Folder::Config)
}

/// Of what the program remembers.
pub fn state_folder() -> Result<PathBuf, DeskError> {
    folder(Folder::State)
}

/// Of what can be fetched again.
pub fn cache_folder() -> Result<PathBuf, DeskError> {
    folder(Folder::Cache)
}

fn folder(of: Folder) -> Result<PathBuf, DeskError> {
    own_folder(of, NAME).ok_or_else(error::files::no_home)
}
