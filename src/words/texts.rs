//! The shape of a language's file: a struct a heading, a field a string.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Texts by an id of the questionnaire; `check` holds the ids against it.
type ById<T = String> = BTreeMap<String, T>;

/// Everything one language says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
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

/// What the desk's program says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskWords {
    pub desk: Desk,
    pub desk_errors: DeskErrors,
    pub screen: Screen,
}

/// What one language says about a helpline.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelplineWords {
    /// For lists without room for the text; empty where the number says it.
    pub name: String,
    /// Who answers, for what, when and at what cost.
    pub text: String,
    /// Opening hours, only once somebody has heard them on the telephone.
    pub hours: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionWords {
    pub label: String,
    pub hint: Option<String>,
}

/// Declares a struct for each heading. All fields are strings, save those after a
/// semicolon, which are texts by id.
macro_rules! headings {
    ($($(#[$doc:meta])* $heading:ident { $($text:ident),* $(,)? $(; $map:ident)? })*) => {$(
        $(#[$doc])*
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $heading {
            $(pub $text: String,)*
            $(pub $map: ById,)?
        }
    )*};
}

headings! {
    /// Every page.
    Page {
        title, skip, exit, exit_link, language, demo, done, back, footer_privacy,
        footer_who, footer_learn, footer_new,
    }

    /// The first page, above the form.
    Start {
        title, danger, what, anon, who, stale, collected, collected_this_week,
        collected_last_week, collected_longer, door_me, door_numbers, door_watch,
        door_code, door_learn,
    }

    /// The row "could someone be watching?".
    Watch {
        work, shared, spy, tor,
    }

    /// What the exit button does, in the same row.
    Exit {
        title, what, text, not, tab, keys,
    }

    /// The form; the labels of its questions are in [`Words::questions`].
    Form {
        code_label, code_hint, code_server, code_browser, code_open, story_languages, seal_server,
        seal_browser, story_lost, think, think_customer, think_work, think_taxi,
        think_near, helps, optional, more, before, self_check, truth, check, send,
        yours, send_hint, sending, next, next_code, next_read, next_often, next_proof,
        check_title, check_text,
    }

    /// The page "is it about you?".
    Me {
        title, choose, danger, talk, write, story, who, safe,
    }

    /// The page after sending.
    Token {
        sent_title, sent_text, title, what, skip, chars, aloud, group, keep_title,
        keep_paper, keep_photo, keep_who, keep_lost, after_title, after_week,
        after_urgent, after_erased, add, add_send, withdraw; names
    }

    /// The page behind a code.
    Replies {
        title, from, newest, older, newer, none, none_why, none_next, own, write,
        write_hint, write_send, written_title, written_text, withdraw,
    }

    /// Withdrawing a report.
    Withdrawal {
        title, erases, copies, copies_kept, passed_on, backups, yes, no, done,
        done_text, again,
    }

    /// Around the learn pages.
    Learn {
        title, more, note,
    }

    /// On the poster and the staff-room card.
    Poster {
        scan, tor, key,
    }

    /// What went wrong, and what to do.
    Errors {
        heading, nothing_sent, empty, empty_message, long, code, code_safe,
        code_group, code_other, code_count, busy, wait, busy_code, store, full,
        offline, load, withdraw, call, seal, seal_again, seal_server, read,
        not_found, withdrawn, too_large, internal,
    }

    /// Where no report can be taken.
    Closed {
        title, text,
    }

    /// Around the list of telephone numbers.
    Numbers {
        title, trace,
    }

    /// Short answers the desk can send.
    Answers {
        read, question, help, police, may_we, nothing, call,
    }

    /// What the desk's program puts on the terminal.
    Desk {
        todo, fetched, empty, read_first, help, unread, unread_message, read,
        withdrawn, withdrawn_line, unreadable, week, now, minor, maybe_minor,
        about_me, answered, junk_count, report_title, report_first, foreign, length,
        message_title, message_first, order_unknown, not_proved, reply_title,
        reply_lost, reply_unknown, note_title, note_unchecked, seen_by, mark_trap,
        mark_fast, junk_closed, junk_unknown, junk_kind, junk_signature,
        answer_next, preview, rule_names, rule_place, rule_only, send_question,
        sent, write_here, short_in_english, saved, delete_warning, delete_type,
        deleted, first_use, proof_sent, set_pinned, set_server, set_same,
        fingerprint, desk_opens, desk_signs, kind_hybrid, kind_x25519, kind_tag,
        kind_tagpq, accept_question, accepted, key_made, passphrase_prompt, passphrase_new,
        passphrase_again, passphrase, fetching, warning, warning_more, warn_mode,
        warn_changed, warn_vanished, warn_back, warn_thread_vanished,
        warn_thread_back, warn_sealed_for, verify_equal, verify_differs,
        verify_unknown, verify_wanted, verify_found, verify_nothing, verify_policy,
        verify_type, verify_headers, verify_style, verify_script, verify_markup,
        verify_file, verify_site, verify_sizes, verify_claimed, verify_page,
        verify_trusted, verify_all_equal, poster_made, withdrawn_copies, by_hand,
        asks, wish_answered, with, status_new, status_reading, status_question_asked,
        status_waiting, status_forwarded, status_no_action, status_closed,
    }

    /// The desk's errors: a fact, and then an advice on a line of its own.
    DeskErrors {
        no_home, config, no_server, server, https, far, onion, socks5, proxy,
        fingerprint_text, no_identity, identity, no_signing_key, passphrase_needed,
        passphrase_wrong, passphrase_empty, name, exists, write, read, away,
        redirect, not_zegel, large, refused, unknown_desk, nonce, server_set,
        set_changed, desks_changed, fingerprint, pins, unknown, ambiguous,
        withdrawn, gone, moved, no_reporter, two_reporters, empty, long,
        not_confirmed, not_age, other_key, damaged, sealing, site, site_far,
        site_away, site_redirect, site_large, site_status, site_differs,
        site_unpinned, poster_here, poster_practice, poster_onion, poster_words,
        poster_wording, poster_full, poster_character,
    }

    /// The full-screen view.
    Screen {
        done_read, keys_list, keys_thread, keys_sheet, keys_preview, keys_choice, keys_line, keys_told,
        keys_help, help_title, help, told_title, too_small, busy, fetched_ago, shown,
        searched, filter_todo, filter_mine, filter_unread, filter_all, nothing_found,
        story_closed, below, with_nobody, labelled, no_short, nobody, no_colleague,
        choose_short, choose_status, choose_desk, choose_colleague, search, labels, reason,
        write_reply, write_note, write_handover, room, done_status, done_assigned,
        done_handed_over, done_labels, done_urgent, done_not_urgent, export, unsent,
        no_editor, no_memory, editor_failed,
    }

    /// Who we are.
    Who {
        title, what, not_police, work,
    }

    /// What we keep and what we do not. Each sentence says something about this program.
    Privacy {
        own, title,
        intro,
        none_title, none_name, none_address, none_cookies, none_time, none_log,
        none_others,
        reads_title, reads_plain, reads_seals, reads_mailbox, reads_script,
        reads_trust, reads_limit,
        locked_title, locked_answers, locked_language, locked_day, locked_reply,
        locked_author, locked_after, locked_marks, locked_keys,
        fields_title, fields_intro, fields_field, fields_meaning, field_thread,
        field_code, field_week, field_entry, field_direction, field_size,
        field_sealed, field_withdrawn, field_collected, field_settings,
        example_title, example,
        keys_title, keys_who, keys_code, keys_fingerprint, keys_change,
        pass_title, pass_wish, pass_exceptions, pass_danger, pass_child,
        pass_judge, pass_without, pass_redact, pass_order,
        erase_title, erase_weeks, erase_withdraw, erase_marks, erase_desk,
        erase_told, erase_kept, erase_backup, erase_disk, erase_passed,
        seen_title, seen_provider, seen_work, seen_employer, seen_tor, seen_size,
        seen_history, seen_browser, seen_text,
        promise_title, promise_anonymous, promise_punish, promise_answer,
        promise_gone, promise_worker,
        named_title, named_rights, named_you,
    }
}
