//! `[backup]`: whom backups are sealed for, and how long they are kept.

use serde::Deserialize;

use super::ConfigError;
use super::check::wrong;
use zegel_core::seal::{BackupRecipient, Recipients};

const KEY: &str = "backup.recipient";

/// `[backup]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    recipient: String,
    /// Weeks that a backup is kept; the privacy page says so.
    pub weeks: u16,
}

impl Backup {
    /// The key that backups are sealed for.
    pub fn recipient(&self) -> Result<BackupRecipient, ConfigError> {
        let refused =
            |reason: &dyn std::fmt::Display| ConfigError::Value { key: KEY, reason: reason.to_string() };
        self.recipient.trim().parse().map_err(|error| refused(&error))
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.recipient()?;
        if !(1..=520).contains(&self.weeks) {
            return wrong("backup.weeks", "1 to 520");
        }
        Ok(())
    }

    /// Refuses a key that is also a desk's. That one opens reports: whoever had to restore a backup could
    /// read them all.
    pub(super) fn is_apart_from(&self, desks: &Recipients) -> Result<(), ConfigError> {
        if self.recipient()?.is_of(desks) {
            return wrong(KEY, "a key of its own, and not one that stands in the recipients file");
        }
        Ok(())
    }
}
