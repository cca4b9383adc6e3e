//! Line of a recipients file: parses a recipient or a caseworker's comment.

use data_encoding::BASE64;

use super::recipient::is_plugin;
use super::{Recipient, RecipientsError};

/// So many characters a hybrid recipient has.
const HYBRID_LENGTH: usize = 1959;

/// The end of Latin Extended-B.
const LAST_LATIN: char = '\u{24f}';

/// One parsed line.
pub(super) enum Line {
    /// Nothing, or a comment that is none of ours.
    Other,
    /// `# desk NAME ed25519:BASE64`
    Caseworker(Signer),
    /// `# former NAME ed25519:BASE64`
    Former(Signer),
    /// A key that reports are sealed for.
    Recipient(Recipient),
}

/// A pseudonym and the Ed25519 public key that signs under it.
pub(super) struct Signer {
    pub(super) name: String,
    pub(super) signing_key: [u8; 32],
}

impl Line {
    /// Parses the line with this number. The file comes from outside, put together from what several
    /// people sent: each line may have lost or won spaces, no-break spaces, a carriage return and a
    /// byte order mark at its ends.
    pub(super) fn parse(line: &str, number: usize) -> Result<Self, RecipientsError> {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if line.starts_with('>') {
            return Err(RecipientsError::Quoted(number));
        }
        if let Some(rest) = after_word(line, "desk") {
            let signer = Signer::parse(rest).ok_or(RecipientsError::DeskLine(number))?;
            return Ok(Self::Caseworker(signer));
        }
        if let Some(rest) = after_word(line, "former") {
            let signer = Signer::parse(rest).ok_or(RecipientsError::FormerLine(number))?;
            return Ok(Self::Former(signer));
        }
        match meant(line).as_deref() {
            Some("desk") => return Err(RecipientsError::DeskLine(number)),
            Some("former") => return Err(RecipientsError::FormerLine(number)),
            _ => {}
        }
        if line.is_empty() || line.starts_with('#') {
            return Ok(Self::Other);
        }
        match Recipient::parse(line) {
            Some(recipient) => Ok(Self::Recipient(recipient)),
            None if is_cut(line) => Err(RecipientsError::BreaksOff(number, line.len())),
            None if is_plugin(line) => Err(RecipientsError::Plugin(number)),
            None => Err(RecipientsError::Unknown(number)),
        }
    }
}

/// The first word of a comment, whatever it is dressed with: a comment that was meant to let somebody in
/// must not be passed over.
fn meant(line: &str) -> Option<String> {
    let word = line.strip_prefix('#')?.split_whitespace().find(|word| *word != "#")?;
    let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
    Some(plain.to_lowercase())
}

/// Whether a line is the beginning of a hybrid key.
fn is_cut(line: &str) -> bool {
    let rest = line.strip_prefix("age1pq1");
    line.len() < HYBRID_LENGTH && rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a line holds what only its owner may have.
pub fn is_private(line: &str) -> bool {
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '>' | '"' | '\''));
    let capitals = line.get(..15).unwrap_or(line).to_ascii_uppercase();
    capitals.starts_with("AGE-SECRET-KEY-") || line.contains("ed25519-secret:")
}

impl Signer {
    /// Parses `NAME ed25519:BASE64`.
    fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [name, key] = words[..] else { return None };
        if !is_desk_name(name) {
            return None;
        }
        let key = key.strip_prefix("ed25519:")?;
        let signing_key = BASE64.decode(key.as_bytes()).ok()?.try_into().ok()?;
        Some(Self { name: name.to_owned(), signing_key })
    }
}

/// What a caseworker's comment line says after `# desk`, with or without the space.
pub fn desk_line(line: &str) -> Option<&str> {
    after_word(line, "desk")
}

/// What a comment says after its first word, if it is this one and not the only one.
fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let rest = line.strip_prefix('#')?.trim_start().strip_prefix(word)?;
    rest.starts_with(char::is_whitespace).then_some(rest.trim_start())
}

/// A pseudonym that can stand in a line, a list and a terminal, in the Latin script: in others there
/// are letters that look the same, and names that look like nothing.
pub fn is_desk_name(name: &str) -> bool {
    let plain = |c: char| (c.is_alphanumeric() && c <= LAST_LATIN) || c == '-' || c == '_';
    (1..=40).contains(&name.chars().count()) && name.chars().all(plain)
}
