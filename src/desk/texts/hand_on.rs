//! Texts of the steps of handing on, on the screen and on the terminal.

zegel_core::headings! {
    /// Handing on, step by step.
    HandOn {
        form, form_beside, may_point, between, one_marked, marked,
    }
}
