//! Counting reports by coarse classes. Which classes there are never depends on the reports, so a
//! row tells nothing by being there. Who wrote is not counted: it could lead to a person.

use super::Case;
use super::suppress::{Published, publish};
use zegel_core::calendar::Day;
use zegel_core::document::{Received, Status};
use zegel_core::questionnaire::questionnaire;

/// The months that have a row of their own.
const MONTHS: usize = 12;
/// The row for all that has none.
pub const OTHER: &str = "other";
/// The row of a question that was not answered.
pub const UNANSWERED: &str = "unanswered";

/// By what it is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// The month in which it was written.
    Month,
    /// The form's kind of place.
    Place,
    /// The form's question about age.
    Under18,
    /// The language of the form.
    Language,
    /// Where the case stands.
    Status,
}

/// One table.
pub struct Table {
    /// By what it is counted.
    pub dimension: Dimension,
    /// The ids of its rows.
    pub rows: Vec<String>,
    /// Their counts as they may be published.
    pub counts: Published,
    /// Their counts in full, for caseworkers.
    pub full: Vec<u32>,
}

/// All tables of these cases, none of which was withdrawn. What is no report is not counted.
pub fn tables(cases: &[&Case], languages: &[&str], today: Day) -> Vec<Table> {
    let mut counted: Vec<(&Case, &Received)> = Vec::new();
    for case in cases {
        if case.state().status == Some(Status::NoReport) {
            continue;
        }
        counted.extend(case.main_writing().map(|writing| (*case, writing)));
    }
    let languages = languages.iter().map(|code| (*code).to_owned()).collect();
    let statuses = Status::NAMES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let all = [
        (Dimension::Month, with(months(today), OTHER)),
        (Dimension::Place, with(choices("place"), UNANSWERED)),
        (Dimension::Under18, with(choices("minor"), UNANSWERED)),
        (Dimension::Language, with(languages, OTHER)),
        (Dimension::Status, statuses),
    ];
    all.into_iter().map(|(dimension, rows)| Table::count(dimension, rows, &counted)).collect()
}

impl Table {
    fn count(dimension: Dimension, rows: Vec<String>, counted: &[(&Case, &Received)]) -> Self {
        let mut counts = vec![0; rows.len()];
        for (case, writing) in counted {
            let class = dimension.class(case, writing);
            let row = rows.iter().position(|row| Some(row) == class.as_ref()).unwrap_or(rows.len() - 1);
            counts[row] += 1;
        }
        Self { dimension, rows, counts: publish(&counts), full: counts }
    }
}

impl Dimension {
    /// For a machine.
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Place => "place",
            Self::Under18 => "under-18",
            Self::Language => "language",
            Self::Status => "status",
        }
    }

    /// Its row; none where the document does not say it.
    fn class(self, case: &Case, writing: &Received) -> Option<String> {
        let chosen = |question| writing.answers.get(question).and_then(|answer| answer.values().next());
        Some(match self {
            Self::Month => month(writing.day?),
            Self::Place => chosen("place").unwrap_or(UNANSWERED).to_owned(),
            Self::Under18 => chosen("minor").unwrap_or(UNANSWERED).to_owned(),
            Self::Language => writing.language.clone()?,
            Self::Status => case.state().status.unwrap_or(Status::New).name().to_owned(),
        })
    }
}

/// As `2026-11`.
fn month(day: Day) -> String {
    day.to_string().chars().take("2026-11".len()).collect()
}

fn with(mut rows: Vec<String>, last: &str) -> Vec<String> {
    rows.push(last.to_owned());
    rows
}

fn choices(question: &str) -> Vec<String> {
    questionnaire()
        .get(question)
        .into_iter()
        .flat_map(|question| question.options().map(str::to_owned))
        .collect()
}

/// The last months, the newest last, as `2026-11`.
fn months(today: Day) -> Vec<String> {
    let today = today.to_string();
    let mut parts = today.split('-').map(|part| part.parse::<usize>().unwrap_or(1));
    let year = parts.next().unwrap_or(1);
    let month = parts.next().unwrap_or(1);
    let number = year * 12 + month - 1;
    let months = (0..MONTHS).rev().filter_map(|back| number.checked_sub(back));
    months.map(|number| format!("{:04}-{:02}", number / 12, number % 12 + 1)).collect()
}
