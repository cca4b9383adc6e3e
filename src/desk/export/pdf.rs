//! The paper, in Dutch: one page that says what this is, what to avoid and what can be looked up,
//! and behind it everything that was written. It holds no time, no author and no name of a program.

use super::content::{CARE, Content};
use super::cover::Cover;
use super::indicators;
use super::pages::{MARGIN, Pages, SENTENCE, SMALL, STRONG, TITLE, WIDTH};
use super::paper_words::paper;
use super::text;
use crate::paper::column::{Column, Ink, MM, Mark, Size, Style};
use crate::paper::face::{Face, Faces};
use crate::paper::{PAPER, Print, Unprintable};
use zegel_core::i18n::Language;

const SUBJECT: Style = Style::new(Face::Bold, 14.0, Ink::Black);
const LABEL: Style = Style::new(Face::Bold, 11.0, Ink::Accent);
/// From the left edge to the answers.
const BESIDE: f32 = 40.0 * MM;
/// How many lines the first page gives to what to avoid, and to each fact, until it all fits.
const LINES: [(usize, usize); 5] = [(12, 6), (10, 4), (8, 3), (6, 2), (4, 1)];
const NATURAL: Size = Size { text: 1.0, space: 1.0 };

/// The file.
pub fn print(cover: &Cover<'_>, content: &Content) -> Result<Vec<u8>, Unprintable> {
    let faces = Faces::new();
    let first = first(&faces, cover, content)?;
    let mut pages = Pages::new(&faces);
    pages.heading(SUBJECT, &paper().all)?;
    for sending in &content.sendings {
        pages.heading(STRONG, &text::heading(sending))?;
        if sending.later == Some(false) {
            pages.text(SENTENCE, &paper().not_proved)?;
        }
        for part in &sending.parts {
            pages.heading(LABEL, &part.title)?;
            pages.text(SENTENCE, &part.text)?;
        }
    }
    pages.heading(SUBJECT, &paper().left_title)?;
    for line in text::left_out(content) {
        pages.text(SENTENCE, &line)?;
    }
    let lacks = pages.lacks || first.lacks;
    if lacks {
        pages.text(SENTENCE, &paper().missing)?;
    }
    let mut sheets = vec![first.marks];
    sheets.extend(pages.finish());
    bind(&faces, cover, sheets)
}

/// Puts the number and the place under each page.
fn bind(faces: &Faces, cover: &Cover<'_>, sheets: Vec<Vec<Mark>>) -> Result<Vec<u8>, Unprintable> {
    let mut print = Print::new(faces, &paper().title, Language::DUTCH);
    let of = sheets.len();
    for (place, mut marks) in sheets.into_iter().enumerate() {
        let foot = (MARGIN, PAPER.1 - MARGIN + 8.0);
        let mut column = Column::new(faces, foot, WIDTH, NATURAL);
        let values =
            [("number", cover.number), ("page", &(place + 1).to_string()), ("pages", &of.to_string())];
        column.line(SMALL, zegel_core::i18n::interpolate(&paper().page, &values))?;
        marks.extend(column.marks);
        print.page(&marks)?;
    }
    print.finish()
}

struct First {
    marks: Vec<Mark>,
    lacks: bool,
}

/// As much as fits on one page; what is cut short stands in full behind it.
fn first(faces: &Faces, cover: &Cover<'_>, content: &Content) -> Result<First, Unprintable> {
    let mut tried = Err(Unprintable::Full);
    for lines in LINES {
        tried = lay(faces, cover, content, lines);
        if !matches!(tried, Err(Unprintable::Full)) {
            break;
        }
    }
    tried
}

fn lay(
    faces: &Faces,
    cover: &Cover<'_>,
    content: &Content,
    (most_care, most_fact): (usize, usize),
) -> Result<First, Unprintable> {
    let [what, read_first, call, left_out, erase] = cover.sentences(content);
    let mut page = Pages::new(faces);
    page.text(TITLE, &paper().title)?;
    page.text(SENTENCE, &format!("{} · {} · {}", cover.number(), cover.week(), cover.receiver()))?;
    page.gap(12.0);
    page.barred(|page| page.text(STRONG, &what))?;
    page.gap(14.0);
    page.text(SUBJECT, &read_first)?;
    page.gap(3.0);
    let care = content.answers_to(CARE);
    let care = if care.is_empty() { paper().avoid_none.clone() } else { care };
    page.barred(|page| page.some(SENTENCE, &care, most_care, &paper().more))?;
    if page.lacks {
        // What to avoid may not be lost because it was written in another script.
        page.text(STRONG, &paper().missing)?;
    }
    page.gap(14.0);
    page.text(SUBJECT, &paper().facts)?;
    page.gap(5.0);
    for (label, fact) in facts(content) {
        page.beside(
            BESIDE,
            |page| page.text(LABEL, &label),
            |page| page.some(SENTENCE, &fact, most_fact, &paper().more),
        )?;
        page.gap(5.0);
    }
    page.gap(10.0);
    page.rule();
    page.gap(8.0);
    page.text(STRONG, &left_out)?;
    page.text(SENTENCE, &call)?;
    page.text(SENTENCE, &erase)?;
    page.text(SENTENCE, &paper().behind)?;
    let lacks = page.lacks;
    let mut pages = page.finish();
    match (pages.pop(), pages.is_empty()) {
        (Some(marks), true) => Ok(First { marks, lacks }),
        _ => Err(Unprintable::Full),
    }
}

/// What can be looked up at once: where, when, who, and numbers.
fn facts(content: &Content) -> Vec<(String, String)> {
    let paper = paper();
    let questions = [
        ("where", &paper.place),
        ("place", &paper.kind),
        ("when", &paper.when),
        ("minor", &paper.minor),
        ("person", &paper.person),
        ("boss", &paper.boss),
        ("online", &paper.online),
    ];
    let answers = questions.map(|(question, label)| (label.clone(), content.answers_to(question)));
    let numbers = (paper.numbers.clone(), indicators::find(content).join("\n"));
    let all = answers.into_iter().chain([numbers]);
    let or_none = |text: String| if text.is_empty() { paper.nothing.clone() } else { text };
    all.map(|(label, text)| (label, or_none(text))).collect()
}
