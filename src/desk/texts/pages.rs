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
        hand_on_title, hand_on_to, hand_on_first, hand_on_agreed, hand_on_asked, hand_on_other, hand_on_no_key, hand_on_name, hand_on_no_name, hand_on_kind, step_wish, step_text, step_lines, step_look, step_known, step_where, wish, wish_message, wish_danger, wish_child, wish_judge, wish_against, wish_why, text_which, text_alone, text_and_words, text_and_answers, text_question, text_none, lines, known, known_one, known_few, known_many, where_sealed, where_open, where_file, where_folder, where_nothing, where_other_name, confirm_title, keys_choose, keys_marks, keys_sheet,
                help_title, help_list, help_case, help_pages, help_everywhere, help_rest,
    }
}
