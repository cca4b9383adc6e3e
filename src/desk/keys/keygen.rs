//! `zegel keygen`: a new key for a caseworker, or the one that opens backups.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use crate::config::{Settings, config_folder};
use crate::error::{self, DeskError};
use crate::files::{private_folder, write_new};
use crate::identity::Identity;
use crate::keys::identity::public_line;
use crate::keys::passphrase;
use crate::platform::is_private;
use crate::terminal::Terminal;
use zegel_core::i18n::interpolate;
use zegel_core::id::random;
use zegel_core::seal::is_desk_name;

/// What the help of the verb says at its end.
pub const MORE: &str = "\
For a hardware key, or on a computer that answers and must not open: --signing-only.
With a plugin of age the two keys then stand in one file:

  zegel keygen NAME --signing-only --no-passphrase
  age-plugin-yubikey --identity >> ~/.config/zegel/identity.txt

and on the server the recipient of the device, age1tag1... or age1tagpq1...,
stands below the line that keygen prints. The plugin's program must be on the PATH.";

/// What keygen calls the key for backups. No caseworker may be called so.
const BACKUP: &str = "backup";

/// The arguments of the verb.
#[derive(Args)]
pub struct Keygen {
    /// A pseudonym that colleagues will see: letters, digits, - and _
    #[arg(required_unless_present = "backup")]
    name: Option<String>,
    /// Where the key goes; never over a file [default: identity.txt in the config folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Leave the file without a passphrase
    #[arg(long, conflicts_with = "passphrase_file")]
    no_passphrase: bool,
    /// A key that signs and opens nothing
    #[arg(long)]
    signing_only: bool,
    /// The key that opens the server's backups, and no report; it has no name
    #[arg(long, requires = "out", conflicts_with_all = ["name", "signing_only"])]
    backup: bool,
}

impl Keygen {
    /// Of this name, in this file, with a passphrase.
    pub fn at(name: String, file: PathBuf) -> Self {
        Self { name: Some(name), out: Some(file), no_passphrase: false, signing_only: false, backup: false }
    }

    /// Makes the key, writes it, and prints what the server needs of it.
    pub fn run(&self, settings: &Settings, terminal: &Terminal) -> Result<(), DeskError> {
        let identity = self.make(settings, terminal)?;
        tell_public(&identity, terminal)?;
        let texts = &terminal.texts.desk;
        let made = if self.backup {
            &texts.keys.backup_made
        } else if self.signing_only {
            &texts.keys.signing_made
        } else {
            &texts.desk.key_made
        };
        let path = self.out.clone().map_or_else(default_file, Ok)?;
        terminal.inform(&interpolate(made, &[("file", &path.display().to_string())]));
        Ok(())
    }

    /// Makes the key and writes it, and prints nothing.
    pub fn make(&self, settings: &Settings, terminal: &Terminal) -> Result<Identity, DeskError> {
        self.check_name()?;
        let path = self.out.clone().map_or_else(default_file, Ok)?;
        check_new(&path)?;
        let identity = self.generate()?;
        write(&path, &identity, self.no_passphrase, settings, terminal)?;
        Ok(identity)
    }

    fn generate(&self) -> Result<Identity, DeskError> {
        let name = self.name.as_deref().unwrap_or_default();
        if self.backup {
            Ok(Identity::opening_only(random()?))
        } else if self.signing_only {
            Ok(Identity::signing_only(name, random()?))
        } else {
            Ok(Identity::generate(name, random()?, random()?))
        }
    }

    /// Whether the name can stand in the server's recipients file. Whoever gives the key for backups as a
    /// name would be told to put it there, and it would open reports.
    pub fn check_name(&self) -> Result<(), DeskError> {
        let Some(name) = &self.name else { return Ok(()) };
        if name.eq_ignore_ascii_case(BACKUP) {
            return Err(error::keys::backup_name());
        }
        if is_desk_name(name) { Ok(()) } else { Err(error::keys::name()) }
    }
}

/// Where the key of this computer stands.
pub fn default_file() -> Result<PathBuf, DeskError> {
    Ok(config_folder()?.join("identity.txt"))
}

/// Nothing is there yet.
pub fn check_new(path: &Path) -> Result<(), DeskError> {
    if path.symlink_metadata().is_ok() { Err(error::files::exists(path)) } else { Ok(()) }
}

/// Prints the lines for the server's recipients file.
pub fn tell_public(identity: &Identity, terminal: &Terminal) -> Result<(), DeskError> {
    for line in public_lines(identity)? {
        terminal.print_exact(&line);
    }
    Ok(())
}

/// The lines for the server's recipients file.
pub fn public_lines(identity: &Identity) -> Result<Vec<String>, DeskError> {
    let mut lines: Vec<String> = public_line(identity).into_iter().collect();
    lines.extend(identity.recipients()?.iter().map(ToString::to_string));
    Ok(lines)
}

/// Writes a new identity file, protected by a passphrase unless it may be open.
pub fn write(
    path: &Path,
    identity: &Identity,
    is_open: bool,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(), DeskError> {
    let bytes = if is_open {
        Zeroizing::new(identity.to_file().as_bytes().to_vec())
    } else {
        Zeroizing::new(identity.to_protected_file(passphrase::new(identity.name(), settings, terminal)?)?)
    };
    let folder = config_folder()?;
    if path.parent() == Some(folder.as_path()) {
        private_folder(&folder).map_err(|error| error::files::write(&folder, error))?;
    }
    write_new(path, &bytes).map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            return error::files::exists(path);
        }
        error::files::write(path, error)
    })?;
    if is_private(path).is_none() {
        let not_known = &terminal.texts.desk.platform.not_known;
        terminal.warn(&interpolate(not_known, &[("file", &path.display().to_string())]));
    }
    Ok(())
}
