//! `zegel watch`: looks again and again, and tells that there is something new. Only lists of ids
//! are compared: nothing is opened, and no word or id is given to anybody.

mod announcer;
mod login;
mod news;
mod plan;
mod site;
mod watcher;

use clap::Args;

use crate::config::{Options, Settings};
use crate::error::DeskError;
use crate::terminal::Terminal;
use announcer::Announcer;
use plan::Plan;
use watcher::Watcher;

/// The arguments of the verb.
#[derive(Args)]
pub struct Watch {
    #[command(flatten)]
    plan: Plan,
    /// Let this computer do the same by itself, with notices, now and whenever you log in
    #[arg(long, conflicts_with = "uninstall")]
    install: bool,
    /// Let it do so no more
    #[arg(long)]
    uninstall: bool,
}

impl Watch {
    /// Looks until it is ended, or lets the computer do that.
    pub fn run(&self, options: &Options, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        if self.uninstall {
            return login::uninstall(terminal);
        }
        if self.install {
            return login::install(&self.plan, options, settings, terminal);
        }
        let mut announcer = Announcer::new(&self.plan, terminal);
        let ended = Watcher::begin(&self.plan, settings, terminal, &mut announcer).and_then(Watcher::watch);
        // Nobody looks at what started by itself.
        announcer.show(&terminal.texts.desk.watching.notice_stopped);
        ended
    }
}
