//! What is printed: typefaces, columns of text, and the pages they make. Poster and export are made
//! of it.

pub mod column;
pub mod face;
mod unprintable;

use krilla::color::{luma, rgb};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Paint as Colour};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use column::{Ink, MM, Mark};
use face::Faces;

use zegel_core::i18n::Language;

pub use unprintable::Unprintable;

/// A4, in points.
pub const PAPER: (f32, f32) = (210.0 * MM, 297.0 * MM);

/// A file that is being made. It holds no time, no author and no name of a program.
pub struct Print<'a> {
    faces: &'a Faces,
    document: Document,
}

/// One of its pages.
pub struct Paint<'a, 's> {
    faces: &'a Faces,
    /// Where it is drawn.
    pub surface: Surface<'s>,
}

impl<'a> Print<'a> {
    /// Without pages.
    pub fn new(faces: &'a Faces, title: &str, language: Language) -> Self {
        let settings = SerializeSettings { xmp_metadata: false, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        let title = title.to_owned();
        let language = language.code().to_owned();
        document.set_metadata(Metadata::new().title(title).language(language));
        Self { faces, document }
    }

    /// A page with these marks.
    pub fn page(&mut self, marks: &[Mark]) -> Result<(), Unprintable> {
        self.page_of(|paint| paint.draw(marks))
    }

    /// A page with all that is drawn on it.
    pub fn page_of(&mut self, draw: impl FnOnce(&mut Paint<'_, '_>)) -> Result<(), Unprintable> {
        let settings = PageSettings::from_wh(PAPER.0, PAPER.1).ok_or(Unprintable::Full)?;
        let mut page = self.document.start_page_with(settings);
        let mut paint = Paint { faces: self.faces, surface: page.surface() };
        draw(&mut paint);
        drop(paint);
        page.finish();
        Ok(())
    }

    /// The file.
    pub fn finish(self) -> Result<Vec<u8>, Unprintable> {
        self.document.finish().map_err(|_| Unprintable::Full)
    }
}

impl Paint<'_, '_> {
    /// Draws them.
    pub fn draw(&mut self, marks: &[Mark]) {
        for mark in marks {
            match mark {
                Mark::Line { at: (x, y), style, text } => {
                    self.surface.set_fill(Some(ink(style.ink)));
                    // It has been measured, so it has its glyphs.
                    let glyphs = self.faces.glyphs(style.face, text).unwrap_or_default();
                    let start = Point::from_xy(*x, *y);
                    let font = self.faces.font(style.face);
                    self.surface.draw_glyphs(start, &glyphs, font, text, style.size, false);
                }
                Mark::Shape(parts, colour) => {
                    self.surface.set_fill(Some(ink(*colour)));
                    let mut path = PathBuilder::new();
                    let rects = parts.iter().filter_map(|[x, y, w, h]| Rect::from_xywh(*x, *y, *w, *h));
                    rects.for_each(|rect| path.push_rect(rect));
                    path.finish().iter().for_each(|path| self.surface.draw_path(path));
                }
            }
        }
    }
}

/// Black is no colour, so that a printer mixes none.
fn ink(ink: Ink) -> Fill {
    let paint: Colour = match ink {
        Ink::Black => luma::Color::new(0).into(),
        Ink::Accent => rgb::Color::new(0x0b, 0x55, 0x63).into(),
        Ink::Grey => luma::Color::new(0xa0).into(),
    };
    Fill { paint, opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}
