//! One case as text: the conversation in its order, then notes, who read, and what does not count.

use crate::case::conversation::{Turn, conversation};
use crate::case::{Case, Presence};
use crate::show::Show;
use crate::trust::disputes::Reader;
use crate::trust::warning::short_id;
use crate::view::{answers, history};
use zegel_core::document::Report;
use zegel_core::i18n::fill;

/// The conversation in its order, then what is not part of it.
pub fn thread(case: &Case, show: &Show) {
    let id = case.thread.to_string();
    show.out(&fill(&show.texts.desk.desk.report_title, &[("id", &id)]));
    if let Some(state) = history::state(case, show) {
        show.out(&state);
    }
    disputes(case, show);
    if case.presence == Presence::SaidWithdrawn {
        show.out(&show.texts.desk.trust.not_proved_line);
    }
    let turns = conversation(case);
    for (place, turn) in turns.iter().enumerate() {
        if place > 0 && turns[place - 1].order() == turn.order() {
            show.out("");
            show.out(&show.texts.desk.desk.order_unknown);
        }
        show.out("");
        show_turn(turn, case, show);
    }
    rest(case, show);
}

fn show_turn(turn: &Turn<'_>, case: &Case, show: &Show) {
    match turn {
        Turn::Report(_, report) => show_report(report, show),
        Turn::Message { message, proved, .. } => {
            let (day, number) = (message.writing.day.to_string(), message.after.to_string());
            let title = if message.after == 0 {
                &show.texts.desk.desk.message_first
            } else {
                &show.texts.desk.desk.message_title
            };
            show.out(&fill(title, &[("day", &day), ("number", &number)]));
            if !proved {
                show.out(&show.texts.desk.desk.not_proved);
            }
            answers::writing(&message.writing, show);
        }
        Turn::Reply { copy, stands } => {
            let (day, number) = (copy.note.day.to_string(), copy.number.to_string());
            let by = history::author(copy.noted, copy.note, case, show);
            let values = [("number", number.as_str()), ("desk", &by), ("day", &day)];
            show.out(&fill(&show.texts.desk.desk.reply_title, &values));
            if !stands {
                show.out(&show.texts.desk.desk.reply_lost);
            }
            show.out_under(copy.text);
        }
    }
}

/// The first words, under the day they came.
pub fn show_report(report: &Report, show: &Show) {
    show.out(&fill(&show.texts.desk.desk.report_first, &[("day", &report.writing.day.to_string())]));
    answers::writing(&report.writing, show);
}

/// What is not part of the conversation: notes, who read, and what does not count.
fn rest(case: &Case, show: &Show) {
    let history = case.history();
    let done: Vec<_> = history.iter().filter_map(|(id, note)| history::line(*id, note, case, show)).collect();
    if !done.is_empty() {
        show.out("");
    }
    for (title, text) in done {
        show.out(&title);
        if let Some(text) = text {
            show.out_under(&text);
        }
    }
    unattested(case, show);
    let copies = case.copies();
    let unknown = case.answers().iter().filter(|id| !copies.iter().any(|copy| copy.id == **id)).count();
    if unknown > 0 {
        show.out("");
        show.out(&fill(&show.texts.desk.desk.reply_unknown, &[("count", &unknown.to_string())]));
    }
    for (id, rejected) in case.rejected() {
        show.out(&fill(rejected.words(show.texts.desk), &[("id", &id.to_string())]));
    }
}

/// Above all else: which documents are not the ones that somebody read, and what to do.
pub fn disputes(case: &Case, show: &Show) {
    if case.disputes.is_empty() {
        return;
    }
    let words = &show.texts.desk.trust;
    show.out("");
    for dispute in &case.disputes {
        let text = match (dispute.is_shown, &dispute.now) {
            (true, Some(_)) => &words.warn_other_document,
            (true, None) => &show.texts.desk.desk.warn_changed,
            (false, _) => &words.warn_not_shown,
        };
        show.out(&fill(text, &[("id", &dispute.entry.to_string()), ("thread", &short_id(case.thread))]));
        for reader in &dispute.readers {
            show.out_under(&match reader {
                Reader::Here => words.read_first_here.clone(),
                Reader::Colleague(name, day) => {
                    fill(&words.read_first_by, &[("name", name), ("day", &day.to_string())])
                }
            });
        }
    }
    show.out(&fill(&words.settle_now, &[("id", &short_id(case.thread))]));
}

/// What a former colleague wrote, as long as nobody has attested to it.
pub fn unattested(case: &Case, show: &Show) {
    let notes: Vec<_> = case.unattested().filter_map(|(_, note)| history::unattested(note, show)).collect();
    if notes.is_empty() {
        return;
    }
    show.out("");
    show.out(&fill(&show.texts.desk.trust.unattested_title, &[("id", &short_id(case.thread))]));
    for (title, text) in notes {
        show.out_under(&title);
        text.iter().for_each(|text| show.out_under(text));
    }
}
