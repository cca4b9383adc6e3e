//! The picture of a page.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::marks::Marks;
use super::page::Page;
use super::running::Running;
use crate::screen::line::{ABOVE, BELOW, below, bold, foot, put, rule, selected};
use crate::screen::model::Screen;
use crate::terminal::wrap_at;
use crate::texts::Texts;
use crate::view::table::two_ends;
use zegel_core::i18n::interpolate;

/// Columns before what is typed, and before a row of it on which something is marked.
const PROMPT: &str = "> ";
const MARKED: &str = "! ";
/// As many lines say something of what is marked.
const MOST_SAID: usize = 3;

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
    for place in &asked.marked {
        let place = Rect { x: panel.x + place.x, y: end + place.y, ..*place };
        frame.buffer_mut().set_style(place, Style::new().add_modifier(Modifier::UNDERLINED));
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
    /// What is underlined.
    marked: Vec<Rect>,
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
    let Marks { passages, said } = page.marks(texts).clone();
    let said = said.map(|said| said_lines(&said, width)).unwrap_or_default();
    if let Some(editor) = &mut page.input {
        editor.width = width - PROMPT.len() - 1;
        let (rows, row, column) = editor.picture();
        let room = usize::from(most).saturating_sub(asked.lines.len() + said.len()).max(1);
        let first = (row + 1).saturating_sub(room);
        let top = asked.lines.len();
        let places = editor.places(&passages);
        for (at, line) in rows.iter().enumerate().skip(first).take(room) {
            let is_marked = places.iter().any(|place| place.row == at);
            let prompt = if is_marked { MARKED } else { PROMPT };
            asked.lines.push((format!("{prompt}{line}"), Style::new()));
        }
        let shown = places.iter().filter(|place| (first..first + room).contains(&place.row));
        asked.marked.extend(shown.map(|place| Rect {
            x: small(PROMPT.len() + place.before),
            y: small(top + place.row - first),
            width: small(place.width),
            height: 1,
        }));
        asked.cursor = Some((small(PROMPT.len() + column), small(top + row - first)));
    }
    asked.lines.extend(said.into_iter().map(|line| (line, bold())));
    asked
}

/// What is said of the marks, as far as there is room for it.
fn said_lines(said: &str, width: usize) -> Vec<String> {
    let all = wrap_at(said, 0, width);
    let mut lines: Vec<String> = all.lines().take(MOST_SAID).map(str::to_owned).collect();
    if all.lines().count() > MOST_SAID
        && let Some(last) = lines.last_mut()
    {
        *last = last.chars().take(width - 2).chain(" …".chars()).collect();
    }
    lines
}

fn small(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}
