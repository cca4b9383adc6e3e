//! What Windows has in the place of modes, signals and terminals' settings.
//!
//! Who may read a file follows from its folder: everything of ours lies in the person's own profile, which
//! Windows keeps for that person, the system and administrators.

use std::env;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Error, ErrorKind, Result};
use std::os::windows::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::folder::Folder;

/// FILE_FLAG_OPEN_REPARSE_POINT: a link is opened as what it is, and not what it leads to.
const OPEN_REPARSE_POINT: u32 = 0x0020_0000;
/// What Windows says of a file that another program holds open (winerror.h).
const ACCESS_DENIED: i32 = 5;
const SHARING_VIOLATION: i32 = 32;
const LOCK_VIOLATION: i32 = 33;
/// How often it is tried again, and how long is waited between: five seconds in all.
const TRIES: usize = 50;
const PAUSE: Duration = Duration::from_millis(100);
/// Where OneDrive says which folders it copies.
const CLOUD: [&str; 3] = ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"];
/// By which programs of ours wait for each other in a folder.
const LOCK: &str = "lock";
/// What ends a program by Ctrl-C, as on other systems.
const INTERRUPTED: i32 = 2;

/// Makes files for their owner alone: they take that from the folder.
pub fn for_owner(_: &mut OpenOptions) {}

/// Makes folders for their owner alone: they take that from the folder above.
pub fn folder_for_owner(_: &mut DirBuilder) {}

/// Opens no link to another file.
pub fn through_no_link(options: &mut OpenOptions) {
    options.custom_flags(OPEN_REPARSE_POINT);
}

/// Whether nobody else may look into a file or folder: in the person's own profile, if nobody changed that;
/// elsewhere it cannot be known.
pub fn is_private(path: &Path) -> Option<bool> {
    let profile = env::home_dir()?.canonicalize().ok()?;
    path.canonicalize().ok()?.starts_with(profile).then_some(true)
}

/// Whether a folder is no link to one. Whose it is cannot be asked.
pub fn is_own(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir())
}

/// Whether a file can be made in a folder.
pub fn is_writable(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|data| !data.permissions().readonly())
}

/// Fills the whole buffer from a place in the file.
pub fn read_exact_at(file: &File, mut bytes: &mut [u8], mut place: u64) -> Result<()> {
    while !bytes.is_empty() {
        match file.seek_read(bytes, place)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                place += read as u64;
            }
        }
    }
    Ok(())
}

/// Puts a file in the place of another. What looks for viruses or makes copies may hold either open, and
/// lets go of it soon.
pub fn replace(draft: &Path, path: &Path) -> Result<()> {
    for _ in 0..TRIES {
        match fs::rename(draft, path) {
            Err(error) if is_held(&error) => thread::sleep(PAUSE),
            result => return result,
        }
    }
    fs::rename(draft, path)
}

fn is_held(error: &Error) -> bool {
    matches!(error.raw_os_error(), Some(ACCESS_DENIED | SHARING_VIOLATION | LOCK_VIOLATION))
}

/// Whether a program copies this to a cloud: what lies below a folder of OneDrive.
pub fn is_synchronised(path: &Path) -> bool {
    let folders = CLOUD.into_iter().filter_map(env::var_os).filter(|folder| !folder.is_empty());
    folders.into_iter().any(|folder| path.starts_with(folder))
}

/// Waits until no other program of ours writes in this folder, for as long as the result is held.
pub fn lock(folder: &Path) -> Result<File> {
    let file = lock_file(folder)?;
    file.lock()?;
    Ok(file)
}

/// The same without waiting.
pub fn try_lock(folder: &Path) -> Result<File> {
    let file = lock_file(folder)?;
    file.try_lock()?;
    Ok(file)
}

/// A folder itself cannot be locked here.
fn lock_file(folder: &Path) -> Result<File> {
    File::options().write(true).create(true).truncate(false).open(folder.join(LOCK))
}

/// Where a program keeps a person's files of one kind: below `AppData\Local`, which stays on this computer
/// where a profile is copied from a network.
pub fn own_folder(folder: Folder, program: &str) -> Option<PathBuf> {
    let local = env::var_os(HOME).map(PathBuf::from).filter(|path| path.is_absolute())?;
    let name = match folder {
        Folder::Config => "config",
        Folder::State => "state",
        Folder::Cache => "cache",
    };
    Some(local.join(program).join(name))
}

/// The variable that says where the person's own folder is.
pub const HOME: &str = "LOCALAPPDATA";

/// The person's own folder.
pub fn home() -> Option<PathBuf> {
    env::home_dir()
}

/// The languages that the person wants, the first first.
pub fn languages() -> Vec<String> {
    let code = |locale: String| locale.split(['-', '_']).next().unwrap_or_default().to_owned();
    sys_locale::get_locales().map(code).collect()
}

/// Lets a crash write no file of this memory, which cannot be asked for here.
pub fn forbid_core_dumps() {}

/// Whether a crash writes none, which cannot be known.
pub fn has_no_core_dumps() -> Option<bool> {
    None
}

/// Lets a program begin a group of its own.
pub fn begin_group(_: &mut Command) {}

/// The group of a program that began one: it is ended where it is waited for.
#[derive(Clone, Copy)]
pub struct Group;

impl Group {
    /// Of a child that was not waited for yet.
    pub fn of(_: &Child) -> Self {
        Self
    }

    /// Asks all of it to end.
    pub fn end(self) {}
}

/// Whether Ctrl-C is for this program now.
static HEARS: AtomicBool = AtomicBool::new(false);

/// What hears Ctrl-C, and that the console is closed, until it is closed itself.
pub struct Hearing;

impl Hearing {
    /// Ctrl-C and Ctrl-Break, which every program on the console receives.
    pub fn keys(act: fn(i32)) -> Result<Self> {
        HEARS.store(true, Ordering::SeqCst);
        let heard = ctrlc::set_handler(move || {
            if HEARS.load(Ordering::SeqCst) {
                act(INTERRUPTED);
            }
        });
        match heard {
            Ok(()) | Err(ctrlc::Error::MultipleHandlers) => Ok(Self),
            Err(error) => Err(Error::other(error)),
        }
    }

    /// What is sent to this program alone: there is nothing of the kind.
    pub fn requests(_: fn(i32)) -> Result<Self> {
        Ok(Self)
    }

    /// Hears nothing more.
    pub fn close(self) {
        HEARS.store(false, Ordering::SeqCst);
    }
}

/// Ends this program as a signal would have.
#[expect(clippy::exit, reason = "what must be put back has been, and nothing else ends it here")]
pub fn end_by(signal: i32) {
    std::process::exit(128 + signal);
}
