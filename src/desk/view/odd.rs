//! Odd fields: what is said of a document whose other fields are not as the page writes them. Its words
//! are shown all the same.

use crate::text::{Paragraph, ParagraphKind, clean};
use crate::texts::Texts;
use zegel_core::document::{OddField, Oddity, Received};
use zegel_core::i18n::interpolate;

/// So many characters of a name or a value are shown: a document could say anything.
const LONGEST: usize = 40;
/// So many unknown fields are named.
const MOST_NAMES: usize = 5;

/// A line for each odd field, one for all unknown ones, and what cannot be done for it.
pub fn warnings(writing: &Received, texts: Texts) -> Vec<Paragraph> {
    let mut lines: Vec<String> = writing.odd.iter().filter_map(|field| line(field, texts)).collect();
    lines.extend(unknown(&writing.odd, texts));
    if writing.reply_to.is_none() {
        lines.push(texts.desk.odd.no_reply.clone());
    }
    lines.iter().map(|line| Paragraph::new(line).of(ParagraphKind::Warning)).collect()
}

fn line(field: &OddField, texts: Texts) -> Option<String> {
    let words = &texts.desk.odd;
    let name = short(&field.name);
    let line = match &field.oddity {
        Oddity::Unknown => return None,
        Oddity::Missing => interpolate(&words.missing, &[("name", &name)]),
        Oddity::Value(value) => match value.as_deref().map(short).filter(|value| !value.is_empty()) {
            Some(value) => interpolate(&words.value, &[("name", &name), ("value", &value)]),
            None => interpolate(&words.hidden, &[("name", &name)]),
        },
    };
    Some(format!("{line} {}", words.as_written))
}

fn unknown(odd: &[OddField], texts: Texts) -> Option<String> {
    let unknown = odd.iter().filter(|field| field.oddity == Oddity::Unknown);
    let names: Vec<String> = unknown.map(|field| short(&field.name)).collect();
    let left_out = if names.len() > MOST_NAMES { ", …" } else { "" };
    let listed = names.iter().take(MOST_NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let listed = format!("{listed}{left_out}");
    (!names.is_empty()).then(|| interpolate(&texts.desk.odd.unknown, &[("names", &listed)]))
}

/// Cleaned, on one line and cut.
fn short(text: &str) -> String {
    let line = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    format!("{}…", line.chars().take(LONGEST).collect::<String>())
}
