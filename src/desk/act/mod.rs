//! What a caseworker does with a case, whether by a verb or on the screen.

pub mod label;
pub mod note;
pub mod read;
pub mod reply;
