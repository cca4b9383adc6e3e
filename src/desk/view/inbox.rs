//! The list of cases on the terminal, as `zegel inbox` prints it: 80 columns, a case a paragraph.

use crate::case::Case;
use crate::case::indicator::reporters_indicators;
use crate::case::link::likenesses;
use crate::case::order::is_flood;
use crate::case::repeated::Repeated;
use crate::case::triage::{Row, Viewer};
use crate::text::{Paragraph, WIDTH};
use crate::texts::Texts;
use crate::view::facts::Facts;
use crate::view::table::{self, Columns, Opening, joined, two_ends, width_of};
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;
use zegel_core::wire::ThreadHead;

/// Columns of a kind of place, and of the longest status that is usual.
const PLACE: usize = 15;
const STATUS: usize = 19;
/// Columns of the week, and of what stands between the others.
const BETWEEN: usize = 11;
/// Narrower than this no reasons are, however long an id must be.
const FEWEST_REASONS: usize = 12;

/// A case with its line.
pub struct Item {
    /// The line.
    pub row: Row,
    /// The case.
    pub case: Case,
    /// What else tells it from the others.
    pub facts: Facts,
}

/// What is left of a thread on this computer, in entries.
pub struct Copies {
    /// In the cache.
    pub hidden: usize,
    /// For which somebody gave a reason, so that they stay.
    pub with_reason: usize,
}

/// Every case with its line, in no order. What a case is like is looked for among all of them.
pub fn items(cases: Vec<(ThreadHead, Case)>, viewer: &Viewer) -> Vec<Item> {
    let likenesses = likenesses(&cases.iter().map(|(_, case)| case).collect::<Vec<_>>());
    let item = |(head, case): (ThreadHead, Case)| {
        let like = likenesses.get(&head.id).copied();
        let facts = Facts::new(&case, reporters_indicators(&case).len(), like);
        Item { row: Row::new(&head, &case, viewer), case, facts }
    };
    cases.into_iter().map(item).collect()
}

/// The list, its counts above, the next command below.
pub fn page(items: &[Item], copies: &dyn Fn(ThreadId) -> Copies, texts: Texts) -> Vec<Paragraph> {
    let words = &texts.desk.desk;
    if items.is_empty() {
        return vec![Paragraph::new(&words.empty)];
    }
    let rows = || items.iter().map(|item| &item.row);
    let mut page = vec![Paragraph::new(&two_ends(&table::counts(rows(), texts), &words.fetched, WIDTH))];
    let short = table::shortest_prefix(rows());
    // A flood must hide no other: what cannot be read is one line, and so is what says the same.
    let folds_junk = is_flood(rows());
    let repeated = Repeated::find(items.iter().map(|item| (&item.row, &item.case)));
    if folds_junk {
        let junk = rows().filter(|row| row.is_junk()).count();
        page.push(Paragraph::new(&interpolate(&words.only_junk, &[("count", &junk.to_string())])));
    }
    let is_folded = |row: &Row| (folds_junk && row.is_junk()) || repeated.holds(row.id);
    let shown = |item: &&Item| !is_folded(&item.row);
    for item in items.iter().filter(shown) {
        page.extend(entry(item, short, repeated.count(item.row.id), copies, texts));
    }
    let first = items.iter().filter(shown).find(|item| item.row.unread);
    let first = first.map(|item| interpolate(&words.read_first, &[("id", &short_id(&item.row, short))]));
    page.push(Paragraph::new(&two_ends(&first.unwrap_or_default(), &words.help, WIDTH)));
    page
}

fn short_id(row: &Row, short: usize) -> String {
    row.id.to_string().chars().take(short).collect()
}

/// A case with all that is said below it.
fn entry(
    item: &Item,
    short: usize,
    repeated: usize,
    copies: &dyn Fn(ThreadId) -> Copies,
    texts: Texts,
) -> Vec<Paragraph> {
    let row = &item.row;
    let id = short_id(row, short);
    let mut entry = lines(item, &id, texts);
    let mut say = |text: &str| entry.push(Paragraph::set_in(text, id.len() + 2));
    if row.withdrawn {
        say(&withdrawn(&copies(row.id), &id, texts));
    }
    if row.said_withdrawn {
        say(&texts.desk.trust.not_proved_line);
    }
    let counts = [
        (row.junk, &texts.desk.desk.junk_count),
        (row.odd, &texts.desk.odd.count),
        (repeated, &texts.desk.listing.repeated),
    ];
    for (count, text) in counts.into_iter().filter(|(count, _)| *count > 0) {
        say(&interpolate(text, &[("count", &count.to_string()), ("id", &id)]));
    }
    entry
}

/// The line of a case, and below it its call name with what the line has no room for.
fn lines(item: &Item, id: &str, texts: Texts) -> Vec<Paragraph> {
    let reasons = WIDTH.saturating_sub(id.len() + PLACE + STATUS + BETWEEN).max(FEWEST_REASONS);
    let Opening { mut line, more: mut below } =
        table::opening(&item.row, id, Columns { reasons, place: PLACE }, texts);
    let status = table::status(&item.row, texts);
    if width_of(&line) + width_of(&status) <= WIDTH {
        line.push_str(&status);
    } else {
        below.insert(0, status);
    }
    let mut facts = item.facts.words(&item.row, id.len(), texts);
    facts.splice(1..1, below);
    let indent = id.len() + 2;
    let below = joined(&facts, WIDTH - indent);
    let below = below.iter().map(|line| Paragraph::set_in(line, indent));
    [Paragraph::new(&line)].into_iter().chain(below).collect()
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
