//! The caseworker's own editor, on a file that never touches a disk: in a folder that lives in
//! memory, for its owner only, overwritten and removed afterwards, with whatever the editor left
//! beside it.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use data_encoding::HEXLOWER;

use crate::desk::server::files::{private_folder, write_new};
use crate::id::random;
use crate::words::{Screen, fill};

/// Far above any text that may be sent.
const MOST: u64 = 256 * 1024;
/// What statfs says of a tmpfs: TMPFS_MAGIC of linux/magic.h.
#[cfg(target_os = "linux")]
const TMPFS: u64 = 0x0102_1994;

/// Why no editor was opened, or nothing came of it.
pub enum EditorError {
    /// None is named.
    NoEditor,
    /// There is no folder in memory.
    NoMemory(PathBuf),
    /// A file or the editor failed.
    Failed(String),
}

impl EditorError {
    /// The fact and the advice.
    pub fn text(&self, words: &Screen) -> String {
        match self {
            Self::NoEditor => words.no_editor.clone(),
            Self::NoMemory(folder) => fill(&words.no_memory, &[("folder", &folder.display().to_string())]),
            Self::Failed(why) => fill(&words.editor_failed, &[("why", why)]),
        }
    }
}

impl From<io::Error> for EditorError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A folder in memory, wiped when dropped.
struct Folder(PathBuf);

/// Lets the caseworker go on with a text in their own editor.
pub fn edit(text: &str) -> Result<String, EditorError> {
    let editor = editor().ok_or(EditorError::NoEditor)?;
    let folder = Folder::new()?;
    let file = folder.0.join("text.txt");
    write_new(&file, text.as_bytes())?;
    // An editor may be named with options, so a shell takes it apart, as git does.
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec $ZEGEL_EDITOR \"$@\"", "sh"]).arg(&file).env("ZEGEL_EDITOR", editor);
    let status = shell.status()?;
    if !status.success() {
        return Err(EditorError::Failed(status.to_string()));
    }
    let mut edited = String::new();
    File::open(&file)?.take(MOST).read_to_string(&mut edited)?;
    Ok(edited)
}

fn editor() -> Option<OsString> {
    ["VISUAL", "EDITOR"].into_iter().find_map(env::var_os).filter(|editor| !editor.is_empty())
}

impl Folder {
    fn new() -> Result<Self, EditorError> {
        let set = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
        let memory = set.unwrap_or_else(|| PathBuf::from("/dev/shm"));
        if !is_memory(&memory) {
            return Err(EditorError::NoMemory(memory));
        }
        let name = random::<8>().map_err(|_| EditorError::Failed(String::new()))?;
        let folder = memory.join(format!("zegel-{}", HEXLOWER.encode(&name)));
        private_folder(&folder)?;
        Ok(Self(folder))
    }
}

#[cfg(target_os = "linux")]
fn is_memory(folder: &Path) -> bool {
    rustix::fs::statfs(folder).is_ok_and(|system| u64::try_from(system.f_type).is_ok_and(|t| t == TMPFS))
}

#[cfg(not(target_os = "linux"))]
fn is_memory(_: &Path) -> bool {
    false
}

impl Drop for Folder {
    fn drop(&mut self) {
        for entry in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_file()) {
                drop(overwrite(&entry.path()));
            }
        }
        drop(fs::remove_dir_all(&self.0));
    }
}

fn overwrite(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let length = file.metadata()?.len();
    io::copy(&mut io::repeat(0).take(length), &mut file)?;
    file.flush()
}
