//! Texts about what was left out of what goes, and what is left that looks like it.

zegel_core::headings! {
    /// What was left out, and what still looks like it.
    Redaction {
        removed, resembles, question, stops,
    }
}
