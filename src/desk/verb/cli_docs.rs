//! `zegel completions` and `zegel man`: what a shell completes and the man pages, both made from
//! the program's own help.

use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_complete::Shell;

use crate::error::{self, DeskError};
use crate::terminal::Terminal;

/// The arguments of `completions`.
#[derive(Args)]
pub struct Completions {
    /// The shell that is to complete
    shell: Shell,
}

/// The arguments of `man`.
#[derive(Args)]
pub struct Man {
    /// Write a page for each verb into this folder, over those of another version
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints a script for the shell.
pub fn completions(asked: &Completions, mut command: Command, terminal: &Terminal) {
    let mut script = Vec::new();
    clap_complete::generate(asked.shell, &mut command, "zegel", &mut script);
    terminal.print_exact(&text(&script));
}

/// Prints the page of `zegel`, or writes all pages.
pub fn man(asked: &Man, command: Command, terminal: &Terminal) -> Result<(), DeskError> {
    if let Some(folder) = &asked.dir {
        let written = clap_mangen::generate_to(command, folder);
        return written.map_err(|error| error::files::write(folder, error));
    }
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut page);
    rendered.map_err(|error| error::files::write(Path::new("-"), error))?;
    terminal.print_exact(&text(&page));
    Ok(())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
