//! Text files from outside: what an editor or a mail program made of them, named before anything in them
//! is read, and what is said of them.

use std::fmt::Display;

use crate::invisible::is_invisible;

/// Why a file is no text in UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// Two bytes a character, as some editors and shells of Windows save it.
    #[error("saved as UTF-16; save it as UTF-8")]
    Utf16,
    /// A character of another encoding, such as Latin-1, on this line.
    #[error("line {0} is not UTF-8, but perhaps Latin-1; save the file as UTF-8")]
    Line(usize),
}

/// The text of a file, without the mark that editors put before it. Nothing is copied: it may be secret.
pub fn text(file: &[u8]) -> Result<&str, NotText> {
    let marked = file.starts_with(&[0xff, 0xfe]) || file.starts_with(&[0xfe, 0xff]);
    // Of text without such a mark every second byte is none, most of all at the ends of lines.
    if marked || (file.len() > 1 && file.contains(&0)) {
        return Err(NotText::Utf16);
    }
    let text = std::str::from_utf8(file).map_err(|error| {
        let before = &file[..error.valid_up_to()];
        NotText::Line(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    })?;
    Ok(text.trim_start_matches('\u{feff}'))
}

/// What an error says that quotes such a file, with each character that would move a terminal or turn the text
/// written out: an error of TOML shows the whole line.
pub fn quoted(error: &impl Display) -> String {
    let mut quoted = String::new();
    for c in error.to_string().chars() {
        if (c.is_control() && c != '\n' && c != '\t') || is_invisible(c) {
            quoted.extend(c.escape_unicode());
        } else {
            quoted.push(c);
        }
    }
    quoted
}
