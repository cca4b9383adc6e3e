//! What is written, sealed and sent, held against its specification and against other implementations.

pub mod age_header;
pub mod documents;
pub mod independent_reader;
pub mod fuzzed;
pub mod interop;
pub mod kem;
pub mod nesting;
pub mod newer_age;
pub mod padding;
pub mod proofs;
pub mod protocol;
pub mod rage;
pub mod received;
pub mod recipients;
pub mod schemas;
pub mod sealing;
pub mod token;
pub mod vectors;
