//! The agent itself: one process for one key.

use std::fs;
use std::io::{ErrorKind, Read, Result, Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::locked::LockedKey;
use super::place;
use super::timer::{Limits, Timer};
use crate::platform::{self, Listener, Stream, begin_session, inode, is_asked, lock, peer, standard_input};
use crate::signals::on_end;

/// The request for the key.
pub const GIVE: u8 = b'k';
/// The request to say how much is left of its limits, which begins none of them anew.
pub const LEFT: u8 = b't';
/// The request to forget it.
pub const LOCK: u8 = b'l';

/// So often it looks whether its time is over and its socket is still there.
const TICK: Duration = Duration::from_secs(1);
/// So long it waits for a program that connects and then says nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// The key, until it is forgotten: by its own thread, or by that of the signals.
type Held = Arc<Mutex<Option<LockedKey>>>;

/// Holds the key on standard input and gives it to programs of the same person, until it is to end.
pub fn serve(name: &str, limits: Limits) -> Result<()> {
    begin_session()?;
    let key = LockedKey::read(standard_input()?)?;
    let held = Arc::new(Mutex::new(Some(key)));
    let socket = Socket::bind(name)?;
    let at_end = (Arc::clone(&held), socket.path.clone(), socket.inode);
    let _end = on_end(move || forget(&at_end.0, &at_end.1, at_end.2));
    stdout().write_all(b"+")?;
    stdout().flush()?;
    socket.answer(&held, Timer::new(limits))
}

/// A listening socket that is the one under its name.
struct Socket {
    listener: Listener,
    path: PathBuf,
    inode: u64,
}

impl Socket {
    /// In the place of what a killed agent left; never in that of one that lives.
    fn bind(name: &str) -> Result<Self> {
        let folder = place::folder().ok_or(ErrorKind::PermissionDenied)?;
        let path = place::socket(&folder, name)?;
        let _alone = lock(&folder)?;
        if Stream::connect(&path).is_ok() {
            return Err(ErrorKind::AddrInUse.into());
        }
        if path.symlink_metadata().is_ok() {
            fs::remove_file(&path)?;
        }
        let listener = Listener::bind(&path)?;
        let inode = inode(&path)?;
        Ok(Self { listener, path, inode })
    }

    /// Answers one request after another until one asks for the end, the time is over, or the socket is
    /// gone.
    fn answer(&self, held: &Held, mut timer: Timer) -> Result<()> {
        while is_there(&self.path, self.inode) && !timer.is_over() {
            if !is_asked(&self.listener, TICK)? {
                continue;
            }
            let (stream, _) = self.listener.accept()?;
            // The computer may have slept since the last look.
            if timer.is_over() {
                break;
            }
            match request(&stream) {
                Ok(GIVE) => {
                    give(&stream, held);
                    timer.renew();
                }
                Ok(LEFT) => tell_left(&stream, timer.left()),
                Ok(LOCK) => {
                    // Before the stream is closed, which tells the other end that it is done.
                    forget(held, &self.path, self.inode);
                    break;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// What a program of the same person asks for.
fn request(mut stream: &Stream) -> Result<u8> {
    peer(stream)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut request = [0];
    stream.read_exact(&mut request)?;
    Ok(request[0])
}

/// Who goes away before the end of the answer asks again.
fn give(mut stream: &Stream, held: &Held) {
    if let Some(key) = key_of(held).as_ref() {
        let _ = stream.write_all(key.as_bytes());
    }
}

/// In whole seconds, the begun one among them: the key is gone when they have passed.
fn tell_left(mut stream: &Stream, left: Limits) {
    let _ = write!(stream, "{} {}", left.idle.as_secs() + 1, left.whole.as_secs() + 1);
}

/// Wipes the key, and takes the socket away if it is still this process's.
fn forget(held: &Held, path: &Path, inode: u64) {
    key_of(held).take();
    if is_there(path, inode) {
        let _ = fs::remove_file(path);
    }
}

fn key_of(held: &Held) -> MutexGuard<'_, Option<LockedKey>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_there(path: &Path, inode: u64) -> bool {
    platform::inode(path).is_ok_and(|now| now == inode)
}
