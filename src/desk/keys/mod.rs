//! The caseworker's own key.

pub mod backup;
pub mod holder;
pub mod identity;
pub mod keygen;
mod lines;
mod passphrase;
mod passphrase_command;
pub mod plugin;
pub mod prompt;
mod random_words;
mod read;
pub mod restore;
mod shares;
mod strength;
