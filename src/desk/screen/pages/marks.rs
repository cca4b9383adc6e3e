//! Marks: passages of a text that should be looked at while it is written, and what is said of them.

use std::ops::Range;

/// Marks of a text.
#[derive(Clone, Default)]
pub struct Marks {
    /// Where they stand in the text, in bytes.
    pub passages: Vec<Range<usize>>,
    /// What is said of them below it, if there are any.
    pub said: Option<String>,
}
