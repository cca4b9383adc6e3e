//! Text for a terminal: what it would obey is taken out, and lines are broken to fit.

pub mod folding;

use ratatui::text::Span;

use zegel_core::invisible::is_invisible;

/// Columns of the terminal for which lines are broken.
pub const WIDTH: usize = 80;

/// Columns by which a text is set in below its heading.
const INDENT: usize = 2;

/// What stands before each line that says what to avoid.
const BAR: &str = "│ ";

/// A colour of 24 bits has this many characters of parameters.
const MOST_PARAMETERS: usize = 16;

/// A text of a page, cleaned, before its lines are broken.
pub struct Paragraph {
    text: String,
    indent: usize,
    kind: ParagraphKind,
}

/// What a paragraph holds. On a screen each looks different; in lines only what must be avoided does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ParagraphKind {
    /// Words like any other.
    Plain,
    /// The line between two parts of a page.
    Rule,
    /// The first line of a part.
    Title,
    /// What an answer was given to.
    Question,
    /// What the reporter asks to avoid: a bar stands before each line.
    Avoid,
    /// What is not as it should be.
    Warning,
    /// Administration, which is seldom read.
    Quiet,
    /// The reporter's story, which the screen keeps closed until a caseworker opens it.
    Story,
}

impl Paragraph {
    /// A text at the margin.
    pub fn new(text: &str) -> Self {
        Self { text: clean(text), indent: 0, kind: ParagraphKind::Plain }
    }

    /// A text below its heading.
    pub fn indented(text: &str) -> Self {
        Self::set_in(text, INDENT)
    }

    /// A text set in by so many columns.
    pub fn set_in(text: &str, indent: usize) -> Self {
        Self { indent, ..Self::new(text) }
    }

    /// An empty line.
    pub fn blank() -> Self {
        Self::new("")
    }

    /// The line between two parts of a page, empty where nothing can be drawn.
    pub fn rule() -> Self {
        Self::blank().of(ParagraphKind::Rule)
    }

    /// The same text, as what it is.
    pub fn of(self, kind: ParagraphKind) -> Self {
        Self { kind, ..self }
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it holds.
    pub fn kind(&self) -> ParagraphKind {
        self.kind
    }

    /// Its lines at [`WIDTH`] columns, each ended by a line feed.
    pub fn lines(&self) -> String {
        self.wrapped(WIDTH)
    }

    /// The same for another width.
    pub fn wrapped(&self, width: usize) -> String {
        if self.kind != ParagraphKind::Avoid {
            return wrap_at(&self.text, self.indent, width);
        }
        let lines = wrap_at(&self.text, 0, width.saturating_sub(BAR.chars().count()));
        lines.lines().map(|line| format!("{BAR}{line}\n")).collect()
    }
}

/// Text as a terminal may see it: of the controls only line feeds stay, of escape sequences
/// nothing, of what turns or hides text nothing. A tab becomes a space.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\u{1b}' | '\u{9b}' => rest = after_sequence(c, rest),
            '\n' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\t' => cleaned.push(' '),
            _ if is_hidden(c) => {}
            _ => cleaned.push(c),
        }
    }
    cleaned
}

/// What follows a control sequence (ECMA-48, 5.4) of usual length. Of other escapes only the
/// escape itself goes: a text must not be able to hide the rest of itself.
fn after_sequence(opener: char, rest: &str) -> &str {
    let inside = if opener == '\u{9b}' { Some(rest) } else { rest.strip_prefix('[') };
    let Some(inside) = inside else { return rest };
    let last = inside.trim_start_matches(|c| (' '..='?').contains(&c));
    match last.chars().next() {
        Some('@'..='~') if inside.len() - last.len() <= MOST_PARAMETERS => &last[1..],
        _ => rest,
    }
}

/// Controls, what has no width or turns the direction of what stands around it, and what only a
/// program that sets lines or notes between them sees.
fn is_hidden(c: char) -> bool {
    c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
}

/// JSON in which everything that [`clean`] would take out is written as an escape. It can only
/// stand inside a string, where an escape means the same (RFC 8259, section 7).
pub fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Lines broken at [`WIDTH`] columns, each set in by `indent` and ended by a line feed.
pub fn wrap(text: &str, indent: usize) -> String {
    wrap_at(text, indent, WIDTH)
}

/// The same for another width.
pub fn wrap_at(text: &str, indent: usize, width: usize) -> String {
    let mut wrapped = String::with_capacity(text.len() + 16);
    for line in text.trim_end_matches('\n').split('\n') {
        let mut rest = line;
        loop {
            let (now, later) = broken(rest, width.saturating_sub(indent).max(2));
            if !now.is_empty() {
                wrapped.extend(std::iter::repeat_n(' ', indent));
            }
            wrapped.push_str(now);
            wrapped.push('\n');
            match later {
                Some(later) => rest = later,
                None => break,
            }
        }
    }
    wrapped
}

/// What fits on one line, and what does not.
fn broken(line: &str, width: usize) -> (&str, Option<&str>) {
    let line = line.trim_end();
    let mut column = 0;
    let beyond = line.char_indices().find(|(_, c)| {
        column += columns(*c);
        column > width
    });
    let Some((end, next)) = beyond else { return (line, None) };
    let space = if next == ' ' { Some(end) } else { line[..end].rfind(' ') };
    match space.filter(|at| !line[..*at].trim().is_empty()) {
        Some(at) => (line[..at].trim_end(), Some(line[at..].trim_start())),
        None => (&line[..end], Some(&line[end..])),
    }
}

/// How wide a character is. What has no width of its own counts for one, so that no line holds an
/// endless heap of accents.
pub fn columns(c: char) -> usize {
    if c.is_ascii() { 1 } else { Span::raw(c.encode_utf8(&mut [0; 4]).to_owned()).width().max(1) }
}
