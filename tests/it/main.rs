//! Tests of what people can rely on: each is named by a sentence, and goes through the real programs or
//! their public functions.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    clippy::wildcard_enum_match_arm,
    reason = "a test that takes something for something else fails"
)]

mod api;
mod core;
mod deploy;
mod desk;
mod page;
mod repository;
mod server;
mod support;
