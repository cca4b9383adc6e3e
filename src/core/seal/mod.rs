//! Sealing: encrypts documents to recipients, and decrypts them with an identity. It is the only way
//! from words to bytes that may be stored.
//!
//! Everything is a file of the age format (<https://age-encryption.org/v1>): an age client opens
//! it. What is sealed is a [`Document`]; sealing consumes it. Who can open the result stands in
//! its type: [`ForDesk`] by a caseworker's identity, which only the desk's crate has, [`ForReporter`]
//! by the identity that follows from the reporter's token ([`hybrid::Identity`]). Neither type has
//! a way to hold plain text.

mod backup;
mod header;
pub mod hybrid;
mod known_answer;
mod package;
mod padding;
mod recipients;
mod throwaway;

use std::io::{Read, Write};

use zeroize::Zeroizing;

pub use backup::{BackupRecipient, BackupRecipientError, Sealing};
pub use header::{CountStanzas, HeaderRefused, LARGEST_HEADER, MOST_STANZAS, decryptor};
pub use known_answer::known_answer;
pub use padding::{CLASSES, Class, LARGEST, unpad};
pub use recipients::{
    Caseworker, Fingerprint, FormerCaseworker, Recipient, RecipientDigest, Recipients, RecipientsError,
    desk_line, is_desk_name, is_private,
};
pub use throwaway::{ThrowawayKey, recipients_of_nobody};

/// The beginning of the first line of an age file, whatever its version.
pub const AGE_MAGIC: &[u8] = b"age-encryption.org/";
/// The first line of an armored age file, without its line end.
pub const AGE_ARMOR: &str = "-----BEGIN AGE ENCRYPTED FILE-----";

/// A document that may be sealed, for one kind of reader.
pub trait Document {
    /// Who can open it.
    type Sealed: Sealed;

    /// The document's JSON. Consumes it: after sealing no plain text is left to mislay.
    fn into_json(self) -> Plain;
}

/// An age file whose type says who opens it.
pub trait Sealed: Sized {
    #[doc(hidden)]
    fn wrap(bytes: Vec<u8>) -> Self;
}

/// Bytes in clear, wiped when dropped.
pub struct Plain(Zeroizing<Vec<u8>>);

/// An age file that a desk opens.
#[derive(Clone)]
pub struct ForDesk(Vec<u8>);

/// An age file that the reporter's token opens.
#[derive(Clone)]
pub struct ForReporter(Vec<u8>);

/// Why something was not sealed or not opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The document is larger than the largest size class.
    #[error("the document is larger than {LARGEST} bytes")]
    TooLarge,
    /// age refused to encrypt: the recipients do not go together, or there is no randomness.
    #[error("could not be sealed")]
    NotSealed,
    /// The bytes do not begin as an age file does.
    #[error("not an age file")]
    NotAge,
    /// No stanza of the file is for this identity.
    #[error("sealed for another key")]
    OtherKey,
    /// The file is damaged, of no known size, or a reply to another token.
    #[error("the sealed file is damaged")]
    Damaged,
}

impl Plain {
    /// Takes bytes that must not outlive their use.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads to the end, behind what is here. The caller bounds the source and makes the room.
    pub fn read_from(&mut self, mut source: impl Read) -> std::io::Result<usize> {
        source.read_to_end(&mut self.0)
    }

    /// The bytes, for parsing.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Sealed for ForDesk {
    fn wrap(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Sealed for ForReporter {
    fn wrap(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

macro_rules! sealed_bytes {
    ($name:ident) => {
        impl $name {
            /// Takes bytes that come back from the store or over the wire. Only the first line is
            /// looked at, so that plain text cannot be dressed as sealed.
            pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SealError> {
                if bytes.starts_with(b"age-encryption.org/v1\n") {
                    Ok(Self(bytes))
                } else {
                    Err(SealError::NotAge)
                }
            }

            /// The age file.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// Reads the size class and the number of stanzas without the grease: all that the header
            /// tells.
            pub fn outside(&self) -> Result<(Class, usize), HeaderRefused> {
                let header = header::read(&self.0)?;
                Ok((header.class, header.tags.len() - header.grease()))
            }
        }
    };
}

sealed_bytes!(ForDesk);
sealed_bytes!(ForReporter);

fn seal<D: Document>(document: D, recipients: &[&dyn age::Recipient]) -> Result<D::Sealed, SealError> {
    encrypt(&padding::pad(&document.into_json())?, recipients).map(D::Sealed::wrap)
}

fn open(bytes: &[u8], identity: &dyn age::Identity) -> Result<Plain, SealError> {
    padding::unpad(decrypt(bytes, identity)?)
}

fn encrypt(padded: &Plain, recipients: &[&dyn age::Recipient]) -> Result<Vec<u8>, SealError> {
    let encryptor =
        age::Encryptor::with_recipients(recipients.iter().copied()).map_err(|_| SealError::NotSealed)?;
    let mut sealed = Vec::with_capacity(padded.as_bytes().len() + 8 * 1024);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|_| SealError::NotSealed)?;
    writer.write_all(padded.as_bytes()).map_err(|_| SealError::NotSealed)?;
    writer.finish().map_err(|_| SealError::NotSealed)?;
    Ok(sealed)
}

/// Decrypts a document as it was sealed, with its padding.
fn decrypt(bytes: &[u8], identity: &dyn age::Identity) -> Result<Plain, SealError> {
    let file = decryptor(bytes).map_err(|_| SealError::Damaged)?;
    let mut reader = file.decrypt(std::iter::once(identity)).map_err(|_| SealError::Damaged)?;
    let mut plain = Plain::new(vec![0; LARGEST + 1]);
    let length = fill(&mut reader, &mut plain.0).map_err(|_| SealError::Damaged)?;
    plain.0.truncate(length);
    Ok(plain)
}

/// Reads to the end, never past the buffer, so that a huge file costs no memory.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..])? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}
