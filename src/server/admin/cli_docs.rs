//! `zegeld completions` and `zegeld man`: print shell completions and man pages, made from the program's own
//! help and from the file that `zegeld init` writes.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;

use super::{AdminError, config_man, print};
use crate::admin::Arguments as Cli;

/// Where the pages of a server stand: system administration.
const SECTION: &str = "8";

/// The arguments of `completions`.
#[derive(Args)]
pub(super) struct Completions {
    /// The shell that is to complete
    shell: Shell,
}

/// The arguments of `man`.
#[derive(Args)]
pub(super) struct Man {
    /// Write a page for each verb and one for zegeld.toml into this folder, over those of another version
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
        return write_all(folder).map_err(|error| AdminError::File(folder.clone(), error));
    }
    let mut page = Vec::new();
    let rendered = page_of(Cli::command()).render(&mut page);
    rendered.map_err(|error| AdminError::File(PathBuf::from("-"), error))?;
    print(&text(&page));
    Ok(())
}

fn write_all(folder: &Path) -> io::Result<()> {
    let mut program = Cli::command().disable_help_subcommand(true);
    // Names the verbs in full.
    program.build();
    for verb in program.get_subcommands() {
        page_of(verb.clone()).generate_to(folder)?;
    }
    page_of(program).generate_to(folder)?;
    std::fs::write(folder.join("zegeld.toml.5"), config_man::page())
}

fn page_of(command: Command) -> clap_mangen::Man {
    clap_mangen::Man::new(command).section(SECTION)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
