//! The private folder of the agents' sockets.

use std::env;
use std::fs;
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

use crate::files::{digest, private_folder};
use crate::platform::is_closed_to_others;

/// Characters of a socket's name: 128 bits of a digest, and short enough for any socket.
const NAME: usize = 32;
/// How the names end.
const END: &str = "sock";

/// `$XDG_RUNTIME_DIR/zegel`, where both are this person's and closed to all others. The session's end
/// removes it.
pub fn folder() -> Option<PathBuf> {
    let above = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from)?;
    if !above.is_absolute() || !is_closed_to_others(&above) {
        return None;
    }
    let folder = above.join("zegel");
    private_folder(&folder).ok()?;
    is_closed_to_others(&folder).then_some(folder)
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
