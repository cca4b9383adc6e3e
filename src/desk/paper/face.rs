//! The typefaces: part of the program, so that paper looks the same everywhere, and embedded in
//! every file. They are subsets of Noto for Latin and Cyrillic; `OFL.txt` says how they were made.
//! These scripts need no shaping, so a character is a glyph and has the width of its glyph.

use std::collections::HashMap;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use super::Unprintable;

const REGULAR: &[u8] = include_bytes!("NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("NotoSans-Bold.ttf");
const MONO: &[u8] = include_bytes!("NotoSansMono-Regular.ttf");

/// A typeface.
#[derive(Clone, Copy)]
pub enum Face {
    /// For sentences.
    Regular,
    /// For headings, numbers and danger.
    Bold,
    /// For what is typed over or compared: no two of its characters look alike.
    Mono,
}

/// All of them, read.
pub struct Faces([Loaded; 3]);

struct Loaded {
    font: Font,
    /// The glyph of each character, and its width in em.
    known: HashMap<char, (GlyphId, f32)>,
}

impl Faces {
    /// Reads them.
    pub fn new() -> Self {
        Self([REGULAR, BOLD, MONO].map(Loaded::new))
    }

    /// For drawing.
    pub fn font(&self, face: Face) -> Font {
        self.0[face as usize].font.clone()
    }

    /// Whether there is a glyph for a character.
    pub fn has(&self, face: Face, c: char) -> bool {
        self.0[face as usize].known.contains_key(&c)
    }

    /// The glyphs of a text, with their widths in em. A character without a glyph is an error: it
    /// would be a box on paper.
    pub fn glyphs(&self, face: Face, text: &str) -> Result<Vec<KrillaGlyph>, Unprintable> {
        let known = &self.0[face as usize].known;
        let glyph = |(at, c): (usize, char)| {
            let (id, advance) = *known.get(&c).ok_or(Unprintable::Character(c))?;
            Ok(KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None))
        };
        text.char_indices().map(glyph).collect()
    }

    /// The width of a text of this size.
    pub fn width(&self, face: Face, size: f32, text: &str) -> Result<f32, Unprintable> {
        let known = &self.0[face as usize].known;
        let advance = |c| known.get(&c).map(|(_, advance)| advance).ok_or(Unprintable::Character(c));
        Ok(text.chars().map(advance).sum::<Result<f32, _>>()? * size)
    }
}

impl Loaded {
    #[expect(clippy::expect_used, reason = "the files are part of the program, and a test prints with each")]
    fn new(bytes: &'static [u8]) -> Self {
        let font = Font::new(bytes.to_vec().into(), 0).expect("a font of the program");
        let tables = FontRef::new(bytes).expect("a font of the program");
        let metrics = tables.glyph_metrics(Size::new(1.0), LocationRef::default());
        let glyph = |(c, id): (u32, skrifa::GlyphId)| {
            let advance = metrics.advance_width(id).unwrap_or_default();
            Some((char::from_u32(c)?, (GlyphId::new(id.to_u32()), advance)))
        };
        Self { font, known: tables.charmap().mappings().filter_map(glyph).collect() }
    }
}
