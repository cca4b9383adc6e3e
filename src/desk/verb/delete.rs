//! `zegel delete ID…`: takes reports from the server, for everyone. `--junk` takes all in which
//! nothing can be read, `--like ID` all that say the same as one.

use std::ops::ControlFlow;

use clap::Args;
use serde_json::json;

use crate::act::delete::{self, Similar};
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::progress::Progress;
use crate::session::Session;
use crate::terminal::Terminal;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// The arguments of the verb.
#[derive(Args)]
pub struct Delete {
    /// The reports, each by the first characters of its id
    #[arg(required_unless_present_any = ["junk", "like"], value_name = "ID")]
    ids: Vec<String>,
    /// All reports in which no entry opens to anything
    #[arg(long, conflicts_with_all = ["ids", "like"])]
    junk: bool,
    /// This report and all that have the same words, or nearly; none on which somebody has worked
    #[arg(long, value_name = "ID", conflicts_with = "ids")]
    like: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Delete {
    /// Asks for what is deleted to be typed, and deletes it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let threads = if self.junk {
            delete::junk(&mut session).print_notices(terminal)?
        } else if let Some(id) = &self.like {
            like(id, &mut session, terminal)?
        } else {
            self.named(&mut session, terminal)?
        };
        if !threads.is_empty() && !self.yes && !self.is_agreed(&threads, terminal) {
            return Err(error::not_confirmed());
        }
        let bar = Progress::Bar(&terminal.texts.desk.desk.deleting).start(threads.len());
        let (_, deleted) = delete::delete(&mut session, &threads, &mut |step| {
            bar.set_position(step.done as u64);
            ControlFlow::Continue(())
        });
        deleted?;
        bar.finish_and_clear();
        tell(&threads, terminal);
        Ok(())
    }

    fn named(&self, session: &mut Session, terminal: &Terminal) -> Result<Vec<ThreadId>, DeskError> {
        let mut threads = Vec::new();
        for id in &self.ids {
            let thread = delete::find(session, id).print_notices(terminal)?;
            if !threads.contains(&thread) {
                threads.push(thread);
            }
        }
        Ok(threads)
    }

    /// One report is confirmed by its id, several by their count: neither can be typed by mistake.
    fn is_agreed(&self, threads: &[ThreadId], terminal: &Terminal) -> bool {
        let words = &terminal.texts.desk.desk;
        let count = threads.len().to_string();
        let (warning, wanted) = match threads {
            [thread] if !self.junk => {
                let warning = interpolate(&words.delete_warning, &[("id", &thread.short())]);
                (warning, delete::to_type(threads))
            }
            several => (self.warning(several, &count, terminal), count),
        };
        terminal.inform(&warning);
        if !terminal.can_ask() {
            return false;
        }
        let typed = terminal.ask(&interpolate(&words.delete_type, &[("id", &wanted)]));
        typed == wanted || (!self.junk && delete::is_agreed(threads, &typed))
    }

    fn warning(&self, threads: &[ThreadId], count: &str, terminal: &Terminal) -> String {
        let words = &terminal.texts.desk.desk;
        if let Some(id) = &self.like {
            let ids = shorts(threads);
            return interpolate(&words.delete_like, &[("count", count), ("id", id), ("ids", &ids)]);
        }
        let warning = if self.junk { &words.delete_junk } else { &words.delete_several };
        interpolate(warning, &[("count", count)])
    }
}

fn shorts(threads: &[ThreadId]) -> String {
    let shorts: Vec<String> = threads.iter().map(|thread| thread.short()).collect();
    shorts.join(" ")
}

/// The thread with this id, and all that say what it says; those that are left out are named.
fn like(id: &str, session: &mut Session, terminal: &Terminal) -> Result<Vec<ThreadId>, DeskError> {
    let Similar { threads, left_out } = delete::like(session, id).print_notices(terminal)?;
    if !left_out.is_empty() {
        let words = &terminal.texts.desk.desk;
        terminal.inform(&interpolate(&words.like_worked_on, &[("ids", &shorts(&left_out))]));
    }
    Ok(threads)
}

fn tell(threads: &[ThreadId], terminal: &Terminal) {
    if terminal.is_json() {
        return terminal.print_json(&json!({ "deleted": threads }));
    }
    let words = &terminal.texts.desk.desk;
    match threads {
        [] => terminal.inform(&words.no_junk),
        [thread] => terminal.inform(&interpolate(&words.deleted, &[("id", &thread.short())])),
        several => {
            terminal.inform(&interpolate(&words.deleted_several, &[("count", &several.len().to_string())]))
        }
    }
}
