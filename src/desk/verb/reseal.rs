//! `zegel reseal`: after a change of recipients, everything sealed for the set before is sealed for
//! the present one.

use std::ops::ControlFlow;

use clap::Args;
use serde_json::json;

use crate::act::reseal::{self, Count};
use crate::act::watched::Step;
use crate::config::Settings;
use crate::error::DeskError;
use crate::progress::Progress;
use crate::session::Session;
use crate::terminal::Terminal;

/// The arguments of the verb.
#[derive(Args)]
pub struct Reseal {}

impl Reseal {
    /// Seals what is sealed for another set, case by case.
    pub fn run(settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let waiting = reseal::waiting(&mut session).print_notices(terminal)?;
        let bar = Progress::Bar(&terminal.texts.desk.desk.resealing).start(waiting.count());
        let mut watcher = |step: Step| {
            bar.set_length(step.of as u64);
            bar.set_position(step.done as u64);
            ControlFlow::Continue(())
        };
        let count = reseal::reseal(&mut session, &waiting, &mut watcher).print_notices(terminal)?;
        bar.finish_and_clear();
        tell(count, terminal);
        Ok(())
    }
}

fn tell(count: Count, terminal: &Terminal) {
    let Count { resealed, changed, closed, .. } = count;
    if terminal.is_json() {
        return terminal.print_json(&json!({ "resealed": resealed, "changed": changed, "unopened": closed }));
    }
    for sentence in count.sentences(terminal.texts) {
        terminal.inform(&sentence);
    }
}
