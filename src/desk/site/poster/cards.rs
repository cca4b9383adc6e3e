//! The card for a staff room or a pocket, of A6: the same words, smaller, and of each number only
//! what it is for.

use super::address::{self, Sizes};
use super::sheet::{Layout, Sheet};
use crate::paper::column::{Column, Ink, MM, Mark, Size, Style};
use crate::paper::face::{Face, Faces};
use crate::paper::{PAPER, Unprintable};

/// The sizes that are tried. At the smallest, sentences are 6 points.
pub const SCALES: [f32; 8] = [1.15, 1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8];

const MARGIN: f32 = 8.0 * MM;
const WIDTH: f32 = PAPER.0 / 2.0 - 2.0 * MARGIN;
const HEIGHT: f32 = PAPER.1 / 2.0;

const TITLE: Style = Style::new(Face::Bold, 13.0, Ink::Black);
const SENTENCE: Style = Style::new(Face::Regular, 7.8, Ink::Black);
const STRONG: Style = Style::new(Face::Bold, 7.8, Ink::Black);
const ADDRESS: Style = Style::new(Face::Mono, 7.8, Ink::Accent);
const NUMBER: Style = Style::new(Face::Bold, 7.5, Ink::Accent);
const HELP: Style = Style::new(Face::Regular, 7.5, Ink::Black);
const FOOT: Style = Style::new(Face::Regular, 6.5, Ink::Black);
const PRINT: Style = Style::new(Face::Mono, 6.5, Ink::Black);

const LOOK: Sizes =
    Sizes { code: 26.0 * MM, scan: STRONG, sentence: SENTENCE, address: ADDRESS, onion: ADDRESS, gap: 5.0 };

/// All of it at this size, if there is room.
pub fn lay(sheet: &Sheet<'_>, faces: &Faces, size: Size) -> Layout {
    let words = sheet.words();
    let mut column = Column::new(faces, (MARGIN, MARGIN), WIDTH, size);
    column.heading(TITLE, &words.start.title)?;
    column.gap(3.0);
    column.text(SENTENCE, &words.start.what)?;
    column.gap(1.5);
    column.text(SENTENCE, &words.start.anon)?;
    column.gap(5.0);
    column.text(STRONG, &words.start.danger)?;
    column.gap(8.0);
    address::add(&mut column, sheet, &LOOK)?;
    if let Some(hint) = sheet.hint() {
        column.text(SENTENCE, hint)?;
        column.gap(5.0);
    }
    numbers(&mut column, sheet)?;
    column.gap(5.0);
    column.rule(0.5);
    column.gap(3.0);
    column.text(FOOT, &sheet.key())?;
    column.text(PRINT, sheet.fingerprint)?;
    if column.y > HEIGHT - MARGIN { Err(Unprintable::Full) } else { Ok(column.marks) }
}

fn numbers(column: &mut Column<'_>, sheet: &Sheet<'_>) -> Result<(), Unprintable> {
    for (helpline, said) in sheet.helplines() {
        let mut number = column.beside(0.0);
        number.line(NUMBER, helpline.number.clone())?;
        let mut beside = column.beside(21.0 * MM);
        beside.text(HELP, first_sentence(&said.text))?;
        column.join(number);
        column.join(beside);
    }
    Ok(())
}

/// What a number is for stands first.
fn first_sentence(text: &str) -> &str {
    let ends = [". ", "? ", "! "].into_iter().filter_map(|end| text.find(end));
    ends.min().map_or(text, |end| &text[..=end])
}

/// Where the four cards of a page part.
pub fn cuts() -> Vec<Mark> {
    let (width, height) = PAPER;
    let lines = vec![[width / 2.0, 0.0, 0.4, height], [0.0, height / 2.0, width, 0.4]];
    vec![Mark::Shape(lines, Ink::Grey)]
}
