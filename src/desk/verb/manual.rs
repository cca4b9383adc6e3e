//! `zegel completions` and `zegel man`: what is written of the command line itself.

use clap::CommandFactory;

use crate::desk::Cli;
use crate::desk::error::DeskError;
use crate::desk::show::Show;
use crate::manual::{Completions, Man};

/// Prints a script for the shell.
pub fn completions(asked: &Completions, show: &Show) -> Result<(), DeskError> {
    show.out_exact(&asked.script(Cli::command()));
    Ok(())
}

/// Prints the page of `zegel`, or writes all pages.
pub fn man(asked: &Man, show: &Show) -> Result<(), DeskError> {
    let page = asked.page(Cli::command()).map_err(|error| DeskError::Write(error.0, error.1))?;
    if let Some(page) = page {
        show.out_exact(&page);
    }
    Ok(())
}
