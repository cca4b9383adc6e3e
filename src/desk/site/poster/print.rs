//! The two pages and the file they make. Page one is a poster on A4; page two holds the same card four
//! times, so that any printer makes cards of A6 with two cuts.

use krilla::geom::Transform;

use super::sheet::{Layout, Sheet};
use super::{cards, poster_page};
use crate::paper::column::Size;
use crate::paper::face::Faces;
use crate::paper::{PAPER, Print, Unprintable};

/// How much white is tried, when there is room for it.
const SPACES: [f32; 5] = [1.8, 1.6, 1.4, 1.2, 1.0];

/// The file. It holds no time, no author and no name of a program.
pub fn print(sheet: &Sheet<'_>) -> Result<Vec<u8>, Unprintable> {
    let faces = Faces::new();
    let wall = largest_fitting(&poster_page::SCALES, |size| poster_page::lay(sheet, &faces, size))?;
    let card = largest_fitting(&cards::SCALES, |size| cards::lay(sheet, &faces, size))?;
    // A window and a list of files show the title, so it is as neutral as that of the page.
    let mut print = Print::new(&faces, &sheet.words().page.title, sheet.language);
    print.page(&wall)?;
    print.page_of(|paint| {
        for (x, y) in [(0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)] {
            paint.surface.push_transform(&Transform::from_translate(x * PAPER.0, y * PAPER.1));
            paint.draw(&card);
            paint.surface.pop();
        }
        paint.draw(&cards::cuts());
    })?;
    print.finish()
}

/// The largest of these sizes in which everything has room, and then the most white.
fn largest_fitting(texts: &[f32], lay: impl Fn(Size) -> Layout) -> Layout {
    let sizes = texts.iter().flat_map(|text| SPACES.map(|space| Size { text: *text, space }));
    let mut laid = sizes.map(lay).filter(|laid| !matches!(laid, Err(Unprintable::Full)));
    laid.next().unwrap_or(Err(Unprintable::Full))
}
