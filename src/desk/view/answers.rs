//! A reporter's words on the terminal: what to avoid first, then the wish, then the answers in the
//! form's order and own words, and the story last.

use crate::case::Case;
use crate::text::{Paragraph, ParagraphKind};
use crate::texts::{HandingOn, Texts};
use crate::view::odd;
use zegel_core::document::{Answer, MESSAGE, Mark, Outcome, Received, ReceiverKind, Status};
use zegel_core::i18n::interpolate;
use zegel_core::questionnaire::{Group, Kind, Question, questionnaire};

/// What to avoid.
const AVOID: &str = "care";
/// What is read before all else, in this order.
const FIRST: [&str; 2] = [AVOID, "pass"];
/// What is read last.
const STORY: &str = "story";

/// All that a reporter wrote in one sending.
pub fn writing(writing: &Received, texts: Texts) -> Vec<Paragraph> {
    let words = &texts.desk.desk;
    let mut page = odd::warnings(writing, texts);
    for mark in &writing.marks {
        let text = match mark {
            Mark::Trap => &words.mark_trap,
            Mark::Fast => &words.mark_fast,
        };
        page.push(Paragraph::new(text).of(ParagraphKind::Warning));
    }
    if let Some(language) = foreign(writing, texts) {
        let name = language_name(&language, texts);
        page.push(Paragraph::new(&interpolate(&words.foreign, &[("language", name)])));
    }
    for question in in_order() {
        if let Some(answer) = writing.answers.get(&question.id) {
            page.extend(answered(question, answer, texts));
        }
    }
    for (id, answer) in writing.answers.iter().filter(|(id, _)| questionnaire().get(id).is_none()) {
        page.extend(unasked(id, answer));
    }
    page
}

/// The code of a language that the reader's is not.
pub fn foreign(writing: &Received, texts: Texts) -> Option<String> {
    writing.language.clone().filter(|code| code != texts.language.code())
}

/// The day it was written, or that it is not known.
pub fn day(writing: &Received, texts: Texts) -> String {
    writing.day.map_or_else(|| texts.desk.odd.day.clone(), |day| day.to_string())
}

fn in_order() -> impl Iterator<Item = &'static Question> {
    let all = questionnaire();
    let between = all.questions().iter().filter(|question| !is_moved(&question.id));
    FIRST.iter().filter_map(|id| all.get(id)).chain(between).chain(all.get(STORY))
}

fn is_moved(id: &str) -> bool {
    id == STORY || FIRST.contains(&id)
}

fn answered(question: &Question, answer: &Answer, texts: Texts) -> Vec<Paragraph> {
    let words = texts.site.questions.get(&question.id);
    let label = words.map_or(question.id.as_str(), |words| &words.label);
    let mut page = vec![Paragraph::blank()];
    match &question.kind {
        Kind::Text if question.id == STORY => {
            let text = text_of(answer);
            let count = text.chars().count().to_string();
            let length = interpolate(&texts.desk.desk.length, &[("count", &count)]);
            page.push(asked(&format!("{label} ({length})")));
            page.push(Paragraph::indented(&text).of(ParagraphKind::Story));
        }
        Kind::Text if question.id == AVOID => {
            page.push(asked(label));
            page.push(Paragraph::new(&text_of(answer)).of(ParagraphKind::Avoid));
        }
        Kind::Text => {
            page.push(asked(label));
            page.push(Paragraph::indented(&text_of(answer)));
        }
        Kind::One(_) => {
            page.push(asked(label));
            page.extend(answer.values().map(|id| Paragraph::indented(&option(id, texts))));
        }
        Kind::Many(groups) => {
            page.push(asked(label));
            page.extend(ticked(groups, answer, texts));
            let unknown = answer.values().filter(|id| !question.allows(id));
            page.extend(unknown.map(|id| Paragraph::indented(&format!("- {id}"))));
        }
    }
    page
}

fn asked(label: &str) -> Paragraph {
    Paragraph::new(label).of(ParagraphKind::Question)
}

fn text_of(answer: &Answer) -> String {
    answer.values().collect::<Vec<_>>().join("\n")
}

/// What was ticked, below the name of its group.
fn ticked(groups: &[Group], answer: &Answer, texts: Texts) -> Vec<Paragraph> {
    let mut page = Vec::new();
    for group in groups {
        let is_of_group = |id: &&str| group.options.iter().any(|option| option == id);
        let ticked: Vec<&str> = answer.values().filter(is_of_group).collect();
        if ticked.is_empty() {
            continue;
        }
        let name = texts.site.groups.get(&group.id).unwrap_or(&group.id);
        page.push(Paragraph::indented(name));
        page.extend(ticked.iter().map(|id| Paragraph::indented(&format!("- {}", option(id, texts)))));
    }
    page
}

/// An answer of a later form, or a message's one text.
fn unasked(id: &str, answer: &Answer) -> Vec<Paragraph> {
    let mut page = Vec::new();
    if id != MESSAGE {
        page.push(Paragraph::blank());
        page.push(asked(id));
    }
    page.extend(answer.values().map(Paragraph::indented));
    page
}

/// A choice in the form's own words.
pub fn option(id: &str, texts: Texts) -> String {
    texts.site.options.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

/// Where a case stands, in words.
pub fn status(status: Status, texts: Texts) -> &'static str {
    let words = &texts.desk.desk;
    match status {
        Status::New => &words.status_new,
        Status::Reading => &words.status_reading,
        Status::QuestionAsked => &words.status_question_asked,
        Status::Waiting => &words.status_waiting,
        Status::Forwarded => &words.status_forwarded,
        Status::NoAction => &words.status_no_action,
        Status::NoReport => &words.status_no_report,
        Status::SetAside => &words.status_set_aside,
        Status::Closed => &words.status_closed,
    }
}

/// What a receiver is, in words.
pub fn kind_words(kind: ReceiverKind, words: &HandingOn) -> &str {
    match kind {
        ReceiverKind::Police => &words.kind_police,
        ReceiverKind::Help => &words.kind_help,
        ReceiverKind::ChildProtection => &words.kind_child_protection,
        ReceiverKind::Inspectorate => &words.kind_inspectorate,
    }
}

/// What came of an export, in words.
pub fn outcome(outcome: Outcome, texts: Texts) -> &'static str {
    let words = &texts.desk.handing_on;
    match outcome {
        Outcome::Used => &words.outcome_used,
        Outcome::NotUsed => &words.outcome_not_used,
        Outcome::Unknown => &words.outcome_unknown,
    }
}

/// The name of a language of the form in the reader's; its code for any other.
pub fn language_name(code: &str, texts: Texts) -> &str {
    let words = &texts.desk.handing_on;
    match code {
        "nl" => &words.language_nl,
        "en" => &words.language_en,
        "ro" => &words.language_ro,
        "hu" => &words.language_hu,
        "es" => &words.language_es,
        "pl" => &words.language_pl,
        "bg" => &words.language_bg,
        other => other,
    }
}

/// Whom to ask about what is not in the reader's language, if that is configured.
pub fn translator(case: &Case, translator: Option<&str>, texts: Texts) -> Option<String> {
    let writings = case.entries.iter().filter_map(|entry| entry.opened.writing());
    let is_foreign = writings.into_iter().any(|writing| foreign(writing, texts).is_some());
    let translator = translator.filter(|_| is_foreign)?;
    Some(interpolate(&texts.desk.handing_on.translator, &[("translator", translator)]))
}
