//! What this computer remembers of a server: the recipients it trusts, and a digest of each entry
//! it has been shown. One file an installation, named by its id, only for its owner.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::desk::error::DeskError;
use crate::desk::server::files::{lock, write_whole};
use crate::desk::server::gone::GoneThreads;
use crate::desk::server::known::{KnownThread, merge, merged};
use crate::id::{EntryId, Instance, ThreadId};
use crate::seal::{Fingerprint, Recipients};
use crate::signature::DeskPublicKey;

/// The pins of one installation.
pub struct Pins {
    path: PathBuf,
    /// The installation.
    pub instance: Instance,
    recipients: Recipients,
    earlier: Vec<Earlier>,
    former: Vec<Former>,
    /// What has been shown here before.
    pub threads: BTreeMap<ThreadId, KnownThread>,
    /// What was withdrawn, or deleted here.
    pub gone: GoneThreads,
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
    desk: String,
    key: [u8; 32],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PinsFile {
    fingerprint: String,
    recipients: String,
    earlier: Vec<Earlier>,
    #[serde(default)]
    former: Vec<Former>,
    threads: BTreeMap<ThreadId, KnownThread>,
    #[serde(default)]
    gone: GoneThreads,
    #[serde(default)]
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
            Err(error) => return Err(DeskError::Read(path.to_owned(), error)),
        };
        match Self::parse(path.to_owned(), instance, text) {
            Some(pins) => Ok(Some(pins)),
            None => Err(DeskError::Pins(path.to_owned())),
        }
    }

    fn parse(path: PathBuf, instance: Instance, base: Vec<u8>) -> Option<Self> {
        let file: PinsFile = serde_json::from_slice(&base).ok()?;
        let recipients: Recipients = file.recipients.parse().ok()?;
        let whole = recipients.fingerprint().to_string() == file.fingerprint;
        let PinsFile { earlier, former, threads, gone, generation, .. } = file;
        whole.then_some(Self { path, instance, recipients, earlier, former, threads, gone, generation, base })
    }

    /// Whether any server has been used from here.
    pub fn any(folder: &Path) -> bool {
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        files
            .filter_map(|file| file.file_name().into_string().ok())
            .any(|name| name.strip_suffix(".json").is_some_and(|name| name.parse::<Instance>().is_ok()))
    }

    /// First use of a server.
    pub fn new(folder: &Path, instance: Instance, recipients: Recipients) -> Self {
        Self {
            path: folder.join(format!("{instance}.json")),
            instance,
            recipients,
            earlier: Vec::new(),
            former: Vec::new(),
            threads: BTreeMap::new(),
            gone: BTreeMap::new(),
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

    /// Trusts another set from now on.
    pub fn accept(&mut self, recipients: Recipients) {
        let present = Earlier::of(&self.recipients);
        if !self.earlier.contains(&present) {
            self.earlier.push(present);
        }
        let lines = self.recipients.desks().iter();
        let lines = lines.map(|line| Former { desk: line.name.clone(), key: line.signing_key });
        self.former.extend(lines);
        self.former.retain(|former| {
            !recipients.desks().iter().any(|line| line.signing_key == former.key && line.name == former.desk)
        });
        self.recipients = recipients;
    }

    /// The key by which the notes of a colleague are believed.
    pub fn keys_of(&self, desk: &str) -> Vec<DeskPublicKey> {
        let lines = self.recipients.desks().iter().filter(|line| line.name == desk);
        lines.map(|line| DeskPublicKey::from_bytes(line.signing_key)).collect()
    }

    /// Keys under this name that were trusted once.
    pub fn former_keys_of(&self, desk: &str) -> Vec<DeskPublicKey> {
        let former = self.former.iter().filter(|former| former.desk == desk);
        former.map(|former| DeskPublicKey::from_bytes(former.key)).collect()
    }

    /// Whether these very bytes were believed here before.
    pub fn knows(&self, thread: ThreadId, entry: EntryId, digest: &str) -> bool {
        self.threads.get(&thread).is_some_and(|known| known.knows(entry, digest))
    }

    /// The pseudonym under which a key stands in the pinned set.
    pub fn name_of(&self, key: DeskPublicKey) -> Option<&str> {
        let mut desks = self.recipients.desks().iter();
        desks.find(|line| DeskPublicKey::from_bytes(line.signing_key) == key).map(|line| line.name.as_str())
    }

    /// Whether the desk with this signing key opens what is sealed for the pinned set.
    pub fn opens(&self, key: DeskPublicKey) -> bool {
        let mut desks = self.recipients.desks().iter();
        desks.any(|desk| desk.opens && DeskPublicKey::from_bytes(desk.signing_key) == key)
    }

    /// Whether something with so many stanzas, sealed for the set with this fingerprint, was sealed
    /// for a set that is trusted or was.
    pub fn trusts(&self, stanzas: usize, sealed_for: &str) -> bool {
        let present = Earlier::of(&self.recipients);
        let mut sets = self.earlier.iter().chain([&present]);
        sets.any(|set| set.recipients == stanzas && set.fingerprint == sealed_for)
    }

    /// Writes the file whole or not at all. What another zegel learnt on this computer since it was
    /// read is learnt from it first.
    pub fn save(&mut self) -> Result<(), DeskError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| DeskError::Write(path, error)
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
        let before = base.as_ref().map(|base| base.recipients.text().to_owned());
        // A set that was only met here, for the first time, never goes over one that is pinned.
        let accepted = before.as_deref().is_some_and(|before| before != self.recipients.text());
        if !accepted || before.as_deref() != Some(theirs.recipients.text()) {
            let mine = std::mem::replace(&mut self.recipients, theirs.recipients);
            (self.earlier, self.former) = (theirs.earlier, theirs.former);
            if accepted {
                self.accept(mine);
            }
        }
        let (known, gone, generation) =
            base.map(|base| (base.threads, base.gone, base.generation)).unwrap_or_default();
        self.threads = merged(known, std::mem::take(&mut self.threads), theirs.threads);
        self.gone = merge(gone, std::mem::take(&mut self.gone), theirs.gone, |_, mine, _| mine);
        if self.generation == generation {
            self.generation = theirs.generation;
        }
    }

    fn to_json(&self) -> Vec<u8> {
        let file = PinsFile {
            fingerprint: self.fingerprint().to_string(),
            recipients: self.recipients.text().to_owned(),
            earlier: self.earlier.clone(),
            former: self.former.clone(),
            threads: self.threads.clone(),
            gone: self.gone.clone(),
            generation: self.generation.clone(),
        };
        serde_json::to_vec(&file).unwrap_or_default()
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
