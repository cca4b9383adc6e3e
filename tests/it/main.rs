//! Tests of what people can rely on: each is named by a sentence, and goes through the real programs or
//! their public functions.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod api;
mod core;
mod deploy;
mod desk;
mod page;
mod repository;
mod server;
mod support;
