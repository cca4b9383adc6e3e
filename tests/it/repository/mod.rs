//! The repository itself: its layout, its dependencies, and what its documents promise.

pub mod audits;
pub mod commands;
pub mod crates;
pub mod doc_comments;
pub mod docs;
pub mod features;
pub mod layout;
pub mod one_platform;
pub mod promises;
