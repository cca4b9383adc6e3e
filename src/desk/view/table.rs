//! Rows of the list of cases for a person: meaning in words, in columns.

use crate::case::triage::{Reason, Row, Todo};
use crate::text::{columns, wrap_at};
use crate::texts::Texts;
use crate::view::answers;
use zegel_core::i18n::interpolate;

/// The least characters of an id.
const SHORTEST: usize = 4;
/// More reasons than these make no line easier to choose.
const MOST_REASONS: usize = 3;
/// Columns of a week.
const WEEK: usize = 5;
/// Columns between an id and what follows.
const BETWEEN: usize = 2;
/// Between facts on a line.
const AND: &str = " · ";

/// How much of a line there is for what has no fixed length.
#[derive(Clone, Copy)]
pub struct Columns {
    /// For the reasons, which may go on on a second line.
    pub reasons: usize,
    /// For the place.
    pub place: usize,
}

/// The beginning of a row.
pub struct Opening {
    /// The first line, up to where the status stands.
    pub line: String,
    /// The reasons for which it has no room.
    pub more: Vec<String>,
}

/// What there is to do, in numbers.
pub fn counts<'a>(rows: impl IntoIterator<Item = &'a Row>, texts: Texts) -> String {
    let todos: Vec<Todo> = rows.into_iter().map(|row| row.todo).collect();
    let count = |wanted: Todo| todos.iter().filter(|todo| **todo == wanted).count().to_string();
    let unread = count(Todo::Unread);
    let yours = count(Todo::Yours);
    let silent = count(Todo::Silent);
    interpolate(&texts.desk.desk.todo, &[("unread", &unread), ("yours", &yours), ("silent", &silent)])
}

/// One text at each edge.
pub fn two_ends(left: &str, right: &str, width: usize) -> String {
    if left.is_empty() {
        return right.to_owned();
    }
    let space = width.saturating_sub(width_of(left) + width_of(right)).max(2);
    format!("{left}{}{right}", " ".repeat(space))
}

/// So many characters tell every two threads apart.
pub fn shortest_prefix<'a>(rows: impl IntoIterator<Item = &'a Row>) -> usize {
    let mut ids: Vec<String> = rows.into_iter().map(|row| row.id.to_string()).collect();
    ids.sort_unstable();
    let common = |pair: &[String]| pair[0].bytes().zip(pair[1].bytes()).take_while(|(a, b)| a == b).count();
    ids.windows(2).map(common).max().map_or(SHORTEST, |common| SHORTEST.max(common + 1))
}

/// A row as one line or more, the first with all that is known.
pub fn lines(row: &Row, id: &str, columns: Columns, texts: Texts) -> Vec<String> {
    let Opening { line, more } = opening(row, id, columns, texts);
    let first = format!("{line}{}", status(row, texts));
    let indent = id.chars().count() + BETWEEN;
    let more = joined(&more, columns.reasons + 1 + columns.place);
    [first].into_iter().chain(more.iter().map(|line| format!("{:indent$}{line}", ""))).collect()
}

/// A row without its status.
pub fn opening(row: &Row, id: &str, columns: Columns, texts: Texts) -> Opening {
    let Columns { reasons: width, place: place_width } = columns;
    let place = row.place.as_deref().filter(|id| *id != "unknown");
    let place: String = place.map(|id| short_place(id, place_width, texts)).unwrap_or_default();
    // Where no place is said, the reasons have its columns too.
    let room = if place.is_empty() { width + 1 + place_width } else { width };
    let reasons = reasons(row, texts);
    let fit = (1..=reasons.len()).rev().find(|count| width_of(&reasons[..*count].join(AND)) <= room);
    let (first, more) = reasons.split_at(fit.unwrap_or(0));
    let first = first.join(AND);
    let middle = if place.is_empty() {
        format!("{first:room$}")
    } else {
        format!("{first:width$} {place:place_width$}")
    };
    let line = format!("{id}  {middle} {:WEEK$}  ", week(row, texts));
    Opening { line, more: more.to_vec() }
}

fn week(row: &Row, texts: Texts) -> String {
    let week = row.week.to_string();
    let week = week.rsplit_once('W').map_or(week.as_str(), |(_, week)| week);
    interpolate(&texts.desk.desk.week, &[("week", week)])
}

/// Where it stands, in words, with a language that the reader's is not.
pub fn status(row: &Row, texts: Texts) -> String {
    let words = &texts.desk.desk;
    let status = match row {
        Row { withdrawn: true, .. } => words.withdrawn.clone(),
        _ if row.is_junk() => words.unreadable.clone(),
        Row { unread: true, reasons, .. } if reasons.contains(&Reason::WroteBack) => {
            words.unread_message.clone()
        }
        Row { unread: true, .. } => words.unread.clone(),
        Row { todo: Todo::Done, status: Some(status), .. } => answers::status(*status, texts).to_owned(),
        Row { assigned: Some(desk), .. } => interpolate(&words.with, &[("desk", desk)]),
        Row { status: Some(status), .. } => answers::status(*status, texts).to_owned(),
        _ => words.read.clone(),
    };
    match &row.language {
        Some(language) if language != texts.language.code() => format!("{status} ({language})"),
        _ => status,
    }
}

/// The weightiest reasons in words.
fn reasons(row: &Row, texts: Texts) -> Vec<String> {
    let said = row.reasons.iter().filter_map(|reason| words_of(*reason, row, texts));
    said.take(MOST_REASONS).collect()
}

/// Facts in a row, as many on a line as fit.
pub fn joined(facts: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        match lines.last_mut() {
            Some(line) if width_of(line) + width_of(AND) + width_of(fact) <= width => {
                line.push_str(AND);
                line.push_str(fact);
            }
            _ => lines.push(fact.clone()),
        }
    }
    lines
}

/// Columns of a text.
pub fn width_of(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Danger is not said: what it follows from is, and it stands on top.
fn words_of(reason: Reason, row: &Row, texts: Texts) -> Option<String> {
    let words = &texts.desk.desk;
    match reason {
        Reason::Danger => None,
        Reason::NotUnderstood => Some(texts.desk.odd.not_understood.clone()),
        Reason::OddField => Some(texts.desk.odd.reason.clone()),
        Reason::OtherDocument => Some(texts.desk.trust.disputed_title.clone()),
        Reason::ExpiresSoon => row.weeks_left.map(|weeks| expires(weeks, texts)),
        Reason::ByHand => Some(words.by_hand.clone()),
        Reason::SecondLook => Some(texts.desk.triage.second_look.clone()),
        Reason::HandedOver => Some(texts.desk.triage.handed_over.clone()),
        Reason::AsksQuestion => Some(words.asks.clone()),
        Reason::WishAnswered => Some(words.wish_answered.clone()),
        Reason::Under18 => Some(words.minor.clone()),
        Reason::MaybeUnder18 => Some(words.maybe_minor.clone()),
        Reason::AgeInWords => Some(texts.desk.triage.age_in_words.clone()),
        Reason::StillGoingOn => Some(words.now.clone()),
        Reason::AboutMe => Some(words.about_me.clone()),
        Reason::WroteBack => Some(words.answered.clone()),
        Reason::TodayOrYesterday => Some(answers::option("when-today", texts).to_lowercase()),
    }
}

/// When it is erased.
fn expires(weeks: i32, texts: Texts) -> String {
    if weeks <= 1 {
        return texts.desk.trust.expires_week.clone();
    }
    interpolate(&texts.desk.trust.expires, &[("weeks", &weeks.to_string())])
}

/// "Hotel of vakantiepark" is "hotel" in a list; what is still too long ends after a whole word.
pub fn short_place(id: &str, width: usize, texts: Texts) -> String {
    let label = answers::option(id, texts).to_lowercase();
    let cut = [",", " of ", " or "].iter().filter_map(|between| label.find(between)).min();
    let label = &label[..cut.unwrap_or(label.len())];
    let first = wrap_at(label, 0, width);
    first.lines().next().unwrap_or_default().to_owned()
}
