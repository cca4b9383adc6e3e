//! The counts as comma-separated values (RFC 4180), which a spreadsheet takes as text.

use crate::case::count::Table;
use crate::terminal::Terminal;
use crate::view::counts::{rows, title};

/// One line a row; the note is the last line.
pub fn show(tables: &[Table], note: &str, terminal: &Terminal) {
    let words = &terminal.texts.desk.counting;
    line(&[&words.table, &words.row, &words.count], terminal);
    for table in tables {
        for (label, count) in rows(table, terminal.texts) {
            let count = count.map_or(words.hidden.clone(), |count| count.to_string());
            line(&[title(table, terminal.texts), &label, &count], terminal);
        }
    }
    line(&[&note.replace('\n', " ")], terminal);
}

fn line(cells: &[&str], terminal: &Terminal) {
    terminal.print_exact(&cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(","));
}

/// A cell that no spreadsheet takes for a formula.
pub fn cell(text: &str) -> String {
    let text =
        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
