//! A line of the picture, and how it looks. Everything is said in words and marks; bold, reverse, the one
//! colour for danger and the dimmed rest only repeat it, and the last two are off where `NO_COLOR` is set
//! (no-color.org).

use std::ops::Range;
use std::sync::LazyLock;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use crate::text::clean;
use crate::texts::Texts;
use zegel_core::i18n::interpolate;

/// Lines of a picture above what is read in it.
pub const ABOVE: u16 = 2;
/// Lines below that.
pub const BELOW: u16 = 2;
/// What the keys at the foot are written for; a narrower terminal has the most important ones.
pub const ALL_KEYS: u16 = 80;

/// Whether the picture has a colour and dimmed lines.
static HAS_COLOUR: LazyLock<bool> =
    LazyLock::new(|| std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()));

/// One line of a panel, from edge to edge.
pub fn put(frame: &mut Frame<'_>, panel: Rect, y: u16, text: &str, style: Style) {
    put_marked(frame, panel, y, text, style, |_| Vec::new());
}

/// The same, with marks where `places` finds something, in bytes and in their order.
pub fn put_marked(
    frame: &mut Frame<'_>,
    panel: Rect,
    y: u16,
    text: &str,
    style: Style,
    places: impl FnOnce(&str) -> Vec<Range<usize>>,
) {
    let text = format!("{:1$}", clean(text), usize::from(panel.width));
    let mut spans = Vec::new();
    let mut end = 0;
    for place in places(&text) {
        spans.push(Span::raw(text[end..place.start].to_owned()));
        end = place.end;
        spans.push(Span::styled(text[place].to_owned(), marked()));
    }
    spans.push(Span::raw(text[end..].to_owned()));
    frame.render_widget(Line::from(spans).style(style), Rect { y, height: 1, ..panel });
}

/// The line between the title and what stands below it, or between two parts of a page.
pub fn rule(frame: &mut Frame<'_>, panel: Rect, y: u16) {
    put(frame, panel, y, &"─".repeat(panel.width.into()), dim());
}

/// What was just done, and the keys.
pub fn foot(frame: &mut Frame<'_>, notice: &str, keys: &str) {
    let area = frame.area();
    let last = area.height - 1;
    put(frame, area, last - 1, notice, bold());
    put(frame, area, last, keys, dim());
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
    style.remove_modifier(Modifier::DIM).add_modifier(Modifier::REVERSED)
}

/// For what is read first.
pub fn bold() -> Style {
    Style::new().add_modifier(Modifier::BOLD)
}

/// For what somebody may be in danger by.
pub fn danger() -> Style {
    if *HAS_COLOUR { bold().fg(Color::Red) } else { bold() }
}

/// For what is seldom read.
pub fn dim() -> Style {
    if *HAS_COLOUR { Style::new().add_modifier(Modifier::DIM) } else { Style::new() }
}

/// For words that were searched for.
fn marked() -> Style {
    bold().add_modifier(Modifier::UNDERLINED)
}
