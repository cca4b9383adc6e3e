//! `zegeld completions` and `zegeld man`: what a shell completes and the man pages, both made from
//! the program's own help.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{KeeperError, tell};
use crate::admin::Arguments as Cli;

/// The arguments of `completions`.
#[derive(Args)]
pub(super) struct Completions {
    /// The shell that is to complete
    shell: Shell,
}

/// The arguments of `man`.
#[derive(Args)]
pub(super) struct Man {
    /// Write a page for each verb into this folder, over those of another version
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints a script for the shell.
pub(super) fn completions(asked: &Completions) -> Result<(), KeeperError> {
    let mut script = Vec::new();
    clap_complete::generate(asked.shell, &mut Cli::command(), "zegeld", &mut script);
    tell(&text(&script));
    Ok(())
}

/// Prints the page of `zegeld`, or writes all pages.
pub(super) fn man(asked: &Man) -> Result<(), KeeperError> {
    if let Some(folder) = &asked.dir {
        let written = clap_mangen::generate_to(Cli::command(), folder);
        return written.map_err(|error| KeeperError::File(folder.clone(), error));
    }
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(Cli::command()).render(&mut page);
    rendered.map_err(|error| KeeperError::File(PathBuf::from("-"), error))?;
    tell(&text(&page));
    Ok(())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
