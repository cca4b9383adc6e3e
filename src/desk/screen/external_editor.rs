//! The caseworker's own editor, on a file in memory. It starts with an environment in which every
//! folder of a person is that folder in memory, and where the kernel can (Landlock), it cannot write
//! anywhere else: no history, no swap file and no backup of it stays.

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::files::write_new;
use crate::memory_folder::{MemoryFolder, NoFolder};
use crate::platform::{Process, start_confined};
use crate::signals::{OnEnd, leave_keys_to_another, on_end};
use crate::texts::Texts;
use zegel_core::i18n::interpolate;

/// Far above any text that may be sent.
const MOST: u64 = 256 * 1024;
/// What an editor needs of the environment. Nothing else is given to it: many variables lead a program
/// to files of its own (VIMINIT, HISTFILE), and some to another that runs already.
const GIVEN: [&str; 17] = [
    "PATH",
    "TERM",
    "TERMINFO",
    "TERMINFO_DIRS",
    "COLORTERM",
    "COLORFGBG",
    "NO_COLOR",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "TZ",
    "SHELL",
    "USER",
    "DISPLAY",
    "XAUTHORITY",
];
/// By these a program finds where it may keep something.
const FOLDERS: [&str; 9] = [
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
    "TMPDIR",
    "TMP",
    "TEMP",
];

/// An editor that ended so soon without a change did not wait for anybody.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Why no editor was opened, or nothing came of it.
pub enum EditorError {
    /// It ended at once, and changed nothing: it opened a window elsewhere.
    DidNotWait,

    /// None is named.
    NoEditor,
    /// This system keeps no folders in memory.
    NoFolderInMemory,
    /// There is no folder in memory.
    NoMemory(PathBuf),
    /// A file or the editor failed.
    Failed(String),
}

impl EditorError {
    /// The fact and the advice.
    pub fn text(&self, texts: Texts) -> String {
        let words = &texts.desk.screen;
        match self {
            Self::DidNotWait => texts.desk.reading.did_not_wait.clone(),
            Self::NoEditor => words.no_editor.clone(),
            Self::NoFolderInMemory => texts.desk.platform.no_folder_in_memory.clone(),
            Self::NoMemory(folder) => {
                interpolate(&words.no_memory, &[("folder", &folder.display().to_string())])
            }
            Self::Failed(why) => interpolate(&words.editor_failed, &[("why", why)]),
        }
    }
}

impl From<io::Error> for EditorError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<NoFolder> for EditorError {
    fn from(error: NoFolder) -> Self {
        match error {
            NoFolder::NoMemory => Self::NoFolderInMemory,
            NoFolder::NotMemory(place) => Self::NoMemory(place),
            NoFolder::Failed(error) => error.into(),
        }
    }
}

/// Lets the caseworker go on with a text in their own editor.
pub fn edit(text: &str) -> Result<String, EditorError> {
    let editor = editor().ok_or(EditorError::NoEditor)?;
    let folder = MemoryFolder::new()?;
    let file = folder.path().join("text.txt");
    write_new(&file, text.as_bytes())?;
    let keys = leave_keys_to_another();
    let begun = Instant::now();
    let mut child = start_confined(command(&editor, folder.path(), &file)?, folder.path())?;
    let ended = ended_with_us(&child);
    let status = child.wait()?;
    drop(ended);
    drop(keys);
    if !status.success() {
        return Err(EditorError::Failed(status.to_string()));
    }
    let mut edited = String::new();
    File::open(&file)?.take(MOST).read_to_string(&mut edited)?;
    if edited == text && begun.elapsed() < AT_ONCE {
        return Err(EditorError::DidNotWait);
    }
    Ok(edited)
}

/// The one that is named, or the one that this system has for everybody.
fn editor() -> Option<OsString> {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(env::var_os);
    named.into_iter().find(|editor| !editor.is_empty()).or_else(system_editor)
}

/// What Debian and its kin lead to the editor that was chosen there.
fn system_editor() -> Option<OsString> {
    let folders = env::var_os("PATH")?;
    let is_there = |name: &&str| env::split_paths(&folders).any(|folder| folder.join(name).is_file());
    ["editor", "sensible-editor"].into_iter().find(is_there).map(OsString::from)
}

/// The editor on a file. It may be named with options, which are taken apart as a shell does; none runs.
fn command(editor: &OsString, folder: &Path, file: &Path) -> Result<Command, EditorError> {
    let words = editor.to_str().and_then(shlex::split).unwrap_or_default();
    let (program, options) = words.split_first().ok_or(EditorError::NoEditor)?;
    let mut command = Command::new(program);
    command.args(options).arg(file).current_dir(folder).env_clear();
    for name in GIVEN {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    for name in FOLDERS {
        command.env(name, folder);
    }
    Ok(command)
}

/// Ends the editor when a signal ends this program, and waits for it: it must not write into a folder
/// that is wiped.
fn ended_with_us(child: &Child) -> Option<OnEnd> {
    let editor = Process::of(child)?;
    Some(on_end(move || editor.end()))
}
