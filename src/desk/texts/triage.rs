//! Texts about what colleagues wait for, and what keys a case was sealed for.

zegel_core::headings! {
    /// Why a case stands where it stands in the list, and administration below its history.
    Triage {
        second_look, handed_over, age_in_words, resealed,
    }
}
