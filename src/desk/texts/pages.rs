//! Texts of the pages of the full-screen view.

zegel_core::headings! {
    /// The pages of the full-screen view.
    Pages {
        keys_running, keys_read, keys_help, keys_typed, keys_delete, keys_links, keys_reseal, step, stopping,
        not_typed, no_yes, no_reason, marked,
        delete_title, deleted_one, deleted_some,
        keep_title, keep, keep_why, keep_copies_title, keep_copies, keep_copies_why,
        links_title, stats_title, stats,
        recipients_title, recipients_type, recipients_weeks, recipients_other, recipients_other_weeks,
        recipients_accepted,
        reseal_title, reseal, reseal_none, reseal_stopped,
        attest_title, attest,
        help_title, help_list, help_case, help_pages, help_everywhere, help_rest,
    }
}
