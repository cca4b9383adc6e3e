//! The list of threads for a person: 80 columns, meaning in words.

use crate::case::order::is_flood;
use crate::case::triage::{Reason, Row, Todo};
use crate::text::{Paragraph, WIDTH};
use crate::texts::Texts;
use crate::view::answers;
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// The least characters of an id.
const SHORTEST: usize = 4;
/// More reasons than these make no line easier to choose.
const MOST_REASONS: usize = 3;
/// Columns of a line on the terminal.
const ON_TERMINAL: Columns = Columns { reasons: 38, place: 15 };
const WEEK: usize = 5;

/// What is left of a thread on this computer, in entries.
pub struct Copies {
    /// In the cache.
    pub hidden: usize,
    /// For which somebody gave a reason, so that they stay.
    pub with_reason: usize,
}

/// How much of a line there is for what has no fixed length.
#[derive(Clone, Copy)]
pub struct Columns {
    /// For the reasons, which may go on on a second line.
    pub reasons: usize,
    /// For the place.
    pub place: usize,
}

/// The list, its counts above, the next command below.
pub fn page(rows: &[Row], copies: &dyn Fn(ThreadId) -> Copies, texts: Texts) -> Vec<Paragraph> {
    let words = &texts.desk.desk;
    if rows.is_empty() {
        return vec![Paragraph::new(&words.empty)];
    }
    let mut page = vec![Paragraph::new(&two_ends(&counts(rows, texts), &words.fetched, WIDTH))];
    let short = shortest_prefix(rows);
    // Many reports in which nothing can be read are one line: a flood must hide no other.
    let folds_junk = is_flood(rows);
    if folds_junk {
        let junk = rows.iter().filter(|row| row.is_junk()).count();
        page.push(Paragraph::new(&interpolate(&words.only_junk, &[("count", &junk.to_string())])));
    }
    for row in rows.iter().filter(|row| !(folds_junk && row.is_junk())) {
        page.extend(entry(row, short, copies, texts));
    }
    let first = rows.iter().filter(|row| !(folds_junk && row.is_junk())).find(|row| row.unread).map(|row| {
        let id: String = row.id.to_string().chars().take(short).collect();
        interpolate(&words.read_first, &[("id", &id)])
    });
    page.push(Paragraph::new(&two_ends(&first.unwrap_or_default(), &words.help, WIDTH)));
    page
}

/// A row with all that is said below it.
fn entry(row: &Row, short: usize, copies: &dyn Fn(ThreadId) -> Copies, texts: Texts) -> Vec<Paragraph> {
    let id: String = row.id.to_string().chars().take(short).collect();
    let lines = lines(row, &id, ON_TERMINAL, texts);
    let mut entry: Vec<Paragraph> = lines.iter().map(|line| Paragraph::new(line)).collect();
    if row.withdrawn {
        entry.push(Paragraph::indented(&withdrawn(&copies(row.id), &id, texts)));
    }
    if row.said_withdrawn {
        entry.push(Paragraph::indented(&texts.desk.trust.not_proved_line));
    }
    for (count, text) in [(row.junk, &texts.desk.desk.junk_count), (row.odd, &texts.desk.odd.count)] {
        if count > 0 {
            let values = [("count", count.to_string()), ("id", id.clone())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            entry.push(Paragraph::indented(&interpolate(text, &values)));
        }
    }
    entry
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

/// What is left on this computer of a report that was withdrawn.
fn withdrawn(copies: &Copies, id: &str, texts: Texts) -> String {
    let words = &texts.desk.desk;
    match copies {
        Copies { hidden: 0, with_reason: 0 } => words.withdrawn_line.clone(),
        Copies { hidden: 0, .. } => words.kept_line.clone(),
        Copies { hidden, .. } => {
            interpolate(&words.withdrawn_copies, &[("count", &hidden.to_string()), ("id", id)])
        }
    }
}

/// One text at each edge.
pub fn two_ends(left: &str, right: &str, width: usize) -> String {
    if left.is_empty() {
        return right.to_owned();
    }
    let space = width.saturating_sub(left.chars().count() + right.chars().count()).max(2);
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
    let Columns { reasons: width, place: place_width } = columns;
    let mut reasons = reason_lines(row, width, texts).into_iter();
    let place = row.place.as_deref().filter(|id| *id != "unknown");
    let place: String = place.map(|id| short_place(id, place_width, texts)).unwrap_or_default();
    let week = row.week.to_string();
    let week = week.rsplit_once('W').map_or(week.as_str(), |(_, week)| week);
    let week = interpolate(&texts.desk.desk.week, &[("week", week)]);
    let first = reasons.next().unwrap_or_default();
    let status = status(row, texts);
    let first = format!("{id}  {first:width$} {place:place_width$} {week:WEEK$}  {status}");
    let indent = id.chars().count() + 2;
    [first].into_iter().chain(reasons.map(|reasons| format!("{:indent$}{reasons}", ""))).collect()
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

/// The reasons, as many on a line as fit.
fn reason_lines(row: &Row, width: usize, texts: Texts) -> Vec<String> {
    let said = row.reasons.iter().filter_map(|reason| words_of(*reason, row, texts));
    let mut lines: Vec<String> = Vec::new();
    for reason in said.take(MOST_REASONS) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 3 + reason.chars().count() <= width => {
                line.push_str(" · ");
                line.push_str(&reason);
            }
            _ => lines.push(reason),
        }
    }
    lines
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

/// "Hotel of vakantiepark" is "hotel" in a list.
pub fn short_place(id: &str, width: usize, texts: Texts) -> String {
    let label = answers::option(id, texts).to_lowercase();
    let cut = [",", " of ", " or "].iter().filter_map(|between| label.find(between)).min();
    label[..cut.unwrap_or(label.len())].chars().take(width).collect()
}
