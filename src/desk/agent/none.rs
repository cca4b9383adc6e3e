//! No agent: this system does not tell who is at the other end of a socket.

use std::io::{Error, ErrorKind, Result};

use zeroize::Zeroizing;

use super::{Limits, Stuck};

/// Never.
pub fn is_possible() -> bool {
    false
}

/// Nothing.
pub fn recall(_: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    None
}

/// Nothing is held.
pub fn left(_: &[u8]) -> Option<Limits> {
    None
}

/// Keeps nothing.
pub fn keep(_: &[u8], _: &[u8]) -> Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Nothing is open.
pub fn lock() -> std::result::Result<usize, Stuck> {
    Ok(0)
}

/// Serves nobody.
pub fn serve(_: &str, _: Limits) -> Result<()> {
    Err(Error::from(ErrorKind::Unsupported))
}
