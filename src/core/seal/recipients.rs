//! The recipients file: the public keys of the desk, as `age -R` reads them, with our comment lines
//! between, which say whose they are.
//!
//! ```text
//! # desk anna ed25519:TbLW…
//! age1pq1…
//! # desk courier ed25519:9x0K…
//! # former bea ed25519:kk3P…
//! ```
//!
//! A recipient belongs to the caseworker in the line directly above it, and otherwise to nobody: it
//! opens reports (a recovery key does), and lets nobody in. A caseworker without one fetches and
//! sends, and opens nothing. A former caseworker may do nothing: the line says whose signature an
//! old note bears.

mod error;
mod fingerprint;
mod line;
mod recipient;

use std::collections::BTreeSet;
use std::str::FromStr;

use super::{Document, ForDesk, SealError};
use crate::text_file;
use line::{Line, Signer};

pub use error::RecipientsError;
pub use fingerprint::Fingerprint;
pub use line::{desk_line, is_desk_name, is_private};
pub(super) use recipient::is_plugin;
pub use recipient::{Recipient, RecipientDigest};

/// More than this makes every report larger than its smallest size class is worth.
const MOST: usize = 16;

/// A caseworker of today: a pseudonym, the key that signs, and the key that opens if there is one.
#[derive(Clone)]
pub struct Caseworker {
    /// The line in which the pseudonym stands.
    pub line: usize,
    /// The pseudonym.
    pub name: String,
    /// The Ed25519 public key.
    pub signing_key: [u8; 32],
    /// What stands directly below. Without it this key only fetches and sends.
    pub recipient: Option<Recipient>,
}

/// A caseworker who has left, or a key that a caseworker no longer uses: it lets nobody in.
#[derive(Clone)]
pub struct FormerCaseworker {
    /// The line in which it stands.
    pub line: usize,
    /// The pseudonym. It may be that of a caseworker of today, who has another key now.
    pub name: String,
    /// The Ed25519 public key.
    pub signing_key: [u8; 32],
}

/// A set of recipients for which reports are sealed, with the file that names them.
#[derive(Clone)]
pub struct Recipients {
    text: String,
    fingerprint: Fingerprint,
    digests: BTreeSet<RecipientDigest>,
    caseworkers: Vec<Caseworker>,
    former: Vec<FormerCaseworker>,
    /// With the line of each.
    recipients: Vec<(usize, Recipient)>,
}

impl Caseworker {
    /// Whether this caseworker opens what is sealed for the set.
    pub fn opens(&self) -> bool {
        self.recipient.is_some()
    }
}

/// Whose a recipient is by the line above it.
enum Above {
    Caseworker,
    Former,
    Nobody,
}

impl FromStr for Recipients {
    type Err = RecipientsError;

    fn from_str(text: &str) -> Result<Self, RecipientsError> {
        // Before all else: who is told to mend another line first leaves the key where it is.
        if let Some(index) = text.lines().position(is_private) {
            return Err(RecipientsError::PrivateKey(index + 1));
        }
        let mut reading = Reading::default();
        let mut above = Above::Nobody;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            above = match Line::parse(line, number)? {
                Line::Other => Above::Nobody,
                Line::Caseworker(signer) => {
                    reading.add_caseworker(signer, number)?;
                    Above::Caseworker
                }
                Line::Former(signer) => {
                    reading.add_former(signer, number)?;
                    Above::Former
                }
                Line::Recipient(recipient) => {
                    reading.add_recipient(recipient, above, number)?;
                    Above::Nobody
                }
            };
        }
        reading.finish(text)
    }
}

/// The parts of a file that was read up to some line.
#[derive(Default)]
struct Reading {
    caseworkers: Vec<Caseworker>,
    former: Vec<FormerCaseworker>,
    digests: BTreeSet<RecipientDigest>,
    recipients: Vec<(usize, Recipient)>,
}

impl Reading {
    fn add_caseworker(&mut self, signer: Signer, line: usize) -> Result<(), RecipientsError> {
        let Signer { name, signing_key } = signer;
        if self.caseworkers.iter().any(|other| other.name == name || other.signing_key == signing_key) {
            return Err(RecipientsError::Twice(line));
        }
        if self.former.iter().any(|former| former.signing_key == signing_key) {
            return Err(RecipientsError::PresentAndFormer(line));
        }
        self.caseworkers.push(Caseworker { line, name, signing_key, recipient: None });
        Ok(())
    }

    /// A name may stand there again: a colleague had two keys, or has another one now.
    fn add_former(&mut self, signer: Signer, line: usize) -> Result<(), RecipientsError> {
        let Signer { name, signing_key } = signer;
        if self.former.iter().any(|other| other.signing_key == signing_key) {
            return Err(RecipientsError::Twice(line));
        }
        if self.caseworkers.iter().any(|present| present.signing_key == signing_key) {
            return Err(RecipientsError::PresentAndFormer(line));
        }
        self.former.push(FormerCaseworker { line, name, signing_key });
        Ok(())
    }

    fn add_recipient(
        &mut self,
        recipient: Recipient,
        above: Above,
        line: usize,
    ) -> Result<(), RecipientsError> {
        if matches!(above, Above::Former) {
            return Err(RecipientsError::BelowFormer(line));
        }
        // By its string as we write it: Bech32 may also stand there in capitals.
        if !self.digests.insert(recipient.digest()) {
            return Err(RecipientsError::Twice(line));
        }
        if self.recipients.len() == MOST {
            return Err(RecipientsError::TooMany(line));
        }
        if let (Above::Caseworker, Some(caseworker)) = (above, self.caseworkers.last_mut()) {
            caseworker.recipient = Some(recipient.clone());
        }
        self.recipients.push((line, recipient));
        Ok(())
    }

    fn finish(self, text: &str) -> Result<Recipients, RecipientsError> {
        let Self { caseworkers, former, digests, recipients } = self;
        if recipients.is_empty() {
            return Err(RecipientsError::Empty);
        }
        if let Some(line) = first_mixed(&recipients) {
            return Err(RecipientsError::Mixed(line));
        }
        let fingerprint = Fingerprint::from_recipients(recipients.iter().map(|(_, recipient)| recipient));
        Ok(Recipients { text: text.to_owned(), fingerprint, digests, caseworkers, former, recipients })
    }
}

/// Finds the first line whose key does not go together with those above it. age itself decides that:
/// it refuses an encryptor for post-quantum and classical keys together, so each longer beginning of the
/// file is tried in turn.
fn first_mixed(recipients: &[(usize, Recipient)]) -> Option<usize> {
    let keys: Vec<&dyn age::Recipient> = recipients.iter().map(|(_, recipient)| recipient.as_age()).collect();
    let go_together = |count: usize| age::Encryptor::with_recipients(keys[..count].iter().copied()).is_ok();
    if go_together(keys.len()) {
        return None;
    }
    let first = (1..keys.len()).find(|index| !go_together(index + 1));
    Some(recipients[first.unwrap_or(0)].0)
}

impl Recipients {
    /// The set in a file from outside.
    pub fn from_file(file: &[u8]) -> Result<Self, RecipientsError> {
        text_file::text(file)?.parse()
    }

    pub(super) fn as_age(&self) -> Vec<&dyn age::Recipient> {
        self.recipients().map(Recipient::as_age).collect()
    }

    /// Seals a document so that each desk of the set can open it.
    pub fn seal<D: Document<Sealed = ForDesk>>(&self, document: D) -> Result<ForDesk, SealError> {
        super::seal(document, &self.as_age())
    }

    /// The keys that open, in the order of the file.
    pub fn recipients(&self) -> impl Iterator<Item = &Recipient> {
        self.recipients.iter().map(|(_, recipient)| recipient)
    }

    /// The keys that belong to no caseworker, each with its line.
    pub fn unowned(&self) -> impl Iterator<Item = (usize, &Recipient)> {
        let is_owned = |line: usize| self.caseworkers.iter().any(|above| above.line + 1 == line);
        let unowned = self.recipients.iter().filter(move |(line, _)| !is_owned(*line));
        unowned.map(|(line, recipient)| (*line, recipient))
    }

    /// The set, as the digests of its keys.
    pub fn digests(&self) -> &BTreeSet<RecipientDigest> {
        &self.digests
    }

    /// The caseworkers of today, in the order of the file.
    pub fn caseworkers(&self) -> &[Caseworker] {
        &self.caseworkers
    }

    /// The keys of former caseworkers, in the order of the file.
    pub fn former(&self) -> &[FormerCaseworker] {
        &self.former
    }

    /// The file as it was read, comments and all.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The fingerprint of the keys that open. It says nothing of names and of keys that sign.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint.clone()
    }
}
