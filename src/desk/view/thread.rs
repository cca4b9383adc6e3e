//! One case as a page: the conversation in its order, then notes, who read, and what does not count.

use crate::case::conversation::{Turn, conversation};
use crate::case::{Case, Presence};
use crate::text::{Paragraph, ParagraphKind};
use crate::texts::Texts;
use crate::trust::disputes::{Dispute, Reader};
use crate::trust::rejected::Rejected;
use crate::view::{answers, history};
use zegel_core::document::ReceivedReport;
use zegel_core::i18n::interpolate;

/// The conversation in its order, then what is not part of it.
pub fn page(case: &Case, texts: Texts) -> Vec<Paragraph> {
    let words = &texts.desk.desk;
    let id = case.thread.to_string();
    let mut page = vec![Paragraph::new(&interpolate(&words.report_title, &[("id", &id)]))];
    if let Some(state) = history::state(case, texts) {
        page.push(Paragraph::new(&state));
    }
    page.extend(disputes(case, texts));
    if case.presence == Presence::SaidWithdrawn {
        page.push(warning(&texts.desk.trust.not_proved_line));
    }
    let turns = conversation(case);
    for (place, turn) in turns.iter().enumerate() {
        if place > 0 && !turn.follows(&turns[place - 1]) {
            page.push(Paragraph::blank());
            page.push(Paragraph::new(&words.order_unknown));
        }
        page.push(Paragraph::rule());
        page.extend(turn_of(turn, case, texts));
    }
    page.extend(rest(case, texts));
    page
}

fn turn_of(turn: &Turn<'_>, case: &Case, texts: Texts) -> Vec<Paragraph> {
    let words = &texts.desk.desk;
    let mut page = Vec::new();
    match turn {
        Turn::Report(_, written) => return report(written, texts),
        Turn::Message { message, proved, .. } => {
            let day = answers::day(&message.writing, texts);
            let number = message.position.after.to_string();
            let title = if message.position.after == 0 { &words.message_first } else { &words.message_title };
            page.push(heading(&interpolate(title, &[("day", &day), ("number", &number)])));
            if !proved {
                page.push(warning(&words.not_proved));
            }
            page.extend(answers::writing(&message.writing, texts));
        }
        Turn::Reply { copy, stands } => {
            let day = copy.note.day.to_string();
            let number = copy.number.to_string();
            let by = history::author(copy.noted, copy.note, case, texts);
            let values = [("number", number.as_str()), ("desk", &by), ("day", &day)];
            page.push(heading(&interpolate(&words.reply_title, &values)));
            if !stands {
                page.push(warning(&words.reply_lost));
            }
            page.push(Paragraph::indented(copy.text));
        }
    }
    page
}

/// The first words, under the day they came.
pub fn report(report: &ReceivedReport, texts: Texts) -> Vec<Paragraph> {
    let day = answers::day(&report.writing, texts);
    let mut page = vec![heading(&interpolate(&texts.desk.desk.report_first, &[("day", &day)]))];
    page.extend(answers::writing(&report.writing, texts));
    page
}

fn heading(text: &str) -> Paragraph {
    Paragraph::new(text).of(ParagraphKind::Title)
}

fn warning(text: &str) -> Paragraph {
    Paragraph::new(text).of(ParagraphKind::Warning)
}

/// What is not part of the conversation: notes, who read, and what does not count.
fn rest(case: &Case, texts: Texts) -> Vec<Paragraph> {
    let mut page = Vec::new();
    let history = case.history();
    let lines: Vec<_> =
        history.iter().filter_map(|(id, note)| history::line(*id, note, case, texts)).collect();
    if !lines.is_empty() {
        page.push(Paragraph::rule());
    }
    for (title, text) in lines {
        page.push(Paragraph::new(&title).of(ParagraphKind::Quiet));
        page.extend(text.as_deref().map(Paragraph::indented));
    }
    page.extend(unattested(case, texts));
    let copies = case.copies();
    let unknown = case.answers().iter().filter(|id| !copies.iter().any(|copy| copy.id == **id)).count();
    if unknown > 0 {
        page.push(Paragraph::blank());
        let text = interpolate(&texts.desk.desk.reply_unknown, &[("count", &unknown.to_string())]);
        page.push(Paragraph::new(&text));
    }
    for (id, rejected) in case.rejected() {
        page.push(warning(&interpolate(rejected.words(texts.desk), &[("id", &id.to_string())])));
    }
    page.extend(not_understood(case, texts));
    let reseals = history::reseals(case, texts);
    page.extend(reseals.iter().map(|line| Paragraph::new(line).of(ParagraphKind::Quiet)));
    page
}

/// What to do with what does not open or is no document that is known.
fn not_understood(case: &Case, texts: Texts) -> Option<Paragraph> {
    let is_unclear = |(_, rejected)| matches!(rejected, Rejected::Closed | Rejected::Unknown);
    let advice = &texts.desk.odd.not_understood_advice;
    case.rejected().any(is_unclear).then(|| warning(advice))
}

/// Above all else: which documents are not the ones that somebody read, and what to do.
fn disputes(case: &Case, texts: Texts) -> Vec<Paragraph> {
    if case.disputes.is_empty() {
        return Vec::new();
    }
    let id = case.thread.short();
    let mut page = vec![Paragraph::blank()];
    for dispute in &case.disputes {
        page.extend(dispute_of(dispute, &id, texts));
    }
    page.push(warning(&interpolate(&texts.desk.trust.settle_now, &[("id", &id)])));
    page
}

fn dispute_of(dispute: &Dispute, thread: &str, texts: Texts) -> Vec<Paragraph> {
    let words = &texts.desk.trust;
    let text = match (dispute.is_shown, &dispute.now) {
        (true, Some(_)) => &words.warn_other_document,
        (true, None) => &texts.desk.desk.warn_changed,
        (false, _) => &words.warn_not_shown,
    };
    let values = [("id", dispute.entry.to_string()), ("thread", thread.to_owned())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut page = vec![warning(&interpolate(text, &values))];
    for reader in &dispute.readers {
        page.push(Paragraph::indented(&match reader {
            Reader::Here => words.read_first_here.clone(),
            Reader::Colleague(name, day) => {
                interpolate(&words.read_first_by, &[("name", name), ("day", &day.to_string())])
            }
        }));
    }
    page
}

/// What a former colleague wrote, as long as nobody has attested to it.
fn unattested(case: &Case, texts: Texts) -> Vec<Paragraph> {
    let notes: Vec<_> = case.unattested().filter_map(|(_, note)| history::unattested(note, texts)).collect();
    if notes.is_empty() {
        return Vec::new();
    }
    let title = interpolate(&texts.desk.trust.unattested_title, &[("id", &case.thread.short())]);
    let mut page = vec![Paragraph::blank(), Paragraph::new(&title)];
    for (title, text) in notes {
        page.push(Paragraph::indented(&title));
        page.extend(text.as_deref().map(Paragraph::indented));
    }
    page
}
