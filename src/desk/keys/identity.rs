//! The caseworker's identity file on this computer, and its passphrase.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use age::cli_common::read_secret;
use age::secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::desk::config::Settings;
use crate::desk::error::DeskError;
use crate::desk::keys::plugin;
use crate::desk::show::Show;
use crate::seal::{Identity, IdentityError};
use crate::signature::DeskKey;
use crate::words::fill;

/// Far above any identity file or passphrase.
const MOST: u64 = 64 * 1024;

/// Reads the identity file, and asks for its passphrase if it has one.
pub fn read(settings: &Settings, show: &Show) -> Result<Identity, DeskError> {
    let path = &settings.identity;
    let file = read_bounded(path)?;
    warn_of_mode(path, show);
    let passphrase = match Identity::is_protected(&file) {
        true => Some(passphrase(settings, show)?),
        false => None,
    };
    let identity = Identity::from_file(&file, passphrase).map_err(|error| match error {
        IdentityError::Protected => DeskError::PassphraseNeeded,
        IdentityError::Passphrase => DeskError::PassphraseWrong(path.clone()),
        IdentityError::NoIdentity | IdentityError::Line(_) => DeskError::Identity(path.clone()),
    })?;
    plugin::attach(&identity, show)?;
    Ok(identity)
}

/// Whether the identity file asks for a passphrase.
pub fn is_protected(settings: &Settings) -> Result<bool, DeskError> {
    read_bounded(&settings.identity).map(|file| Identity::is_protected(&file))
}

/// The comment line of the recipients file, for an identity that signs.
pub fn public_line(identity: &Identity) -> Option<String> {
    let key = DeskKey::from_seed(identity.signing_seed()?).public();
    Some(format!("# desk {} ed25519:{key}", identity.name()))
}

/// The key that logs in and signs.
pub fn desk_key(identity: &Identity, settings: &Settings) -> Result<DeskKey, DeskError> {
    let seed = identity.signing_seed().ok_or_else(|| DeskError::NoSigningKey(settings.identity.clone()))?;
    Ok(DeskKey::from_seed(seed))
}

fn read_bounded(path: &Path) -> Result<Zeroizing<Vec<u8>>, DeskError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
    let read = File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes));
    match read {
        Ok(length) if length as u64 > MOST => Err(DeskError::Identity(path.to_owned())),
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(DeskError::NoIdentity(path.to_owned()))
        }
        Err(error) => Err(DeskError::Read(path.to_owned(), error)),
    }
}

fn passphrase(settings: &Settings, show: &Show) -> Result<SecretString, DeskError> {
    if let Some(path) = &settings.passphrase_file {
        return passphrase_of(path);
    }
    if !has_terminal() {
        return Err(DeskError::PassphraseNeeded);
    }
    let file = settings.identity.display().to_string();
    let question = fill(&show.desk().passphrase, &[("file", &file)]);
    read_secret(&question, &show.desk().passphrase_prompt, None).map_err(|_| DeskError::PassphraseNeeded)
}

/// The passphrase for a new file: from a file, or asked twice.
pub fn new_passphrase(settings: &Settings, show: &Show) -> Result<SecretString, DeskError> {
    if let Some(path) = &settings.passphrase_file {
        return passphrase_of(path);
    }
    if !has_terminal() {
        return Err(DeskError::PassphraseNeeded);
    }
    let (first, again) = (&show.desk().passphrase_new, &show.desk().passphrase_again);
    let given = read_secret(first, &show.desk().passphrase_prompt, Some(again));
    given.ok().filter(|passphrase| !passphrase.expose_secret().is_empty()).ok_or(DeskError::PassphraseEmpty)
}

/// Whether there is a person, even if standard input is a pipe. Without one a question would wait
/// for ever.
pub fn has_terminal() -> bool {
    !cfg!(unix) || File::open("/dev/tty").is_ok()
}

/// The first line of a file.
fn passphrase_of(path: &Path) -> Result<SecretString, DeskError> {
    let bytes = read_bounded(path).map_err(|error| match error {
        DeskError::NoIdentity(path) => DeskError::Read(path, std::io::ErrorKind::NotFound.into()),
        error => error,
    })?;
    let text = std::str::from_utf8(&bytes).map_err(|_| DeskError::PassphraseEmpty)?;
    match text.lines().next().unwrap_or_default() {
        "" => Err(DeskError::PassphraseEmpty),
        line => Ok(SecretString::from(line.to_owned())),
    }
}

/// Says when others on this computer may read the file.
#[cfg(unix)]
fn warn_of_mode(path: &Path, show: &Show) {
    use std::os::unix::fs::PermissionsExt;
    let open = std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o077 != 0);
    if open {
        show.warn(&fill(&show.desk().warn_mode, &[("file", &path.display().to_string())]));
    }
}

#[cfg(not(unix))]
fn warn_of_mode(_: &Path, _: &Show) {}
