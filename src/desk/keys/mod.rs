//! The caseworker's own key.

pub mod backup;
pub mod error;
pub mod identity;
pub mod keygen;
mod lines;
pub mod plugin;
pub mod restore;
mod shares;
