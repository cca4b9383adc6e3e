//! The private folder of the agents' sockets, and who is at the other end of one.

use std::env;
use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use rustix::net::sockopt::socket_peercred;
use rustix::process::geteuid;

use crate::files::{digest, private_folder};

/// Characters of a socket's name: 128 bits of a digest, and short enough for any socket.
const NAME: usize = 32;
/// How the names end.
const END: &str = "sock";

/// `$XDG_RUNTIME_DIR/zegel`, where both are this person's and closed to all others. The session's end
/// removes it.
pub fn folder() -> Option<PathBuf> {
    let above = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from)?;
    if !above.is_absolute() || !is_private(&above) {
        return None;
    }
    let folder = above.join("zegel");
    private_folder(&folder).ok()?;
    is_private(&folder).then_some(folder)
}

/// Whether this is a folder and no link to one, ours, and closed to all others.
fn is_private(path: &Path) -> bool {
    let own = geteuid().as_raw();
    let is_closed = |data: &fs::Metadata| data.uid() == own && data.mode() & 0o077 == 0;
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir() && is_closed(&data))
}

/// The name of the agent for an identity file with this content.
pub fn name(identity_file: &[u8]) -> String {
    digest(identity_file).chars().take(NAME).collect()
}

/// The socket of the agent with this name.
pub fn socket(folder: &Path, name: &str) -> Result<PathBuf> {
    if name.len() != NAME || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ErrorKind::InvalidInput.into());
    }
    Ok(folder.join(name).with_extension(END))
}

/// All sockets that are there.
pub fn sockets(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    files.filter(|path| path.extension().is_some_and(|end| end == END)).collect()
}

/// Refuses whoever is not this person, and gives the process of who is.
pub fn check_peer(stream: &UnixStream) -> Result<i32> {
    let peer = socket_peercred(stream)?;
    if peer.uid == geteuid() {
        Ok(peer.pid.as_raw_pid())
    } else {
        Err(Error::from(ErrorKind::PermissionDenied))
    }
}
