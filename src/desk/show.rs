//! The terminal: the one way out for everything the desk says. Words of reporters, colleagues and
//! servers are data; nothing in them can move the cursor, colour, hide or turn round other text.

use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::Path;

use serde::Serialize;

use crate::error::{self, DeskError};
use crate::json::to_pretty_json;
use crate::text::escaped;
pub use crate::text::{Paragraph, WIDTH, clean, columns, wrap, wrap_at};
use crate::texts::Texts;
use zegel_core::i18n::Language;

/// Far above any text that may be sent.
const MOST_INPUT: u64 = 256 * 1024;

/// The terminal, and the language of who sits before it.
#[derive(Clone, Copy)]
pub struct Show {
    /// What is said in that language.
    pub texts: Texts,
    json: bool,
}

impl Show {
    /// Speaks `language`; with `json`, standard output is for a machine.
    pub fn new(language: Language, json: bool) -> Self {
        Self { texts: Texts::new(language), json }
    }

    /// Whether a machine reads standard output.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// A page on standard output.
    pub fn print(&self, paragraphs: &[Paragraph]) {
        for paragraph in paragraphs {
            print(io::stdout(), &paragraph.lines());
        }
    }

    /// A text on standard output.
    pub fn out(&self, text: &str) {
        self.print(&[Paragraph::new(text)]);
    }

    /// A text on standard output, set in under its heading.
    pub fn out_under(&self, text: &str) {
        self.print(&[Paragraph::indented(text)]);
    }

    /// A line on standard output that is for a file, and so never broken.
    pub fn out_exact(&self, line: &str) {
        print(io::stdout(), &format!("{}\n", clean(line)));
    }

    /// The end of a page on standard output, for a printer.
    pub fn page_end(&self) {
        print(io::stdout(), "\u{c}");
    }

    /// A text on standard error.
    pub fn tell(&self, text: &str) {
        self.tell_in(text, 0);
    }

    fn tell_in(&self, text: &str, indent: usize) {
        print(io::stderr(), &wrap(&clean(text), indent));
    }

    /// A text on standard error, set in.
    pub fn tell_under(&self, text: &str) {
        self.tell_in(text, 2);
    }

    /// Something that deserves a look.
    pub fn warn(&self, text: &str) {
        self.tell(&self.texts.warning(text));
    }

    /// An error: a fact and an advice.
    pub fn error(&self, error: &DeskError) {
        self.tell(&error.text(self.texts.desk));
    }

    /// JSON on standard output. Nothing is left out of it; what a terminal would obey is escaped.
    pub fn json(&self, value: &impl Serialize) {
        let json = to_pretty_json(value);
        print(io::stdout(), &format!("{}\n", escaped(&json)));
    }

    /// Whether there is a person to ask.
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks, and gives what was typed.
    pub fn ask(&self, question: &str) -> String {
        print(io::stderr(), &format!("{} ", clean(question)));
        let mut answer = String::new();
        let read = io::stdin().lock().take(MOST_INPUT).read_line(&mut answer);
        if read.is_ok() { answer.trim().to_owned() } else { String::new() }
    }

    /// Asks for a yes, in either language.
    pub fn ask_yes(&self, question: &str) -> bool {
        matches!(self.ask(question).to_lowercase().as_str(), "j" | "ja" | "y" | "yes")
    }

    /// What stands on standard input, to its end.
    pub fn read_input(&self) -> Result<String, DeskError> {
        if self.can_ask() {
            self.tell(&self.texts.desk.desk.write_here);
        }
        let mut text = Vec::new();
        let read = io::stdin().lock().take(MOST_INPUT).read_to_end(&mut text);
        read.map_err(|why| error::files::read(Path::new("-"), why))?;
        text_of(text)
    }
}

/// The text of what was read. Where the limit cut a character in two, its first half is left out: there
/// is more text than can be sent, and not something else than text.
fn text_of(mut bytes: Vec<u8>) -> Result<String, DeskError> {
    if bytes.len() as u64 == MOST_INPUT
        && let Err(error) = std::str::from_utf8(&bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    String::from_utf8(bytes).map_err(|_| error::case::not_text())
}

/// A closed pipe is no failure of ours.
fn print(mut to: impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}
