//! `zegel stats`: how many reports there are of each kind. In full for the desk, which may read them all;
//! what leaves it tells nothing of one person.

mod csv;
mod html;

use clap::Args;
use serde_json::{Value, json};

use crate::case::Case;
use crate::case::count::{Table, tables, tables_in};
use crate::case::period::Period;
use crate::case::suppress::{LEAST, whole};
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::view::counts::{is_empty, rows, rule, title};
use zegel_core::calendar::Clock;
use zegel_core::i18n::{Language, interpolate};

/// What the help of the verb says at its end.
pub const MORE: &str = "\
The numbers are complete, and for the desk alone. With --public, --html or --csv
counts below 11 are hidden, and what would give them away. Withdrawn reports and
what is no report are not counted. Who wrote is never counted.";

/// Columns of a label, and of the longest bar.
const LABEL: usize = 34;
const BAR: u32 = 36;

/// Who sees the counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// Those who may read every report.
    Desk,
    /// Anybody: small counts are hidden.
    Public,
}

/// The arguments of the verb.
#[derive(Args)]
pub struct Stats {
    /// Written in this year, quarter or month: 2026, 2026-Q2 or 2026-05
    #[arg(value_name = "PERIOD", conflicts_with = "from")]
    period: Option<String>,
    /// Written from the beginning of this year, quarter or month
    #[arg(long, value_name = "PERIOD")]
    from: Option<String>,
    /// Written until the end of this year, quarter or month [default: today]
    #[arg(long, value_name = "PERIOD", requires = "from")]
    to: Option<String>,
    /// Hide what could point to one person, as in all that leaves the desk
    #[arg(long)]
    public: bool,
    /// Comma-separated values on standard output, to be made public
    #[arg(long, conflicts_with = "html")]
    csv: bool,
    /// A page with charts on standard output, in one file without script, to be made public
    #[arg(long)]
    html: bool,
}

impl Stats {
    /// Opens everything, and counts.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let today = Clock::system().day();
        let period = self.asked(Period::until(today, 1))?;
        let mut session = Session::open(settings, terminal).print_notices(terminal)?;
        let cases = session.cases().print_notices(terminal)?;
        let languages: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        let here = cases.iter().filter(|(head, case)| !case.is_withdrawn(head));
        let here: Vec<&Case> = here.map(|(_, case)| case).collect();
        let mut tables = match period {
            Some(period) => tables_in(period, &here, &languages),
            None => tables(&here, &languages, session.today()),
        };
        let audience = self.audience();
        if audience == Audience::Desk {
            tables.iter_mut().for_each(|table| table.counts = whole(&table.full));
        }
        let note = note(period, audience, terminal);
        if self.csv {
            csv::show(&tables, &note, terminal);
        } else if self.html {
            html::show(&tables, &note, session.today(), terminal);
        } else if terminal.is_json() {
            terminal.print_json(&tables.iter().map(|table| of_table(table, audience)).collect::<Vec<_>>());
        } else {
            on_terminal(&tables, &note, terminal);
        }
        Ok(())
    }

    fn audience(&self) -> Audience {
        if self.public || self.csv || self.html { Audience::Public } else { Audience::Desk }
    }

    /// The period that was asked for, if one was.
    fn asked(&self, now: Period) -> Result<Option<Period>, DeskError> {
        let Some(from) = self.period.as_ref().or(self.from.as_ref()) else { return Ok(None) };
        let first = parsed(from)?;
        if self.period.is_some() {
            return Ok(Some(first));
        }
        let last = self.to.as_deref().map_or(Ok(now), parsed)?;
        Period::between(first, last).map(Some).ok_or_else(|| error::stats::backwards(from))
    }
}

fn parsed(text: &str) -> Result<Period, DeskError> {
    Period::parse(text).ok_or_else(|| error::stats::period(text))
}

/// What was counted, for whom, and what that does not help against.
fn note(period: Option<Period>, audience: Audience, terminal: &Terminal) -> String {
    let handled = &terminal.texts.desk.handled;
    let counted = match period {
        Some(period) => interpolate(&handled.period, &[("from", &period.first()), ("to", &period.last())]),
        None => handled.all_periods.clone(),
    };
    match audience {
        Audience::Desk => format!("{counted}\n{}", handled.for_desk),
        Audience::Public => format!("{counted}\n{}", rule(terminal.texts)),
    }
}

fn on_terminal(tables: &[Table], note: &str, terminal: &Terminal) {
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
    terminal.print_text(note);
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

fn of_table(table: &Table, audience: Audience) -> Value {
    let row = |(id, count): (&String, &Option<u32>)| json!({ "row": id, "count": count });
    let rows: Vec<Value> = table.rows.iter().zip(&table.counts.cells).map(row).collect();
    let least = (audience == Audience::Public).then_some(LEAST);
    json!({ "table": table.dimension.name(), "rows": rows, "total": table.counts.total, "least": least })
}
