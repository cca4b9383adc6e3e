//! A small editor: as many characters as there is room for, and a cursor between them.

use std::ops::Range;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::terminal::{clean, columns};

/// So many changes can be undone.
const MOST_UNDONE: usize = 200;

/// What a key did last: the same once more is undone together with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Written,
    Removed,
    Other,
}

/// Place of a passage in the picture, on one row.
pub struct Place {
    /// The row.
    pub row: usize,
    /// The columns before it.
    pub before: usize,
    /// Its own columns.
    pub width: usize,
}

/// A text that is being written.
pub struct Editor {
    chars: Vec<char>,
    at: usize,
    /// The text and the place of the cursor, as they were before each change.
    before: Vec<(Vec<char>, usize)>,
    last: Change,
    /// So many characters fit.
    pub most: usize,
    /// The columns for which it is broken.
    pub width: usize,
    is_line: bool,
}

impl Editor {
    /// A text of several lines.
    pub fn new(text: &str, most: usize) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let before = Vec::new();
        Self { at: chars.len(), chars, before, last: Change::Other, most, width: 1, is_line: false }
    }

    /// A text of one line.
    pub fn line(text: &str, most: usize) -> Self {
        Self { is_line: true, ..Self::new(text, most) }
    }

    /// A form of several lines, to be filled in from the end of its first line on.
    pub fn form(text: &str, most: usize) -> Self {
        let at = text.chars().take_while(|c| *c != '\n').count();
        Self { at, ..Self::new(text, most) }
    }

    /// What was written.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// Another text in its place.
    pub fn set(&mut self, text: &str) {
        self.remember(Change::Other);
        self.chars = clean(text).trim_end().chars().collect();
        self.at = self.chars.len();
    }

    /// How many characters there are.
    pub fn count(&self) -> usize {
        self.chars.len()
    }

    /// Writes what was pasted, as far as it fits.
    pub fn paste(&mut self, text: &str) {
        self.remember(Change::Other);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        clean(&text).chars().for_each(|c| self.write(c));
    }

    fn write(&mut self, c: char) {
        let c = if self.is_line && c == '\n' { ' ' } else { c };
        if self.chars.len() < self.most {
            self.chars.insert(self.at, c);
            self.at += 1;
        }
    }

    /// Writes, takes away, or moves.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other keys mean nothing here")]
    pub fn key(&mut self, key: KeyEvent) {
        let is_change = matches!(key.code, KeyCode::Char(_) | KeyCode::Backspace | KeyCode::Delete);
        if !is_change {
            // What is written elsewhere is undone by itself.
            self.last = Change::Other;
        }
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return self.with_control(key.code);
        }
        if key.modifiers.contains(KeyModifiers::ALT) {
            return;
        }
        match key.code {
            KeyCode::Char(c) => {
                self.remember(if c == ' ' { Change::Other } else { Change::Written });
                clean(&c.to_string()).chars().for_each(|c| self.write(c));
            }
            KeyCode::Enter if !self.is_line => {
                self.remember(Change::Other);
                self.write('\n');
            }
            KeyCode::Backspace if self.at > 0 => {
                self.remember(Change::Removed);
                self.remove(self.at - 1);
            }
            KeyCode::Delete if self.at < self.chars.len() => {
                self.remember(Change::Removed);
                self.chars.remove(self.at);
            }
            KeyCode::Left => self.at = self.at.saturating_sub(1),
            KeyCode::Right => self.at = (self.at + 1).min(self.chars.len()),
            KeyCode::Home => self.at = self.row().0,
            KeyCode::End => self.at = self.row().1,
            KeyCode::Up => self.go_rows(-1),
            KeyCode::Down => self.go_rows(1),
            _ => {}
        }
    }

    /// As a shell has it: the word or the line before the cursor goes, or the cursor moves by a word.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other keys mean nothing here")]
    fn with_control(&mut self, code: KeyCode) {
        match code {
            KeyCode::Char('w') => {
                self.remember(Change::Other);
                self.remove(self.word_before());
            }
            KeyCode::Char('u') => {
                self.remember(Change::Other);
                self.remove(self.row().0);
            }
            KeyCode::Char('z' | '_' | '7') => self.undo(),
            KeyCode::Left => self.at = self.word_before(),
            KeyCode::Right => self.at = self.word_after(),
            _ => {}
        }
    }

    /// Takes away what stands between this place and the cursor.
    fn remove(&mut self, from: usize) {
        self.chars.drain(from..self.at);
        self.at = from;
    }

    /// The beginning of the word before the cursor.
    fn word_before(&self) -> usize {
        let is_space = |at: usize| self.chars[at].is_whitespace();
        let mut at = self.at;
        while at > 0 && is_space(at - 1) {
            at -= 1;
        }
        while at > 0 && !is_space(at - 1) {
            at -= 1;
        }
        at
    }

    /// The end of the word behind the cursor.
    fn word_after(&self) -> usize {
        let is_space = |at: usize| self.chars[at].is_whitespace();
        let mut at = self.at;
        while at < self.chars.len() && is_space(at) {
            at += 1;
        }
        while at < self.chars.len() && !is_space(at) {
            at += 1;
        }
        at
    }

    /// Keeps how it stands now, unless the same was done just before.
    fn remember(&mut self, change: Change) {
        if change == Change::Other || change != self.last {
            if self.before.len() == MOST_UNDONE {
                self.before.remove(0);
            }
            self.before.push((self.chars.clone(), self.at));
        }
        self.last = change;
    }

    /// Goes back to how it stood before the last change.
    fn undo(&mut self) {
        if let Some((chars, at)) = self.before.pop() {
            (self.chars, self.at) = (chars, at);
        }
        self.last = Change::Other;
    }

    fn row(&self) -> (usize, usize) {
        let rows = self.rows();
        rows[self.cursor_in(&rows).0]
    }

    fn go_rows(&mut self, by: isize) {
        let rows = self.rows();
        let (row, column) = self.cursor_in(&rows);
        // Whoever stands behind the last word of a row, as behind a name in a form, does so on the next too.
        let column = if self.at == rows[row].1 { usize::MAX } else { column };
        if let Some((start, end)) = row.checked_add_signed(by).and_then(|row| rows.get(row)) {
            // What is behind a row that is broken already belongs to the one below it.
            let is_broken = self.chars.get(*end).is_some_and(|c| *c != '\n');
            self.at = start.saturating_add(column).min(end - usize::from(is_broken));
        }
    }

    /// The rows as places of their first character and of what follows their last; never none.
    fn rows(&self) -> Vec<(usize, usize)> {
        let mut rows = Vec::new();
        let mut start = 0;
        let mut column = 0;
        let mut space = None;
        for (at, c) in self.chars.iter().enumerate() {
            if *c == '\n' {
                rows.push((start, at));
                (start, column, space) = (at + 1, 0, None);
                continue;
            }
            column += columns(*c);
            if column > self.width {
                let end = space.unwrap_or(at);
                rows.push((start, end));
                column = self.chars[end..=at].iter().map(|c| columns(*c)).sum();
                (start, space) = (end, None);
            }
            if *c == ' ' {
                space = Some(at + 1);
            }
        }
        rows.push((start, self.chars.len()));
        rows
    }

    /// The row of the cursor, and the characters before it there.
    fn cursor_in(&self, rows: &[(usize, usize)]) -> (usize, usize) {
        let row = rows.iter().rposition(|(start, _)| *start <= self.at).unwrap_or(0);
        (row, self.at - rows[row].0)
    }

    /// The rows as texts, with the row and column of the cursor.
    pub fn picture(&self) -> (Vec<String>, usize, usize) {
        let rows = self.rows();
        let (row, before) = self.cursor_in(&rows);
        let start = rows[row].0;
        let column = self.chars[start..start + before].iter().map(|c| columns(*c)).sum();
        let text = |(start, end): &(usize, usize)| self.chars[*start..*end].iter().collect();
        (rows.iter().map(text).collect(), row, column)
    }

    /// Where passages of the text, given in bytes, stand in the picture; one that is broken has several
    /// places.
    pub fn places(&self, passages: &[Range<usize>]) -> Vec<Place> {
        let mut bytes = Vec::with_capacity(self.chars.len());
        let mut at = 0;
        for c in &self.chars {
            bytes.push(at);
            at += c.len_utf8();
        }
        let width = |chars: Range<usize>| self.chars[chars].iter().map(|c| columns(*c)).sum();
        let mut places = Vec::new();
        for (row, (start, end)) in self.rows().into_iter().enumerate() {
            for passage in passages {
                let from = bytes.partition_point(|byte| *byte < passage.start).max(start);
                let to = bytes.partition_point(|byte| *byte < passage.end).min(end);
                if from < to {
                    places.push(Place { row, before: width(start..from), width: width(from..to) });
                }
            }
        }
        places
    }
}
