//! What only Linux can: memory as a folder, a local socket that tells who is at its other end, and a
//! program that can write nowhere but in one folder.

use std::fs;
use std::io::{Error, Result};
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
pub use std::os::unix::net::{UnixListener as Listener, UnixStream as Stream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use landlock::{ABI, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, path_beneath_rules};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::sockopt::socket_peercred;
use rustix::process::{
    DumpableBehavior, Pid, PidfdFlags, Signal, dumpable_behavior, geteuid, pidfd_open, pidfd_send_signal,
    set_dumpable_behavior, setsid,
};
use rustix::time::{ClockId, clock_gettime};

/// What statfs says of a tmpfs: TMPFS_MAGIC of linux/magic.h.
const TMPFS: u64 = 0x0102_1994;
/// The terminal, and what programs write to without keeping it.
const DEVICES: [&str; 6] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/pts", "/dev/ptmx"];
/// So long a program that was asked to end may take.
const FAREWELL: Timespec = Timespec { tv_sec: 2, tv_nsec: 0 };

/// When something happened. What has passed since then counts the computer's sleep, and is moved by nobody
/// who sets the clock.
#[derive(Clone, Copy)]
pub struct Moment(Duration);

impl Moment {
    /// This one.
    pub fn now() -> Self {
        Self(Duration::try_from(clock_gettime(ClockId::Boottime)).unwrap_or(Duration::MAX))
    }

    /// How long ago it was.
    pub fn elapsed(self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}

/// The folders in which files may lie in memory, the first the best.
pub fn memory_folders() -> Vec<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
    runtime.into_iter().chain([PathBuf::from("/dev/shm")]).collect()
}

/// Whether a folder lies in memory (a tmpfs).
pub fn is_memory(folder: &Path) -> bool {
    rustix::fs::statfs(folder).is_ok_and(|system| u64::try_from(system.f_type).is_ok_and(|t| t == TMPFS))
}

/// The table of memory that goes to a disk, or nothing where nobody tells.
pub fn swaps() -> Option<String> {
    fs::read_to_string("/proc/swaps").ok()
}

/// Lets no other program of the same person look into this one's memory, as far as the system allows.
pub fn forbid_other_programs() {
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Whether no other program may.
pub fn is_guarded() -> bool {
    dumpable_behavior().is_ok_and(|behavior| behavior == DumpableBehavior::NotDumpable)
}

/// Whether this is a folder and no link to one, ours, and closed to all others.
pub fn is_closed_to_others(path: &Path) -> bool {
    let is_closed = |data: &fs::Metadata| data.uid() == geteuid().as_raw() && data.mode() & 0o077 == 0;
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir() && is_closed(&data))
}

/// By what a file is known again under its path.
pub fn inode(path: &Path) -> Result<u64> {
    fs::symlink_metadata(path).map(|data| data.ino())
}

/// The process at the other end; an error where that is another person's.
pub fn peer(stream: &Stream) -> Result<i32> {
    let peer = socket_peercred(stream)?;
    if peer.uid != geteuid() {
        return Err(Error::from(std::io::ErrorKind::PermissionDenied));
    }
    Ok(peer.pid.as_raw_pid())
}

/// Whether somebody connects within this time.
pub fn is_asked(listener: &Listener, time: Duration) -> Result<bool> {
    let limit = Timespec::try_from(time).map_err(Error::other)?;
    let mut asked = [PollFd::new(listener, PollFlags::IN)];
    match poll(&mut asked, Some(&limit)) {
        Err(rustix::io::Errno::INTR) => Ok(false),
        count => Ok(count? > 0),
    }
}

/// Leaves the terminal, so that nothing that is typed there reaches this process.
pub fn begin_session() -> Result<()> {
    setsid()?;
    Ok(())
}

/// Starts a program that can write in one folder alone. The kernel takes the rights from a thread and
/// from what it starts, so this is a thread of its own.
pub fn start_confined(mut command: Command, folder: &Path) -> Result<Child> {
    std::thread::scope(|scope| {
        let started = scope.spawn(move || {
            confine(folder).map_err(Error::other)?;
            command.spawn()
        });
        started.join().map_err(|_| Error::from(std::io::ErrorKind::Other))?
    })
}

/// A kernel that does not know this leaves the thread as it is.
fn confine(folder: &Path) -> std::result::Result<(), RulesetError> {
    let writing = AccessFs::from_write(ABI::V3);
    let rules = Ruleset::default().handle_access(writing)?.create()?;
    let rules = rules.add_rules(path_beneath_rules([folder], writing))?;
    rules.add_rules(path_beneath_rules(DEVICES, writing))?.restrict_self()?;
    Ok(())
}

/// A program that was started, to be ended from another thread.
pub struct Process(OwnedFd);

impl Process {
    /// Of a child that was not waited for yet.
    pub fn of(child: &Child) -> Option<Self> {
        pidfd_open(Pid::from_child(child), PidfdFlags::empty()).ok().map(Self)
    }

    /// Asks it to end, waits for that, and ends it if it does not.
    pub fn end(&self) {
        if pidfd_send_signal(&self.0, Signal::TERM).is_ok() && !self.has_ended() {
            let _ = pidfd_send_signal(&self.0, Signal::KILL);
            self.has_ended();
        }
    }

    fn has_ended(&self) -> bool {
        poll(&mut [PollFd::new(&self.0, PollFlags::IN)], Some(&FAREWELL)).is_ok_and(|ready| ready > 0)
    }
}
