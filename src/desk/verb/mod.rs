//! What a caseworker can do with reports, a file a verb, and how it looks on a terminal.

pub mod delete;
pub mod inbox;
pub mod note;
pub mod open;
pub mod read;
pub mod recipients;
pub mod reply;
pub mod table;
pub mod view;
