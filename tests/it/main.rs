//! Sentences about what a person can rely on, shown through the real doors.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod caseworker;
mod desk;
mod documents;
mod fixture;
mod interop;
mod kem;
mod node;
mod padding;
mod proofs;
mod token;
