//! `zegel lock`: forgets every opened key of this session.

use clap::Args;

use crate::agent;
use crate::error::{self, DeskError};
use crate::terminal::Terminal;

/// What the help of the verb says at its end.
pub const MORE: &str = "\
After a passphrase was typed, the opened key stays in locked memory, so that the
next verbs ask nothing: 15 minutes after the last one, and 10 hours at most. In
config.toml agent_idle = \"5 min\" and agent_limit = \"4 h\" are other times, and
agent = false is none. It also ends with your session. While it is open, other
programs of yours could ask for it.";

/// The arguments of the verb.
#[derive(Args)]
pub struct Lock {}

impl Lock {
    /// Ends the agents, and says whether there was one.
    pub fn run(terminal: &Terminal) -> Result<(), DeskError> {
        let words = &terminal.texts.desk.agent;
        let ended = agent::lock().map_err(|stuck| error::keys::agent_stuck(stuck.process))?;
        terminal.inform(if ended > 0 { &words.closed } else { &words.was_not_open });
        Ok(())
    }
}
