//! `zegel search WORDS`: the cases in which all of the words occur, with their surroundings.

use std::cmp::Reverse;

use clap::Args;
use serde_json::{Value, json};

use crate::case::search::{Hit, Index};
use crate::case::triage::Row;
use crate::config::Settings;
use crate::error::DeskError;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::table;
use zegel_core::i18n::interpolate;

/// The arguments of the verb.
#[derive(Args)]
pub struct Search {
    /// Words, or parts of words, that must all occur
    #[arg(required = true)]
    words: Vec<String>,
}

impl Search {
    /// Opens everything, and looks.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let cases = session.cases().print_notices(terminal)?;
        let viewer = session.viewer();
        let rows = Row::all(&cases, &viewer);
        let mut hits = Index::new(&cases).find(&self.words.join(" "));
        hits.sort_by_key(|hit| (Reverse(rows[hit.place].week), rows[hit.place].id));
        if terminal.is_json() {
            terminal.print_json(&hits.iter().map(|hit| of_hit(hit, &rows)).collect::<Vec<_>>())
        } else {
            self.tell(&hits, &rows, terminal)
        }
        Ok(())
    }

    fn tell(&self, hits: &[Hit], rows: &[Row], terminal: &Terminal) {
        let words = self.words.join(" ");
        let short = table::shortest_prefix(rows);
        let Some(first) = hits.first() else {
            return terminal
                .print_text(&interpolate(&terminal.texts.desk.finding.none, &[("words", &words)]));
        };
        let count = hits.len().to_string();
        let all = rows.len().to_string();
        terminal.print_text(&interpolate(
            &terminal.texts.desk.finding.found,
            &[("count", &count), ("all", &all), ("words", &words)],
        ));
        let id = |hit: &Hit| rows[hit.place].id.to_string().chars().take(short).collect::<String>();
        for hit in hits {
            let row = &rows[hit.place];
            terminal.print_text(&format!(
                "{}  {}  {}",
                id(hit),
                row.week,
                table::status(row, terminal.texts)
            ));
            terminal.print_indented(&hit.context);
        }
        terminal.print_text(&interpolate(&terminal.texts.desk.finding.read, &[("id", &id(first))]));
    }
}

fn of_hit(hit: &Hit, rows: &[Row]) -> Value {
    let Row { id, week, status, unread, .. } = &rows[hit.place];
    json!({ "id": id, "week": week, "status": status, "unread": unread, "context": hit.context })
}
