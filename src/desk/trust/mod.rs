//! What this computer believes: of a server, of colleagues, and of what it was shown before.
//!
//! Nothing here is taken from the server's word. The recipients are pinned, a note counts by its
//! signature and by what its author may say ([`authority`]), an entry is held against the document
//! that was first opened under its id ([`disputes`]), and a withdrawal proves itself
//! ([`tombstones`]).

pub mod admission;
pub mod attestations;
pub mod authority;
pub mod disputes;
mod merge;
mod observe;
pub mod opening;
pub mod pins;
pub mod rejected;
pub mod seen;
pub mod tombstones;
pub mod verified;
pub mod warning;
pub mod withdrawal;
