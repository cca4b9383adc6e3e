//! What other systems than Linux do not have, or not without `unsafe`: nothing is kept in a folder in
//! memory, and no agent holds a key, because a socket does not tell who is at its other end.

use std::convert::Infallible;
use std::io::{self, Error, ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// When something happened. Whether the computer's sleep counts depends on the system.
#[derive(Clone, Copy)]
pub struct Moment(Instant);

impl Moment {
    /// This one.
    pub fn now() -> Self {
        Self(Instant::now())
    }

    /// How long ago it was.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// The folders in which files may lie in memory: none.
pub fn memory_folders() -> Vec<PathBuf> {
    Vec::new()
}

/// Whether a folder lies in memory, which cannot be seen here.
pub fn is_memory(_: &Path) -> bool {
    false
}

/// The table of memory that goes to a disk, which nobody tells.
pub fn swaps() -> Option<String> {
    None
}

/// Lets no other program look into this one's memory, which cannot be asked for here.
pub fn forbid_other_programs() {}

/// Whether no other program may, which nobody knows.
pub fn is_guarded() -> bool {
    false
}

/// Whether this is a folder of ours that is closed to all others, which cannot be seen here.
pub fn is_closed_to_others(_: &Path) -> bool {
    false
}

/// By what a file is known again under its path: nothing.
pub fn inode(_: &Path) -> Result<u64> {
    Err(unsupported())
}

/// The process at the other end, which no socket tells.
pub fn peer(stream: &Stream) -> Result<i32> {
    match stream.0 {}
}

/// Whether somebody connects within this time.
pub fn is_asked(listener: &Listener, _: Duration) -> Result<bool> {
    match listener.0 {}
}

/// Leaves the terminal.
pub fn begin_session() -> Result<()> {
    Err(unsupported())
}

/// Starts a program, which can write wherever the person can.
pub fn start_confined(mut command: Command, _: &Path) -> Result<Child> {
    command.spawn()
}

/// A program that was started: it cannot be ended from another thread.
pub struct Process(Infallible);

impl Process {
    /// Of no child.
    pub fn of(_: &Child) -> Option<Self> {
        None
    }

    /// Asks it to end.
    pub fn end(&self) {
        match self.0 {}
    }
}

/// A local socket that listens: there is none.
pub struct Listener(Infallible);

impl Listener {
    /// Never.
    pub fn bind(_: &Path) -> Result<Self> {
        Err(unsupported())
    }

    /// Never.
    pub fn accept(&self) -> Result<(Stream, ())> {
        match self.0 {}
    }
}

/// A connection to one: there is none.
pub struct Stream(Infallible);

impl Stream {
    /// Never.
    pub fn connect(_: &Path) -> Result<Self> {
        Err(unsupported())
    }

    /// Never.
    pub fn set_read_timeout(&self, _: Option<Duration>) -> Result<()> {
        match self.0 {}
    }

    /// Never.
    pub fn set_write_timeout(&self, _: Option<Duration>) -> Result<()> {
        match self.0 {}
    }
}

impl Read for Stream {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match self.0 {}
    }
}

impl Write for Stream {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        match self.0 {}
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0 {}
    }
}

impl Read for &Stream {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match self.0 {}
    }
}

impl Write for &Stream {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        match self.0 {}
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0 {}
    }
}

fn unsupported() -> Error {
    ErrorKind::Unsupported.into()
}
