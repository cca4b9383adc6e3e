//! `zegeld completions` and `zegeld man`: print shell completions and man pages, both made from the
//! program's own help.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{AdminError, print};
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

/// Prints the completion script of the shell.
pub(super) fn completions(arguments: &Completions) {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "zegeld", &mut script);
    print(&text(&script));
}

/// Prints the page of `zegeld`, or writes all pages.
pub(super) fn man(arguments: &Man) -> Result<(), AdminError> {
    if let Some(folder) = &arguments.dir {
        let written = clap_mangen::generate_to(Cli::command(), folder);
        return written.map_err(|error| AdminError::File(folder.clone(), error));
    }
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(Cli::command()).render(&mut page);
    rendered.map_err(|error| AdminError::File(PathBuf::from("-"), error))?;
    print(&text(&page));
    Ok(())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
