//! The counts as a page of one file: tables whose bars are drawn beside the numbers. No script, and
//! nothing is loaded from anywhere.

use maud::{Markup, html};

use crate::case::count::Table;
use crate::printable::Document;
use crate::terminal::Terminal;
use crate::view::counts::{is_empty, rows, title};
use zegel_core::calendar::Day;

const STYLE: &str = "body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#222;\
background:#fff}table{border-collapse:collapse;width:100%;margin:0 0 2rem}caption{text-align:left;font-weight:bold;\
font-size:1.2rem;padding:.5rem 0}th,td{padding:.2rem .5rem;text-align:left;font-weight:normal;vertical-align:middle}\
td.n{text-align:right;width:7rem}td.b{width:45%}tr.t th,tr.t td{border-top:2px solid #222;font-weight:bold}\
svg{display:block;width:100%;height:1rem}rect{fill:#36536b}.note{white-space:pre-line}";

/// The page on standard output.
pub fn show(tables: &[Table], note: &str, today: Day, terminal: &Terminal) {
    let words = &terminal.texts.desk.counting;
    let body = html! {
        h1 { (words.heading) }
        p { (today) }
        @for table in tables { (of_table(table, terminal)) }
        p.note { (note) }
    };
    let language = terminal.texts.language;
    let page = Document { language, title: &words.heading, style: STYLE, body };
    terminal.print_exact(&page.to_html());
}

fn of_table(table: &Table, terminal: &Terminal) -> Markup {
    let words = &terminal.texts.desk.counting;
    let caption = title(table, terminal.texts);
    if is_empty(table) {
        return html! {
            h2 { (caption) }
            p { (words.too_few) }
        };
    }
    let most = table.counts.cells.iter().flatten().max().copied().unwrap_or(1).max(1);
    let rows = rows(table, terminal.texts);
    let last = rows.len() - 1;
    html! {
        table {
            caption { (caption) }
            @for (at, (label, count)) in rows.iter().enumerate() {
                tr.t[at == last] {
                    th scope="row" { (label) }
                    td.n {
                        @if let Some(count) = count { (count) } @else { (words.hidden) }
                    }
                    td.b {
                        @if let (Some(count), true) = (count, at != last) { (bar(*count, most)) }
                    }
                }
            }
        }
    }
}

/// The number stands beside it, so it is hidden from who hears the page.
fn bar(count: u32, most: u32) -> Markup {
    let width = count * 100 / most;
    html! {
        svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
            rect width=(width) height="10" {}
        }
    }
}
