//! `zegeld backup`: copies the store while the server serves, and seals the copy for a key that opens no
//! report. `schema/backup.md` describes what is written.

mod check;
pub(super) mod error;
mod write;

use std::io::{IsTerminal, Read, Write, stderr};
use std::path::{Path, PathBuf};

use clap::Args;

use super::config_file::ConfigFile;
use super::{AdminError, serve, startup};
use zegel_core::backup::{Check, note};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    #[command(flatten)]
    task: Task,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Task {
    /// Write a backup to this file, or with - to standard output; the one that is there stays until
    /// the new one is whole. Beside a file the configuration is sealed as well
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Hold a backup against the note beside it, and against the store
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AdminError> {
    serve::protect()?;
    let file = arguments.config.locate()?;
    let config = startup::read_config(&file)?;
    match &arguments.task {
        Task { to: Some(to), .. } => write::run(&config, &file, to),
        Task { check: Some(file), .. } => check::run(&config, file),
        Task { .. } => Ok(()),
    }
}

/// Reads the note of the last backup of this database, if one was ever made here. It stands beside the
/// database, and the file's time is that of the backup.
pub fn last(database: &Path) -> Option<Check> {
    read_check(&note(database))
}

fn read_check(path: &Path) -> Option<Check> {
    let file = std::fs::File::open(path).ok()?;
    let mut text = Vec::new();
    file.take(zegel_core::backup::LARGEST_CHECK).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Copies to the end and shows the progress on a terminal. Returns the number of bytes.
pub(super) fn copy(
    from: &mut impl Read,
    to: &mut impl Write,
    total: u64,
    doing: &str,
) -> std::io::Result<u64> {
    let mut buffer = vec![0; 1 << 20];
    let mut done = 0;
    let mut shown = u64::MAX;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        to.write_all(&buffer[..read])?;
        done += read as u64;
        let percent = done.saturating_mul(100) / total.max(1);
        if percent != shown && stderr().is_terminal() {
            shown = percent;
            show(&format!("\r{doing}: {percent} %"));
        }
    }
    if shown != u64::MAX {
        show("\n");
    }
    Ok(done)
}

#[expect(clippy::print_stderr, reason = "a terminal program")]
fn show(text: &str) {
    eprint!("{text}");
}
