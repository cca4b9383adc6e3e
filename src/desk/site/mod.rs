//! The public site, as a visitor gets it, and the paper that leads to it.

mod checks;
pub mod poster;
pub mod verify;
pub mod visit;
