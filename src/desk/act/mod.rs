//! What a caseworker does with a case, whether by a verb or on the screen.

pub mod attest;
pub mod delete;
pub mod keep;
pub mod label;
pub mod note;
pub mod read;
pub mod recipients;
pub mod reply;
pub mod reseal;
pub mod watched;
