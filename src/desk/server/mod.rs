//! Where sealed entries come from: the server, or an offline folder copied from it.

pub mod address;
pub mod cache;
pub mod offline;
mod outgoing;
mod patience;
pub mod client;
pub mod connection;
mod tls;
pub mod tls_transport;
pub mod exchange;
pub mod lines;
pub mod sealed_folder;
pub mod source;
pub mod tunnel;
