//! Sealing of backups: encrypts a stream of any length, in the age format, to a key of its own that
//! opens no report.

use std::io::Write;
use std::str::FromStr;

use super::recipients::is_plugin;
use super::{Recipient, Recipients, SealError};

/// The recipient of backups.
#[derive(Clone)]
pub struct BackupRecipient(Recipient);

/// Why a recipient is no recipient of backups.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupRecipientError {
    /// Not a key of a kind that is accepted.
    #[error("not a recipient (age1pq1… or age1…)")]
    Unknown,
    /// A plugin's, which would run a program.
    #[error("a plugin's recipient is not accepted here")]
    Plugin,
    /// Of a hardware key: whoever loses the device loses every backup.
    #[error("a hardware key's recipient is not accepted here: a lost device would be every backup lost")]
    Hardware,
}

impl FromStr for BackupRecipient {
    type Err = BackupRecipientError;

    fn from_str(text: &str) -> Result<Self, BackupRecipientError> {
        match Recipient::parse(text) {
            Some(recipient @ (Recipient::Hybrid(_) | Recipient::X25519(_))) => Ok(Self(recipient)),
            Some(Recipient::Tag(_) | Recipient::TagPq(_)) => Err(BackupRecipientError::Hardware),
            None if is_plugin(text) => Err(BackupRecipientError::Plugin),
            None => Err(BackupRecipientError::Unknown),
        }
    }
}

impl BackupRecipient {
    /// Whether a caseworker of this set has the same key, so that one theft would be both.
    pub fn is_of(&self, set: &Recipients) -> bool {
        let own = self.0.to_string();
        set.recipients().any(|recipient| recipient.to_string() == own)
    }

    /// Seals whatever is written, until it is finished.
    pub fn seal<W: Write>(&self, to: W) -> Result<Sealing<W>, SealError> {
        let recipients = std::iter::once(self.0.as_age());
        let encryptor = age::Encryptor::with_recipients(recipients).map_err(|_| SealError::NotSealed)?;
        encryptor.wrap_output(to).map(Sealing).map_err(|_| SealError::NotSealed)
    }
}

/// A writer that seals what is written to it.
pub struct Sealing<W: Write>(age::stream::StreamWriter<W>);

impl<W: Write> Sealing<W> {
    /// Writes the last of it: without that, the file opens as one that was cut off.
    pub fn finish(self) -> std::io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.0.write(buffer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}
