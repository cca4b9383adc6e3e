//! Texts about what one computer can and another cannot.

zegel_core::headings! {
    /// What a system keeps from this program.
    Platform {
        no_folder_in_memory, pasted_nowhere, not_known, core_unknown, cloud,
    }
}
