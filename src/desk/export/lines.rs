//! Lines to leave out: what goes, numbered, and the choice of numbers that somebody types.

use std::collections::BTreeSet;

use super::content::{Content, Part};
use super::pointing;
use super::text;
use crate::error::{self, DeskError};
use zegel_core::i18n::Language;

/// All lines with words, in the order of their numbers, which begin at one.
pub fn lines(content: &Content) -> Vec<&str> {
    let parts = content.sendings.iter().flat_map(|sending| &sending.parts);
    parts.flat_map(|part| part.text.lines()).filter(|line| !line.trim().is_empty()).collect()
}

/// The same lines, with what may point at the reporter between » and «.
pub fn marked(content: &Content, language: Option<Language>) -> Vec<String> {
    let mut lines = Vec::new();
    for sending in &content.sendings {
        for part in &sending.parts {
            let marked = pointing::marked(part, sending.source, language);
            let has_words = part.text.lines().map(|line| !line.trim().is_empty());
            let kept = marked.lines().zip(has_words).filter(|(_, has_words)| *has_words);
            lines.extend(kept.map(|(line, _)| line.to_owned()));
        }
    }
    lines
}

/// What would go, each line with its number, and what may point at the reporter between » and «.
pub fn numbered(content: &Content, language: Option<Language>) -> String {
    let mut number = 0;
    let mut page = String::new();
    for sending in &content.sendings {
        page.push_str(&text::heading(sending));
        page.push('\n');
        for part in &sending.parts {
            page.push_str(&format!("\n{}\n", part.title));
            add(&mut page, part, &mut number, &pointing::marked(part, sending.source, language));
        }
        page.push('\n');
    }
    page
}

fn add(page: &mut String, part: &Part, number: &mut usize, marked: &str) {
    for (line, marked) in part.text.lines().zip(marked.lines()) {
        if line.trim().is_empty() {
            page.push('\n');
            continue;
        }
        *number += 1;
        page.push_str(&format!("{number:>4}  {marked}\n"));
    }
}

/// The lines of these numbers, such as `3,7-9`, as they were written.
pub fn chosen(content: &Content, typed: &str) -> Result<Vec<String>, DeskError> {
    let all = lines(content);
    let mut chosen = Vec::new();
    for number in numbers(typed, all.len())? {
        let line = all.get(number - 1).map(|line| line.trim().to_owned());
        chosen.extend(line.filter(|line| !chosen.contains(line)));
    }
    Ok(chosen)
}

fn numbers(typed: &str, most: usize) -> Result<BTreeSet<usize>, DeskError> {
    let refused = || error::export::lines(typed, most);
    let number = |text: &str| {
        let number: usize = text.trim().parse().map_err(|_| refused())?;
        if (1..=most).contains(&number) { Ok(number) } else { Err(refused()) }
    };
    let mut numbers = BTreeSet::new();
    for part in typed.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let first = number(first)?;
        let last = number(last)?;
        if first > last {
            return Err(refused());
        }
        numbers.extend(first..=last);
    }
    Ok(numbers)
}
