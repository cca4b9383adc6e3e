//! Sentences about what a person can rely on, shown through the real doors.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod api;
mod core;
mod deploy;
mod desk;
mod page;
mod repository;
mod server;
mod support;
