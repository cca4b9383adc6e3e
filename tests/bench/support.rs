//! What the bench shares with the tests.
#![expect(dead_code, reason = "the tests use the rest")]

#[path = "../it/support/postgres.rs"]
pub mod postgres;
#[path = "../it/support/programs.rs"]
pub mod programs;
#[path = "../it/support/until.rs"]
pub mod until;
