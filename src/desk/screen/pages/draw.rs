//! The picture of a page.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::page::Page;
use super::running::Running;
use crate::screen::line::{ABOVE, BELOW, below, bold, foot, put, rule, selected};
use crate::screen::model::Screen;
use crate::terminal::wrap_at;
use crate::texts::Texts;
use crate::view::table::two_ends;
use zegel_core::i18n::interpolate;

/// Columns before what is typed.
const PROMPT: &str = "> ";

/// Draws it over everything.
pub fn page(frame: &mut Frame<'_>, panel: Rect, screen: &Screen, page: &mut Page<Screen>) {
    let width = usize::from(panel.width);
    let texts = screen.texts;
    put(frame, panel, 0, &page.subject.title(texts), bold());
    rule(frame, panel, 1);
    let asked = asked(page, width, panel.height / 2, texts);
    let asked_lines = u16::try_from(asked.lines.len()).unwrap_or(0);
    let end = (panel.height - BELOW).saturating_sub(asked_lines);
    page.body.fit(width, usize::from(end.saturating_sub(ABOVE)));
    for (y, (line, is_chosen)) in (ABOVE..end).zip(page.body.picture()) {
        put(frame, panel, y, &line, if is_chosen { selected(Style::new()) } else { Style::new() });
    }
    for (y, (line, style)) in (end..).zip(&asked.lines) {
        put(frame, panel, y, line, *style);
    }
    let below = below(page.body.below(), texts);
    let notice = page.running.as_ref().map_or_else(String::new, |running| said(running, screen));
    foot(frame, &two_ends(&notice, &below, frame.area().width.into()), keys(page, texts));
    let cursor = asked.cursor.map(|(x, y)| (x, end + y));
    let chosen = page.body.cursor().and_then(|line| u16::try_from(line).ok()).map(|line| (0, ABOVE + line));
    if let Some((x, y)) = cursor.or(chosen) {
        frame.set_cursor_position(Position::new(panel.x + x, y));
    }
}

fn keys(page: &Page<Screen>, texts: Texts) -> &'static str {
    if page.running.is_some() { &texts.desk.pages.keys_running } else { page.subject.keys(texts) }
}

/// How far the work is.
fn said(running: &Running, screen: &Screen) -> String {
    let words = &screen.texts.desk.pages;
    let step = running.step();
    if step.of == 0 {
        return screen.at_foot();
    }
    let text = if running.is_stopping() { &words.stopping } else { &words.step };
    let done = step.done.to_string();
    let of = step.of.to_string();
    interpolate(text, &[("done", &done), ("of", &of)])
}

/// What must be typed, below a line between, and where the cursor stands in it.
#[derive(Default)]
struct Asked {
    lines: Vec<(String, Style)>,
    cursor: Option<(u16, u16)>,
}

fn asked(page: &mut Page<Screen>, width: usize, most: u16, texts: Texts) -> Asked {
    let mut asked = Asked::default();
    if page.running.is_some() {
        return asked;
    }
    let question = page.subject.question(texts);
    for text in page.refused.iter().chain(&question) {
        let lines = wrap_at(text, 0, width);
        asked.lines.extend(lines.lines().map(|line| (line.to_owned(), bold())));
    }
    asked.lines.truncate(usize::from(most.saturating_sub(2)));
    if let Some(editor) = &mut page.input {
        editor.width = width - PROMPT.len() - 1;
        let (rows, row, column) = editor.picture();
        let room = usize::from(most).saturating_sub(asked.lines.len()).max(1);
        let first = (row + 1).saturating_sub(room);
        let y = asked.lines.len() + row - first;
        for line in rows.iter().skip(first).take(room) {
            asked.lines.push((format!("{PROMPT}{line}"), Style::new()));
        }
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        asked.cursor = Some((small(PROMPT.len() + column), small(y)));
    }
    asked
}
