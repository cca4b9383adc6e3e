//! The poster. From two metres it looks like any careful notice: nothing is larger than its
//! heading, and the heading and the code name no subject.

use super::address::{self, Sizes};
use super::sheet::{Layout, Sheet};
use crate::paper::column::{Column, Ink, MM, Mark, Size, Style};
use crate::paper::face::{Face, Faces};
use crate::paper::{PAPER, Unprintable};

/// The sizes that are tried. At the smallest, sentences are 9 points.
pub const SCALES: [f32; 8] = [1.12, 1.06, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75];

const MARGIN: f32 = 20.0 * MM;
const WIDTH: f32 = PAPER.0 - 2.0 * MARGIN;
/// White above the foot.
const ABOVE_FOOT: f32 = 16.0;

const TITLE: Style = Style::new(Face::Bold, 27.0, Ink::Black);
const LEAD: Style = Style::new(Face::Regular, 13.0, Ink::Black);
const STRONG: Style = Style::new(Face::Bold, 13.0, Ink::Black);
const SENTENCE: Style = Style::new(Face::Regular, 12.0, Ink::Black);
const ADDRESS: Style = Style::new(Face::Mono, 13.0, Ink::Accent);
const ONION: Style = Style::new(Face::Mono, 10.5, Ink::Accent);
const HEADING: Style = Style::new(Face::Bold, 14.0, Ink::Black);
const NUMBER: Style = Style::new(Face::Bold, 11.0, Ink::Accent);
const HELP: Style = Style::new(Face::Regular, 11.0, Ink::Black);
const FOOT: Style = Style::new(Face::Regular, 9.0, Ink::Black);
const PRINT: Style = Style::new(Face::Mono, 9.0, Ink::Black);

const LOOK: Sizes =
    Sizes { code: 42.0 * MM, scan: STRONG, sentence: SENTENCE, address: ADDRESS, onion: ONION, gap: 14.0 };

/// All of it at this size, if there is room.
pub fn lay(sheet: &Sheet<'_>, faces: &Faces, size: Size) -> Layout {
    let foot = foot(sheet, faces, size)?;
    let words = sheet.words();
    let mut column = Column::new(faces, (MARGIN, MARGIN), WIDTH, size);
    column.heading(TITLE, &words.start.title)?;
    column.gap(8.0);
    column.text(LEAD, &words.start.what)?;
    column.gap(3.0);
    column.text(LEAD, &words.start.anon)?;
    column.gap(14.0);
    danger(&mut column, &words.start.danger)?;
    column.gap(18.0);
    address::add(&mut column, sheet, &LOOK)?;
    if let Some(hint) = sheet.hint() {
        column.text(SENTENCE, hint)?;
        column.gap(14.0);
    }
    numbers(&mut column, sheet)?;
    let top = PAPER.1 - MARGIN - foot.y;
    if column.y + ABOVE_FOOT > top {
        return Err(Unprintable::Full);
    }
    let mut marks = column.marks;
    marks.extend(foot.marks.into_iter().map(|mark| mark.lower(top)));
    Ok(marks)
}

/// A bar and the words themselves, never a colour alone.
fn danger(column: &mut Column<'_>, text: &str) -> Result<(), Unprintable> {
    let mut beside = column.beside(14.0);
    beside.gap(2.0);
    beside.text(STRONG, text)?;
    beside.gap(2.0);
    let bar = [column.left(), column.y, 4.0, beside.y - column.y];
    column.marks.push(Mark::Shape(vec![bar], Ink::Accent));
    column.join(beside);
    Ok(())
}

fn numbers(column: &mut Column<'_>, sheet: &Sheet<'_>) -> Result<(), Unprintable> {
    let words = &sheet.words().numbers;
    column.text(HEADING, &words.title)?;
    column.gap(4.0);
    for (helpline, said) in sheet.helplines() {
        let mut number = column.beside(0.0);
        number.line(NUMBER, helpline.number.clone())?;
        let mut beside = column.beside(33.0 * MM);
        let hours = said.hours.iter().map(String::as_str);
        let text: Vec<&str> = [said.text.as_str()].into_iter().chain(hours).collect();
        beside.text(HELP, &text.join(" "))?;
        column.join(number);
        column.join(beside);
        column.gap(3.0);
    }
    column.gap(3.0);
    column.text(HELP, &words.trace)
}

/// From its own top, to be put at the bottom.
fn foot<'a>(sheet: &Sheet<'_>, faces: &'a Faces, size: Size) -> Result<Column<'a>, Unprintable> {
    let mut foot = Column::new(faces, (MARGIN, 0.0), WIDTH, Size { text: size.text.min(1.0), space: 1.0 });
    foot.rule(0.7);
    foot.gap(6.0);
    foot.text(FOOT, &sheet.key())?;
    foot.text(PRINT, sheet.fingerprint)?;
    Ok(foot)
}
