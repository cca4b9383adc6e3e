//! Header of an age file: bounds what a stranger may put there, and reads the size class and the types
//! of the stanzas without opening anything, by age's own parser and an identity that only notes what it
//! is shown.

use std::cell::{Cell, RefCell};
use std::io::{BufRead, Read};

use age_core::format::{FileKey, Stanza};

use super::padding::Class;
use super::{ForDesk, Recipients};

/// Why the bytes of a client are refused. Its claim that they are sealed for this desk is never
/// believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderRefused {
    /// Not an age file.
    #[error("not an age file")]
    NotAge,
    /// Not exactly one stanza for each recipient and one of grease.
    #[error("not sealed for the present recipients")]
    OtherRecipients,
    /// The payload has the length of no size class.
    #[error("not padded to a size class")]
    NoClass,
}

/// The largest header in bytes; one for sixteen hybrid recipients has 26,000.
pub const LARGEST_HEADER: usize = 64 * 1024;
/// The most stanzas of a header: sixteen recipients and the grease.
pub const MOST_STANZAS: usize = 17;

/// Reads the header of an age file, whoever made it, and gives what decrypts the rest. It is the only way
/// to age's parser, which works for minutes on a header without a bound.
#[expect(clippy::disallowed_methods, reason = "the header is bounded here")]
pub fn decryptor<R: BufRead>(mut file: R) -> Result<age::Decryptor<impl BufRead>, age::DecryptError> {
    let header = read_bounded(&mut file)?;
    age::Decryptor::new_buffered(WholeHeader { header, rest: file })
}

/// The bytes up to the end of the header, or of the file. Each is looked at once.
fn read_bounded(file: &mut impl BufRead) -> Result<Vec<u8>, age::DecryptError> {
    let mut header = Vec::new();
    let mut file = file.take(LARGEST_HEADER as u64 + 1);
    let mut stanzas = 0;
    loop {
        let start = header.len();
        file.read_until(b'\n', &mut header)?;
        let line = &header[start..];
        if line.starts_with(b"->") {
            stanzas += 1;
        }
        if stanzas > MOST_STANZAS || header.len() > LARGEST_HEADER {
            return Err(age::DecryptError::InvalidHeader);
        }
        if line.is_empty() || line.starts_with(b"---") {
            return Ok(header);
        }
    }
}

/// A file whose header comes in one piece. After each line that it is given, age 0.12 parses all of the
/// header from its first byte: line by line the work would grow with the square of the lines.
struct WholeHeader<R> {
    header: Vec<u8>,
    rest: R,
}

impl<R: BufRead> Read for WholeHeader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.rest.read(buffer)
    }
}

impl<R: BufRead> BufRead for WholeHeader<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.rest.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.rest.consume(amount);
    }

    /// The header, instead of its next line; nothing if that was not the whole of it.
    fn read_until(&mut self, _: u8, buffer: &mut Vec<u8>) -> std::io::Result<usize> {
        let length = self.header.len();
        buffer.append(&mut self.header);
        Ok(length)
    }
}

pub(super) struct Header {
    pub(super) tags: Vec<String>,
    pub(super) class: Class,
}

impl Header {
    pub(super) fn grease(&self) -> usize {
        self.tags.iter().filter(|tag| is_grease(tag)).count()
    }
}

/// Some stanza types end in this by age's own convention and mean nothing.
fn is_grease(tag: &str) -> bool {
    tag.ends_with("-grease")
}

/// An identity that notes the types of the stanzas it is shown, and opens none.
struct StanzaTypes(RefCell<Vec<String>>);

impl age::Identity for StanzaTypes {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, age::DecryptError>> {
        self.0.borrow_mut().push(stanza.tag.clone());
        None
    }
}

/// An identity that opens as another does, and counts the stanzas on the way: for how many
/// recipients a file was sealed, without reading its header twice.
pub struct CountStanzas<'a> {
    identity: &'a dyn age::Identity,
    count: Cell<usize>,
}

impl<'a> CountStanzas<'a> {
    /// Wraps an identity.
    pub fn new(identity: &'a dyn age::Identity) -> Self {
        Self { identity, count: Cell::new(0) }
    }

    /// How many recipients the last file was sealed for; the grease stanza is not counted.
    pub fn count(&self) -> usize {
        self.count.get()
    }
}

impl age::Identity for CountStanzas<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, age::DecryptError>> {
        self.identity.unwrap_stanza(stanza)
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, age::DecryptError>> {
        self.count.set(stanzas.iter().filter(|stanza| !is_grease(&stanza.tag)).count());
        self.identity.unwrap_stanzas(stanzas)
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Header, HeaderRefused> {
    let mut rest = bytes;
    let file = decryptor(&mut rest).map_err(|_| HeaderRefused::NotAge)?;
    let types = StanzaTypes(RefCell::default());
    // Always the error "no matching key": this identity opens nothing.
    let _ = file.decrypt(std::iter::once(&types as &dyn age::Identity));
    let class = payload_size(rest.len()).and_then(Class::from_size).ok_or(HeaderRefused::NoClass)?;
    Ok(Header { tags: types.0.into_inner(), class })
}

/// The plain text's length, from what follows the header and the nonce: chunks of 64 KiB with a
/// tag of 16 bytes each, the last of them not empty (age specification, "Payload").
fn payload_size(sealed: usize) -> Option<usize> {
    const CHUNK: usize = 64 * 1024;
    let plain = sealed.checked_sub(16 * sealed.div_ceil(CHUNK + 16).max(1))?;
    (plain + 16 * plain.div_ceil(CHUNK).max(1) == sealed).then_some(plain)
}

impl Recipients {
    /// Accepts what a client sealed, if its header is what sealing for exactly this set gives: one
    /// stanza of the right type for each recipient, in any order, and one of grease.
    pub fn accept(&self, bytes: Vec<u8>) -> Result<ForDesk, HeaderRefused> {
        let header = read(&bytes)?;
        let mut tags: Vec<&str> =
            header.tags.iter().map(String::as_str).filter(|tag| !is_grease(tag)).collect();
        let mut wanted: Vec<&str> = self.recipients().map(|recipient| recipient.stanza_type()).collect();
        tags.sort_unstable();
        wanted.sort_unstable();
        if tags == wanted && header.grease() == 1 {
            Ok(ForDesk(bytes))
        } else {
            Err(HeaderRefused::OtherRecipients)
        }
    }
}
