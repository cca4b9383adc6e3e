//! Texts about what the full-screen view's list is narrowed by.

zegel_core::headings! {
    /// What narrows the list, and what was searched for.
    Narrowing {
        choose_only, only_status, beyond, story_closed, keys_sheet,
    }
}
