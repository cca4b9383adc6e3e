//! The picture of the list.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::screen::item::Item;
use crate::screen::line::{ABOVE, ALL_KEYS, BELOW, bold, danger, dim, foot, put, put_marked, selected};
use crate::screen::model::Screen;
use crate::terminal::wrap_at;
use crate::view::alarm;
use crate::view::facts::Facts;
use crate::view::table::{self, Columns};
use zegel_core::i18n::interpolate;
use zegel_core::id::ThreadId;

/// Columns of a line for the mark, an id, the week, the longest status and what stands between.
const FIXED: usize = 35;
const PLACE: usize = 12;
/// Wider than this no reasons are.
const MOST_REASONS: usize = 60;
/// Narrower than this they say nothing.
const FEWEST_REASONS: usize = 8;

/// Draws it; beside a case that is open, only the list.
pub fn draw(frame: &mut Frame<'_>, panel: Rect, screen: &mut Screen, open: Option<ThreadId>) {
    let words = &screen.texts.desk.screen;
    let width = usize::from(panel.width);
    let counts = table::counts(screen.list.rows(), screen.texts);
    let top = alarms(frame, panel, screen);
    // Beside a case there is no room for both.
    let fetched = if open.is_none() { fetched(screen) } else { String::new() };
    put(frame, panel, top, &table::two_ends(&counts, &fetched, width), bold());
    put(frame, panel, top + 1, &table::two_ends(&title(screen), &place(screen), width), Style::new());
    if screen.list.count() == 0 {
        let is_empty = screen.list.rows().next().is_none();
        let text = if is_empty { &screen.texts.desk.desk.empty } else { &words.nothing_found };
        put(frame, panel, top + 3, text, Style::new());
    }
    rows(frame, panel, screen, top + ABOVE, open);
    if open.is_none() {
        let is_narrow = panel.width < ALL_KEYS;
        let keys = if is_narrow { &screen.texts.desk.reading.keys_list } else { &words.keys_list };
        foot(frame, &screen.at_foot(), keys);
    }
}

/// What is wrong with the server stands above all else. Gives the line below it.
fn alarms(frame: &mut Frame<'_>, panel: Rect, screen: &Screen) -> u16 {
    let texts = screen.alarms.iter().map(|alarm| screen.texts.warning(alarm::text(*alarm, screen.texts)));
    let text: String = texts.map(|text| wrap_at(&text, 0, panel.width.into())).collect();
    let most = panel.height / 2;
    let shown = (0..most).zip(text.lines()).map(|(y, line)| put(frame, panel, y, line, danger())).count();
    u16::try_from(shown).unwrap_or(most)
}

fn fetched(screen: &Screen) -> String {
    if screen.news > 0 {
        return interpolate(&screen.texts.desk.reading.news, &[("count", &screen.news.to_string())]);
    }
    match screen.list.fetched.elapsed().as_secs() / 60 {
        0 => screen.texts.desk.desk.fetched.clone(),
        minutes => interpolate(&screen.texts.desk.screen.fetched_ago, &[("minutes", &minutes.to_string())]),
    }
}

/// Which of the shown ones is selected.
fn place(screen: &Screen) -> String {
    let count = screen.list.count();
    if count == 0 {
        return String::new();
    }
    let place = (screen.list.at() + 1).to_string();
    let count = count.to_string();
    interpolate(&screen.texts.desk.reading.place, &[("place", &place), ("count", &count)])
}

/// All that decides what is shown: the filter, how many cases that are, what narrows it besides, the
/// words of a search, and how many more another filter would show.
fn title(screen: &Screen) -> String {
    let words = &screen.texts.desk.screen;
    let list = &screen.list;
    let count = list.count().to_string();
    let filter = list.filter.words(words);
    let mut parts = vec![interpolate(&words.shown, &[("filter", filter), ("count", &count)])];
    parts.extend(list.narrowed().words(screen.texts));
    if !list.searched().is_empty() {
        parts.push(interpolate(&words.searched, &[("words", list.searched())]));
    }
    let is_narrowed = parts.len() > 1;
    if is_narrowed && list.beyond > 0 {
        let beyond = list.beyond.to_string();
        parts.insert(1, interpolate(&screen.texts.desk.narrowing.beyond, &[("count", &beyond)]));
    }
    parts.join("   ")
}

/// A line of a case, and how it looks.
struct Drawn {
    text: String,
    style: Style,
}

/// The lines of a case: what it is and why it stands there, its facts, and what was asked for of its words.
fn lines(item: &Item, panel: Rect, screen: &Screen) -> Vec<Drawn> {
    let list = &screen.list;
    let fixed = FIXED + list.short + PLACE - 4;
    let reasons = usize::from(panel.width).saturating_sub(fixed).clamp(FEWEST_REASONS, MOST_REASONS);
    let columns = Columns { reasons, place: PLACE };
    let id = item.short_id(list.short);
    let first = if item.row.unread { bold() } else { Style::new() };
    let first = if item.row.cannot_wait() { first.patch(danger()) } else { first };
    let rows = table::lines(&item.row, &id, columns, screen.texts);
    let mut lines: Vec<Drawn> = rows.into_iter().map(|text| Drawn { text, style: first }).collect();
    let found = item.context(list.query());
    let words = if list.shows_words { item.first_words() } else { None };
    let facts = Facts::new(&item.case, item.signs, item.like);
    let facts = facts.words(&item.row, list.short, screen.texts).join(" · ");
    let below = [Some(facts), found, words];
    for text in below.into_iter().flatten() {
        lines.push(Drawn { text: format!("{:1$}{text}", "", list.short + 2), style: dim() });
    }
    lines
}

/// As many cases as there is room for, and always the selected one.
fn rows(frame: &mut Frame<'_>, panel: Rect, screen: &mut Screen, above: u16, open: Option<ThreadId>) {
    let end = panel.height - BELOW;
    let first = first_shown(usize::from(end - above), panel, screen);
    let mut y = above;
    let mut drawn = 0_usize;
    for (place, item) in screen.list.shown_from(first).enumerate() {
        drawn += 1;
        let is_selected = open.map_or(first + place == screen.list.at(), |open| open == item.row.id);
        for (number, line) in lines(item, panel, screen).iter().enumerate().take(usize::from(end - y)) {
            let chosen = if is_selected && number == 0 { '>' } else { ' ' };
            let mark = if number == 0 && screen.marked.contains(&item.row.id) { '*' } else { ' ' };
            let style = if is_selected { selected(line.style) } else { line.style };
            let text = format!("{chosen}{mark}{}", line.text);
            put_marked(frame, panel, y, &text, style, |text| screen.list.query().places(text));
            if is_selected && number == 0 {
                frame.set_cursor_position(Position::new(panel.x, y));
            }
            y += 1;
        }
        if y >= end {
            break;
        }
    }
    screen.list.top = first;
    // The next page has the last one of this once more.
    screen.list.page = isize::try_from(drawn).unwrap_or(1).saturating_sub(1).max(1);
}

/// The first case in the picture: as before, unless the selected one would not be in it.
fn first_shown(room: usize, panel: Rect, screen: &Screen) -> usize {
    let height = |item: &Item| lines(item, panel, screen).len();
    let at = screen.list.at();
    let mut top = at;
    let mut taken = screen.list.selected().map_or(0, height);
    while let Some(item) = top.checked_sub(1).and_then(|above| screen.list.shown(above)) {
        taken += height(item);
        if taken > room {
            return screen.list.top.min(at).max(top);
        }
        top -= 1;
    }
    screen.list.top.min(at)
}
