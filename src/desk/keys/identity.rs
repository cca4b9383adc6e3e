//! The caseworker's identity file on this computer.

use std::path::Path;

use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::identity::{Identity, IdentityError};
use crate::keys::read::read_bounded;
use crate::keys::{passphrase, plugin};
use crate::show::Show;
use zegel_core::i18n::fill;
use zegel_core::signature::DeskKey;

/// So often an old passphrase may be typed.
const TRIES: usize = 3;

/// Reads the identity file, and asks for its passphrase if it has one.
pub fn read(settings: &Settings, show: &Show) -> Result<Identity, DeskError> {
    let path = &settings.identity;
    let file = read_bounded(path)?;
    warn_of_mode(path, show);
    let identity = if Identity::is_protected(&file) {
        unlock(&file, settings, show)?
    } else {
        Identity::from_file(&file, None).map_err(|error| not_read(error, path))?
    };
    plugin::attach(&identity, show)?;
    Ok(identity)
}

/// Opens a protected file: once with the passphrase of a file, else with what is typed in three tries.
fn unlock(file: &[u8], settings: &Settings, show: &Show) -> Result<Identity, DeskError> {
    let path = &settings.identity;
    if let Some(from) = &settings.passphrase_file {
        let given = passphrase::from_file(from)?;
        return Identity::from_file(file, Some(given)).map_err(|error| not_read(error, path));
    }
    let mut left = TRIES;
    loop {
        left -= 1;
        let typed = passphrase::ask_old(settings, show)?;
        match Identity::from_file(file, Some(typed)) {
            Err(IdentityError::Passphrase) if left > 0 => {
                let facts = [("file", path.display().to_string()), ("left", left.to_string())];
                let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
                show.tell(&fill(&show.texts.desk.keys.wrong_passphrase, &facts));
            }
            opened => return opened.map_err(|error| not_read(error, path)),
        }
    }
}

/// Without a key in it, it is not the file that was meant; else the key has a fault of its own.
fn not_read(error: IdentityError, path: &Path) -> DeskError {
    match error {
        IdentityError::NoIdentity | IdentityError::Line(_) => error::keys::not_an_identity(path),
        IdentityError::Protected => error::keys::no_terminal(),
        IdentityError::Passphrase => error::keys::passphrase_wrong(path),
        IdentityError::Work { asked, most } => error::keys::too_much_work(path, asked, most),
        IdentityError::Memory { mebibytes } => error::keys::too_little_memory(path, mebibytes),
        IdentityError::Damaged => error::keys::damaged(path),
        IdentityError::Unsupported => error::keys::unsupported(path),
    }
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
    let seed = identity.signing_seed().ok_or_else(|| error::keys::no_signing_key(&settings.identity))?;
    Ok(DeskKey::from_seed(seed))
}

/// Says when others on this computer may read the file.
#[cfg(unix)]
fn warn_of_mode(path: &Path, show: &Show) {
    use std::os::unix::fs::PermissionsExt;
    let open = std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o077 != 0);
    if open {
        show.warn(&fill(&show.texts.desk.desk.warn_mode, &[("file", &path.display().to_string())]));
    }
}

#[cfg(not(unix))]
fn warn_of_mode(_: &Path, _: &Show) {}
