//! The public site, as a visitor gets it, and the paper that leads to it.

pub mod certificate;
mod checks;
pub mod poster;
mod release;
pub mod verify;
mod visit;
