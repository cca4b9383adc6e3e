//! An anonymous tip service: reports are sealed with age, kept where nothing opens them, and answered
//! by a token. The rooms stand in reading order; `tests/it/layout.rs` says which may import which.

pub mod event;
pub mod calendar;
pub mod id;
pub mod questionnaire;
pub mod seal;
pub mod signature;
pub mod document;
pub mod thread;
pub mod token;
pub mod wire;
pub mod words;
