//! The picture of what is asked and written: a whole page for a text, a box for the rest.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line as TextLine;
use ratatui::widgets::{Block, Clear};

use crate::act::reply;
use crate::screen::dialog::{Choice, Dialog, Line, LineOf, Of, Purpose, Sheet, ShortAnswer};
use crate::screen::line::{below, bold, foot, put, rule};
use crate::screen::model::Screen;
use crate::terminal::{clean, wrap_at};
use crate::texts::Texts;
use crate::view::answers;
use zegel_core::i18n::interpolate;

/// Columns of a box, with its frame.
const WIDE: u16 = 74;
/// Columns of its frame and of what is left free beside it.
const FRAME: u16 = 4;
/// Columns by which a text is set in.
const INDENT: usize = 2;

/// The page on which a text is written.
pub fn sheet(frame: &mut Frame<'_>, panel: Rect, screen: &Screen, sheet: &mut Sheet) {
    let words = &screen.texts.desk.screen;
    let width = usize::from(panel.width);
    let id = screen.list.find(sheet.thread).map(|item| item.short_id(screen.list.short));
    let id = id.unwrap_or_default();
    let title = match &sheet.purpose {
        Purpose::Reply(_) => interpolate(&words.write_reply, &[("id", &id)]),
        Purpose::Note => interpolate(&words.write_note, &[("id", &id)]),
        Purpose::HandOver(desk) => interpolate(&words.write_handover, &[("id", &id), ("desk", desk)]),
    };
    put(frame, panel, 0, &title, bold());
    rule(frame, panel, 1);
    let mut y = 2;
    if let Purpose::Reply(Some(short)) = &sheet.purpose {
        let meaning = short.meaning.as_deref().map(|meaning| meant(meaning, screen.texts));
        let lines = wrap_at(&short.text, INDENT, width)
            + &meaning.map_or_else(String::new, |meaning| wrap_at(&meaning, 0, width));
        for line in lines.lines() {
            put(frame, panel, y, line, Style::new());
            y += 1;
        }
        y += 1;
    }
    writing(frame, panel, sheet, y);
    let count = sheet.editor.count().to_string();
    let most = sheet.editor.most.to_string();
    let room = interpolate(&words.room, &[("count", &count), ("max", &most)]);
    let notice = screen.at_foot();
    let is_beside = panel.width < frame.area().width;
    let keys = if is_beside { &screen.texts.desk.narrowing.keys_sheet } else { &words.keys_sheet };
    foot(frame, if notice.is_empty() { &room } else { &notice }, keys);
}

/// The text, scrolled so that the cursor is in the picture.
fn writing(frame: &mut Frame<'_>, panel: Rect, sheet: &mut Sheet, top: u16) {
    let height = usize::from(panel.height - 2 - top);
    sheet.editor.width = usize::from(panel.width) - 2 * INDENT;
    let (rows, row, column) = sheet.editor.picture();
    let first = row.saturating_sub(height - 1);
    for (y, line) in (top..panel.height - 2).zip(&rows[first..]) {
        put(frame, panel, y, &format!("{:INDENT$}{line}", ""), Style::new());
    }
    let x = usize::from(panel.x) + INDENT + column;
    frame.set_cursor_position(position(x, usize::from(top) + row - first));
}

fn position(x: usize, y: usize) -> Position {
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    Position::new(small(x), small(y))
}

/// What a short answer says, for who does not read the reporter's language.
fn meant(meaning: &str, texts: Texts) -> String {
    interpolate(&texts.desk.reading.meaning, &[("text", meaning)])
}

/// The answer as the reporter will see it, with the rules.
pub fn preview(frame: &mut Frame<'_>, panel: Rect, screen: &Screen, sheet: &Sheet, text: &str) {
    let words = &screen.texts.desk.desk;
    put(frame, panel, 0, &words.preview, bold());
    rule(frame, panel, 1);
    let rules = reply::rules(words);
    let mut end = panel.height - 3 - 3 - 1;
    if let Purpose::Reply(Some(ShortAnswer { meaning: Some(meaning), .. })) = &sheet.purpose {
        let text = wrap_at(&meant(meaning, screen.texts), 0, usize::from(panel.width));
        let lines = u16::try_from(text.lines().count()).unwrap_or(0).min(3);
        for (y, line) in (end - lines..end).zip(text.lines()) {
            put(frame, panel, y, line, Style::new());
        }
        end -= lines + 1;
    }
    let lines = wrap_at(&clean(text), INDENT, usize::from(panel.width));
    for (y, line) in (2..end).zip(lines.lines()) {
        put(frame, panel, y, line, Style::new());
    }
    let hidden = lines.lines().count().saturating_sub(usize::from(end - 2));
    if hidden > 0 {
        put(frame, panel, end, &below(hidden, screen.texts), Style::new());
    }
    for (y, rule) in (panel.height - 3 - 3..).zip(rules) {
        put(frame, panel, y, &format!("- {rule}"), bold());
    }
    foot(frame, &screen.at_foot(), &screen.texts.desk.screen.keys_preview);
}

/// What is asked over the list or the thread.
pub fn over(frame: &mut Frame<'_>, screen: &Screen, dialog: &mut Dialog) {
    match dialog {
        Dialog::Choice(asked) => choice(frame, asked, screen.texts),
        Dialog::Line(asked) => line(frame, screen, asked),
        Dialog::Sheet(_) | Dialog::Preview(..) => {}
    }
}

/// A fact and an advice, over everything.
pub fn message(frame: &mut Frame<'_>, text: &str, words: &crate::texts::Screen) {
    let most = usize::from(frame.area().height) - 4;
    let text = wrap_at(text, 0, inner_width(frame));
    let lines: Vec<String> = text.lines().take(most).map(str::to_owned).collect();
    let inside = boxed(frame, &words.told_title, &lines, &words.keys_told);
    frame.set_cursor_position(inside);
}

fn choice(frame: &mut Frame<'_>, choice: &Choice, texts: Texts) {
    let words = &texts.desk.screen;
    let title = match &choice.of {
        Of::Short(_) => &words.choose_short,
        Of::Status(_) => &words.choose_status,
        Of::Desk(_) => &words.choose_desk,
        Of::Colleague(_) => &words.choose_colleague,
        Of::Only(_) => &texts.desk.narrowing.choose_only,
    };
    let room = usize::from(frame.area().height) - 4;
    let mut lines = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for (place, option) in choice.options.iter().enumerate() {
        let mark = if place == choice.at { ">" } else { " " };
        let option = wrap_at(&clean(option), INDENT, inner_width(frame));
        lines.extend(option.lines().map(str::to_owned));
        let first = lines.len() - option.lines().count();
        lines[first].replace_range(..1, mark);
        if place == choice.at {
            (start, end) = (first, lines.len());
        }
    }
    let above = end.saturating_sub(room);
    lines.drain(..above);
    let inside = boxed(frame, title, &lines, &words.keys_choice);
    frame.set_cursor_position(position(
        usize::from(inside.x),
        usize::from(inside.y) + start.saturating_sub(above),
    ));
}

fn line(frame: &mut Frame<'_>, screen: &Screen, line: &mut Line) {
    let words = &screen.texts.desk.screen;
    let title = match line.of {
        LineOf::Search => words.search.clone(),
        LineOf::Labels(_) => words.labels.clone(),
        LineOf::Reason(_, status) => {
            interpolate(&words.reason, &[("status", answers::status(status, screen.texts))])
        }
    };
    line.editor.width = inner_width(frame) - 1;
    let (rows, row, column) = line.editor.picture();
    let area = match line.of {
        // What is found stands above it.
        LineOf::Search => boxed_at(frame, &title, &rows, &words.keys_line, frame.area().height - 2),
        LineOf::Labels(_) | LineOf::Reason(..) => boxed(frame, &title, &rows, &words.keys_line),
    };
    frame.set_cursor_position(position(usize::from(area.x) + column, usize::from(area.y) + row));
}

/// Columns inside a box.
fn inner_width(frame: &Frame<'_>) -> usize {
    usize::from(WIDE.min(frame.area().width) - FRAME)
}

/// A box in the middle, as high as its lines; gives the place inside.
fn boxed(frame: &mut Frame<'_>, title: &str, lines: &[String], keys: &str) -> Rect {
    let height = high(frame, lines);
    boxed_at(frame, title, lines, keys, (frame.area().height - height) / 2 + height)
}

/// How many lines a box has, with its frame.
fn high(frame: &Frame<'_>, lines: &[String]) -> u16 {
    u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2).min(frame.area().height)
}

/// A box that ends above a line of the picture.
fn boxed_at(frame: &mut Frame<'_>, title: &str, lines: &[String], keys: &str, end: u16) -> Rect {
    let area = frame.area();
    let height = high(frame, lines);
    let width = WIDE.min(area.width);
    let place = Rect::new((area.width - width) / 2, end.saturating_sub(height), width, height);
    // Whole rows, so that no halves of words stand beside it.
    frame.render_widget(Clear, Rect { x: area.x, width: area.width, ..place });
    let title = format!(" {title} ");
    let keys = format!(" {keys} ");
    frame.render_widget(Block::bordered().title(TextLine::styled(title, bold())).title_bottom(keys), place);
    let inside = Rect::new(place.x + 2, place.y + 1, width - FRAME, height - 2);
    for (row, line) in inside.rows().zip(lines) {
        frame.render_widget(TextLine::raw(clean(line)), row);
    }
    inside
}
