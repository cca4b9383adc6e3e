//! Counting reports by coarse classes. Which classes there are never depends on the reports, so a
//! row tells nothing by being there. Who wrote is not counted: it could lead to a person.

use super::Case;
use super::handled::{ANSWERED, LATER, NOT_ANSWERED, NOT_KNOWN, NOT_SAID, OUTCOMES};
use super::period::Period;
use super::suppress::{Published, publish};
use zegel_core::calendar::Day;
use zegel_core::document::{Received, Status};
use zegel_core::questionnaire::questionnaire;

/// The months that have a row of their own where no period is asked for.
const MONTHS: usize = 12;
/// The row for all that has none.
pub const OTHER: &str = "other";
/// The row of a question that was not answered.
pub const UNANSWERED: &str = "unanswered";
/// What a receiver can be, as notes of an export name it.
pub const RECEIVERS: [&str; 4] = ["police", "help", "child-protection", "inspectorate"];

/// By what it is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// The month in which it was written; the year, where the period is long.
    Month,
    /// The form's kind of place.
    Place,
    /// The form's question about age.
    Under18,
    /// The language of the form.
    Language,
    /// The reporter's wish about handing it on.
    Wish,
    /// Where the case stands.
    Status,
    /// To which kind of receiver it was handed on. A case counts once for each kind.
    HandedOn,
    /// What came of handing it on.
    Outcome,
    /// How soon the reporter was answered.
    FirstAnswer,
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
    Count { languages, period: Period::until(today, MONTHS), is_all: true }.tables(cases)
}

/// The same of what was written in a period.
pub fn tables_in(period: Period, cases: &[&Case], languages: &[&str]) -> Vec<Table> {
    Count { languages, period, is_all: false }.tables(cases)
}

/// What is counted.
struct Count<'a> {
    /// The codes of the form's languages.
    languages: &'a [&'a str],
    /// The months that have a row of their own.
    period: Period,
    /// Whether what was written at another time is counted too, in one row.
    is_all: bool,
}

impl Count<'_> {
    fn tables(&self, cases: &[&Case]) -> Vec<Table> {
        let mut counted = Vec::new();
        for case in cases {
            let Some(writing) = case.main_writing() else { continue };
            if self.counts(case, writing) {
                counted.push((*case, writing));
            }
        }
        Dimension::ALL.iter().map(|dimension| self.table(*dimension, &counted)).collect()
    }

    fn counts(&self, case: &Case, writing: &Received) -> bool {
        let is_report = case.state().status != Some(Status::NoReport);
        is_report && (self.is_all || writing.day.is_some_and(|day| self.period.contains(day)))
    }

    fn table(&self, dimension: Dimension, counted: &[(&Case, &Received)]) -> Table {
        let rows = self.rows(dimension);
        let mut counts = vec![0; rows.len()];
        for (case, writing) in counted {
            for class in self.classes(dimension, case, writing) {
                let row = rows.iter().position(|row| *row == class).unwrap_or(rows.len() - 1);
                counts[row] += 1;
            }
        }
        Table { dimension, rows, counts: publish(&counts), full: counts }
    }

    /// The rows of a table; what fits none of them counts in the last.
    fn rows(&self, dimension: Dimension) -> Vec<String> {
        match dimension {
            Dimension::Month => {
                let rest = self.is_all.then(|| OTHER.to_owned());
                self.period.rows().into_iter().chain(rest).collect()
            }
            Dimension::Place => with(choices("place"), UNANSWERED),
            Dimension::Under18 => with(choices("minor"), UNANSWERED),
            Dimension::Wish => with(choices("pass"), UNANSWERED),
            Dimension::Language => with(owned(self.languages), OTHER),
            Dimension::Status => {
                let counted = Status::NAMES.iter().filter(|(_, status)| *status != Status::NoReport);
                counted.map(|(name, _)| (*name).to_owned()).collect()
            }
            Dimension::HandedOn => with(owned(&RECEIVERS), NOT_SAID),
            Dimension::Outcome => owned(&OUTCOMES),
            Dimension::FirstAnswer => {
                let soon = ANSWERED.iter().map(|(name, _)| (*name).to_owned());
                soon.chain(owned(&[LATER, NOT_ANSWERED, NOT_KNOWN])).collect()
            }
        }
    }

    /// The rows in which a case counts.
    fn classes(&self, dimension: Dimension, case: &Case, writing: &Received) -> Vec<String> {
        let chosen = |question| {
            let answer = writing.answers.get(question).and_then(|answer| answer.values().next());
            vec![answer.unwrap_or(UNANSWERED).to_owned()]
        };
        match dimension {
            Dimension::Month => {
                let row = writing.day.map(|day| self.period.row_of(day));
                vec![row.unwrap_or_else(|| OTHER.to_owned())]
            }
            Dimension::Place => chosen("place"),
            Dimension::Under18 => chosen("minor"),
            Dimension::Wish => chosen("pass"),
            Dimension::Language => vec![writing.language.clone().unwrap_or_else(|| OTHER.to_owned())],
            Dimension::Status => vec![case.state().status.unwrap_or(Status::New).name().to_owned()],
            Dimension::HandedOn => case.receivers().into_iter().collect(),
            Dimension::Outcome => case.outcome().map(str::to_owned).into_iter().collect(),
            Dimension::FirstAnswer => vec![case.first_answer(writing.day).to_owned()],
        }
    }
}

impl Dimension {
    /// In the order in which they are shown.
    const ALL: [Self; 9] = [
        Self::Month,
        Self::Place,
        Self::Under18,
        Self::Language,
        Self::Wish,
        Self::Status,
        Self::HandedOn,
        Self::Outcome,
        Self::FirstAnswer,
    ];

    /// For a machine.
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Place => "place",
            Self::Under18 => "under-18",
            Self::Language => "language",
            Self::Wish => "wish",
            Self::Status => "status",
            Self::HandedOn => "handed-on",
            Self::Outcome => "outcome",
            Self::FirstAnswer => "first-answer",
        }
    }
}

fn with(mut rows: Vec<String>, last: &str) -> Vec<String> {
    rows.push(last.to_owned());
    rows
}

fn owned(rows: &[&str]) -> Vec<String> {
    rows.iter().map(|row| (*row).to_owned()).collect()
}

fn choices(question: &str) -> Vec<String> {
    questionnaire()
        .get(question)
        .into_iter()
        .flat_map(|question| question.options().map(str::to_owned))
        .collect()
}
