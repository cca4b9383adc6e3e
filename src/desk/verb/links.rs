//! `zegel links`: reports that share something, to be looked at together.

use clap::Args;
use serde_json::{Value, json};

use crate::case::Case;
use crate::case::link::{Group, groups};
use crate::case::triage::Row;
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::trust::withdrawal::Withdrawal;
use crate::view::{links, table};

/// The arguments of the verb.
#[derive(Args)]
pub struct Links {
    /// Only what this report shares, by the first characters of its id
    id: Option<String>,
}

impl Links {
    /// Opens everything, and compares.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let wanted = self.id.as_deref().map(|id| session.find(id)).transpose()?;
        if let Some(head) = wanted.as_ref().filter(|head| session.pins.withdrawal(head) == Withdrawal::Proved)
        {
            return Err(error::case::withdrawn(head.id));
        }
        let cases = session.cases().print_notices(terminal)?;
        let viewer = session.viewer();
        let rows = Row::all(&cases, &viewer);
        let all: Vec<&Case> = cases.iter().map(|(_, case)| case).collect();
        let mut groups = groups(&all);
        if let Some(head) = wanted {
            groups.retain(|group| group.places.iter().any(|place| rows[*place].id == head.id));
        }
        if terminal.is_json() {
            terminal.print_json(&groups.iter().map(|group| of_group(group, &rows)).collect::<Vec<_>>())
        } else {
            tell(&groups, &rows, terminal)
        }
        Ok(())
    }
}

fn tell(groups: &[Group], rows: &[Row], terminal: &Terminal) {
    if groups.is_empty() {
        return terminal.print_text(&terminal.texts.desk.finding.nothing_shared);
    }
    let short = table::shortest_prefix(rows);
    for group in groups {
        terminal.print_text(&links::heading(group, terminal.texts));
        for row in group.places.iter().map(|place| &rows[*place]) {
            terminal.print_indented(&links::line(row, short, terminal.texts));
        }
        terminal.print_text("");
    }
    terminal.print_text(&terminal.texts.desk.finding.no_proof);
}

fn of_group(group: &Group, rows: &[Row]) -> Value {
    let report = |place: &usize| {
        let Row { id, week, place, .. } = &rows[*place];
        json!({ "id": id, "week": week, "place": place })
    };
    json!({ "shared": group.shared, "reports": group.places.iter().map(report).collect::<Vec<_>>() })
}
