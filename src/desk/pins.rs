//! What this computer remembers of a server: the recipients it trusts, and a digest of each entry
//! it has been shown. One file an installation, named by its id, only for its owner.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::DeskError;
use super::watch::KnownThread;
use crate::id::{Instance, ThreadId, random};
use crate::seal::{Fingerprint, Recipients};
use crate::signature::DeskPublicKey;

/// The pins of one installation.
pub struct Pins {
    path: PathBuf,
    /// The installation.
    pub instance: Instance,
    recipients: Recipients,
    earlier: Vec<Earlier>,
    /// What has been shown here before.
    pub threads: BTreeMap<ThreadId, KnownThread>,
}

/// A set that was trusted once: what was sealed for it is not suspect.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Earlier {
    fingerprint: String,
    recipients: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PinsFile {
    fingerprint: String,
    recipients: String,
    earlier: Vec<Earlier>,
    threads: BTreeMap<ThreadId, KnownThread>,
}

impl Pins {
    /// The pins in this folder, if this server has been used before.
    pub fn read(folder: &Path, instance: Instance) -> Result<Option<Self>, DeskError> {
        let path = folder.join(format!("{instance}.json"));
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(DeskError::Read(path, error)),
        };
        let damaged = || DeskError::Pins(path.clone());
        let file: PinsFile = serde_json::from_slice(&text).map_err(|_| damaged())?;
        let recipients: Recipients = file.recipients.parse().map_err(|_| damaged())?;
        if recipients.fingerprint().to_string() != file.fingerprint {
            return Err(damaged());
        }
        let PinsFile { earlier, threads, .. } = file;
        Ok(Some(Self { path, instance, recipients, earlier, threads }))
    }

    /// First use of a server.
    pub fn new(folder: &Path, instance: Instance, recipients: Recipients) -> Self {
        let path = folder.join(format!("{instance}.json"));
        Self { path, instance, recipients, earlier: Vec::new(), threads: BTreeMap::new() }
    }

    /// The set to which everything is sealed.
    pub fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// Its fingerprint.
    pub fn fingerprint(&self) -> Fingerprint {
        self.recipients.fingerprint()
    }

    /// Trusts another set from now on.
    pub fn accept(&mut self, recipients: Recipients) {
        let present = Earlier::of(&self.recipients);
        if !self.earlier.contains(&present) {
            self.earlier.push(present);
        }
        self.recipients = recipients;
    }

    /// The key by which the notes of a colleague are believed.
    pub fn key_of(&self, desk: &str) -> Option<DeskPublicKey> {
        let line = self.recipients.desks().iter().find(|line| line.name == desk)?;
        Some(DeskPublicKey::from_bytes(line.signing_key))
    }

    /// The pseudonym under which a key stands in the pinned set.
    pub fn name_of(&self, key: DeskPublicKey) -> Option<&str> {
        let mut desks = self.recipients.desks().iter();
        desks.find(|line| DeskPublicKey::from_bytes(line.signing_key) == key).map(|line| line.name.as_str())
    }

    /// Whether something with so many stanzas, which says for which set it was sealed if it says
    /// so, was sealed for a set that is trusted or was.
    pub fn trusts(&self, stanzas: usize, sealed_for: Option<&str>) -> bool {
        let present = Earlier::of(&self.recipients);
        self.earlier.iter().chain([&present]).any(|set| {
            set.recipients == stanzas && sealed_for.is_none_or(|fingerprint| fingerprint == set.fingerprint)
        })
    }

    /// Writes the file whole or not at all.
    pub fn save(&self) -> Result<(), DeskError> {
        let file = PinsFile {
            fingerprint: self.fingerprint().to_string(),
            recipients: self.recipients.text().to_owned(),
            earlier: self.earlier.clone(),
            threads: self.threads.clone(),
        };
        let json = serde_json::to_vec(&file).unwrap_or_default();
        if let Some(folder) = self.path.parent() {
            private_folder(folder).map_err(|error| DeskError::Write(folder.to_owned(), error))?;
        }
        let suffix = u64::from_le_bytes(random::<8>()?);
        let draft = self.path.with_extension(format!("{suffix:016x}.new"));
        let written = write_new(&draft, &json).and_then(|()| fs::rename(&draft, &self.path));
        written.map_err(|error| {
            let _ = fs::remove_file(&draft);
            DeskError::Write(self.path.clone(), error)
        })
    }
}

impl Earlier {
    fn of(set: &Recipients) -> Self {
        Self { fingerprint: set.fingerprint().to_string(), recipients: set.recipients().count() }
    }
}

/// A new file, only for its owner and never over another, on the disk before this returns.
pub fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn create_new(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A folder of ours, made for its owner only.
pub fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}
