//! `zegel keygen NAME`: a new key for a caseworker.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use crate::desk::config::{Settings, config_folder};
use crate::desk::error::DeskError;
use crate::desk::keys::identity::{desk_key, new_passphrase};
use crate::desk::server::pins::{private_folder, write_new};
use crate::desk::show::Show;
use crate::id::random;
use crate::seal::Identity;
use crate::words::fill;

/// As the server's recipients file bounds it.
const LONGEST_NAME: usize = 40;

/// The arguments of the verb.
#[derive(Args)]
pub struct Keygen {
    /// A pseudonym that colleagues will see: letters, digits, - and _
    name: String,
    /// Where the key goes; never over a file [default: identity.txt in the config folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Leave the file without a passphrase
    #[arg(long, conflicts_with = "passphrase_file")]
    no_passphrase: bool,
}

impl Keygen {
    /// Makes the key, writes it, and prints what the server needs of it.
    pub fn run(&self, settings: &Settings, show: &Show) -> Result<(), DeskError> {
        self.check_name()?;
        let path = self.path()?;
        if path.symlink_metadata().is_ok() {
            return Err(DeskError::Exists(path));
        }
        let identity = Identity::generate(&self.name, random()?, random()?);
        self.write(&path, &identity, settings, show)?;
        let key = desk_key(&identity, settings)?.public();
        show.out_exact(&format!("# desk {} ed25519:{key}", self.name));
        for recipient in identity.recipients()? {
            show.out_exact(&recipient.to_string());
        }
        show.tell(&fill(&show.desk().key_made, &[("file", &path.display().to_string())]));
        Ok(())
    }

    fn check_name(&self) -> Result<(), DeskError> {
        let plain = self.name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        let length = self.name.chars().count();
        if plain && (1..=LONGEST_NAME).contains(&length) { Ok(()) } else { Err(DeskError::Name) }
    }

    fn path(&self) -> Result<PathBuf, DeskError> {
        if let Some(path) = &self.out {
            return Ok(path.clone());
        }
        let folder = config_folder()?;
        private_folder(&folder).map_err(|error| DeskError::Write(folder.clone(), error))?;
        Ok(folder.join("identity.txt"))
    }

    fn write(
        &self,
        path: &Path,
        identity: &Identity,
        settings: &Settings,
        show: &Show,
    ) -> Result<(), DeskError> {
        let bytes = if self.no_passphrase {
            Zeroizing::new(identity.to_file().as_bytes().to_vec())
        } else {
            Zeroizing::new(identity.to_protected_file(new_passphrase(settings, show)?)?)
        };
        write_new(path, &bytes).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => DeskError::Exists(path.to_owned()),
            _ => DeskError::Write(path.to_owned(), error),
        })
    }
}
