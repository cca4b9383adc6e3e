//! `zegel completions` and `zegel man`: what is written of the command line itself.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;

use crate::desk::Cli;
use crate::desk::error::DeskError;
use crate::desk::show::Show;

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

impl Completions {
    /// Prints a script for the shell.
    pub fn run(&self, show: &Show) -> Result<(), DeskError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command(), "zegel", &mut script);
        print(&script, show);
        Ok(())
    }
}

impl Man {
    /// Prints the page of `zegel`, or writes all pages.
    pub fn run(&self, show: &Show) -> Result<(), DeskError> {
        if let Some(folder) = &self.dir {
            let written = clap_mangen::generate_to(command(), folder);
            return written.map_err(|error| DeskError::Write(folder.clone(), error));
        }
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(command()).render(&mut page);
        rendered.map_err(|error| DeskError::Write(PathBuf::from("-"), error))?;
        print(&page, show);
        Ok(())
    }
}

fn command() -> Command {
    Cli::command()
}

fn print(text: &[u8], show: &Show) {
    show.out_exact(String::from_utf8_lossy(text).trim_end());
}
