//! The terminal: the one way out for everything the desk says. Words of reporters, colleagues and
//! servers are data; nothing in them can move the cursor, colour, hide or turn round other text.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use serde::Serialize;

use crate::desk::error::DeskError;
use crate::words::{self, DeskWords, Language, Words, fill};

/// Columns of the terminal for which lines are broken.
pub const WIDTH: usize = 80;

/// Far above any text that may be sent.
const MOST_INPUT: u64 = 256 * 1024;

/// A colour of 24 bits has this many characters of parameters.
const MOST_PARAMETERS: usize = 16;

/// The terminal, and the language of who sits before it.
#[derive(Clone)]
pub struct Show {
    /// That language.
    pub language: Language,
    json: bool,
}

impl Show {
    /// Speaks `language`; with `json`, standard output is for a machine.
    pub fn new(language: Language, json: bool) -> Self {
        Self { language, json }
    }

    /// Whether a machine reads standard output.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// All words of the language, the form's own among them.
    pub fn words(&self) -> &'static Words {
        words::words(self.language)
    }

    /// All that the desk says, its errors among them.
    pub fn all(&self) -> &'static DeskWords {
        words::desk_words(self.language)
    }

    /// The words of the desk.
    pub fn desk(&self) -> &'static words::Desk {
        &self.all().desk
    }

    /// The words around an export.
    pub fn export(&self) -> &'static words::Export {
        &self.all().export
    }

    /// The words about a folder that is carried.
    pub fn carried(&self) -> &'static words::Carried {
        &self.all().carried
    }

    /// The words about keys.
    pub fn keys(&self) -> &'static words::Keys {
        &self.all().keys
    }

    /// The words of the first day.
    pub fn first_day(&self) -> &'static words::FirstDay {
        &self.all().first_day
    }

    /// The words of the doctor.
    pub fn doctor(&self) -> &'static words::Doctor {
        &self.all().doctor
    }

    /// The words for finding something over all cases.
    pub fn finding(&self) -> &'static words::Finding {
        &self.all().finding
    }

    /// The words around counts.
    pub fn counting(&self) -> &'static words::Counting {
        &self.all().counting
    }

    /// The words of the watch.
    pub fn watching(&self) -> &'static words::Watching {
        &self.all().watching
    }

    /// A text on standard output.
    pub fn out(&self, text: &str) {
        print(io::stdout(), &wrap(&clean(text), 0));
    }

    /// A text on standard output, set in under its heading.
    pub fn out_under(&self, text: &str) {
        print(io::stdout(), &wrap(&clean(text), 2));
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
        print(io::stderr(), &wrap(&clean(text), 0));
    }

    /// A text on standard error, set in.
    pub fn tell_under(&self, text: &str) {
        print(io::stderr(), &wrap(&clean(text), 2));
    }

    /// Something that deserves a look.
    pub fn warn(&self, text: &str) {
        self.tell(&fill(&self.desk().warning, &[("text", text)]));
    }

    /// An error: a fact and an advice.
    pub fn error(&self, error: &DeskError) {
        self.tell(&error.text(self.all()));
    }

    /// JSON on standard output. Nothing is left out of it; what a terminal would obey is escaped.
    pub fn json(&self, value: &impl Serialize) {
        let json = serde_json::to_string_pretty(value).unwrap_or_default();
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
            self.tell(&self.desk().write_here);
        }
        let mut text = Vec::new();
        io::stdin().lock().take(MOST_INPUT).read_to_end(&mut text).map_err(|_| DeskError::Empty)?;
        String::from_utf8(text).map_err(|_| DeskError::Empty)
    }
}

/// A closed pipe is no failure of ours.
fn print(mut to: impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}

/// Text as a terminal may see it: of the controls only line feeds stay, of escape sequences
/// nothing, of what turns or hides text nothing. A tab becomes a space.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\u{1b}' | '\u{9b}' => rest = after_sequence(c, rest),
            '\n' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\t' => cleaned.push(' '),
            _ if is_hidden(c) => {}
            _ => cleaned.push(c),
        }
    }
    cleaned
}

/// What follows a control sequence (ECMA-48, 5.4) of usual length. Of other escapes only the
/// escape itself goes: a text must not be able to hide the rest of itself.
fn after_sequence(opener: char, rest: &str) -> &str {
    let inside = if opener == '\u{9b}' { Some(rest) } else { rest.strip_prefix('[') };
    let Some(inside) = inside else { return rest };
    let last = inside.trim_start_matches(|c| (' '..='?').contains(&c));
    match last.chars().next() {
        Some('@'..='~') if inside.len() - last.len() <= MOST_PARAMETERS => &last[1..],
        _ => rest,
    }
}

/// Controls, and what has no width or turns the direction of what stands around it.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// JSON in which everything that [`clean`] would take out is written as an escape. It can only
/// stand inside a string, where an escape means the same (RFC 8259, section 7).
pub fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Lines broken at [`WIDTH`] characters, each set in by `indent` and ended by a line feed.
pub fn wrap(text: &str, indent: usize) -> String {
    let mut wrapped = String::with_capacity(text.len() + 16);
    for line in text.trim_end_matches('\n').split('\n') {
        let mut rest = line;
        loop {
            let (now, later) = broken(rest, WIDTH - indent);
            if !now.is_empty() {
                wrapped.extend(std::iter::repeat_n(' ', indent));
            }
            wrapped.push_str(now);
            wrapped.push('\n');
            match later {
                Some(later) => rest = later,
                None => break,
            }
        }
    }
    wrapped
}

/// What fits on one line, and what does not.
fn broken(line: &str, width: usize) -> (&str, Option<&str>) {
    let line = line.trim_end();
    let Some((end, next)) = line.char_indices().nth(width) else { return (line, None) };
    let space = if next == ' ' { Some(end) } else { line[..end].rfind(' ') };
    match space.filter(|at| !line[..*at].trim().is_empty()) {
        Some(at) => (line[..at].trim_end(), Some(line[at..].trim_start())),
        None => (&line[..end], Some(&line[end..])),
    }
}
