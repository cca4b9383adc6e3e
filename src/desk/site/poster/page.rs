//! The page that is printed, of two sheets. The first is a poster of A4; the second holds the same card
//! four times, so that any printer makes cards of A6 with two cuts.

use maud::{Markup, html};

use super::code::Code;
use super::sheet::Sheet;
use super::sizes::{CARD, Kind, POSTER, Sizes};
use super::style::style;
use crate::printable::Document;

/// The words do not fit on the paper.
#[derive(Debug)]
pub struct NoRoom;

/// The file. It holds no time, no author and no name of a program.
pub fn page(sheet: &Sheet<'_>) -> Result<String, NoRoom> {
    let code = Code::new(sheet.url).ok_or(NoRoom)?;
    let fitting = |sizes: &Sizes| sizes.largest_fitting(sheet, code.quiet(sizes.code)).ok_or(NoRoom);
    let style = style(&code, fitting(&POSTER)?, fitting(&CARD)?);
    let card = part(sheet, &code, Kind::Card);
    let body = html! {
        main.poster { (part(sheet, &code, Kind::Poster)) }
        div.cards {
            div.card { (card) }
            // Whoever has it read aloud hears the card once.
            @for _ in 1..4 { div.card aria-hidden="true" { (card) } }
        }
    };
    // A window and a list of files show the title, so it is as neutral as that of the page.
    let document =
        Document { language: sheet.language, title: &sheet.words().page.title, style: &style, body };
    Ok(document.to_html())
}

/// What stands on one of the two.
fn part(sheet: &Sheet<'_>, code: &Code, kind: Kind) -> Markup {
    let words = sheet.words();
    html! {
        div {
            h1 { (words.start.title) }
            p.lead { (words.start.what) }
            p.lead { (words.start.anon) }
        }
        // A bar and the words themselves, never a colour alone.
        p.danger { strong { (words.start.danger) } }
        (way(sheet, code))
        @if let Some(hint) = sheet.hint() { p { (hint) } }
        (numbers(sheet, kind))
        div.foot {
            p { (sheet.key()) }
            p.mono { (sheet.fingerprint) }
        }
    }
}

/// The code, and beside it what to do with it.
fn way(sheet: &Sheet<'_>, code: &Code) -> Markup {
    let words = sheet.words();
    html! {
        div {
            div.way {
                (code.draw(sheet.url))
                div {
                    p { strong { (words.poster.scan) } }
                    @if sheet.is_onion() { p { (words.poster.tor) } }
                    p.mono.address { (sheet.url) }
                    p { (words.watch.work) }
                }
            }
            @if let Some(onion) = sheet.onion {
                p { (words.poster.tor) }
                p.mono.address.onion { (onion) }
            }
        }
    }
}

fn numbers(sheet: &Sheet<'_>, kind: Kind) -> Markup {
    let words = &sheet.words().numbers;
    html! {
        div {
            @if kind == Kind::Poster { h2 { (words.title) } }
            table {
                @for (helpline, said) in sheet.helplines() {
                    tr {
                        th scope="row" { (helpline.number) }
                        td { (kind.about(said)) }
                    }
                }
            }
            @if kind == Kind::Poster { p.number { (words.trace) } }
        }
    }
}
