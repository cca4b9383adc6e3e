//! What can go wrong with a key: split, joined, or in a program of its own.

use crate::words::{Keys, fill};

/// An error about a key. The first word of most is where it was read.
#[derive(Debug)]
pub enum KeysError {
    /// More parts needed than made.
    Numbers,
    /// Parts of a key would stay on a screen or a disk.
    NotAPrinter,
    /// A line is mistyped.
    Line(String, usize),
    /// A line is missing.
    Missing(String, usize),
    /// No line of a part is there.
    NoPart(String),
    /// The lines are right one by one, but not together.
    Mixed(String),
    /// Made by another version.
    Version,
    /// A part of another split, of the same key or another.
    OtherSplit(String),
    /// So many parts are there, so many are needed.
    Few(usize, usize),
    /// What was joined is not what was split.
    NotTheKey,
    /// The program of a hardware key is not there.
    NoPlugin(String),
    /// A line that names no program.
    PluginLine,
}

impl KeysError {
    /// The fact and the advice.
    pub fn text(&self, words: &Keys) -> String {
        let at = |text, from: &str, line: usize| fill(text, &[("from", from), ("line", &line.to_string())]);
        match self {
            Self::Numbers => words.numbers.clone(),
            Self::NotAPrinter => words.not_a_printer.clone(),
            Self::Line(from, line) => at(&words.line_wrong, from, *line),
            Self::Missing(from, line) => at(&words.line_missing, from, *line),
            Self::NoPart(from) => at(&words.no_part, from, 0),
            Self::Mixed(from) => at(&words.lines_mixed, from, 0),
            Self::Version => words.version.clone(),
            Self::OtherSplit(from) => at(&words.other_split, from, 0),
            Self::Few(have, need) => {
                let more = need.saturating_sub(*have);
                let [have, need, more] = [*have, *need, more].map(|count| count.to_string());
                fill(&words.few, &[("have", &have), ("need", &need), ("more", &more)])
            }
            Self::NotTheKey => words.not_the_key.clone(),
            Self::NoPlugin(name) => fill(&words.no_plugin, &[("name", name)]),
            Self::PluginLine => words.plugin_line.clone(),
        }
    }
}
