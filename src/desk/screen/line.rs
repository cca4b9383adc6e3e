//! A line of the picture.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use crate::text::clean;
use crate::texts::Texts;
use zegel_core::i18n::interpolate;

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

/// How many lines do not fit in the picture.
pub fn below(lines: usize, texts: Texts) -> String {
    match lines {
        0 => String::new(),
        1 => texts.desk.reading.one_below.clone(),
        lines => interpolate(&texts.desk.screen.below, &[("count", &lines.to_string())]),
    }
}

/// What is selected, on top of how it looks else.
pub fn selected(style: Style) -> Style {
    style.add_modifier(Modifier::REVERSED)
}

/// For what is read first.
pub fn bold() -> Style {
    Style::new().add_modifier(Modifier::BOLD)
}
