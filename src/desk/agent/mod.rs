//! The key agent: a background process of this program that holds an opened key for a limited time,
//! so that a passphrase is typed once a day and not for each verb.
//!
//! The verb that opened a key starts it and hands it the key over a pipe. It answers on a socket in a
//! private folder of the session (`$XDG_RUNTIME_DIR/zegel`), to programs of the same person alone, and
//! the socket is named after the digest of the identity file: where that file changes, no socket of
//! that name is there. The key lies in memory that is locked and wiped. The process ends, and the key
//! with it, after a time without a request, after a working day, at `zegel lock`, at a signal, and when
//! its socket is gone, as it is when the session ends.
//!
//! Its limit is that of every such agent: another program of the same person can ask for the key while
//! it is open. Only Linux tells who is at the other end of a socket without `unsafe`; elsewhere there is
//! no place where one could be asked, and each verb asks for the passphrase.

mod client;
mod locked;
mod place;
mod process;
mod timer;

pub use client::{is_possible, keep, left, lock, recall};
pub use process::serve;
pub use timer::Limits;

/// An agent that did not answer, so that nobody knows whether it still holds a key.
pub struct Stuck {
    /// Its process, where that is known.
    pub process: Option<i32>,
}
