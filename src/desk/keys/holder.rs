//! `zegel agent NAME`: the background process that holds an opened key. No person types it; the verb
//! that opened the key starts it.

use clap::Args;

use crate::agent;
use crate::config::Settings;
use crate::error::{self, DeskError};

/// The arguments of the verb.
#[derive(Args)]
pub struct Holder {
    /// Which identity file's key it is
    name: String,
}

impl Holder {
    /// Holds the key that stands on standard input.
    pub fn run(&self, settings: &Settings) -> Result<(), DeskError> {
        let Some(limits) = settings.agent else { return Ok(()) };
        agent::serve(&self.name, limits).map_err(error::keys::no_agent)
    }
}
