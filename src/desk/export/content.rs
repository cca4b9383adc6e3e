//! What goes out of a case, in Dutch and without what was left out: the reporter's words, and of
//! each sending only the week. Who the reporter is to the case never goes, nor anything that says
//! how an answer finds the reporter. What the form does not ask stays behind too.

use serde_json::{Map, Value, json};

use super::paper_words::paper;
use super::redact::Redactor;
use crate::case::Case;
use crate::case::conversation::{Turn, conversation};
use crate::error::{self, DeskError};
use crate::text::escaped;
use zegel_core::calendar::{Day, Week};
use zegel_core::document::{Answer, MESSAGE, Received};
use zegel_core::i18n::{Language, words};
use zegel_core::json::to_pretty_json;
use zegel_core::questionnaire::{Kind, Question, questionnaire};

/// The answer that never leaves the desk.
const ROLE: &str = "role";
/// The wish goes with the answers word for word, and only there.
const WISH: &str = "pass";
/// What is read before all else.
pub const CARE: &str = "care";
/// What is read last.
const STORY: &str = "story";

/// One answer.
pub struct Part {
    /// The question.
    pub question: String,
    /// Its name for the receiver.
    pub title: String,
    /// The answer.
    pub text: String,
}

/// What the reporter wrote at one time.
pub struct Sending {
    /// The week; nothing where the day is odd.
    pub week: Option<Week>,
    /// Whether it came after the report, and then whether its writer is known to be the same.
    pub later: Option<bool>,
    /// What was answered, what to avoid first and the story last.
    pub parts: Vec<Part>,
    answers: Map<String, Value>,
}

/// All of it, in the order of the conversation.
pub struct Content {
    /// Each time.
    pub sendings: Vec<Sending>,
    /// In how many places something was left out.
    pub left_out: usize,
    /// How many answers stay behind because the form asks no such thing.
    pub unasked: usize,
}

impl Content {
    /// What goes out of this case. Everything that is to be left out must be there.
    pub fn new(case: &Case, redactor: &Redactor) -> Result<Self, DeskError> {
        let mut content = Self { sendings: Vec::new(), left_out: 0, unasked: 0 };
        let mut shown = Vec::new();
        for turn in conversation(case) {
            let (writing, later) = match turn {
                Turn::Report(_, report) => (&report.writing, None),
                Turn::Message { message, proved, .. } => (&message.writing, Some(proved)),
                Turn::Reply { .. } => continue,
            };
            content.add(writing, later, redactor, &mut shown);
        }
        if let Some(text) = redactor.nowhere(shown.iter().map(String::as_str)) {
            return Err(error::export::redact_nowhere(text));
        }
        if content.sendings.iter().all(|sending| sending.parts.is_empty()) {
            return Err(error::export::empty());
        }
        Ok(content)
    }

    fn add(&mut self, writing: &Received, later: Option<bool>, redactor: &Redactor, shown: &mut Vec<String>) {
        let week = writing.day.map(Day::week);
        let mut sending = Sending { week, later, parts: Vec::new(), answers: Map::new() };
        for (id, title) in in_order() {
            let Some(answer) = writing.answers.get(id) else { continue };
            let texts: Vec<String> = answer.values().map(|value| in_words(id, value)).collect();
            let kept: Vec<_> = texts.iter().map(|text| redactor.redact(text)).collect();
            self.left_out += kept.iter().map(|kept| kept.count).sum::<usize>();
            let values = answer.values().zip(&kept).map(|(value, kept)| match kept.count {
                0 => value.to_owned(),
                _ if is_choice(id, value) => redactor.mark().to_owned(),
                _ => kept.text.clone(),
            });
            sending.answers.insert(id.to_owned(), like(answer, values.collect()));
            let lines: Vec<&str> = kept.iter().map(|kept| kept.text.as_str()).collect();
            let part = Part { question: id.to_owned(), title: title.to_owned(), text: lines.join("\n") };
            sending.parts.push(part);
            shown.extend(texts);
        }
        sending.add_wish(writing);
        let asked = |id: &str| id == MESSAGE || questionnaire().get(id).is_some();
        self.unasked += writing.answers.iter().filter(|(id, _)| !asked(id)).count();
        self.sendings.push(sending);
    }

    /// All answers to a question, through all sendings.
    pub fn answers_to(&self, question: &str) -> String {
        let parts = self.sendings.iter().flat_map(|sending| &sending.parts);
        let texts: Vec<&str> =
            parts.filter(|part| part.question == question).map(|part| part.text.as_str()).collect();
        texts.join("\n")
    }

    /// The answers, word for word but for what was left out.
    pub fn verbatim(&self) -> Vec<u8> {
        let sendings: Vec<&Map<String, Value>> =
            self.sendings.iter().map(|sending| &sending.answers).collect();
        escaped(&to_pretty_json(&sendings)).into_bytes()
    }
}

impl Sending {
    fn add_wish(&mut self, writing: &Received) {
        let Some(answer) = writing.answers.get(WISH) else { return };
        if answer.values().all(|value| is_choice(WISH, value)) {
            self.answers.insert(WISH.to_owned(), json!(answer));
        }
    }
}

/// The questions whose answers go, by id and name: what to avoid, the form's order, the story, and
/// what was written later.
fn in_order() -> impl Iterator<Item = (&'static str, &'static str)> {
    let moved = |id: &str| [CARE, STORY, ROLE, WISH].contains(&id);
    let ids = questionnaire().questions().iter().map(|question| question.id.as_str());
    let between = ids.filter(move |id| !moved(id));
    let all = std::iter::once(CARE).chain(between).chain([STORY, MESSAGE]);
    all.map(|id| (id, title(id)))
}

fn title(id: &'static str) -> &'static str {
    let paper = paper();
    match id {
        CARE => &paper.avoid,
        STORY => &paper.story,
        MESSAGE => &paper.message,
        "where" => &paper.place,
        "when" => &paper.when,
        "minor" => &paper.minor,
        "person" => &paper.person,
        "boss" => &paper.boss,
        "online" => &paper.online,
        "place" => &paper.kind,
        "signs" => &paper.signs,
        other => words(Language::DUTCH).questions.get(other).map_or(other, |words| &words.label),
    }
}

/// A choice in the form's words; a text as it is.
fn in_words(question: &str, value: &str) -> String {
    let option = || words(Language::DUTCH).options.get(value).cloned();
    let found = if is_choice(question, value) { option() } else { None };
    found.unwrap_or_else(|| value.to_owned())
}

fn is_choice(question: &str, value: &str) -> bool {
    let allows = |question: &Question| !matches!(question.kind, Kind::Text) && question.allows(value);
    questionnaire().get(question).is_some_and(allows)
}

/// Values in the form that the answer had.
fn like(answer: &Answer, mut values: Vec<String>) -> Value {
    match answer {
        Answer::One(_) => json!(values.pop().unwrap_or_default()),
        Answer::Many(_) => json!(values),
    }
}
