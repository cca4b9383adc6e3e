//! What stands on a page: paragraphs to scroll through, of which some can be chosen or marked.

use std::collections::BTreeSet;

use crate::terminal::Paragraph;

/// Columns before each line of a page on which something can be chosen.
const MARGIN: usize = 2;
/// Lines that two pages have in common.
const IN_COMMON: usize = 2;

/// A paragraph, and whether it can be chosen.
pub struct Row {
    paragraph: Paragraph,
    is_choice: bool,
}

impl Row {
    /// Text that is only read.
    pub fn text(text: &str) -> Self {
        Self::from(Paragraph::new(text))
    }

    /// Text below its heading.
    pub fn indented(text: &str) -> Self {
        Self::from(Paragraph::indented(text))
    }

    /// An empty line.
    pub fn blank() -> Self {
        Self::from(Paragraph::blank())
    }

    /// A line that can be chosen or marked.
    pub fn choice(text: &str) -> Self {
        Self { is_choice: true, ..Self::text(text) }
    }
}

impl From<Paragraph> for Row {
    fn from(paragraph: Paragraph) -> Self {
        Self { paragraph, is_choice: false }
    }
}

/// All of it, with the part that is in the picture.
pub struct Body {
    rows: Vec<Row>,
    has_marks: bool,
    choices: usize,
    at: usize,
    marked: BTreeSet<usize>,
    /// The broken lines, each with the place of the choice that begins there.
    lines: Vec<(String, Option<usize>)>,
    top: usize,
    width: usize,
    height: usize,
}

impl Body {
    /// From its beginning, with the first choice chosen.
    pub fn new(rows: Vec<Row>, has_marks: bool) -> Self {
        let choices = rows.iter().filter(|row| row.is_choice).count();
        let marked = BTreeSet::new();
        let lines = Vec::new();
        Self { rows, has_marks, choices, at: 0, marked, lines, top: 0, width: 0, height: 0 }
    }

    /// Breaks the lines, if they are not for this size already.
    pub fn fit(&mut self, width: usize, height: usize) {
        if self.width != width {
            self.width = width;
            self.break_lines();
        }
        self.height = height;
        self.top = self.top.min(self.last_top());
    }

    /// Whether its lines are broken.
    pub fn is_laid_out(&self) -> bool {
        self.width != 0
    }

    fn break_lines(&mut self) {
        self.lines.clear();
        let mut choice = 0;
        for row in &self.rows {
            let margin = if self.choices > 0 { MARGIN } else { 0 };
            let width = self.width.saturating_sub(margin).max(1);
            let text = row.paragraph.wrapped(width);
            let mut begins = row.is_choice.then_some(choice);
            for line in text.lines() {
                self.lines.push((line.to_owned(), begins.take()));
            }
            choice += usize::from(row.is_choice);
        }
    }

    /// The lines in the picture, with their marks, and whether each begins the chosen row.
    pub fn picture(&self) -> Vec<(String, bool)> {
        let shown = self.lines.iter().skip(self.top).take(self.height);
        shown.map(|(line, choice)| (self.with_margin(line, *choice), *choice == Some(self.at))).collect()
    }

    fn with_margin(&self, line: &str, choice: Option<usize>) -> String {
        if self.choices == 0 {
            return line.to_owned();
        }
        let chosen = if choice == Some(self.at) { '>' } else { ' ' };
        let mark = if choice.is_some_and(|choice| self.marked.contains(&choice)) { '*' } else { ' ' };
        format!("{chosen}{mark}{line}")
    }

    /// The line of the picture on which the chosen row begins.
    pub fn cursor(&self) -> Option<usize> {
        let line = self.line_of_choice()?;
        line.checked_sub(self.top).filter(|line| *line < self.height)
    }

    fn line_of_choice(&self) -> Option<usize> {
        self.lines.iter().position(|(_, choice)| *choice == Some(self.at))
    }

    /// How many lines there are below the picture.
    pub fn below(&self) -> usize {
        self.lines.len().saturating_sub(self.top + self.height)
    }

    fn last_top(&self) -> usize {
        self.lines.len().saturating_sub(self.height)
    }

    /// Chooses another row, so many further; where none can be chosen, scrolls.
    pub fn go(&mut self, by: isize) {
        if self.choices == 0 {
            return self.scroll(by);
        }
        self.at = self.at.saturating_add_signed(by).min(self.choices - 1);
        let Some(line) = self.line_of_choice() else { return };
        if self.at == 0 {
            self.top = 0;
        } else if line < self.top {
            self.top = line;
        } else if line >= self.top + self.height {
            self.top = (line + 1).saturating_sub(self.height);
        }
    }

    fn scroll(&mut self, by: isize) {
        self.top = self.top.saturating_add_signed(by).min(self.last_top());
    }

    /// Scrolls by so many pages; the chosen row goes along.
    pub fn go_pages(&mut self, by: isize) {
        let lines = self.height.saturating_sub(IN_COMMON).max(1).cast_signed();
        self.scroll(by.saturating_mul(lines));
        let shown = self.lines.iter().skip(self.top).take(self.height);
        let mut choices = shown.filter_map(|(_, choice)| *choice);
        let chosen = if by < 0 { choices.next() } else { choices.next_back() };
        self.at = chosen.unwrap_or(self.at);
    }

    /// Marks the chosen row, or no longer, and goes on to the next.
    pub fn mark(&mut self) {
        if !self.has_marks || self.choices == 0 {
            return;
        }
        if !self.marked.remove(&self.at) {
            self.marked.insert(self.at);
        }
        self.go(1);
    }

    /// The place of the chosen row among those that can be chosen.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The places of the marked ones.
    pub fn marked(&self) -> Vec<usize> {
        self.marked.iter().copied().collect()
    }
}
