//! The manual page zegeld.toml(5), made from the commented file that `zegeld init` writes: a key is explained
//! in one place only.

use crate::config::EXAMPLE;

const HEAD: &str = concat!(
    ".TH zegeld.toml 5 \"\" \"zegeld ",
    env!("CARGO_PKG_VERSION"),
    "\"\n.SH NAME\nzegeld.toml \\- configuration of zegeld\n.SH DESCRIPTION\n\
     The file is TOML. Without \\-\\-config it is zegeld.toml of the current folder, and where there is none \
     /etc/zegel/zegeld.toml. What stands here is what \\fBzegeld init\\fR writes, with its values; a key that \
     stands behind a # there may be left out.\n"
);
const FOOT: &str = ".SH SEE ALSO\nzegeld(8)\n";

/// What a line of the file is.
enum Line<'a> {
    /// `[table]`, whether or not it stands behind a #.
    Table(&'a str),
    /// `key = value`, likewise.
    Key { text: &'a str, is_optional: bool },
    /// A line of an explanation, which stands above what it explains.
    Words(&'a str),
    /// Nothing.
    Blank,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Self {
        let (text, is_comment) = match line.strip_prefix('#') {
            Some(rest) => (rest.trim(), true),
            None => (line.trim(), false),
        };
        if text.is_empty() {
            Self::Blank
        } else if text.starts_with('[') && text.ends_with(']') {
            Self::Table(text)
        } else if !is_comment || is_key(text) {
            Self::Key { text, is_optional: is_comment }
        } else {
            Self::Words(text)
        }
    }
}

/// Whether a comment is a key that is left out, and no sentence with an equals sign in it.
fn is_key(text: &str) -> bool {
    let name = text.split_once(" = ").map_or("", |(name, _)| name);
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// The page in roff.
pub(super) fn page() -> String {
    let mut page = HEAD.to_owned();
    let mut words = Vec::new();
    let mut keys = Vec::new();
    for line in EXAMPLE.lines().map(Line::read).chain([Line::Blank]) {
        // A line that is no key ends the keys before it, which the words above them explain.
        if !keys.is_empty() && !matches!(line, Line::Key { .. }) {
            page.push_str(&entry(&std::mem::take(&mut keys), &std::mem::take(&mut words)));
        }
        match line {
            Line::Table(name) => {
                page.push_str(&format!(".SH {}\n", escaped(name)));
                page.push_str(&paragraph(&std::mem::take(&mut words)));
            }
            Line::Key { text, is_optional } => {
                let note = if is_optional { " (may be left out)" } else { "" };
                keys.push(format!("\\fB{}\\fR{note}\n", escaped(text)));
            }
            Line::Words(text) => words.push(text),
            Line::Blank => page.push_str(&paragraph(&std::mem::take(&mut words))),
        }
    }
    page + FOOT
}

/// Keys that stand together, and below them what explains them.
fn entry(keys: &[String], words: &[&str]) -> String {
    let explained = words.iter().map(|line| escaped(line) + "\n").collect::<String>();
    format!(".TP\n{}{explained}", keys.join(".TQ\n"))
}

fn paragraph(words: &[&str]) -> String {
    let lines = words.iter().map(|line| escaped(line) + "\n").collect::<String>();
    if lines.is_empty() { lines } else { format!(".PP\n{lines}") }
}

/// Takes from a text what roff would act on.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
