//! A column of text on paper: breaks lines, goes down, and keeps what is to be drawn. All lengths are
//! points; y goes down from the top of the page.

use super::Unprintable;
use super::face::{Face, Faces};

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// The two inks: paper must be as good from a printer that has only black.
#[derive(Clone, Copy, PartialEq)]
pub enum Ink {
    /// Text.
    Black,
    /// The one accent.
    Accent,
    /// Where to cut.
    Grey,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub struct Style {
    /// Its typeface.
    pub face: Face,
    /// Its size, before that of the column.
    pub size: f32,
    /// Its ink.
    pub ink: Ink,
}

impl Style {
    /// A typeface in this size, in points, and this ink.
    pub const fn new(face: Face, size: f32, ink: Ink) -> Self {
        Self { face, size, ink }
    }
}

/// Something to draw.
pub enum Mark {
    /// A line of text, from the left end of its base line.
    Line {
        /// Its place.
        at: (f32, f32),
        /// Its style, as large as it is drawn.
        style: Style,
        /// Its words.
        text: String,
    },
    /// Rectangles that are one shape, each by left, top, width and height.
    Shape(Vec<[f32; 4]>, Ink),
}

/// How large all of it is.
#[derive(Clone, Copy)]
pub struct Size {
    /// Times each size of text.
    pub text: f32,
    /// Times each gap, after that.
    pub space: f32,
}

/// A column, and how far it has come.
pub struct Column<'a> {
    faces: &'a Faces,
    left: f32,
    width: f32,
    size: Size,
    /// The top of what comes next.
    pub y: f32,
    /// What is in it.
    pub marks: Vec<Mark>,
}

/// The height of a line, in sizes.
const LEADING: f32 = 1.38;
/// From the middle of a line to its base line: half of Noto's capitals.
const BASE: f32 = 0.357;

impl<'a> Column<'a> {
    /// An empty one.
    pub fn new(faces: &'a Faces, (left, top): (f32, f32), width: f32, size: Size) -> Self {
        Self { faces, left, width, size, y: top, marks: Vec::new() }
    }

    /// An empty one beside this one's next line, `from` its left edge.
    pub fn beside(&self, from: f32) -> Self {
        Self::new(self.faces, (self.left + from, self.y), self.width - from, self.size)
    }

    /// Takes over what stands beside, and goes on below both.
    pub fn join(&mut self, other: Self) {
        self.marks.extend(other.marks);
        self.y = self.y.max(other.y);
    }

    /// Goes down.
    pub fn gap(&mut self, height: f32) {
        self.y += height * self.size.text * self.size.space;
    }

    /// Its left edge.
    pub fn left(&self) -> f32 {
        self.left
    }

    /// A heading: rather a little smaller than with one word alone on a second line.
    pub fn heading(&mut self, style: Style, text: &str) -> Result<(), Unprintable> {
        match self.smaller(style, text, 0.8)? {
            Some(style) => self.line(style, text.to_owned()),
            None => self.text(style, text),
        }
    }

    /// A text, broken at its spaces.
    pub fn text(&mut self, style: Style, text: &str) -> Result<(), Unprintable> {
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if line.is_empty() || self.fits(style, &longer)? {
                line = longer;
            } else {
                self.line(style, std::mem::replace(&mut line, word.to_owned()))?;
            }
        }
        self.line(style, line)
    }

    /// An address: on one line if that makes it only a little smaller, else in parts of one length.
    /// It may break anywhere: it has no spaces, and a hyphen would be typed over.
    pub fn address(&mut self, style: Style, address: &str) -> Result<(), Unprintable> {
        if let Some(style) = self.smaller(style, address, 0.9)? {
            return self.line(style, address.to_owned());
        }
        let characters: Vec<char> = address.chars().collect();
        #[expect(clippy::cast_possible_truncation, reason = "a whole number, of a few lines")]
        let lines = (self.width_of(style, address)? / self.width).ceil() as usize;
        for part in characters.chunks(characters.len().div_ceil(lines)) {
            self.line(style, part.iter().collect())?;
        }
        Ok(())
    }

    /// The lines of words of somebody, broken at spaces, and inside a word that is wider than the
    /// column.
    pub fn lines_of(&self, style: Style, text: &str) -> Result<Vec<String>, Unprintable> {
        let mut lines = vec![String::new()];
        let mut used = 0.0;
        for word in text.split_inclusive(' ') {
            let wide = self.width_of(style, word.trim_end())?;
            if used + wide > self.width && used > 0.0 {
                lines.push(String::new());
                used = 0.0;
            }
            for c in word.chars() {
                let wide = self.width_of(style, c.encode_utf8(&mut [0; 4]))?;
                if used + wide > self.width && c != ' ' {
                    lines.push(String::new());
                    used = 0.0;
                }
                lines.last_mut().into_iter().for_each(|line| line.push(c));
                used += wide;
            }
        }
        Ok(lines.into_iter().map(|line| line.trim_end().to_owned()).collect())
    }

    /// The height of one line.
    pub fn height_of(&self, style: Style) -> f32 {
        style.size * self.size.text * LEADING
    }

    /// One line, never broken.
    pub fn line(&mut self, style: Style, text: String) -> Result<(), Unprintable> {
        if !self.fits(style, &text)? {
            return Err(Unprintable::Full);
        }
        let style = Style { size: style.size * self.size.text, ..style };
        let height = style.size * LEADING;
        let base = self.y + height / 2.0 + style.size * BASE;
        self.marks.push(Mark::Line { at: (self.left, base), style, text });
        self.y += height;
        Ok(())
    }

    /// Across the whole column.
    pub fn rule(&mut self, height: f32) {
        self.marks.push(Mark::Shape(vec![[self.left, self.y, self.width, height]], Ink::Accent));
        self.y += height;
    }

    /// The largest size, down to this part of it, in which a text has one line.
    fn smaller(&self, style: Style, text: &str, least: f32) -> Result<Option<Style>, Unprintable> {
        let wide = self.width_of(style, text)? / self.width;
        let part = [1.0, 0.95, 0.9, 0.85, 0.8].into_iter().find(|part| wide * part <= 1.0);
        let part = part.filter(|part| *part >= least);
        Ok(part.map(|part| Style { size: style.size * part, ..style }))
    }

    fn fits(&self, style: Style, text: &str) -> Result<bool, Unprintable> {
        Ok(self.width_of(style, text)? <= self.width)
    }

    fn width_of(&self, style: Style, text: &str) -> Result<f32, Unprintable> {
        self.faces.width(style.face, style.size * self.size.text, text)
    }
}

impl Mark {
    /// The same, further down.
    pub fn lower(self, by: f32) -> Self {
        match self {
            Self::Line { at: (x, y), style, text } => Self::Line { at: (x, y + by), style, text },
            Self::Shape(parts, ink) => {
                Self::Shape(parts.into_iter().map(|[x, y, w, h]| [x, y + by, w, h]).collect(), ink)
            }
        }
    }
}
