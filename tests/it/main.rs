//! Sentences about what a person can rely on, shown through the real doors.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod caseworker;
mod desk;
mod desk_hostile;
mod desk_server;
mod documents;
mod fixture;
mod hostile;
mod interop;
mod kem;
mod layout;
mod node;
mod padding;
mod practice;
mod proofs;
mod recipients;
mod schemas;
mod token;
mod vectors;
