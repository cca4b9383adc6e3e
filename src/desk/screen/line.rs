//! A line of the picture.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use crate::text::clean;

/// One line of the picture, from edge to edge.
pub fn put(frame: &mut Frame<'_>, y: u16, text: &str, style: Style) {
    let area = Rect { y, height: 1, ..frame.area() };
    let text = format!("{:1$}", clean(text), usize::from(area.width));
    frame.render_widget(Line::styled(text, style), area);
}

/// What was just done, and the keys.
pub fn foot(frame: &mut Frame<'_>, notice: &str, keys: &str) {
    let last = frame.area().height - 1;
    put(frame, last - 1, notice, bold());
    put(frame, last, keys, Style::new());
}

/// For what is read first.
pub fn bold() -> Style {
    Style::new().add_modifier(Modifier::BOLD)
}
