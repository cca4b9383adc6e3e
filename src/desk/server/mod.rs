//! The way to the server, and what is trusted of it.

pub mod address;
pub mod cache;
pub mod carried;
pub mod client;
pub mod fetch;
pub mod files;
pub mod lines;
pub mod login;
pub mod reapply;
pub mod receive;
pub mod sealed_folder;
mod shown;
pub mod way;
