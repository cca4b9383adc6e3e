//! A session goes on with the set of keys that was accepted while it lasted.

use crate::error::{self, DeskError};
use crate::session::Session;
use crate::trust::admission::hold_against;
use zegel_core::seal::Recipients;

impl Session {
    /// Goes on with the server's set that was just accepted, under the name that it gives to this key,
    /// which is proved where the server waits for that.
    pub fn go_on(&mut self) -> Result<(), DeskError> {
        let said = self.client.look()?;
        let set: Recipients = said.recipients.parse().map_err(|_| error::server::set())?;
        hold_against(&self.pins, &set)?;
        self.client.take(said);
        let name = self.pins.name_of(self.client.key().public());
        self.name = name.ok_or_else(error::server::unknown_caseworker)?.to_owned();
        self.prove().map(|_| ())
    }

    /// The names of everybody in the pinned set, each once.
    pub fn caseworkers(&self) -> Vec<String> {
        let lines = self.pins.recipients().caseworkers();
        let mut names: Vec<String> = lines.iter().map(|line| line.name.clone()).collect();
        names.dedup();
        names
    }
}
