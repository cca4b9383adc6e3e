//! `zegel stats`: how many reports there are of each kind, as far as that can be told of people.

mod csv;
mod html;
mod rows;

use clap::Args;
use serde_json::{Value, json};

use crate::case::count::{Table, tables};
use crate::case::suppress::LEAST;
use crate::config::Settings;
use crate::error::DeskError;
use crate::session::Session;
use crate::terminal::Terminal;
use rows::{is_empty, rows, rule, title};
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
    pub fn run(&self, settings: &Settings, show: &Terminal) -> Result<(), DeskError> {
        let mut desk = Session::open(settings, show).print_notices(show)?;
        let cases = desk.cases().print_notices(show)?;
        let languages: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        let tables = tables(&cases, &languages, desk.today());
        match () {
            () if self.csv => csv::show(&tables, show),
            () if self.html => html::show(&tables, desk.today(), show),
            () if show.is_json() => show.print_json(&tables.iter().map(of_table).collect::<Vec<_>>()),
            () => on_terminal(&tables, show),
        }
        Ok(())
    }
}

fn on_terminal(tables: &[Table], show: &Terminal) {
    for table in tables {
        show.print_text(title(table, show));
        match is_empty(table) {
            true => show.print_indented(&show.texts.desk.counting.too_few),
            false => rows(table, show)
                .iter()
                .for_each(|(label, count)| show.print_indented(&line(label, *count, table, show))),
        }
        show.print_text("");
    }
    show.print_text(&rule(show));
}

fn line(label: &str, count: Option<u32>, table: &Table, show: &Terminal) -> String {
    let label: String = label.chars().take(LABEL).collect();
    let Some(count) = count else {
        return format!("{label:LABEL$}       {}", show.texts.desk.counting.hidden);
    };
    let most = table.counts.cells.iter().flatten().max().copied().unwrap_or(1);
    let bar = "#".repeat((count.min(most) * BAR / most.max(1)) as usize);
    match label == show.texts.desk.counting.total {
        true => format!("{label:LABEL$} {count:5}"),
        false => format!("{label:LABEL$} {count:5}  {bar}"),
    }
}

fn of_table(table: &Table) -> Value {
    let row = |(id, count): (&String, &Option<u32>)| json!({ "row": id, "count": count });
    let rows: Vec<Value> = table.rows.iter().zip(&table.counts.cells).map(row).collect();
    json!({ "table": table.dimension.name(), "rows": rows, "total": table.counts.total, "least": LEAST })
}
