//! The way to the page, as it stands on poster and card: the code, and beside it what to do with it.

use super::code::Code;
use super::sheet::Sheet;
use crate::paper::Unprintable;
use crate::paper::column::{Column, Ink, Mark, Style};

/// How it is set.
pub struct Sizes {
    /// The width of the code without its white; it does not shrink with the text.
    pub code: f32,
    /// What to do.
    pub scan: Style,
    /// Sentences.
    pub sentence: Style,
    /// The address.
    pub address: Style,
    /// The onion address.
    pub onion: Style,
    /// Between the parts.
    pub gap: f32,
}

/// Adds it. The white of the code reaches into the margin, so that its black stands at the edge.
pub fn add(column: &mut Column<'_>, sheet: &Sheet<'_>, look: &Sizes) -> Result<(), Unprintable> {
    let words = sheet.words();
    let code = Code::new(sheet.url)?;
    let quiet = code.quiet(look.code);
    let bottom = column.y + look.code + quiet;
    let mut beside = column.beside(look.code + quiet * 1.2);
    column.marks.push(Mark::Shape(code.shape((column.left(), column.y), look.code), Ink::Black));
    beside.text(look.scan, &words.poster.scan)?;
    if sheet.is_onion() {
        beside.text(look.sentence, &words.poster.tor)?;
    }
    beside.gap(look.gap / 4.0);
    beside.address(look.address, sheet.url)?;
    beside.gap(look.gap / 2.0);
    beside.text(look.sentence, &words.watch.work)?;
    beside.gap(look.gap);
    column.join(beside);
    column.y = column.y.max(bottom);
    if let Some(onion) = sheet.onion {
        column.text(look.sentence, &words.poster.tor)?;
        column.address(look.onion, onion)?;
        column.gap(look.gap);
    }
    Ok(())
}
