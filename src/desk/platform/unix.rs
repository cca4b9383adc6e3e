//! What Linux and macOS have in common.

use std::env;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Result;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use rustix::fs::{Access, OFlags, access};
use rustix::process::{Pid, Resource, Rlimit, Signal, geteuid, getrlimit, kill_process_group, setrlimit};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::{Handle, Signals as Heard};
use signal_hook::low_level::emulate_default_handler;

use super::folder::Folder;

/// Makes files for their owner alone.
pub fn for_owner(options: &mut OpenOptions) {
    options.mode(0o600);
}

/// Makes folders for their owner alone.
pub fn folder_for_owner(builder: &mut DirBuilder) {
    builder.mode(0o700);
}

/// Opens no link to another file.
pub fn through_no_link(options: &mut OpenOptions) {
    options.custom_flags(i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default());
}

/// Whether nobody else may look into a file or folder; nothing where that cannot be known.
pub fn is_private(path: &Path) -> Option<bool> {
    fs::metadata(path).ok().map(|data| data.permissions().mode() & 0o077 == 0)
}

/// Whether a folder is this person's and no link to one.
pub fn is_own(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir() && data.uid() == geteuid().as_raw())
}

/// Whether a file can be made in a folder.
pub fn is_writable(folder: &Path) -> bool {
    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

/// Fills the whole buffer from a place in the file.
pub fn read_exact_at(file: &File, bytes: &mut [u8], place: u64) -> Result<()> {
    file.read_exact_at(bytes, place)
}

/// Puts a file in the place of another.
pub fn replace(draft: &Path, path: &Path) -> Result<()> {
    fs::rename(draft, path)
}

/// Whether a program copies this to a cloud, as far as that can be known.
pub fn is_synchronised(_: &Path) -> bool {
    false
}

/// Waits until no other program of ours writes in this folder, for as long as the result is held.
pub fn lock(folder: &Path) -> Result<File> {
    let folder = File::open(folder)?;
    folder.lock()?;
    Ok(folder)
}

/// The same without waiting.
pub fn try_lock(folder: &Path) -> Result<File> {
    let folder = File::open(folder)?;
    folder.try_lock()?;
    Ok(folder)
}

/// Where a program keeps a person's files of one kind: the XDG Base Directory Specification.
pub fn own_folder(folder: Folder, program: &str) -> Option<PathBuf> {
    let (variable, below) = match folder {
        Folder::Config => ("XDG_CONFIG_HOME", ".config"),
        Folder::State => ("XDG_STATE_HOME", ".local/state"),
        Folder::Cache => ("XDG_CACHE_HOME", ".cache"),
    };
    let base = absolute(variable).or_else(|| home().map(|home| home.join(below)));
    base.map(|base| base.join(program))
}

/// The variable that says where the person's own folder is.
pub const HOME: &str = "HOME";

/// The person's own folder.
pub fn home() -> Option<PathBuf> {
    absolute(HOME)
}

/// The specification ignores folders that are not absolute.
fn absolute(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute())
}

/// The languages that the person wants, the first first: as POSIX orders its variables, and GNU the list in
/// LANGUAGE before them unless the locale is none.
pub fn languages() -> Vec<String> {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let has_locale = !matches!(code(&locale), "" | "C" | "POSIX");
    let list = set("LANGUAGE").filter(|_| has_locale).unwrap_or_default();
    list.split(':').chain([locale.as_str()]).map(|locale| code(locale).to_owned()).collect()
}

/// The language of a locale such as `nl_NL.UTF-8`.
fn code(locale: &str) -> &str {
    locale.split(['_', '.', '@']).next().unwrap_or_default()
}

/// Lets a crash write no file of this memory, as far as the system allows.
pub fn forbid_core_dumps() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

/// Whether a crash writes none; nothing where that cannot be known.
#[expect(clippy::unnecessary_wraps, reason = "another system does not know")]
pub fn has_no_core_dumps() -> Option<bool> {
    Some(getrlimit(Resource::Core).current.is_some_and(|most| most == 0))
}

/// Lets a program begin a group of its own, which Ctrl-C reaches through us only.
pub fn begin_group(command: &mut Command) {
    command.process_group(0);
}

/// The group of a program that began one.
#[derive(Clone, Copy)]
pub struct Group(Pid);

impl Group {
    /// Of a child that was not waited for yet.
    pub fn of(child: &Child) -> Self {
        Self(Pid::from_child(child))
    }

    /// Asks all of it to end.
    pub fn end(self) {
        let _ = kill_process_group(self.0, Signal::TERM);
    }
}

/// What hears signals, until it is closed.
pub struct Hearing(Handle);

impl Hearing {
    /// Ctrl-C and Ctrl-\ at the terminal, which every program on it receives.
    pub fn keys(act: fn(i32)) -> Result<Self> {
        Self::of([SIGINT, SIGQUIT], act)
    }

    /// What is sent to this program alone.
    pub fn requests(act: fn(i32)) -> Result<Self> {
        Self::of([SIGHUP, SIGTERM], act)
    }

    /// One that was ignored when the program began, as `nohup` has it, stays so.
    fn of(signals: [i32; 2], act: fn(i32)) -> Result<Self> {
        let ignored = ignored();
        let heard = signals.into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
        let mut signals = Heard::new(heard)?;
        let handle = signals.handle();
        std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for signal in signals.forever() {
                act(signal);
            }
        })?;
        Ok(Self(handle))
    }

    /// Hears nothing more.
    pub fn close(self) {
        self.0.close();
    }
}

/// Ends this program as a signal would have.
pub fn end_by(signal: i32) {
    let _ = emulate_default_handler(signal);
}

/// The signals that are ignored, a bit each, where the system tells it.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}
