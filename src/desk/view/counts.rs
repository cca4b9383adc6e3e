//! A table of counts as labels and numbers.

use crate::case::count::{Dimension, OTHER, Table, UNANSWERED};
use crate::case::suppress::LEAST;
use crate::texts::Texts;
use crate::view::answers;
use zegel_core::document::{Outcome, ReceiverKind, Status};
use zegel_core::i18n::{Language, interpolate};

/// Whether no count can be told.
pub fn is_empty(table: &Table) -> bool {
    table.counts.cells.iter().all(Option::is_none)
}

/// Labels and counts, the total last.
pub fn rows(table: &Table, texts: Texts) -> Vec<(String, Option<u32>)> {
    let labels = table.rows.iter().map(|row| label(table.dimension, row, texts));
    let total = (texts.desk.counting.total.clone(), table.counts.total);
    labels.zip(table.counts.cells.iter().copied()).chain([total]).collect()
}

fn label(dimension: Dimension, row: &str, texts: Texts) -> String {
    let words = &texts.desk.counting;
    match (dimension, row) {
        (Dimension::Month, OTHER) => words.earlier.clone(),
        (_, OTHER) => words.other.clone(),
        (_, UNANSWERED) => words.unanswered.clone(),
        (Dimension::Month, month) => month.to_owned(),
        (Dimension::Place | Dimension::Under18 | Dimension::Wish, id) => answers::option(id, texts),
        (Dimension::Language, code) => {
            Language::from_code(code).map_or(code, |language| language.own_name()).to_owned()
        }
        (Dimension::Status, name) => {
            let status = Status::NAMES.iter().find(|(known, _)| *known == name);
            status.map_or(name, |(_, status)| answers::status(*status, texts)).to_owned()
        }
        (Dimension::HandedOn | Dimension::Outcome | Dimension::FirstAnswer, name) => handled(name, texts),
    }
}

/// What the desk did, by the name of its row.
fn handled(name: &str, texts: Texts) -> String {
    if let Some((_, kind)) = ReceiverKind::NAMES.iter().find(|(known, _)| *known == name) {
        return capitalised(answers::kind_words(*kind, &texts.desk.handing_on));
    }
    if let Some((_, outcome)) = Outcome::NAMES.iter().find(|(known, _)| *known == name) {
        return capitalised(answers::outcome(*outcome, texts));
    }
    let words = &texts.desk.handled;
    let label = match name {
        "not-said" => &words.not_said,
        "no-word" => &words.no_word,
        "one-day" => &words.one_day,
        "one-week" => &words.one_week,
        "two-weeks" => &words.two_weeks,
        "four-weeks" => &words.four_weeks,
        "later" => &words.later,
        "not-answered" => &words.not_answered,
        "not-known" => &words.not_known,
        name => name,
    };
    label.to_owned()
}

/// As a label begins.
fn capitalised(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).collect()
}

/// The heading of a table.
pub fn title(table: &Table, texts: Texts) -> &'static str {
    let words = &texts.desk.counting;
    match table.dimension {
        Dimension::Month => &words.by_month,
        Dimension::Place => &words.by_place,
        Dimension::Under18 => &words.by_under_18,
        Dimension::Language => &words.by_language,
        Dimension::Wish => &texts.desk.handled.by_wish,
        Dimension::Status => &words.by_status,
        Dimension::HandedOn => &texts.desk.handled.by_receiver,
        Dimension::Outcome => &texts.desk.handled.by_outcome,
        Dimension::FirstAnswer => &texts.desk.handled.by_answer,
    }
}

/// What is hidden, and what that does not help against.
pub fn rule(texts: Texts) -> String {
    interpolate(&texts.desk.counting.rule, &[("least", &LEAST.to_string())])
}

/// Columns of a label, and of the longest bar, in a table in full.
const LABEL: usize = 28;
const BAR: u32 = 24;

/// The table with every number, a line each, the total last: for caseworkers only.
pub fn in_full(table: &Table, texts: Texts) -> Vec<String> {
    let most = table.full.iter().max().copied().unwrap_or(0).max(1);
    let mut lines = Vec::new();
    for (row, count) in table.rows.iter().zip(&table.full) {
        let label: String = label(table.dimension, row, texts).chars().take(LABEL).collect();
        let bar = "#".repeat((count * BAR / most) as usize);
        lines.push(format!("{label:LABEL$} {count:5}  {bar}").trim_end().to_owned());
    }
    let total: u32 = table.full.iter().sum();
    lines.push(format!("{:LABEL$} {total:5}", texts.desk.counting.total));
    lines
}
