//! The caseworker's identity file on this computer.

use std::path::Path;
use std::sync::Arc;

use crate::agent::{self, Limits};
use crate::config::Settings;
use crate::error::{self, DeskError};
use crate::identity::{Identity, IdentityError};
use crate::keys::plugin::Listener;
use crate::keys::read::read_bounded;
use crate::keys::{passphrase, passphrase_command, plugin};
use crate::notice::{Noted, Notice, Notices};
use crate::platform::is_private;
use crate::terminal::Terminal;
use zegel_core::signature::DeskKey;

/// So often an old passphrase may be typed.
const TRIES: usize = 3;

/// Reads the identity file and asks for its passphrase, also where an agent holds the opened key: for
/// what takes the key itself out of this computer.
pub fn read_anew(settings: &Settings, terminal: &Terminal) -> Noted<Identity> {
    read(&settings.without_agent(), terminal)
}

/// Reads the identity file, and asks for its passphrase if it has one.
pub fn read(settings: &Settings, terminal: &Terminal) -> Noted<Identity> {
    let printer = *terminal;
    let listener: Listener = Arc::new(move |text| printer.inform(text));
    read_with(settings, terminal, &listener)
}

/// The same, where what a plugin's program says goes elsewhere than to the terminal.
pub fn read_with(settings: &Settings, terminal: &Terminal, listener: &Listener) -> Noted<Identity> {
    Noted::collect(|notices| {
        let path = &settings.identity;
        let file = read_bounded(path)?;
        if is_open_to_others(path) {
            notices.push(Notice::FileMode(path.clone()));
        }
        let identity = if Identity::is_protected(&file) {
            unlock(&file, settings, terminal, notices)?
        } else {
            error::files::text(path, &file)?;
            Identity::from_file(&file, None).map_err(|error| not_read(&error, path))?
        };
        plugin::attach(&identity, terminal, listener)?;
        Ok(identity)
    })
}

/// Opens a protected file: once with the passphrase of a file, else from memory, else once with that of a
/// command, else with what is typed in three tries.
fn unlock(
    file: &[u8],
    settings: &Settings,
    terminal: &Terminal,
    notices: &mut Notices,
) -> Result<Identity, DeskError> {
    let path = &settings.identity;
    if let Some(from) = &settings.passphrase_file {
        let given = passphrase::from_file(from)?;
        return Identity::from_file(file, Some(given)).map_err(|error| not_read(&error, path));
    }
    if let Some(identity) = recalled(file, settings) {
        return Ok(identity);
    }
    let identity = match &settings.configured.passphrase_command {
        Some(command) => {
            let given = passphrase_command::run(command)?;
            Identity::from_file(file, Some(given)).map_err(|error| not_read(&error, path))?
        }
        None => ask(file, settings, terminal, notices)?,
    };
    if settings.agent.is_some() {
        // Without an agent the next verb asks again, as it does where none is wanted.
        let _ = agent::keep(file, identity.to_file().as_bytes());
    }
    Ok(identity)
}

/// How much is left of the limits within which an agent holds the key of this computer; nothing where
/// none holds it.
pub fn held(settings: &Settings) -> Option<Limits> {
    agent::left(&read_bounded(&settings.identity).ok()?)
}

/// The key that an agent holds for this very file.
fn recalled(file: &[u8], settings: &Settings) -> Option<Identity> {
    settings.agent?;
    Identity::from_file(&agent::recall(file)?, None).ok()
}

fn ask(
    file: &[u8],
    settings: &Settings,
    terminal: &Terminal,
    notices: &mut Notices,
) -> Result<Identity, DeskError> {
    let path = &settings.identity;
    let mut left = TRIES;
    loop {
        left -= 1;
        notices.print(terminal);
        let typed = passphrase::ask_old(settings, terminal)?;
        match Identity::from_file(file, Some(typed)) {
            Err(IdentityError::Passphrase) if left > 0 => {
                notices.push(Notice::WrongPassphrase(path.clone(), left));
            }
            opened => return opened.map_err(|error| not_read(&error, path)),
        }
    }
}

/// Without a key in it, it is not the file that was meant; else the key has a fault of its own.
fn not_read(error: &IdentityError, path: &Path) -> DeskError {
    match error {
        IdentityError::NoIdentity | IdentityError::Line(_) => error::keys::not_an_identity(path),
        IdentityError::Protected => error::keys::no_terminal(),
        IdentityError::Passphrase => error::keys::passphrase_wrong(path),
        IdentityError::Work { asked, most } => error::keys::too_much_work(path, *asked, *most),
        IdentityError::Memory { mebibytes } => error::keys::too_little_memory(path, *mebibytes),
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

/// Whether others on this computer may read the file, as far as that can be known.
fn is_open_to_others(path: &Path) -> bool {
    is_private(path) == Some(false)
}
