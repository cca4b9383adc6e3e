//! The counts as a page of one file: tables whose bars are drawn beside the numbers. No script, and
//! nothing is loaded from anywhere.

use crate::case::count::Table;
use crate::terminal::Terminal;
use crate::view::counts::{is_empty, rows, title};
use zegel_core::calendar::Day;

const STYLE: &str = "body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#222;\
background:#fff}table{border-collapse:collapse;width:100%;margin:0 0 2rem}caption{text-align:left;font-weight:bold;\
font-size:1.2rem;padding:.5rem 0}th,td{padding:.2rem .5rem;text-align:left;font-weight:normal;vertical-align:middle}\
td.n{text-align:right;width:7rem}td.b{width:45%}tr.t th,tr.t td{border-top:2px solid #222;font-weight:bold}\
svg{display:block;width:100%;height:1rem}rect{fill:#36536b}";

/// The page on standard output.
pub fn show(tables: &[Table], note: &str, today: Day, terminal: &Terminal) {
    let words = &terminal.texts.desk.counting;
    let lang = terminal.texts.language.code();
    let heading = escaped(&words.heading);
    terminal.print_exact(&format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{heading}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{heading}</h1>\n<p>{today}</p>"
    ));
    tables.iter().for_each(|table| terminal.print_exact(&of_table(table, terminal)));
    let note = escaped(note).replace('\n', "<br>");
    terminal.print_exact(&format!("<p>{note}</p>\n</body>\n</html>"));
}

fn of_table(table: &Table, terminal: &Terminal) -> String {
    let words = &terminal.texts.desk.counting;
    let caption = escaped(title(table, terminal.texts));
    if is_empty(table) {
        return format!("<h2>{caption}</h2>\n<p>{}</p>", escaped(&words.too_few));
    }
    let most = table.counts.cells.iter().flatten().max().copied().unwrap_or(1).max(1);
    let rows = rows(table, terminal.texts);
    let last = rows.len() - 1;
    let lines = rows.iter().enumerate().map(|(at, (label, count))| {
        let class = if at == last { " class=\"t\"" } else { "" };
        let number = count.map_or_else(|| escaped(&words.hidden), |count| count.to_string());
        let bar = count.filter(|_| at != last).map_or_else(String::new, |count| bar(count, most));
        format!(
            "<tr{class}><th scope=\"row\">{}</th><td class=\"n\">{number}</td><td class=\"b\">{bar}</td></tr>",
            escaped(label)
        )
    });
    let lines: Vec<String> = lines.collect();
    format!("<table>\n<caption>{caption}</caption>\n{}\n</table>", lines.join("\n"))
}

/// The number stands beside it, so it is hidden from who hears the page.
fn bar(count: u32, most: u32) -> String {
    let width = count * 100 / most;
    format!(
        "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect width=\"{width}\" height=\"10\"/></svg>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
