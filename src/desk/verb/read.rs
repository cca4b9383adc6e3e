//! `zegel read ID`: one thread, opened, in the order of the conversation.

use clap::Args;

use crate::act::read::mark;
use crate::case::record;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::pager;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::{answers, thread};
use zegel_core::i18n::interpolate;

/// The arguments of the verb.
#[derive(Args)]
pub struct Read {
    /// The report, by the first characters of its id
    id: String,
    /// Do not mark as read
    #[arg(long)]
    keep_unread: bool,
}

impl Read {
    /// Shows the thread, then tells colleagues that it was read.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let (head, case) = session.case_or_copies(&self.id).print_notices(terminal)?;
        if terminal.is_json() {
            terminal.print_json(&record::to_json(&head, &case));
        } else {
            let page = thread::page(&case, terminal.texts);
            let short = head.id.short();
            if terminal.has_pages() {
                // Nothing that was opened stays in the terminal's memory.
                pager::show(&page, &terminal.texts.desk.outside.pager).map_err(error::output::not_printed)?;
            } else {
                terminal.print(&page);
                terminal.print_text("");
            }
            let translator =
                answers::translator(&case, settings.configured.translator.as_deref(), terminal.texts);
            translator.iter().for_each(|line| terminal.print_text(line));
            terminal.print_text(&interpolate(&terminal.texts.desk.desk.answer_next, &[("id", &short)]));
        }
        if !self.keep_unread && !head.is_withdrawn() {
            mark(&mut session, &case).print_notices(terminal)?;
        }
        Ok(())
    }
}
