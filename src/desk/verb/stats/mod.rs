//! `zegel stats`: how many reports there are of each kind, as far as that can be told of people.

mod csv;
mod html;

use clap::Args;
use serde_json::{Value, json};

use crate::case::count::{Dimension, OTHER, Table, UNANSWERED, tables};
use crate::case::suppress::LEAST;
use crate::config::Settings;
use crate::error::DeskError;
use crate::session::Session;
use crate::show::Show;
use crate::view::answers;
use zegel_core::document::Status;
use zegel_core::i18n::{Language, fill};

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
    pub fn run(&self, settings: &Settings, show: &Show) -> Result<(), DeskError> {
        let mut desk = Session::open(settings, show)?;
        let cases = desk.cases()?;
        let languages: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        let tables = tables(&cases, &languages, desk.today());
        match () {
            () if self.csv => csv::show(&tables, show),
            () if self.html => html::show(&tables, desk.today(), show),
            () if show.is_json() => show.json(&tables.iter().map(of_table).collect::<Vec<_>>()),
            () => on_terminal(&tables, show),
        }
        Ok(())
    }
}

fn on_terminal(tables: &[Table], show: &Show) {
    for table in tables {
        show.out(title(table, show));
        match is_empty(table) {
            true => show.out_under(&show.counting().too_few),
            false => rows(table, show)
                .iter()
                .for_each(|(label, count)| show.out_under(&line(label, *count, table, show))),
        }
        show.out("");
    }
    show.out(&rule(show));
}

/// Whether no count can be told.
fn is_empty(table: &Table) -> bool {
    table.counts.cells.iter().all(Option::is_none)
}

fn line(label: &str, count: Option<u32>, table: &Table, show: &Show) -> String {
    let label: String = label.chars().take(LABEL).collect();
    let Some(count) = count else { return format!("{label:LABEL$}       {}", show.counting().hidden) };
    let most = table.counts.cells.iter().flatten().max().copied().unwrap_or(1);
    let bar = "#".repeat((count.min(most) * BAR / most.max(1)) as usize);
    match label == show.counting().total {
        true => format!("{label:LABEL$} {count:5}"),
        false => format!("{label:LABEL$} {count:5}  {bar}"),
    }
}

/// Labels and counts, the total last.
fn rows(table: &Table, show: &Show) -> Vec<(String, Option<u32>)> {
    let labels = table.rows.iter().map(|row| label(table.dimension, row, show));
    let total = (show.counting().total.clone(), table.counts.total);
    labels.zip(table.counts.cells.iter().copied()).chain([total]).collect()
}

fn label(dimension: Dimension, row: &str, show: &Show) -> String {
    let words = show.counting();
    match (dimension, row) {
        (Dimension::Month, OTHER) => words.earlier.clone(),
        (_, OTHER) => words.other.clone(),
        (_, UNANSWERED) => words.unanswered.clone(),
        (Dimension::Month, month) => month.to_owned(),
        (Dimension::Place | Dimension::Under18, id) => answers::option(id, show),
        (Dimension::Language, code) => {
            Language::from_code(code).map_or(code, |language| language.own_name()).to_owned()
        }
        (Dimension::Status, name) => {
            let status = Status::NAMES.iter().find(|(known, _)| *known == name);
            status.map_or(name, |(_, status)| answers::status(*status, show)).to_owned()
        }
    }
}

fn title<'a>(table: &Table, show: &'a Show) -> &'a str {
    let words = show.counting();
    match table.dimension {
        Dimension::Month => &words.by_month,
        Dimension::Place => &words.by_place,
        Dimension::Under18 => &words.by_under_18,
        Dimension::Language => &words.by_language,
        Dimension::Status => &words.by_status,
    }
}

/// What is hidden, and what that does not help against.
fn rule(show: &Show) -> String {
    fill(&show.counting().rule, &[("least", &LEAST.to_string())])
}

fn of_table(table: &Table) -> Value {
    let row = |(id, count): (&String, &Option<u32>)| json!({ "row": id, "count": count });
    let rows: Vec<Value> = table.rows.iter().zip(&table.counts.cells).map(row).collect();
    json!({ "table": table.dimension.name(), "rows": rows, "total": table.counts.total, "least": LEAST })
}
