//! Texts of the steps of handing on, on the screen and on the terminal.

zegel_core::headings! {
    /// Handing on, step by step.
    HandOn {
        form, form_beside, may_point, between, one_marked, marked,
    }

    /// Handing on: the receivers, the reporter's wish, and the text that goes.
    HandingOn {
        kind_police, kind_help, kind_child_protection, kind_inspectorate,
        with_key, without_key, gets_text, gets_own_words, book_file, book_empty, book_bad,
        book_receiver, no_kind, other_in_book, no_key, wish_unknown, wish_lets_help,
        no_agreement, agreement_title, agreement_question, agreement_unread,
        write_text, write_beside, ask_what, ask_where, ask_when, ask_who, ask_care,
        ask_translation, ask_words, numbered, ask_lines, marks, marks_title, marks_question,
        marks_unread, why_only, why_own_number, why_shift, why_role, why_possession,
        why_first_person, heading_twice, nothing_written, no_own_words, lines, in_history,
        not_agreed, against_title, did_outcome, outcome_used, outcome_not_used, outcome_unknown,
        outcome_kept, no_export, which_export, offer_answer, offer_question, translator,
        language_nl, language_en, language_ro, language_hu, language_es, language_pl, language_bg,
    }
}
