//! The desk's identity file: an age identity, which only opens, and an Ed25519 key in a comment
//! line, which logs in and signs. `age -d -i` reads the same file.
//!
//! ```text
//! # desk anna ed25519-secret:9vQ…
//! AGE-SECRET-KEY-PQ-1…
//! ```
//!
//! A hardware key stands there as `AGE-PLUGIN-NAME-1…`. Its program is the desk's affair: nothing
//! here can start one.

mod compact;
mod error;
mod open;
mod passphrase;

pub use error::IdentityError;
pub use open::OpenedDocument;

use std::str::FromStr;
use std::sync::Mutex;

use age::secrecy::{ExposeSecret, SecretString};
use data_encoding::BASE64;
use zeroize::Zeroizing;

use zegel_core::seal::{Recipient, SealError, desk_line, hybrid, is_desk_name};

enum Key {
    Hybrid(hybrid::Identity),
    X25519(age::x25519::Identity),
    /// The line of a key that another program holds.
    Plugin(String),
}

/// Opens with keys that another program holds. Asked about one file at a time.
pub type ExternalIdentity = Box<dyn age::Identity + Send>;

/// What opens at the desk, and the seed of the key that signs.
pub struct Identity {
    keys: Vec<Key>,
    name: String,
    signing_seed: Option<Zeroizing<[u8; 32]>>,
    external: Mutex<Vec<ExternalIdentity>>,
}

impl Identity {
    fn new(keys: Vec<Key>, name: &str, signing_seed: Option<[u8; 32]>) -> Self {
        let signing_seed = signing_seed.map(Zeroizing::new);
        Self { keys, name: name.to_owned(), signing_seed, external: Mutex::new(Vec::new()) }
    }

    /// A new hybrid identity with the seed of a signing key, both from the operating system.
    pub fn generate(name: &str, opening_seed: [u8; 32], signing_seed: [u8; 32]) -> Self {
        let keys = vec![Key::Hybrid(hybrid::Identity::from_seed(opening_seed))];
        Self::new(keys, name, Some(signing_seed))
    }

    /// One that signs and opens nothing.
    pub fn signing_only(name: &str, signing_seed: [u8; 32]) -> Self {
        Self::new(Vec::new(), name, Some(signing_seed))
    }

    /// One that opens and signs nothing, so that no server takes it for a caseworker's.
    pub fn opening_only(opening_seed: [u8; 32]) -> Self {
        let keys = vec![Key::Hybrid(hybrid::Identity::from_seed(opening_seed))];
        Self::new(keys, "", None)
    }

    /// The lines of keys that other programs hold.
    pub fn plugin_lines(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().filter_map(|key| {
            let Key::Plugin(line) = key else { return None };
            Some(line.as_str())
        })
    }

    /// Opens with such a program too, from now on, where no key of the file does.
    pub fn open_with(&self, external: ExternalIdentity) {
        if let Ok(mut all) = self.external.lock() {
            all.push(external);
        }
    }

    /// The pseudonym in the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The seed of the Ed25519 key (RFC 8032), if the file has one.
    pub fn signing_seed(&self) -> Option<&[u8; 32]> {
        self.signing_seed.as_deref()
    }

    /// The keys to seal with for this identity; those of other programs only they can tell.
    pub fn recipients(&self) -> Result<Vec<Recipient>, SealError> {
        let recipient = |key: &Key| match key {
            Key::Hybrid(key) => Some(key.recipient().map(Box::new).map(Recipient::Hybrid)),
            Key::X25519(key) => Some(Ok(Recipient::X25519(key.to_public()))),
            Key::Plugin(_) => None,
        };
        self.keys.iter().filter_map(recipient).collect()
    }

    /// The file in clear.
    pub fn to_file(&self) -> Zeroizing<String> {
        let mut file = Zeroizing::new(String::with_capacity(8 * 1024));
        if let Some(seed) = self.signing_seed() {
            let seed = Zeroizing::new(BASE64.encode(seed));
            file.extend(["# desk ", &self.name, " ed25519-secret:", &seed, "\n"]);
        }
        for key in &self.keys {
            match key {
                Key::Hybrid(key) => file.extend([key.to_secret_string().as_str(), "\n"]),
                Key::X25519(key) => file.extend([key.to_string().expose_secret(), "\n"]),
                Key::Plugin(line) => file.extend([line, "\n"]),
            }
        }
        file
    }

    /// The file protected by a passphrase: itself an age file, as age's clients expect.
    pub fn to_protected_file(&self, passphrase: SecretString) -> Result<Vec<u8>, SealError> {
        passphrase::protect(&self.to_file(), passphrase)
    }

    /// Whether a file asks for a passphrase.
    pub fn is_protected(file: &[u8]) -> bool {
        passphrase::is_protected(file)
    }

    /// Reads an identity file, protected or not.
    pub fn from_file(file: &[u8], passphrase: Option<SecretString>) -> Result<Self, IdentityError> {
        if !Self::is_protected(file) {
            return Self::from_plain(file);
        }
        let passphrase = passphrase.ok_or(IdentityError::Protected)?;
        Self::from_plain(passphrase::unprotect(file, passphrase)?.as_bytes())
    }

    fn from_plain(file: &[u8]) -> Result<Self, IdentityError> {
        passphrase::text(file).ok_or(IdentityError::NoIdentity)?.parse()
    }
}

impl FromStr for Identity {
    type Err = IdentityError;

    /// age's own reader of identity files refuses hybrid keys, so the lines are read here.
    fn from_str(text: &str) -> Result<Self, IdentityError> {
        let mut identity = Self::new(Vec::new(), "", None);
        for (number, line) in text.lines().map(str::trim).enumerate() {
            if let Some(desk) = desk_line(line) {
                identity.read_desk(desk).ok_or(IdentityError::Line(number + 1))?;
            } else if !line.is_empty() && !line.starts_with('#') {
                identity.keys.push(read_key(line).ok_or(IdentityError::Line(number + 1))?);
            }
        }
        if identity.keys.is_empty() && identity.signing_seed.is_none() {
            return Err(IdentityError::NoIdentity);
        }
        Ok(identity)
    }
}

impl Identity {
    fn read_desk(&mut self, line: &str) -> Option<()> {
        let (name, seed) = line.split_once(" ed25519-secret:").filter(|(name, _)| is_desk_name(name))?;
        let seed = Zeroizing::new(BASE64.decode(seed.as_bytes()).ok()?);
        self.signing_seed = Some(Zeroizing::new(seed.as_slice().try_into().ok()?));
        self.name = name.to_owned();
        Some(())
    }
}

fn read_key(line: &str) -> Option<Key> {
    if line.starts_with("AGE-SECRET-KEY-PQ-1") {
        return line.parse().ok().map(Key::Hybrid);
    }
    if line.starts_with("AGE-PLUGIN-") {
        return Some(Key::Plugin(line.to_owned()));
    }
    line.parse().ok().map(Key::X25519)
}

impl age::Identity for Identity {
    fn unwrap_stanza(
        &self,
        stanza: &age_core::format::Stanza,
    ) -> Option<Result<age_core::format::FileKey, age::DecryptError>> {
        self.keys.iter().find_map(|key| match key {
            Key::Hybrid(key) => key.unwrap_stanza(stanza),
            Key::X25519(key) => age::Identity::unwrap_stanza(key, stanza),
            Key::Plugin(_) => None,
        })
    }

    /// A program may ask a person for a touch or a PIN: it comes last, sees a file once, and has the
    /// lock to itself, so that no second one starts beside it.
    fn unwrap_stanzas(
        &self,
        stanzas: &[age_core::format::Stanza],
    ) -> Option<Result<age_core::format::FileKey, age::DecryptError>> {
        let own = stanzas.iter().find_map(|stanza| self.unwrap_stanza(stanza));
        own.or_else(|| {
            let external = self.external.lock().ok()?;
            external.iter().find_map(|identity| identity.unwrap_stanzas(stanzas))
        })
    }
}
