//! The picture: the list of cases, or one of them, with what is asked over it. Everything is said
//! in words; bold and reverse only repeat what a word or a mark says, and there is no colour. The
//! terminal's cursor stands where a person is, so that a screen reader or a braille line finds them.

use ratatui::Frame;
use ratatui::layout::Position;
use ratatui::style::Style;

use crate::screen::dialog::Dialog;
use crate::screen::dialogs;
use crate::screen::facts;
use crate::screen::line::{below, bold, foot, put, selected};
use crate::screen::list::Item;
use crate::screen::model::Screen;
use crate::screen::pages;
use crate::screen::thread::{Thread, status_line};
use crate::terminal::wrap_at;
use crate::view::alarm;
use crate::view::table::{self, Columns};
use zegel_core::i18n::interpolate;

/// The smallest terminal: a pane of a multiplexer, or letters for who sees little.
const SMALLEST: (u16, u16) = (60, 16);
/// What the keys are written for; a narrower terminal has the most important ones.
const ALL_KEYS: u16 = 80;
/// Columns of a line for the mark, an id, the week, the longest status and what stands between.
const FIXED: usize = 35;
const PLACE: usize = 12;
/// Wider than this no reasons are.
const MOST_REASONS: usize = 60;
/// Narrower than this they say nothing.
const FEWEST_REASONS: usize = 8;
/// Lines above the list or the page, and below it.
const ABOVE: u16 = 2;
const BELOW: u16 = 2;

/// Draws it all.
pub fn all(frame: &mut Frame<'_>, screen: &mut Screen) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return too_small(frame, screen);
    }
    if screen.is_locked {
        return locked(frame, screen);
    }
    match (screen.dialog.take(), screen.thread.take()) {
        (Some(Dialog::Sheet(mut sheet)), thread) => {
            dialogs::sheet(frame, screen, &mut sheet);
            (screen.dialog, screen.thread) = (Some(Dialog::Sheet(sheet)), thread);
        }
        (Some(Dialog::Preview(sheet, text)), thread) => {
            dialogs::preview(frame, screen, &sheet, &text);
            (screen.dialog, screen.thread) = (Some(Dialog::Preview(sheet, text)), thread);
        }
        (mut dialog, mut thread) => {
            match &mut thread {
                Some(thread) => draw_thread(frame, screen, thread),
                None => draw_list(frame, screen),
            }
            if let Some(dialog) = &mut dialog {
                dialogs::over(frame, screen, dialog);
            }
            (screen.dialog, screen.thread) = (dialog, thread);
        }
    }
    if screen.has_page_on_top()
        && let Some(mut page) = screen.page.take()
    {
        pages::draw(frame, screen, &mut page);
        screen.page = Some(page);
    }
    if let Some(text) = &screen.told {
        dialogs::message(frame, text, &screen.texts.desk.screen);
    }
}

fn too_small(frame: &mut Frame<'_>, screen: &Screen) {
    let area = frame.area();
    let width = area.width.to_string();
    let height = area.height.to_string();
    let text = interpolate(&screen.texts.desk.screen.too_small, &[("width", &width), ("height", &height)]);
    for (y, line) in (0..area.height).zip(text.lines()) {
        put(frame, y, line, Style::new());
    }
}

/// Nothing of what was opened.
fn locked(frame: &mut Frame<'_>, screen: &Screen) {
    put(frame, 0, &screen.texts.desk.reading.locked, Style::new());
    let width = usize::from(frame.area().width);
    for (y, line) in (2..frame.area().height).zip(wrap_at(&screen.lock_notice, 0, width).lines()) {
        put(frame, y, line, Style::new());
    }
    frame.set_cursor_position(Position::new(0, 0));
}

fn draw_list(frame: &mut Frame<'_>, screen: &mut Screen) {
    let area = frame.area();
    let words = &screen.texts.desk.screen;
    let width = usize::from(area.width);
    let counts = table::counts(screen.list.rows(), screen.texts);
    let top = alarms(frame, screen);
    put(frame, top, &table::two_ends(&counts, &fetched(screen), width), bold());
    put(frame, top + 1, &table::two_ends(&list_title(screen), &place(screen), width), Style::new());
    if screen.list.count() == 0 {
        let is_empty = screen.list.rows().next().is_none();
        let text = if is_empty { &screen.texts.desk.desk.empty } else { &words.nothing_found };
        put(frame, top + 3, text, Style::new());
    }
    rows(frame, screen, top + ABOVE);
    let keys = if area.width < ALL_KEYS { &screen.texts.desk.reading.keys_list } else { &words.keys_list };
    foot(frame, &screen.at_foot(), keys);
}

/// What is wrong with the server stands above all else. Gives the line below it.
fn alarms(frame: &mut Frame<'_>, screen: &Screen) -> u16 {
    let texts = screen.alarms.iter().map(|alarm| screen.texts.warning(alarm::text(*alarm, screen.texts)));
    let text: String = texts.map(|text| wrap_at(&text, 0, usize::from(frame.area().width))).collect();
    let most = frame.area().height / 2;
    let shown = (0..most).zip(text.lines()).map(|(y, line)| put(frame, y, line, bold())).count();
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

/// The title of the list: its filter, how many cases that are, and the words of a search.
fn list_title(screen: &Screen) -> String {
    let words = &screen.texts.desk.screen;
    let count = screen.list.count().to_string();
    let filter = screen.list.filter.words(words);
    let filter = interpolate(&words.shown, &[("filter", filter), ("count", &count)]);
    match screen.list.searched() {
        searched if searched.is_empty() => filter,
        searched => format!("{filter}   {}", interpolate(&words.searched, &[("words", &searched)])),
    }
}

/// As many cases as there is room for, and always the selected one.
fn rows(frame: &mut Frame<'_>, screen: &mut Screen, above: u16) {
    let area = frame.area();
    let end = area.height - BELOW;
    let room = usize::from(end - above);
    let fixed = FIXED + screen.list.short + PLACE - 4;
    let reasons = usize::from(area.width).saturating_sub(fixed).clamp(FEWEST_REASONS, MOST_REASONS);
    let columns = Columns { reasons, place: PLACE };
    let lines = |item: &Item| {
        let id = item.short_id(screen.list.short);
        let mut lines = table::lines(&item.row, &id, columns, screen.texts);
        let facts = facts::line(item, screen.list.short, screen.texts);
        lines.push(format!("{:1$}{facts}", "", screen.list.short + 2));
        lines
    };
    let at = screen.list.at();
    let mut top = at;
    let mut taken = screen.list.selected().map_or(0, |item| lines(item).len());
    let mut lowest = screen.list.top.min(at);
    while let Some(item) = top.checked_sub(1).and_then(|above| screen.list.shown(above)) {
        taken += lines(item).len();
        if taken > room {
            lowest = lowest.max(top);
            break;
        }
        top -= 1;
    }
    let mut y = above;
    let mut drawn = 0_usize;
    for (place, item) in screen.list.shown_from(lowest).enumerate() {
        drawn += 1;
        for (number, line) in lines(item).iter().enumerate().take(usize::from(end - y)) {
            let is_selected = lowest + place == at;
            let chosen = if is_selected && number == 0 { '>' } else { ' ' };
            let mark = if number == 0 && screen.marked.contains(&item.row.id) { '*' } else { ' ' };
            let style = if item.row.unread { bold() } else { Style::new() };
            let style = if is_selected { selected(style) } else { style };
            put(frame, y, &format!("{chosen}{mark}{line}"), style);
            if is_selected && number == 0 {
                frame.set_cursor_position(Position::new(0, y));
            }
            y += 1;
        }
        if y >= end {
            break;
        }
    }
    screen.list.top = lowest;
    // The next page has the last one of this once more.
    screen.list.page = isize::try_from(drawn).unwrap_or(1).saturating_sub(1).max(1);
}

fn draw_thread(frame: &mut Frame<'_>, screen: &Screen, thread: &mut Thread) {
    let area = frame.area();
    let words = &screen.texts.desk.screen;
    let Some(item) = screen.list.find(thread.id) else { return };
    let height = area.height - ABOVE - BELOW;
    thread.fit(usize::from(area.width), usize::from(height), &words.story_closed);
    let title = format!("{}  {}", item.short_id(screen.list.short), status_line(item, screen.texts));
    put(frame, 0, &title, bold());
    put(frame, 1, &"─".repeat(usize::from(area.width)), Style::new());
    for (y, line) in (ABOVE..area.height - BELOW).zip(&thread.lines[thread.top..]) {
        put(frame, y, line, Style::new());
    }
    frame.set_cursor_position(Position::new(0, ABOVE));
    let below = below(thread.below(), screen.texts);
    let notice = table::two_ends(&screen.at_foot(), &below, usize::from(area.width));
    let keys =
        if area.width < ALL_KEYS { &screen.texts.desk.reading.keys_thread } else { &words.keys_thread };
    foot(frame, &notice, keys);
}
