//! The picture: the list of cases, or one of them, with what is asked over it. On a wide terminal two of
//! them stand side by side: the list and the case that is open, or a case and what is written about it.
//! The terminal's cursor stands where a person is, so that a screen reader or a braille line finds them.

mod case;
mod list;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;

use crate::screen::dialog::Dialog;
use crate::screen::dialogs;
use crate::screen::line::put;
use crate::screen::model::Screen;
use crate::screen::pages;
use crate::screen::thread::Thread;
use crate::terminal::wrap_at;
use zegel_core::i18n::interpolate;

/// The smallest terminal: a pane of a multiplexer, or letters for who sees little.
const SMALLEST: (u16, u16) = (60, 16);
/// From so many columns on a case and what is written about it stand side by side.
const CASE_AND_TEXT: u16 = 110;
/// From so many columns on the list and a case do.
const LIST_AND_CASE: u16 = 140;

/// Draws it all.
pub fn all(frame: &mut Frame<'_>, screen: &mut Screen) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return too_small(frame, screen);
    }
    if screen.is_locked {
        return locked(frame, screen);
    }
    let is_page_on_top = screen.has_page_on_top();
    let mut thread = screen.thread.take();
    let mut dialog = screen.dialog.take();
    let mut page = screen.page.take();
    let is_text = matches!(dialog, Some(Dialog::Sheet(_) | Dialog::Preview(..)));
    let panel = if is_text || is_page_on_top {
        beside_case(frame, screen, thread.as_mut())
    } else {
        reading(frame, screen, thread.as_mut());
        area
    };
    match &mut dialog {
        Some(Dialog::Sheet(sheet)) => dialogs::sheet(frame, panel, screen, sheet),
        Some(Dialog::Preview(sheet, text)) => dialogs::preview(frame, panel, screen, sheet, text),
        Some(dialog) => dialogs::over(frame, screen, dialog),
        None => {}
    }
    if let Some(page) = page.as_mut().filter(|_| is_page_on_top) {
        pages::draw(frame, panel, screen, page);
    }
    screen.thread = thread;
    screen.dialog = dialog;
    screen.page = page;
    if let Some(text) = &screen.told {
        dialogs::message(frame, text, &screen.texts.desk.screen);
    }
}

/// The list or the case that is open, or both.
fn reading(frame: &mut Frame<'_>, screen: &mut Screen, thread: Option<&mut Thread>) {
    let area = frame.area();
    let Some(thread) = thread else { return list::draw(frame, area, screen, None) };
    if area.width < LIST_AND_CASE {
        return case::draw(frame, area, screen, thread);
    }
    let [left, right] = side_by_side(area);
    list::draw(frame, left, screen, Some(thread.id));
    case::draw(frame, right, screen, thread);
}

/// What is written, beside the case that is open if there is room for both. Gives the place for it.
fn beside_case(frame: &mut Frame<'_>, screen: &mut Screen, thread: Option<&mut Thread>) -> Rect {
    let area = frame.area();
    match thread.filter(|_| area.width >= CASE_AND_TEXT) {
        None => area,
        Some(thread) => {
            let [left, right] = side_by_side(area);
            case::draw(frame, left, screen, thread);
            right
        }
    }
}

/// Two panels with a column between them.
fn side_by_side(area: Rect) -> [Rect; 2] {
    Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).spacing(2).areas(area)
}

fn too_small(frame: &mut Frame<'_>, screen: &Screen) {
    let area = frame.area();
    let width = area.width.to_string();
    let height = area.height.to_string();
    let text = interpolate(&screen.texts.desk.screen.too_small, &[("width", &width), ("height", &height)]);
    for (y, line) in (0..area.height).zip(text.lines()) {
        put(frame, area, y, line, Style::new());
    }
}

/// Nothing of what was opened.
fn locked(frame: &mut Frame<'_>, screen: &Screen) {
    let area = frame.area();
    put(frame, area, 0, &screen.texts.desk.reading.locked, Style::new());
    for (y, line) in (2..area.height).zip(wrap_at(&screen.lock_notice, 0, area.width.into()).lines()) {
        put(frame, area, y, line, Style::new());
    }
    frame.set_cursor_position(Position::new(0, 0));
}
