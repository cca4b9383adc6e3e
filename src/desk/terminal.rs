//! The terminal: the one way out for everything that the command line prints, and its questions.
//! Words of reporters, colleagues and servers are data; nothing in them can move the cursor, colour,
//! hide or turn round other text.

use std::io::{self, BufRead, ErrorKind, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::error::{self, DeskError};
use crate::platform::{can_draw, has_no_reader, person, typed_line};
use crate::text::escaped;
pub use crate::text::{Paragraph, ParagraphKind, WIDTH, clean, columns, wrap, wrap_at};
use crate::texts::Texts;
use zegel_core::i18n::Language;
use zegel_core::json::to_pretty_json;

/// Far above any text that may be sent.
const MOST_INPUT: u64 = 256 * 1024;

/// The first failure of standard output. What follows it is not printed any more: a result with a hole
/// in it would look whole.
static FAILURE: Mutex<Option<io::Error>> = Mutex::new(None);
/// What a person did while something else was waited for.
pub enum Waited {
    /// Typed a line.
    Line(String),
    /// Nothing.
    Nothing,
    /// Went away.
    Ended,
}

/// The terminal of a caseworker: standard output for results, standard error for the rest.
#[derive(Clone, Copy)]
pub struct Terminal {
    /// The texts of the caseworker's language.
    pub texts: Texts,
    json: bool,
}

impl Terminal {
    /// Speaks `language`; with `json`, standard output is for a machine.
    pub fn new(language: Language, json: bool) -> Self {
        Self { texts: Texts::new(language), json }
    }

    /// Whether a machine reads standard output.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Prints a page on standard output.
    pub fn print(&self, paragraphs: &[Paragraph]) {
        for paragraph in paragraphs {
            print(&paragraph.lines());
        }
    }

    /// Prints a text on standard output.
    pub fn print_text(&self, text: &str) {
        self.print(&[Paragraph::new(text)]);
    }

    /// Prints a text on standard output, set in under its heading.
    pub fn print_indented(&self, text: &str) {
        self.print(&[Paragraph::indented(text)]);
    }

    /// Prints a line on standard output that is for a file, and so never broken.
    pub fn print_exact(&self, line: &str) {
        print(&format!("{}\n", clean(line)));
    }

    /// Ends a page on standard output, for a printer.
    pub fn print_form_feed(&self) {
        print("\u{c}");
    }

    /// Prints a text on standard error, where it disturbs no machine that reads the result.
    pub fn inform(&self, text: &str) {
        write(io::stderr(), &Paragraph::new(text).lines());
    }

    /// Prints a text on standard error, set in under its heading.
    pub fn inform_indented(&self, text: &str) {
        write(io::stderr(), &Paragraph::indented(text).lines());
    }

    /// Prints on standard error what should be looked at before going on.
    pub fn warn(&self, text: &str) {
        self.inform(&self.texts.warning(text));
    }

    /// Prints an error on standard error: a fact and an advice.
    pub fn print_error(&self, error: &DeskError) {
        self.inform(&error.text(self.texts.desk));
    }

    /// Prints JSON on standard output. Nothing is left out of it; what a terminal would obey is escaped.
    pub fn print_json(&self, value: &impl Serialize) {
        let json = to_pretty_json(value);
        print(&format!("{}\n", escaped(&json)));
    }

    /// Whether there is a person to ask.
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Whether a person looks at standard output, on a terminal that can show a page of its own.
    pub fn has_pages(&self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stdout().is_terminal() && can_draw()
    }

    /// Asks, and gives what was typed.
    pub fn ask(&self, question: &str) -> String {
        write(io::stderr(), &format!("{} ", clean(question)));
        let mut answer = String::new();
        let read = io::stdin().lock().take(MOST_INPUT).read_line(&mut answer);
        if read.is_ok() { answer.trim().to_owned() } else { String::new() }
    }

    /// Waits so long for a line.
    pub fn wait_for_line(&self, time: Duration) -> Waited {
        match typed_line(time) {
            Ok(None) => Waited::Nothing,
            Ok(Some(line)) if !line.is_empty() => Waited::Line(line.trim().to_owned()),
            Ok(Some(_)) | Err(_) => Waited::Ended,
        }
    }

    /// Asks for a yes, in either language.
    pub fn confirm(&self, question: &str) -> bool {
        is_yes(&self.ask(question))
    }

    /// The same, also where standard input is a text: the question goes to the person's terminal, whatever
    /// standard input is. Where there is none, it is a no.
    pub fn confirm_aside(&self, question: &str) -> bool {
        if self.can_ask() {
            return self.confirm(question);
        }
        let Ok((keyboard, mut picture)) = person() else { return false };
        write(&mut picture, &format!("{} ", clean(question)));
        let mut answer = String::new();
        let read = io::BufReader::new(keyboard.take(MOST_INPUT)).read_line(&mut answer);
        read.is_ok() && is_yes(&answer)
    }

    /// What stands on standard input, to its end.
    pub fn read_input(&self) -> Result<String, DeskError> {
        if self.can_ask() {
            self.inform(&self.texts.desk.desk.write_here);
        }
        let mut text = Vec::new();
        let read = io::stdin().lock().take(MOST_INPUT).read_to_end(&mut text);
        read.map_err(|why| error::files::read(Path::new("-"), why))?;
        text_of(text)
    }
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "j" | "ja" | "y" | "yes")
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

/// Writes on standard output, unless that has failed before.
fn print(text: &str) {
    let mut failure = FAILURE.lock().unwrap_or_else(PoisonError::into_inner);
    if failure.is_none() {
        *failure = write_all(io::stdout(), text).err();
    }
}

/// What cannot be said on standard error cannot be said anywhere.
fn write(to: impl Write, text: &str) {
    let _ = write_all(to, text);
}

fn write_all(mut to: impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}

/// Whether all that was printed on standard output so far was taken.
pub fn taken() -> io::Result<()> {
    match FAILURE.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Whether all that was printed on standard output so far was taken, and somebody is there to take more.
/// Of a reader who is there and does not read, nobody can know.
pub fn printed() -> io::Result<()> {
    taken()?;
    if has_no_reader() { Err(ErrorKind::BrokenPipe.into()) } else { Ok(()) }
}
