//! Pins: what this computer trusts of one installation, and what it was shown there. One file an
//! installation, named by its id, only for its owner.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{self, DeskError};
use crate::files::{private_folder, write_whole};
use crate::platform::lock;
use crate::trust::authority::Author;
use crate::trust::merge::merge;
use crate::trust::seen::{SeenThread, merged};
use crate::trust::tombstones::Tombstones;
use zegel_core::id::{EntryId, Instance, ThreadId};
use zegel_core::json::to_json;
use zegel_core::seal::{Fingerprint, Recipient, Recipients};
use zegel_core::signature::DeskPublicKey;

/// The pins of one installation.
pub struct Pins {
    path: PathBuf,
    /// The installation.
    pub instance: Instance,
    recipients: Recipients,
    retention: u16,
    earlier: Vec<Earlier>,
    former: Vec<Former>,
    /// What has been shown here before.
    pub threads: BTreeMap<ThreadId, SeenThread>,
    /// What was withdrawn, or deleted here.
    pub tombstones: Tombstones,
    /// The generation that the server was last seen with.
    pub generation: Option<String>,
    /// The file as it was when it was read or written here, none before first use.
    base: Vec<u8>,
}

/// A set that was trusted once: what was sealed for it is not suspect.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Earlier {
    fingerprint: String,
    recipients: usize,
}

/// A caseworker's key that is no longer in the set: what was here before it went is still theirs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Former {
    name: String,
    key: [u8; 32],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PinsFile {
    fingerprint: String,
    recipients: String,
    retention_weeks: u16,
    earlier: Vec<Earlier>,
    former: Vec<Former>,
    threads: BTreeMap<ThreadId, SeenThread>,
    tombstones: Tombstones,
    generation: Option<String>,
}

impl Pins {
    /// The pins in this folder, if this server has been used before.
    pub fn read(folder: &Path, instance: Instance) -> Result<Option<Self>, DeskError> {
        Self::read_at(&folder.join(format!("{instance}.json")), instance)
    }

    fn read_at(path: &Path, instance: Instance) -> Result<Option<Self>, DeskError> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error::files::read(path, error)),
        };
        match Self::parse(path.to_owned(), instance, text) {
            Some(pins) => Ok(Some(pins)),
            None => Err(error::trust::pins(path)),
        }
    }

    fn parse(path: PathBuf, instance: Instance, base: Vec<u8>) -> Option<Self> {
        let file: PinsFile = serde_json::from_slice(&base).ok()?;
        let recipients: Recipients = file.recipients.parse().ok()?;
        if recipients.fingerprint().to_string() != file.fingerprint {
            return None;
        }
        Some(Self {
            path,
            instance,
            recipients,
            retention: file.retention_weeks,
            earlier: file.earlier,
            former: file.former,
            threads: file.threads,
            tombstones: file.tombstones,
            generation: file.generation,
            base,
        })
    }

    /// The installations that were used from here.
    pub fn installations(folder: &Path) -> Vec<Instance> {
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        let names = files.filter_map(|file| file.file_name().into_string().ok());
        names.filter_map(|name| name.strip_suffix(".json")?.parse().ok()).collect()
    }

    /// First use of a server.
    pub fn new(folder: &Path, instance: Instance, recipients: Recipients, retention: u16) -> Self {
        Self {
            path: folder.join(format!("{instance}.json")),
            instance,
            recipients,
            retention,
            earlier: Vec::new(),
            former: Vec::new(),
            threads: BTreeMap::new(),
            tombstones: BTreeMap::new(),
            generation: None,
            base: Vec::new(),
        }
    }

    /// The set to which everything is sealed.
    pub fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// Its fingerprint.
    pub fn fingerprint(&self) -> Fingerprint {
        self.recipients.fingerprint()
    }

    /// For how many weeks a thread is kept after its last words, as somebody accepted it.
    pub fn retention(&self) -> u16 {
        self.retention
    }

    /// Trusts another retention from now on.
    pub fn accept_retention(&mut self, weeks: u16) {
        self.retention = weeks;
    }

    /// Trusts another set from now on.
    pub fn accept(&mut self, recipients: Recipients) {
        let present = Earlier::new(&self.recipients);
        if !self.earlier.contains(&present) {
            self.earlier.push(present);
        }
        // A key that only carried never said anything that counts, and leaves nothing behind.
        let opened = self.recipients.caseworkers().iter().filter(|line| line.opens());
        let opened = opened.map(|line| Former { name: line.name.clone(), key: line.signing_key });
        self.former.extend(opened);
        self.recipients = recipients;
        let recipients = &self.recipients;
        self.former.retain(|former| {
            let mut present = recipients.caseworkers().iter().filter(|line| line.opens());
            !present.any(|line| line.signing_key == former.key && line.name == former.name)
        });
    }

    /// Every key that is or was trusted under a name, and as what. The first that verifies decides:
    /// somebody who opened once and only carries now is believed for what they wrote then.
    pub fn keys_of(&self, name: &str) -> Vec<(DeskPublicKey, Author)> {
        let lines = self.recipients.caseworkers().iter().filter(|line| line.name == name);
        let (opens, carries): (Vec<_>, Vec<_>) = lines.partition(|line| line.opens());
        let left_here = self.former.iter().map(|former| (&former.name, former.key));
        let left = self.recipients.former().iter().map(|former| (&former.name, former.signing_key));
        let former = left_here.chain(left).filter(|(former, _)| *former == name);
        let opens = opens.into_iter().map(|line| (line.signing_key, Author::Opens));
        let former = former.map(|(_, key)| (key, Author::Former));
        let carries = carries.into_iter().map(|line| (line.signing_key, Author::Carries));
        let keys = opens.chain(former).chain(carries);
        keys.map(|(key, author)| (DeskPublicKey::from_bytes(key), author)).collect()
    }

    /// Whether this very document was believed here under this entry before.
    pub fn knows(&self, thread: ThreadId, entry: EntryId, document: &str) -> bool {
        let seen = self.threads.get(&thread).and_then(|thread| thread.document(entry));
        seen == Some(document)
    }

    /// Whether a thread was seen here, or is not to come back.
    pub fn remembers(&self, thread: ThreadId) -> bool {
        self.threads.contains_key(&thread) || self.tombstones.contains_key(&thread)
    }

    /// The pseudonym under which a key stands in the pinned set.
    pub fn name_of(&self, key: DeskPublicKey) -> Option<&str> {
        let mut desks = self.recipients.caseworkers().iter();
        desks.find(|line| DeskPublicKey::from_bytes(line.signing_key) == key).map(|line| line.name.as_str())
    }

    /// Whether the caseworker with this signing key opens what is sealed for the pinned set.
    pub fn opens(&self, key: DeskPublicKey) -> bool {
        self.recipient_of(key).is_some()
    }

    /// The recipient of the caseworker with this signing key, if there is one in the pinned set.
    pub fn recipient_of(&self, key: DeskPublicKey) -> Option<&Recipient> {
        let mut desks = self.recipients.caseworkers().iter();
        desks.find(|desk| DeskPublicKey::from_bytes(desk.signing_key) == key)?.recipient.as_ref()
    }

    /// Whether something sealed for so many recipients, of the set with this fingerprint, was sealed
    /// for a set that is trusted or was.
    pub fn trusts(&self, recipients: usize, sealed_for: &str) -> bool {
        let present = Earlier::new(&self.recipients);
        let mut sets = self.earlier.iter().chain([&present]);
        sets.any(|set| set.recipients == recipients && set.fingerprint == sealed_for)
    }

    /// Writes the file whole or not at all. What another zegel learnt on this computer since it was
    /// read is learnt from it first.
    pub fn save(&mut self) -> Result<(), DeskError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| error::files::write(&path, error)
        };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        private_folder(folder).map_err(failed(folder))?;
        let _lock = lock(folder).map_err(failed(folder))?;
        if let Some(theirs) = Self::read_at(&self.path, self.instance)?.filter(|now| now.base != self.base) {
            self.learn(theirs);
        }
        let json = self.to_json();
        write_whole(&self.path, &json).map_err(failed(&self.path))?;
        self.base = json;
        Ok(())
    }

    fn learn(&mut self, theirs: Self) {
        let base = Self::parse(self.path.clone(), self.instance, self.base.clone());
        self.learn_trust(base.as_ref(), &theirs);
        let (known, tombstones, generation) =
            base.map(|base| (base.threads, base.tombstones, base.generation)).unwrap_or_default();
        self.threads = merged(known, std::mem::take(&mut self.threads), theirs.threads);
        let mine = std::mem::take(&mut self.tombstones);
        self.tombstones = merge(tombstones, mine, theirs.tombstones, |_, mine, _| mine);
        if self.generation == generation {
            self.generation = theirs.generation;
        }
    }

    /// The set and the retention: what was accepted here wins, and a set that was only met here, for
    /// the first time, never goes over one that is pinned.
    fn learn_trust(&mut self, base: Option<&Self>, theirs: &Self) {
        let before = base.map(|base| base.recipients.text());
        // Without a file to begin from this is a first meeting, and nobody has accepted anything here.
        let accepted = before.is_some_and(|before| before != self.recipients.text());
        // Theirs is taken over. What was accepted here is then accepted anew over it, so that theirs is
        // among the earlier sets.
        let mine = std::mem::replace(&mut self.recipients, theirs.recipients.clone());
        self.earlier.clone_from(&theirs.earlier);
        self.former.clone_from(&theirs.former);
        if accepted {
            self.accept(mine);
        }
        // The retention that was accepted here wins; one that was not changed here is theirs.
        if base.is_none_or(|base| base.retention == self.retention) {
            self.retention = theirs.retention;
        }
    }

    fn to_json(&self) -> Vec<u8> {
        let file = PinsFile {
            fingerprint: self.fingerprint().to_string(),
            recipients: self.recipients.text().to_owned(),
            retention_weeks: self.retention,
            earlier: self.earlier.clone(),
            former: self.former.clone(),
            threads: self.threads.clone(),
            tombstones: self.tombstones.clone(),
            generation: self.generation.clone(),
        };
        to_json(&file).into_bytes()
    }
}

impl Earlier {
    fn new(set: &Recipients) -> Self {
        Self { fingerprint: set.fingerprint().to_string(), recipients: set.recipients().count() }
    }
}
