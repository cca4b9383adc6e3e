//! `zegel stats`: how many reports there are of each kind, as far as that can be told of people.

mod csv;
mod html;

use clap::Args;
use serde_json::{Value, json};

use crate::case::Case;
use crate::case::count::{Table, tables};
use crate::case::suppress::LEAST;
use crate::config::Settings;
use crate::error::DeskError;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::counts::{is_empty, rows, rule, title};
use zegel_core::i18n::Language;

/// Columns of a label, and of the longest bar.
const LABEL: usize = 34;
const BAR: u32 = 36;

/// The arguments of the verb.
#[derive(Args)]
pub struct Stats {
    /// Comma-separated values on standard output
    #[arg(long, conflicts_with = "html")]
    csv: bool,
    /// A page with charts on standard output, in one file without script
    #[arg(long)]
    html: bool,
}

impl Stats {
    /// Opens everything, counts, and hides what is too small.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let cases = session.cases().print_notices(terminal)?;
        let languages: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        let here = cases.iter().filter(|(head, case)| !case.is_withdrawn(head));
        let here: Vec<&Case> = here.map(|(_, case)| case).collect();
        let tables = tables(&here, &languages, session.today());
        if self.csv {
            csv::show(&tables, terminal);
        } else if self.html {
            html::show(&tables, session.today(), terminal);
        } else if terminal.is_json() {
            terminal.print_json(&tables.iter().map(of_table).collect::<Vec<_>>());
        } else {
            on_terminal(&tables, terminal);
        }
        Ok(())
    }
}

fn on_terminal(tables: &[Table], terminal: &Terminal) {
    for table in tables {
        terminal.print_text(title(table, terminal.texts));
        if is_empty(table) {
            terminal.print_indented(&terminal.texts.desk.counting.too_few)
        } else {
            rows(table, terminal.texts)
                .iter()
                .for_each(|(label, count)| terminal.print_indented(&line(label, *count, table, terminal)))
        }
        terminal.print_text("");
    }
    terminal.print_text(&rule(terminal.texts));
}

fn line(label: &str, count: Option<u32>, table: &Table, terminal: &Terminal) -> String {
    let label: String = label.chars().take(LABEL).collect();
    let Some(count) = count else {
        return format!("{label:LABEL$}       {}", terminal.texts.desk.counting.hidden);
    };
    let most = table.counts.cells.iter().flatten().max().copied().unwrap_or(1);
    let bar = "#".repeat((count.min(most) * BAR / most.max(1)) as usize);
    if label == terminal.texts.desk.counting.total {
        format!("{label:LABEL$} {count:5}")
    } else {
        format!("{label:LABEL$} {count:5}  {bar}")
    }
}

fn of_table(table: &Table) -> Value {
    let row = |(id, count): (&String, &Option<u32>)| json!({ "row": id, "count": count });
    let rows: Vec<Value> = table.rows.iter().zip(&table.counts.cells).map(row).collect();
    json!({ "table": table.dimension.name(), "rows": rows, "total": table.counts.total, "least": LEAST })
}
