//! Book of receivers: `receivers.toml` beside the settings, in which a caseworker writes down to whom
//! reports can be handed on, and `zegel receivers`, which lists it. It is changed as a file.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::package;
use crate::config::Settings;
use crate::error::{self, DeskError, LinePlace};
use crate::files::read_bounded;
use crate::terminal::{Terminal, clean};
use crate::texts::HandingOn;
use crate::view::answers::kind_words;
use zegel_core::document::ReceiverKind;
use zegel_core::i18n::interpolate;
use zegel_core::seal::Recipients;

/// Its name in the folder of the settings.
const NAME: &str = "receivers.toml";
/// Far above any book.
const MOST: u64 = 1024 * 1024;
/// The longest name of a receiver that a page has room for.
const LONGEST: usize = 80;

/// Receiver: somebody to whom a report can be handed on.
#[derive(Clone)]
pub struct Receiver {
    /// The name that notes and packages keep.
    pub name: String,
    /// What it is.
    pub kind: ReceiverKind,
    /// The key for which a package is sealed.
    pub key: Option<String>,
    /// What it may get.
    pub gets: Gets,
}

/// What a receiver may get.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gets {
    /// What a caseworker wrote, and nothing else.
    Text,
    /// The reporter's own words too.
    OwnWords,
}

/// The book, as its file has it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "receiver")]
    receivers: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    kind: ReceiverKind,
    key: Option<String>,
    #[serde(default = "text_alone")]
    gets: Gets,
}

fn text_alone() -> Gets {
    Gets::Text
}

/// Book of receivers.
pub struct Book {
    path: PathBuf,
    receivers: Vec<Receiver>,
}

impl Book {
    /// Reads the book of this computer. Without a file it is empty.
    pub fn read(settings: &Settings) -> Result<Self, DeskError> {
        let path = settings.file().with_file_name(NAME);
        let mut book = Self { receivers: Vec::new(), path };
        for entry in read_file(&book.path)?.receivers {
            let receiver = book.checked(entry)?;
            book.receivers.push(receiver);
        }
        Ok(book)
    }

    /// Everybody in it, in the order of the file.
    pub fn receivers(&self) -> &[Receiver] {
        &self.receivers
    }

    /// The receiver of this name, whatever its capitals.
    pub fn get(&self, name: &str) -> Option<&Receiver> {
        self.receivers.iter().find(|receiver| receiver.name.to_lowercase() == name.to_lowercase())
    }

    fn checked(&self, entry: Entry) -> Result<Receiver, DeskError> {
        let refused = |why: &str| error::export::book(&self.path, &entry.name, why);
        let name = name(&entry.name).map_err(|_| refused("name"))?;
        if self.get(&name).is_some() {
            return Err(refused("name"));
        }
        if let Some(key) = &entry.key {
            key.parse::<Recipients>().map_err(|_| refused("key"))?;
        }
        Ok(Receiver { name, kind: entry.kind, key: entry.key, gets: entry.gets })
    }
}

impl Receiver {
    /// Somebody who is in no book: the caseworker says what it is, and decides each time what it gets.
    pub fn unlisted(name: String, kind: ReceiverKind) -> Self {
        Self { name, kind, key: None, gets: Gets::OwnWords }
    }

    /// For whom a package is sealed, if there is a key.
    pub fn recipients(&self) -> Result<Option<Recipients>, DeskError> {
        self.key.as_deref().map(package::recipients).transpose()
    }
}

fn read_file(path: &Path) -> Result<File, DeskError> {
    let bytes = match read_bounded(path, MOST) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(File::default()),
        Err(error) => return Err(error::files::read(path, error)),
    };
    // A space that no line may be broken at is one that a word processor makes.
    let text = error::files::text(path, &bytes)?.replace('\u{a0}', " ");
    toml::from_str(&text).map_err(|error| not_understood(path, &text, &error))
}

/// Where in the file it is, and the line itself.
fn not_understood(path: &Path, text: &str, error: &toml::de::Error) -> DeskError {
    let place = LinePlace::new(text, error.span().map_or(0, |span| span.start));
    if place.has_curly_quotes() {
        return error::files::config_quotes(path, &place);
    }
    error::export::book_file(path, &place, error.message())
}

/// The name of a receiver as somebody typed it, on one line.
pub fn name(typed: &str) -> Result<String, DeskError> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let name = clean(&words.join(" "));
    if (1..=LONGEST).contains(&name.chars().count()) { Ok(name) } else { Err(error::export::receiver()) }
}

/// The arguments of the verb.
#[derive(Args)]
pub struct List {}

impl List {
    /// Prints the book.
    pub fn run(settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let book = Book::read(settings)?;
        if terminal.is_json() {
            let all: Vec<_> = book.receivers().iter().map(to_json).collect();
            terminal.print_json(&all);
            return Ok(());
        }
        let words = &terminal.texts.desk.handing_on;
        book.receivers().iter().for_each(|receiver| terminal.print_text(&line(receiver, words)));
        let file = book.path.display().to_string();
        let advice = if book.receivers().is_empty() { &words.book_empty } else { &words.book_file };
        terminal.inform(&interpolate(advice, &[("file", &file)]));
        Ok(())
    }
}

/// A receiver in a line: what it is, whether it has a key, and what it may get.
pub fn line(receiver: &Receiver, words: &HandingOn) -> String {
    let kind = kind_words(receiver.kind, words);
    let key = if receiver.key.is_some() { &words.with_key } else { &words.without_key };
    let gets = if receiver.gets == Gets::Text { &words.gets_text } else { &words.gets_own_words };
    format!("{} · {kind} · {key} · {gets}", receiver.name)
}

fn to_json(receiver: &Receiver) -> serde_json::Value {
    let gets = if receiver.gets == Gets::Text { "text" } else { "own-words" };
    json!({ "name": receiver.name, "kind": receiver.kind, "key": receiver.key, "gets": gets })
}
