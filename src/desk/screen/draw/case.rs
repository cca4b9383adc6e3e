//! The picture of a case.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::screen::line::{ABOVE, ALL_KEYS, BELOW, below, bold, danger, dim, foot, put, put_marked, rule};
use crate::screen::model::Screen;
use crate::screen::thread::{Thread, ThreadLine, status_line};
use crate::text::ParagraphKind;
use crate::view::table;

/// Draws it, with the keys for it below.
pub fn draw(frame: &mut Frame<'_>, panel: Rect, screen: &Screen, thread: &mut Thread) {
    let words = &screen.texts.desk.screen;
    let query = screen.list.query();
    let Some(item) = screen.list.find(thread.id) else { return };
    let height = panel.height - ABOVE - BELOW;
    thread.fit(panel.width.into(), height.into(), query, screen.texts);
    let title = format!("{}  {}", item.short_id(screen.list.short), status_line(item, screen.texts));
    put(frame, panel, 0, &title, bold());
    rule(frame, panel, 1);
    for (y, line) in (ABOVE..panel.height - BELOW).zip(&thread.lines[thread.top..]) {
        if line.kind == ParagraphKind::Rule {
            rule(frame, panel, y);
        } else {
            put_marked(frame, panel, y, &line.text, look(line), |text| query.places(text));
        }
    }
    frame.set_cursor_position(Position::new(panel.x, ABOVE));
    let below = below(thread.below(), screen.texts);
    let notice = table::two_ends(&screen.at_foot(), &below, frame.area().width.into());
    let is_narrow = panel.width < ALL_KEYS && panel.width == frame.area().width;
    let keys = if is_narrow { &screen.texts.desk.reading.keys_thread } else { &words.keys_thread };
    foot(frame, &notice, keys);
}

/// How a line looks, by what it is.
fn look(line: &ThreadLine) -> Style {
    match line.kind {
        ParagraphKind::Title => bold(),
        ParagraphKind::Avoid | ParagraphKind::Warning => danger(),
        ParagraphKind::Question | ParagraphKind::Quiet | ParagraphKind::Rule => dim(),
        ParagraphKind::Plain | ParagraphKind::Story => Style::new(),
    }
}
