//! `zegeld completions` and `zegeld man`: what is written of the command line itself.

use clap::CommandFactory;

use super::{Arguments, KeeperError, tell};
use crate::manual::{Completions, Man};

/// Prints a script for the shell.
pub(super) fn completions(asked: &Completions) -> Result<(), KeeperError> {
    tell(&asked.script(Arguments::command()));
    Ok(())
}

/// Prints the page of `zegeld`, or writes all pages.
pub(super) fn man(asked: &Man) -> Result<(), KeeperError> {
    let page = asked.page(Arguments::command()).map_err(|error| KeeperError::File(error.0, error.1))?;
    if let Some(page) = page {
        tell(&page);
    }
    Ok(())
}
