//! Texts of a language: the shape of its file, one struct for each heading and one field for each text.

use std::collections::BTreeMap;

use super::Counts;

/// Texts by an id of the questionnaire; `check` holds the ids against it.
type ById<T = String> = BTreeMap<String, T>;

texts! {
    /// All texts of the page in one language.
    pub struct LanguageTexts {
        pub page: Page,
        pub start: Start,
        pub watch: Watch,
        pub exit: Exit,
        pub form: Form,
        pub me: Me,
        pub token: Token,
        pub replies: Replies,
        pub withdrawal: Withdrawal,
        pub errors: Errors,
        pub closed: Closed,
        pub numbers: Numbers,
        /// Numbers with their nouns.
        pub counts: Counts,
        pub answers: Answers,
        pub learn: Learn,
        pub poster: Poster,
        /// What is said of each telephone number, by its id.
        pub helplines: ById<HelplineWords>,
        pub who: Who,
        pub privacy: Privacy,
        pub questions: ById<QuestionWords>,
        /// The titles of the closed rows, by the id of their part.
        pub rows: ById,
        /// The choices of all questions.
        pub options: ById,
        /// The headings of the signs.
        pub groups: ById,
    }

    /// What one language says about a helpline.
    pub struct HelplineWords {
        /// For lists without room for the text; empty where the number says it.
        pub name: String,
        /// Who answers, for what, when and at what cost.
        pub text: String,
        /// Opening hours, only once somebody has heard them on the telephone.
        pub hours: Option<String>,
    }

    /// The words of one question.
    pub struct QuestionWords {
        pub label: String,
        pub hint: Option<String>,
    }
}

headings! {
    /// Every page.
    Page {
        title, skip, exit, exit_link, language, demo, done, back, footer_privacy,
        footer_who, footer_learn, footer_new, footer,
    }

    /// The first page, above the form.
    Start {
        title, danger, description, what, tell, anon, who, stale, collected, collected_this_week,
        collected_last_week, collected_longer, to_me, to_numbers, to_watch,
        to_code, to_learn, for_title, for_customer, for_work, for_taxi, for_near,
    }

    /// The row "could someone be watching?".
    Watch {
        work, shared, spy, tor,
    }

    /// What the exit button does, in the same row.
    Exit {
        title, what, text, not, tab, keys,
    }

    /// The form; the labels of its questions are in [`LanguageTexts::questions`].
    Form {
        code_label, code_hint, code_server, code_browser, code_open, write_in, seal_server,
        seal_browser, story_lost, to_send, think, think_customer, think_work, think_taxi,
        think_near, helps, helps_hint, optional, more, before, self_check, truth, check, send,
        yours, send_hint, send_offline, sending, sending_long, next, next_code, next_read, next_often, next_proof,
        check_title, check_text, check_change, leave_tab,
    }

    /// The page "is it about you?".
    Me {
        title, choose, danger, talk, write, story, who, safe, pass_hint, more_numbers,
    }

    /// The page after sending.
    Token {
        sent_title, sent_text, danger, title, reload, what, skip, chars, aloud, group, keep_title, keep_where, keep_back,
        keep_paper, keep_photo, keep_who, keep_lost, after_title, after_week,
        after_urgent, after_erased, add, add_send, withdraw; names
    }

    /// The page behind a code.
    Replies {
        title, loading, from, newest, older, none, none_why, none_next, own, write,
        write_hint, write_send, written_title, written_text, withdraw,
    }

    /// Withdrawing a report.
    Withdrawal {
        title, erases, copies, copies_kept, passed_on, backups, yes, no, working, done,
        done_text, again,
    }

    /// Around the learn pages.
    Learn {
        title, more, unreviewed, description, tell,
    }

    /// On the poster and the staff-room card.
    Poster {
        scan, tor, key,
    }

    /// What went wrong, and what to do.
    Errors {
        heading, nothing_sent, empty, empty_message, long, code, code_safe,
        code_group, code_other, code_count, code_typed, look_here, busy, wait, busy_code, store, full,
        offline, unsure_title, unsure, unsure_message, load, withdraw, withdraw_unsure, call, seal, seal_again, seal_server, read, reread, garbled,
        not_found, withdrawn, too_large,
    }

    /// Where no report can be taken.
    Closed {
        title, text,
    }

    /// Around the list of telephone numbers.
    Numbers {
        title, trace, closed_now, abroad, from_abroad,
    }

    /// Short answers the desk can send.
    Answers {
        read, question, help, police, may_we, nothing, call,
    }

    /// Who we are.
    Who {
        title, what, not_police, work, real, website, register, address, email, phone,
    }

    /// What we keep and what we do not. Each sentence says something about this program.
    Privacy {
        own, title,
        intro, short_title, short_name, short_locked, short_pass, short_code, short_erase, short_device, all_title,
        none_title, none_name, none_address, none_cookies, none_time, none_log,
        none_others,
        reads_title, reads_plain, reads_seals, reads_mailbox, reads_script,
        reads_trust, reads_limit,
        locked_title, locked_answers, locked_language, locked_day, locked_reply,
        locked_author, locked_withdrawal, locked_after, locked_marks, locked_keys,
        fields_title, fields_intro, fields_field, fields_meaning, field_thread,
        field_code, field_week, field_entry, field_body, field_direction, field_size,
        field_sealed, field_withdrawn, field_withdrawal, field_collected, field_backup,
        field_selftest, field_settings, field_times, field_counters, field_medium, field_postgres,
        example_title, example, example_week,
        keys_title, keys_who, keys_code, keys_fingerprint, keys_change,
        pass_title, pass_wish, pass_exceptions, pass_danger, pass_child,
        pass_judge, pass_without, pass_redact, pass_order,
        erase_title, erase_weeks, erase_withdraw, erase_marks, erase_desk,
        erase_told, erase_kept, erase_backup, erase_restored, erase_again, erase_disk,
        erase_passed,
        seen_title, seen_provider, seen_work, seen_employer, seen_tor, seen_size,
        seen_history, seen_browser, seen_text,
        promise_title, promise_anonymous, promise_punish, promise_answer,
        promise_gone, promise_worker,
        named_title, named_rights, named_you, law_title, law_controller, law_ground, law_receivers, law_officer, law_rights, law_complain, access_title, access_aim, access_tested, access_exceptions, access_ask, access_write,
    }
}
