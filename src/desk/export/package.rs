//! What is handed over: one file sealed for the receiver's key, built in memory, or an open folder
//! on a medium that the caseworker chose. Nothing is ever written over.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{self, DeskError};
use crate::files::write_new;
use crate::platform;
use zegel_core::seal::{Plain, Recipients, is_private};

/// A recipients file of somebody else is no longer than ours.
const MOST_RECIPIENTS: u64 = 64 * 1024;
/// A header and what fills the last block, for each file; and two empty blocks.
const TAR_AROUND: usize = 1024;

/// One file of it.
pub struct Item {
    /// Its name, which is always ours.
    pub name: &'static str,
    /// What is in it.
    pub bytes: Plain,
}

/// Where it goes.
pub enum Place {
    /// One file, sealed.
    Sealed(PathBuf, Box<Recipients>),
    /// A folder, open.
    Open(PathBuf),
}

/// A place that is there and empty, and goes again unless it is filled.
pub struct Reserved<'a> {
    place: &'a Place,
    file: Option<File>,
    filled: bool,
}

impl Place {
    /// The file or the folder.
    pub fn path(&self) -> &Path {
        match self {
            Self::Sealed(path, _) | Self::Open(path) => path,
        }
    }

    /// Whether it is sealed.
    pub fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(..))
    }

    /// Makes it, empty: so whatever could refuse does so before anything is told.
    pub fn reserve(&self) -> Result<Reserved<'_>, DeskError> {
        let made = match self {
            Self::Sealed(path, _) => new_file(path).map(Some),
            Self::Open(path) => new_folder(path).map(|()| None),
        };
        let file = made.map_err(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                return error::export::exists(self.path());
            }
            error::export::place(self.path(), error)
        })?;
        Ok(Reserved { place: self, file, filled: false })
    }
}

impl Reserved<'_> {
    /// Puts everything there, or nothing.
    pub fn fill(mut self, items: &[Item], sealed: &[u8]) -> io::Result<()> {
        match (&self.place, self.file.take()) {
            (Place::Open(folder), _) => {
                items
                    .iter()
                    .try_for_each(|item| write_new(&folder.join(item.name), item.bytes.as_bytes()))?;
            }
            (Place::Sealed(..), Some(mut file)) => {
                file.write_all(sealed)?;
                file.sync_all()?;
            }
            (Place::Sealed(..), None) => return Err(io::ErrorKind::NotFound.into()),
        }
        self.filled = true;
        Ok(())
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        // Made by us and by nobody else, as it was new.
        let _ = match self.place {
            _ if self.filled => Ok(()),
            Place::Sealed(path, _) => fs::remove_file(path),
            Place::Open(folder) => fs::remove_dir_all(folder),
        };
    }
}

fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    platform::for_owner(&mut options);
    options.open(path)
}

fn new_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    platform::folder_for_owner(&mut folder);
    folder.create(path)
}

/// A receiver's key, or the file in which it stands.
pub fn recipients(given: &str) -> Result<Recipients, DeskError> {
    let refused = || error::export::recipient(given);
    if given.starts_with("age1") {
        return given.parse().map_err(|_| refused());
    }
    // Before it is taken for the name of a file, which would be echoed.
    if is_private(given) {
        return Err(refused());
    }
    let read = |error| error::files::read(Path::new(given), error);
    if fs::metadata(given).map_err(read)?.len() > MOST_RECIPIENTS {
        return Err(refused());
    }
    let file = fs::read(given).map_err(read)?;
    Recipients::from_file(&file).map_err(|why| error::export::recipients_file(Path::new(given), &why))
}

/// The files in one: a tar archive without a time, an owner or a mode of this computer. They stand
/// in a folder, so that unpacking puts them beside nothing else.
pub fn tar(number: &str, items: &[Item]) -> io::Result<Plain> {
    let size: usize = items.iter().map(|item| item.bytes.as_bytes().len() + TAR_AROUND).sum();
    let mut archive = tar::Builder::new(Vec::with_capacity(size + 2 * TAR_AROUND));
    for item in items {
        let mut header = tar::Header::new_ustar();
        header.set_path(format!("melding-{number}/{}", item.name))?;
        header.set_size(item.bytes.as_bytes().len() as u64);
        header.set_mode(0o600);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_cksum();
        archive.append(&header, item.bytes.as_bytes())?;
    }
    archive.into_inner().map(Plain::new)
}
