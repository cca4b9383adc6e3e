//! Where the program keeps its files: the folders of the XDG Base Directory Specification.

use std::env;
use std::path::{Path, PathBuf};

use crate::error::{self, DeskError};

/// A path as a person writes it: `~` is the home folder.
pub fn below_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), home()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// The person's own folder.
pub fn home() -> Option<PathBuf> {
    env::var_os("HOME").map(PathBuf::from).filter(|path| path.is_absolute())
}

/// `$XDG_CONFIG_HOME/zegel` or `~/.config/zegel`.
pub fn config_folder() -> Result<PathBuf, DeskError> {
    folder("XDG_CONFIG_HOME", ".config")
}

/// `$XDG_STATE_HOME/zegel` or `~/.local/state/zegel`.
pub fn state_folder() -> Result<PathBuf, DeskError> {
    folder("XDG_STATE_HOME", ".local/state")
}

/// The XDG specification ignores folders that are not absolute.
pub fn folder(variable: &str, below_home: &str) -> Result<PathBuf, DeskError> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute(variable).or_else(|| absolute("HOME").map(|home| home.join(below_home)));
    base.map(|base| base.join("zegel")).ok_or_else(error::files::no_home)
}
