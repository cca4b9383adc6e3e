//! What can go wrong with a key: its passphrase, its file, split, joined, or in a program of its own.

use std::io;
use std::path::{Path, PathBuf};

use super::strength::LEAST;
use crate::identity::IdentityError;
use crate::texts::Keys;
use zegel_core::i18n::fill;

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
    /// The parts give back another key than the one in this file.
    AnotherKey(PathBuf),
    /// The program of a hardware key is not there.
    NoPlugin(String),
    /// A line that names no program.
    PluginLine,
    /// An empty line, Ctrl-C or Ctrl-D at the question for a passphrase.
    NothingTyped,
    /// A passphrase is needed, and there is nobody to ask.
    NoTerminal,
    /// There is a terminal that could not ask.
    NotAsked(io::Error),
    /// A passphrase file without a passphrase.
    NoPassphrase(PathBuf),
    /// A passphrase file for a new key with so few characters.
    ShortInFile(PathBuf, usize),
    /// A passphrase file for a new key with something easy to guess.
    PlainInFile(PathBuf),
    /// An identity file that is not read.
    NotRead(PathBuf, IdentityError),
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
            Self::AnotherKey(file) => of_file(&words.another_key, file, &[]),
            Self::NoPlugin(name) => fill(&words.no_plugin, &[("name", name)]),
            Self::PluginLine => words.plugin_line.clone(),
            Self::NothingTyped => words.nothing_typed.clone(),
            Self::NoTerminal => words.no_terminal.clone(),
            Self::NotAsked(why) => fill(&words.not_asked, &[("why", &why.to_string())]),
            Self::NoPassphrase(file) => of_file(&words.no_passphrase, file, &[]),
            Self::ShortInFile(file, count) => {
                let least = ("least", LEAST.to_string());
                of_file(&words.short_in_file, file, &[("count", count.to_string()), least])
            }
            Self::PlainInFile(file) => of_file(&words.plain_in_file, file, &[]),
            Self::NotRead(file, error) => not_read(file, error, words),
        }
    }
}

fn not_read(file: &Path, error: &IdentityError, words: &Keys) -> String {
    match error {
        IdentityError::Protected => words.no_terminal.clone(),
        IdentityError::Passphrase => of_file(&words.passphrase_wrong, file, &[]),
        IdentityError::Work { asked, most } => {
            let facts = [("asked", asked.to_string()), ("most", most.to_string())];
            of_file(&words.too_much_work, file, &facts)
        }
        IdentityError::Memory { mebibytes } => {
            of_file(&words.too_little_memory, file, &[("mebibytes", mebibytes.to_string())])
        }
        IdentityError::Damaged => of_file(&words.damaged, file, &[]),
        IdentityError::Unsupported | IdentityError::NoIdentity | IdentityError::Line(_) => {
            of_file(&words.unsupported, file, &[])
        }
    }
}

fn of_file(text: &str, file: &Path, facts: &[(&str, String)]) -> String {
    let file = file.display().to_string();
    let mut all: Vec<(&str, &str)> = vec![("file", &file)];
    all.extend(facts.iter().map(|(name, value)| (*name, value.as_str())));
    fill(text, &all)
}
