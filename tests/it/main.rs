//! Sentences about what a person can rely on, shown through the real doors.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod bad_input;
mod bad_paths;
mod bad_token;
mod browser;
mod caseworker;
mod crash;
mod desk;
mod desk_client;
mod desk_hostile;
mod desk_server;
mod documents;
mod fixture;
mod headers;
mod hostile;
mod http;
mod interop;
mod kem;
mod layout;
mod memory;
mod node;
mod padding;
mod practice;
mod program;
mod proofs;
mod recipients;
mod schemas;
mod site;
mod story;
mod token;
mod uniform;
mod vectors;
