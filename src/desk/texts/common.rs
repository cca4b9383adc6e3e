//! Texts of every verb: what is said on the terminal, and the errors.

zegel_core::headings! {
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
        deleted, delete_several, delete_junk, delete_like, like_worked_on, deleting, deleted_several, no_junk, only_junk, first_use, proof_sent, set_pinned, set_server, set_same,
        fingerprint, desk_opens, desk_signs, kind_hybrid, kind_x25519, kind_tag,
        kind_tagpq, accept_question, accepted, key_made, fetching, warning, warning_more, warn_mode,
        warn_changed, warn_vanished, warn_back, warn_thread_vanished,
        warn_thread_back, warn_sealed_for, verify_equal, verify_differs,
        verify_unknown, verify_wanted, verify_found, verify_nothing, verify_policy,
        verify_type, verify_headers, verify_style, verify_script, verify_markup,
        verify_fresh, verify_cached, verify_file, verify_site, verify_instance, verify_sizes, verify_claimed, verify_page,
        verify_trusted, verify_release, verify_days, verify_all_equal, poster_made, withdrawn_copies, by_hand,
        asks, wish_answered, with, status_new, status_reading, status_question_asked,
        status_waiting, status_forwarded, status_no_action, status_no_report, status_set_aside, status_closed,
        status_set, assigned, assigned_nobody, labels, urgent_set, urgent_not, kept, kept_line, read_next, did_status, did_assign, did_take, did_hand_over, did_label, did_urgent, did_urgent_not, did_reseal, did_ask, did_confirm, did_export, reseal_next, resealing, resealed, resealed_changed, resealed_closed, restored_signs,
    }

    /// The desk's errors: a fact, and then an advice on a line of its own.
    DeskErrors {
        no_home, config, config_value, config_quotes, no_server, server, far, onion, socks5, proxy,
        fingerprint_text, no_identity, identity, no_signing_key, name, exists, write, read, away,
        redirect, not_zegel, large, refused, unknown_desk, nonce, server_set,
        set_changed, desks_changed, fingerprint, pins, unknown, ambiguous,
        withdrawn, gone, moved, no_reporter, odd_place, two_reporters, empty, not_text, long,
        not_confirmed, not_age, other_key, damaged, sealing, site, site_far,
        site_away, site_redirect, site_large, site_status, site_ends, site_differs,
        site_unpinned, changed, no_colleague, label, nothing_to_keep, poster_here, poster_practice, poster_onion, poster_words,
        poster_wording, poster_full, restored,
    }
}
