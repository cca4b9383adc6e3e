//! `zegel inbox`: all cases, what there is to do first.

use clap::Args;

use crate::case::order;
use crate::case::triage::Row;
use crate::config::Settings;
use crate::error::DeskError;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::alarm;
use crate::view::inbox::{self, Copies};
use zegel_core::i18n::interpolate;

/// The arguments of the verb.
#[derive(Args, Default)]
pub struct Inbox {
    /// Only what is assigned to you
    #[arg(long)]
    mine: bool,
    /// Only what has this label
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
}

impl Inbox {
    /// Fetches, folds and shows.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        for alarm in &session.client.session().alarms {
            terminal.warn(alarm::text(*alarm, terminal.texts));
        }
        let cases = session.cases().print_notices(terminal)?;
        let count = cases.len();
        let mut items = inbox::items(cases, &session.viewer());
        items.retain(|item| self.wants(&item.row, session.name()));
        order::sort(&mut items, |item| &item.row);
        if terminal.is_json() {
            terminal.print_json(&items.iter().map(|item| &item.row).collect::<Vec<_>>());
            return Ok(());
        }
        if items.is_empty() && count > 0 {
            terminal.print_text(&self.why_none(count, terminal));
            return Ok(());
        }
        let copies = |thread| Copies {
            hidden: session.cache.count(thread),
            with_reason: session.kept_copies.count(thread),
        };
        terminal.print(&inbox::page(&items, &copies, terminal.texts));
        Ok(())
    }

    fn wants(&self, row: &Row, me: &str) -> bool {
        let mine = !self.mine || row.assigned.as_deref() == Some(me);
        mine && self.label.as_ref().is_none_or(|label| row.labels.contains(&folded(label)))
    }

    /// That there are reports, and why none of them is shown.
    fn why_none(&self, count: usize, terminal: &Terminal) -> String {
        let words = &terminal.texts.desk.outside;
        let count = count.to_string();
        match &self.label {
            Some(label) => interpolate(&words.no_label, &[("label", &folded(label)), ("count", &count)]),
            None => interpolate(&words.no_mine, &[("count", &count)]),
        }
    }
}

/// A label as it is kept.
fn folded(label: &str) -> String {
    label.trim().to_lowercase()
}
