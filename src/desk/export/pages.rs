//! Words of somebody on as many pages as they need. A character that the typefaces lack becomes a
//! mark that is seen, and it is known that there was one.

use crate::paper::column::{Column, Ink, MM, Mark, Size, Style};
use crate::paper::face::{Face, Faces};
use crate::paper::{PAPER, Unprintable};

/// White around each page.
pub const MARGIN: f32 = 20.0 * MM;
/// Between the margins.
pub const WIDTH: f32 = PAPER.0 - 2.0 * MARGIN;
/// What this is.
pub const TITLE: Style = Style::new(Face::Bold, 22.0, Ink::Black);
/// Sentences.
pub const SENTENCE: Style = Style::new(Face::Regular, 11.0, Ink::Black);
/// What must be seen.
pub const STRONG: Style = Style::new(Face::Bold, 11.5, Ink::Black);
/// Under each page.
pub const SMALL: Style = Style::new(Face::Regular, 8.0, Ink::Black);

/// What stands for characters without a glyph.
const LACKING: &str = "[?]";
/// Before a heading, and between a bar and its words.
const AROUND: f32 = 10.0;

/// Pages, and how far they have come.
pub struct Pages<'a> {
    faces: &'a Faces,
    done: Vec<Vec<Mark>>,
    column: Column<'a>,
    /// Whether a character had no glyph.
    pub lacks: bool,
}

impl<'a> Pages<'a> {
    /// One, empty.
    pub fn new(faces: &'a Faces) -> Self {
        Self { faces, done: Vec::new(), column: column(faces), lacks: false }
    }

    /// All of them.
    pub fn finish(mut self) -> Vec<Vec<Mark>> {
        self.done.push(self.column.marks);
        self.done
    }

    /// Goes down.
    pub fn gap(&mut self, height: f32) {
        self.column.gap(height);
    }

    /// Across the page.
    pub fn rule(&mut self) {
        self.column.rule(0.7);
    }

    /// A heading, which does not stand alone at the end of a page.
    pub fn heading(&mut self, style: Style, text: &str) -> Result<(), Unprintable> {
        self.gap(AROUND);
        self.room(3.0 * self.column.height_of(style));
        self.text(style, text)?;
        self.gap(2.0);
        Ok(())
    }

    /// A text, line by line.
    pub fn text(&mut self, style: Style, text: &str) -> Result<(), Unprintable> {
        self.some(style, text, usize::MAX, "")
    }

    /// So many lines of a text, and where there are more.
    pub fn some(&mut self, style: Style, text: &str, most: usize, more: &str) -> Result<(), Unprintable> {
        let text = self.printable(style.face, text);
        let mut lines = Vec::new();
        for line in text.trim_end().lines() {
            lines.extend(self.column.lines_of(style, line)?);
        }
        if lines.len() > most {
            lines.truncate(most);
            lines.push(more.to_owned());
        }
        for line in lines {
            self.room(self.column.height_of(style));
            self.column.line(style, line)?;
        }
        Ok(())
    }

    /// With a bar at its left.
    pub fn barred(
        &mut self,
        inside: impl FnOnce(&mut Self) -> Result<(), Unprintable>,
    ) -> Result<(), Unprintable> {
        let top = self.column.y;
        self.within(AROUND, inside)?;
        let bar = [self.column.left(), top, 3.0, self.column.y - top];
        self.column.marks.push(Mark::Shape(vec![bar], Ink::Accent));
        Ok(())
    }

    /// Two things beside each other.
    pub fn beside(
        &mut self,
        from: f32,
        left: impl FnOnce(&mut Self) -> Result<(), Unprintable>,
        right: impl FnOnce(&mut Self) -> Result<(), Unprintable>,
    ) -> Result<(), Unprintable> {
        let top = self.column.y;
        let right_edge = WIDTH - from + AROUND;
        self.within_to(0.0, right_edge, left)?;
        let bottom = std::mem::replace(&mut self.column.y, top);
        self.within(from, right)?;
        self.column.y = self.column.y.max(bottom);
        Ok(())
    }

    fn within(
        &mut self,
        from: f32,
        inside: impl FnOnce(&mut Self) -> Result<(), Unprintable>,
    ) -> Result<(), Unprintable> {
        self.within_to(from, 0.0, inside)
    }

    /// In a part of the column, so far from its left and right edge.
    fn within_to(
        &mut self,
        left: f32,
        right: f32,
        inside: impl FnOnce(&mut Self) -> Result<(), Unprintable>,
    ) -> Result<(), Unprintable> {
        let natural = Size { text: 1.0, space: 1.0 };
        let part = Column::new(self.faces, (MARGIN + left, self.column.y), WIDTH - left - right, natural);
        let whole = std::mem::replace(&mut self.column, part);
        let done = inside(self);
        let part = std::mem::replace(&mut self.column, whole);
        self.column.join(part);
        done
    }

    /// Goes to a new page if this one has less room.
    fn room(&mut self, height: f32) {
        if self.column.y + height > PAPER.1 - MARGIN {
            let full = std::mem::replace(&mut self.column, column(self.faces));
            self.done.push(full.marks);
        }
    }

    /// What the typefaces can print.
    fn printable(&mut self, face: Face, text: &str) -> String {
        let mut printable = String::with_capacity(text.len());
        for c in text.chars() {
            if c == '\n' || self.faces.has(face, c) {
                printable.push(c);
            } else {
                self.lacks = true;
                // One mark for a run of them, even with spaces between.
                if !printable.trim_end_matches(' ').ends_with(LACKING) {
                    printable.push_str(LACKING);
                }
            }
        }
        printable
    }
}

fn column(faces: &Faces) -> Column<'_> {
    Column::new(faces, (MARGIN, MARGIN), WIDTH, Size { text: 1.0, space: 1.0 })
}
