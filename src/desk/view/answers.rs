//! A reporter's words on the terminal: what to avoid first, then the wish, then the answers in the
//! form's order and own words, and the story last.

use crate::show::Show;
use zegel_core::document::{Answer, Mark, Status, Writing};
use zegel_core::i18n::fill;
use zegel_core::questionnaire::{Kind, Question, questionnaire};

/// What is read before all else, in this order.
const FIRST: [&str; 2] = ["care", "pass"];
/// What is read last.
const STORY: &str = "story";
/// A language code is short; a document could say anything.
const LONGEST_CODE: usize = 12;

/// All that a reporter wrote in one sending.
pub fn writing(writing: &Writing, show: &Show) {
    for mark in &writing.marks {
        show.out(match mark {
            Mark::Trap => &show.texts.desk.desk.mark_trap,
            Mark::Fast => &show.texts.desk.desk.mark_fast,
        });
    }
    if let Some(language) = foreign(writing, show) {
        show.out(&fill(&show.texts.desk.desk.foreign, &[("language", &language)]));
    }
    for question in in_order() {
        if let Some(answer) = writing.answers.get(&question.id) {
            answered(question, answer, show);
        }
    }
    for (id, answer) in writing.answers.iter().filter(|(id, _)| questionnaire().get(id).is_none()) {
        unasked(id, answer, show);
    }
}

/// The code of a language that the reader's is not.
pub fn foreign(writing: &Writing, show: &Show) -> Option<String> {
    let code = &writing.language;
    (code != show.texts.language.code()).then(|| code.chars().take(LONGEST_CODE).collect())
}

fn in_order() -> impl Iterator<Item = &'static Question> {
    let all = questionnaire();
    let between = all.questions().iter().filter(|question| !is_moved(&question.id));
    FIRST.iter().filter_map(|id| all.get(id)).chain(between).chain(all.get(STORY))
}

fn is_moved(id: &str) -> bool {
    id == STORY || FIRST.contains(&id)
}

fn answered(question: &Question, answer: &Answer, show: &Show) {
    let label =
        show.texts.site.questions.get(&question.id).map_or(question.id.as_str(), |words| &words.label);
    let text = || answer.values().collect::<Vec<_>>().join("\n");
    show.out("");
    match &question.kind {
        Kind::Text if question.id == STORY => {
            let count = text().chars().count().to_string();
            let length = fill(&show.texts.desk.desk.length, &[("count", &count)]);
            show.out(&format!("{label} ({length})"));
            show.out_story(&text());
        }
        Kind::Text => {
            show.out(label);
            show.out_under(&text());
        }
        Kind::One(_) => {
            show.out(label);
            answer.values().for_each(|id| show.out_under(&option(id, show)));
        }
        Kind::Many(groups) => {
            show.out(label);
            for group in groups {
                let ticked: Vec<&str> =
                    answer.values().filter(|id| group.options.iter().any(|option| option == id)).collect();
                if !ticked.is_empty() {
                    show.out_under(show.texts.site.groups.get(&group.id).map_or(&group.id, |words| words));
                    ticked.iter().for_each(|id| show.out_under(&format!("- {}", option(id, show))));
                }
            }
            let unknown = answer.values().filter(|id| !question.allows(id));
            unknown.for_each(|id| show.out_under(&format!("- {id}")));
        }
    }
}

/// An answer of a later form, or a message's one text.
fn unasked(id: &str, answer: &Answer, show: &Show) {
    if id != zegel_core::document::MESSAGE {
        show.out("");
        show.out(id);
    }
    answer.values().for_each(|value| show.out_under(value));
}

/// A choice in the form's own words.
pub fn option(id: &str, show: &Show) -> String {
    show.texts.site.options.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

/// Where a case stands, in words.
pub fn status(status: Status, show: &Show) -> &'static str {
    let words = &show.texts.desk.desk;
    match status {
        Status::New => &words.status_new,
        Status::Reading => &words.status_reading,
        Status::QuestionAsked => &words.status_question_asked,
        Status::Waiting => &words.status_waiting,
        Status::Forwarded => &words.status_forwarded,
        Status::NoAction => &words.status_no_action,
        Status::Closed => &words.status_closed,
    }
}
