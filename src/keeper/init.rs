//! `zegeld init`: a configuration to start from, every key with its reason.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{KeeperError, tell};
use crate::config::EXAMPLE;

#[derive(Args)]
pub(super) struct Arguments {
    /// The folder to write to
    #[arg(long, default_value = ".")]
    dir: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), KeeperError> {
    let dir = &arguments.dir;
    std::fs::create_dir_all(dir).map_err(|error| KeeperError::File(dir.clone(), error))?;
    let config = dir.join("zegeld.toml");
    write_new(&config, EXAMPLE.as_bytes())?;
    let recipients = dir.join("recipients.txt");
    write_new(&recipients, b"# The lines that `zegel keygen NAME` prints, one caseworker below another.\n")?;
    tell(&format!(
        "Written: {} and {}.\n\n\
         1. Each caseworker runs `zegel keygen NAME` on their own machine and gives you the two lines.\n\
         2. Put them into {1}.\n\
         3. Fill in {0}.\n\
         4. zegeld serve --config {0}\n\
         5. A caseworker runs `zegel --server … inbox` once: that proves the key, and the page opens.",
        config.display(),
        recipients.display()
    ));
    Ok(())
}

/// Writes a file for this user alone, never over another.
pub(super) fn write_new(path: &Path, content: &[u8]) -> Result<(), KeeperError> {
    let failed = |error| KeeperError::File(path.to_owned(), error);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    file.sync_all().map_err(failed)
}
