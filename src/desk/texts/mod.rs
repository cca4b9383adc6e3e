//! Texts of the terminal: everything the program says, in Dutch and in English. A struct for each
//! heading of a file, a string for each field.

#![expect(missing_docs, reason = "each field is a text named after its place")]

mod by_tls;
mod common;
mod narrowing;
mod hand_on;
mod redaction;
mod triage;
mod pages;
mod platform;

use std::sync::LazyLock;

use by_tls::ByTls;
pub use common::{Desk, DeskErrors};
pub use hand_on::{HandOn, HandingOn};
use narrowing::Narrowing;
pub use pages::Pages;
use platform::Platform;
use redaction::Redaction;
use triage::Triage;
use zegel_core::i18n::{self, Language, LanguageTexts, check_files, interpolate, words};

const FILES: [(&str, &str); 2] = [("nl", include_str!("nl.toml")), ("en", include_str!("en.toml"))];

/// Each is read when somebody speaks it.
static WORDS: [LazyLock<DeskWords>; 2] =
    [LazyLock::new(|| read(FILES[0].1)), LazyLock::new(|| read(FILES[1].1))];

#[expect(clippy::expect_used, reason = "the files are part of the program, and a test reads them")]
fn read(file: &str) -> DeskWords {
    i18n::read(file).expect("the files are part of the program, and a test reads them")
}

/// Texts of one language: everything the program says in it, and the words of the reporters' page.
#[derive(Clone, Copy)]
pub struct Texts {
    /// Which language.
    pub language: Language,
    /// The program's own, by heading.
    pub desk: &'static DeskWords,
    /// The page's, in which a form is shown as the reporter saw it.
    pub site: &'static LanguageTexts,
}

impl Texts {
    /// The texts of this language.
    pub fn new(language: Language) -> Self {
        Self { language, desk: desk_words(language), site: words(language) }
    }

    /// A text that should be looked at before going on.
    pub fn warning(self, text: &str) -> String {
        interpolate(&self.desk.desk.warning, &[("text", text)])
    }
}

/// The texts in a language: Dutch, and English for everybody else.
pub fn desk_words(language: Language) -> &'static DeskWords {
    &WORDS[usize::from(language != Language::DUTCH)]
}

/// Refuses files of which one lacks a text of the other.
pub fn check() -> Result<(), String> {
    check_files(FILES)
}

zegel_core::texts! {
    /// What the desk's program says.
    pub struct DeskWords {
        pub desk: Desk,
        pub desk_errors: DeskErrors,
        pub carried: Carried,
        pub trust: Trust,
        pub odd: Odd,
        pub export: Export,
        pub export_errors: ExportErrors,
        pub export_paper: ExportPaper,
        pub keys: Keys,
        pub backup_check: BackupCheck,
        pub first_day: FirstDay,
        pub doctor: Doctor,
        pub alarms: Alarms,
        pub screen: Screen,
        pub narrowing: Narrowing,
        pub platform: Platform,
        pub by_tls: ByTls,
        pub tunnel: Tunnel,
        pub finding: Finding,
        pub counting: Counting,
        pub watching: Watching,
        pub pages: Pages,
        pub waiting: Waiting,
        pub reading: Reading,
        pub triage: Triage,
        pub agent: AgentWords,
        pub handled: Handled,
        pub passphrase_command: PassphraseCommand,
        pub causes: Causes,
        pub arrival: Arrival,
        pub output: Output,
        pub outside: Outside,
        pub handing_on: HandingOn,
        pub hand_on: HandOn,
        pub redaction: Redaction,
        pub listing: Listing,
    }
}

zegel_core::headings! {
    /// What is not as it should be on the server: a fact, and what to do.
    Alarms {
        selftest_failed, selftest_late, store_nearly_full, disk_nearly_full,
        no_backup_lately, none,
    }

    /// A folder that is carried to a computer without a network, and back.
    Carried {
        fetched, nothing_new, waits, sent, nothing_to_send, opens_nothing, gaps,
        not_sent_gone, not_sent_damaged, not_sent_refused, none, damaged, place,
        other_server, needs_server, only_carries, not_sent,
    }

    /// What is believed, and what is not.
    Trust {
        other_instance, named_installation, disputed, said_withdrawn, nothing_disputed, fingerprint_needed, retention_needed, nobody_to_confirm,
        retention_changed, retention_pinned, retention_server, retention_question,
        warn_other_document, warn_not_shown, warn_not_proved, warn_back_unproved,
        read_first_here, read_first_by, settle_now, settle_question, settled, disputed_title,
        not_proved_line, erased, expires, expires_week, kept_longer, did_keep_longer, did_attest,
        former, former_attested, unattested_title, attest_question, attest_none, attested,
        vanished_line, restored_nothing, restored_title, restored_withdrawn, restored_deleted,
        restored_question, restored_waits, restored_told, reapplied, junk_only_carries,
        junk_unreachable, removed, added,
    }

    /// A document that is not as the page writes it, or that is none.
    Odd {
        value, hidden, missing, unknown, as_written, no_reply, day, count, reason,
        not_understood, not_understood_advice,
    }

    /// Handing a case on.
    Export {
        who_could_know, preview, unasked, type_receiver, exported, next_sealed, next_open,
        confirm_title, confirm_wish, confirm_question, confirmed, verified,
    }

    /// Why nothing was handed on.
    ExportErrors {
        known_by, only_one, redact_empty, redact_nowhere, wish_help, wish_ask, not_asked,
        reason, receiver, typed, recipient, exists, place, empty,
        nothing_asked, own, other, not_written, package, differs,
    }

    /// What is handed on says this, always in Dutch.
    ExportPaper {
        title, number, receiver, made, what, read_first, call, left_out, erase, avoid,
        avoid_none, facts, place, kind, when, minor, person, boss, online, signs, story,
        message, numbers, nothing, more, behind, all, first, later, not_proved, mark,
        left_title, left_text, left_none, left_never, page, no_week,
        desk, asked, happens, translation, restated, call_contact, wish_none, wish_any, wish_help, wish_agreed,
        against_danger, against_child, against_judge, against_title,
    }

    /// A backup of the server, on the computer with its key.
    BackupCheck {
        reading, opening, whole, opened, no_check, altered, differs, terminal, configuration, pipe,
    }

    /// Keys: split over pages, joined again, and in programs of their own.
    Keys {
        page_top, page_bottom, split, hardware, input, ask_first, ask_line,
        part_right, restored, signing_made, backup_made, backup_name, plugin_says, plugin_choice, plugin_pin,
        numbers, not_a_printer, too_large, line_wrong, line_missing, no_part, lines_mixed,
        version, other_split, few, not_the_key, pages_right, another_key, no_plugin, plugin_shown, plugin_line,
        ask_passphrase, wrong_passphrase, choose_passphrase, ask_again, not_the_same,
        short_passphrase, plain_passphrase, choose_another, six_words, ask_words, not_the_words,
        nothing_typed, no_terminal, not_asked, no_passphrase, passphrase_wrong, short_in_file,
        plain_in_file, too_much_work, too_little_memory, damaged, unsupported,
    }

    /// The first day: three steps.
    FirstDay {
        welcome, goes_on, over_config, ask_server, ask_tunnel, written, there_is_key, ask_name, key_made,
        lines_written, for_administrator, waits, keys, to_compare, compare_with, ask_compare, neither, same_word, same,
        next_inbox, stopped, not_compared, no_terminal, things_wrong,
    }

    /// What the doctor finds.
    Doctor {
        ok, look, wrong, version, config, config_none, identity, identity_open_to,
        protected, unprotected, reads, signing_only, no_server, server, one_of_servers, no_one_of_servers, away_of_servers, pinned, unpinned,
        opens, opens_not, cache, cache_none, cache_open_to, cache_not, memory_files,
        memory_files_none, swap, swap_none, swap_unknown, memory, memory_open, core, core_none, locale, locale_not,
        terminal, terminal_small, terminal_none,
    }

    /// Looking over all cases at once: words, and what reports share.
    Finding {
        found, none, read, phone, plate, address, nickname, hotel, alike, nothing_shared,
        no_proof,
    }

    /// Counts of reports.
    Counting {
        heading, by_month, by_place, by_under_18, by_language, by_status, total, hidden,
        too_few, other, earlier, unanswered, rule, table, row, count,
    }

    /// The desk's watch over the list.
    Watching {
        begun, new, digest, goes_on, back, vanished, not_run, about, installed, trial_shown, uninstalled,
        not_installed, no_notice, notice_new, notice_nothing, notice_look, notice_away, notice_stopped,
        notice_trial, notice_site, site_right, asks, not_begun, not_ended, word, no_folder,
    }

    /// The full-screen view while the server is asked.
    Waiting {
        silent, ending, given_up, arrived_all_the_same,
    }

    /// An opened key that stays in memory.
    AgentWords {
        stays_open, hours, minutes, seconds, closed, was_not_open, open_until, not_open, stuck,
        stuck_unknown,
    }

    /// A program that gives the passphrase.
    PassphraseCommand {
        without_words, failed, said_nothing,
    }

    /// Counts of what the desk did with reports, and of which reports.
    Handled {
        by_wish, by_receiver, by_outcome, by_answer, not_said, no_word, one_day, one_week, two_weeks, four_weeks, later, not_answered,
        not_known, all_periods, period, for_desk, no_period, backwards,
    }

    /// The program that makes the tunnel to the server.
    Tunnel {
        words, not_started, ended, slow,
    }

    /// Reading on the full screen: what is new, where one is, and short answers in two languages.
    Reading {
        unread, signs, like, locked, news, nothing_unread, unread_again, place, one_below, meaning, did_not_wait, keys_list, keys_thread,
    }

    /// The full-screen view.
    Screen {
        done_read, keys_list, keys_thread, keys_sheet, keys_preview, keys_choice, keys_line, keys_told,
        told_title, too_small, busy, fetched_ago, shown,
        searched, filter_todo, filter_mine, filter_unread, filter_all, nothing_found,
        story_closed, below, with_nobody, labelled, no_short, nobody, no_colleague,
        choose_short, choose_status, choose_desk, choose_colleague, search, labels, reason,
        write_reply, write_note, write_handover, room, done_status, done_assigned,
        done_handed_over, done_labels, done_urgent, done_not_urgent, unsent,
        no_editor, no_memory, editor_failed,
    }

    /// Why the system or the network refused something, and what to do about a disk.
    Causes {
        refused, cut_off, no_answer, unreachable, full, read_only, not_allowed, not_there, folder,
        no_folder, nobody_reads, write_full, write_read_only,
    }

    /// Whether what was sent arrived, and what was remembered of what was shown.
    Arrival {
        uncertain, uncertain_kept, waiting, had_arrived, sent_but, dead_tunnel, still_waiting, other_server,
        proxy_away, public_page, not_remembered, answered, send_anyway, press_again, hand_over,
        clock, clock_far, clock_right,
    }

    /// Files and texts from outside, and the small words of lists and pages.
    Outside {
        utf16, not_utf8, private_key, breaks_off, quoted, pager, reseal_broken, no_label, no_mine, no_reason,
    }

    /// The list of cases on the terminal, and where neither it nor a verb was asked for.
    Listing {
        repeated, no_verb,
    }

    /// What was printed, and was not taken.
    Output {
        not_printed, pages, nobody_hears,
    }
}
