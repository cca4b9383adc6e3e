//! The desk's recipients file: what `age -R` reads, with our comment lines between.
//!
//! ```text
//! # desk anna ed25519:TbLW…
//! age1pq1…
//! ```

use std::{fmt, str::FromStr};

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use super::{Document, ForDesk, SealError, hybrid};

/// More than this makes every report larger than its smallest size class is worth.
const MOST: usize = 16;

/// Why a set of recipients is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipientsError {
    /// A report could not be read by anybody.
    #[error("there is no recipient")]
    Empty,
    /// More than sixteen.
    #[error("there are more than {MOST} recipients")]
    TooMany,
    /// One of these lines is no key of a kind that is accepted.
    #[error("line {0}: not a recipient (age1pq1…, age1…, age1tag1… or age1tagpq1…)")]
    Unknown(usize),
    /// Plugins would run a program for each report, and no browser can seal to them.
    #[error("line {0}: a plugin's recipient is not accepted here")]
    Plugin(usize),
    /// The comment line of ours is not `# desk NAME ed25519:BASE64`.
    #[error("line {0}: expected `# desk NAME ed25519:BASE64`")]
    DeskLine(usize),
    /// The same key or the same name twice.
    #[error("line {0}: this name or key stands there twice")]
    Twice(usize),
    /// age refuses to seal for the set, because post-quantum and classical keys are mixed.
    #[error("post-quantum and classical recipients may not be mixed")]
    Mixed,
}

/// A public key of one of the four kinds that are accepted.
#[derive(Clone)]
pub enum Recipient {
    /// `age1pq1…`, post-quantum hybrid; the default.
    Hybrid(Box<hybrid::Recipient>),
    /// `age1…`, X25519.
    X25519(age::x25519::Recipient),
    /// `age1tag1…`, a hardware key.
    Tag(Box<age::tag::Recipient>),
    /// `age1tagpq1…`, a hardware key with post-quantum hybrid.
    TagPq(Box<age::tagpq::Recipient>),
}

/// A caseworker's line: a pseudonym, the key that signs, and the key that opens if there is one
/// (a desk that only fetches and sends has none).
#[derive(Clone)]
pub struct DeskLine {
    /// The pseudonym.
    pub name: String,
    /// The Ed25519 public key.
    pub signing_key: [u8; 32],
    /// Whether a recipient follows.
    pub opens: bool,
}

/// A set for which reports are sealed, as one file.
#[derive(Clone)]
pub struct Recipients {
    text: String,
    fingerprint: Fingerprint,
    desks: Vec<DeskLine>,
    recipients: Vec<Recipient>,
}

/// What identifies a set: read aloud, printed, compared.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Recipient {
    /// The type of the stanza that sealing for it leaves in an age header.
    pub fn stanza_type(&self) -> &'static str {
        match self {
            Recipient::Hybrid(_) => hybrid::STANZA,
            Recipient::X25519(_) => "X25519",
            Recipient::Tag(_) => "p256tag",
            Recipient::TagPq(_) => "mlkem768p256tag",
        }
    }

    pub(super) fn as_age(&self) -> &dyn age::Recipient {
        match self {
            Recipient::Hybrid(key) => &**key,
            Recipient::X25519(key) => key,
            Recipient::Tag(key) => &**key,
            Recipient::TagPq(key) => &**key,
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.starts_with("age1pq1") {
            return text.parse().ok().map(Box::new).map(Recipient::Hybrid);
        }
        if text.starts_with("age1tagpq1") {
            return text.parse().ok().map(Box::new).map(Recipient::TagPq);
        }
        if text.starts_with("age1tag1") {
            return text.parse().ok().map(Box::new).map(Recipient::Tag);
        }
        text.parse().ok().map(Recipient::X25519)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recipient::Hybrid(key) => key.fmt(f),
            Recipient::X25519(key) => key.fmt(f),
            Recipient::Tag(key) => key.fmt(f),
            Recipient::TagPq(key) => key.fmt(f),
        }
    }
}

impl FromStr for Recipients {
    type Err = RecipientsError;

    fn from_str(text: &str) -> Result<Self, RecipientsError> {
        let fingerprint = Fingerprint(String::new());
        let mut set = Self { text: text.to_owned(), fingerprint, desks: Vec::new(), recipients: Vec::new() };
        let mut waiting = None;
        for (number, line) in text.lines().map(str::trim).enumerate() {
            let number = number + 1;
            if let Some(desk) = desk_line(line) {
                waiting = Some(set.desks.len());
                set.add_desk(desk, number)?;
            } else if !line.is_empty() && !line.starts_with('#') {
                set.add_recipient(line, number)?;
                if let Some(desk) = waiting.take() {
                    set.desks[desk].opens = true;
                }
            }
        }
        set.check()
    }
}

/// What a caseworker's comment line says after `# desk`, with or without the space.
pub(super) fn desk_line(line: &str) -> Option<&str> {
    line.strip_prefix('#')?.trim_start().strip_prefix("desk ")
}

/// Whether what is no recipient of ours is a plugin's; of our own kinds it is a typing error.
pub(super) fn is_plugin(line: &str) -> bool {
    let name = line.strip_prefix("age1").and_then(|rest| rest.rsplit_once('1'));
    name.is_some_and(|(name, _)| !["", "pq", "tag", "tagpq"].contains(&name))
}

/// A pseudonym that can stand in a line, a list and a terminal.
pub(super) fn is_desk_name(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    (1..=40).contains(&name.chars().count()) && name.chars().all(plain)
}

impl Recipients {
    fn add_desk(&mut self, line: &str, number: usize) -> Result<(), RecipientsError> {
        let wrong = RecipientsError::DeskLine(number);
        let Some((name, key)) = line.trim().split_once(" ed25519:") else { return Err(wrong) };
        if !is_desk_name(name) {
            return Err(wrong);
        }
        let key = BASE64.decode(key.as_bytes()).ok().and_then(|key| key.try_into().ok());
        let Some(signing_key) = key else { return Err(wrong) };
        if self.desks.iter().any(|desk| desk.name == name || desk.signing_key == signing_key) {
            return Err(RecipientsError::Twice(number));
        }
        self.desks.push(DeskLine { name: name.to_owned(), signing_key, opens: false });
        Ok(())
    }

    fn add_recipient(&mut self, line: &str, number: usize) -> Result<(), RecipientsError> {
        let Some(recipient) = Recipient::parse(line) else {
            let error = if is_plugin(line) { RecipientsError::Plugin } else { RecipientsError::Unknown };
            return Err(error(number));
        };
        // As strings of ours: Bech32 may also stand there in capitals.
        let string = recipient.to_string();
        if self.recipients.iter().any(|other| other.to_string() == string) {
            return Err(RecipientsError::Twice(number));
        }
        self.recipients.push(recipient);
        Ok(())
    }

    fn check(mut self) -> Result<Self, RecipientsError> {
        match self.recipients.len() {
            0 => return Err(RecipientsError::Empty),
            1..=MOST => {}
            _ => return Err(RecipientsError::TooMany),
        }
        // A trial: age itself says whether these keys go together.
        age::Encryptor::with_recipients(self.as_age().into_iter()).map_err(|_| RecipientsError::Mixed)?;
        self.fingerprint = self.compute_fingerprint();
        Ok(self)
    }

    pub(super) fn as_age(&self) -> Vec<&dyn age::Recipient> {
        self.recipients.iter().map(Recipient::as_age).collect()
    }

    /// Seals a document so that each desk of the set can open it.
    pub fn seal<D: Document<Sealed = ForDesk>>(&self, document: D) -> Result<ForDesk, SealError> {
        super::seal(document, &self.as_age())
    }

    /// The keys that open, in the order of the file.
    pub fn recipients(&self) -> impl Iterator<Item = &Recipient> {
        self.recipients.iter()
    }

    /// The caseworkers' lines, in the order of the file.
    pub fn desks(&self) -> &[DeskLine] {
        &self.desks
    }

    /// The file as it was read, comments and all.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of `zegel/recipients/v1` and the sorted recipient strings, each ended by a line
    /// feed; the first twenty bytes.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint.clone()
    }

    fn compute_fingerprint(&self) -> Fingerprint {
        let mut lines: Vec<String> = self.recipients.iter().map(Recipient::to_string).collect();
        lines.sort_unstable();
        let mut hash = Sha256::new_with_prefix(b"zegel/recipients/v1\n");
        for line in lines {
            hash.update(line);
            hash.update(b"\n");
        }
        let hex = HEXLOWER.encode(&hash.finalize()[..20]);
        let groups: Vec<&str> = (0..10).map(|group| &hex[group * 4..group * 4 + 4]).collect();
        Fingerprint(groups.join(" "))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = SealError;

    /// Ten groups of four hex digits; case and what stands between them do not matter.
    fn from_str(text: &str) -> Result<Self, SealError> {
        let hex: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-' && *c != ':').collect();
        let hex = hex.to_ascii_lowercase();
        if hex.len() != 40 || !hex.chars().all(|c| c.is_ascii_hexdigit()) {
            return Err(SealError::Damaged);
        }
        let groups: Vec<&str> = (0..10).map(|group| &hex[group * 4..group * 4 + 4]).collect();
        Ok(Self(groups.join(" ")))
    }
}
