//! What goes out of a case, in Dutch and without what was left out: what a caseworker wrote, and on
//! purpose the reporter's own words, of each sending only the week. Who the reporter is to the case
//! never goes, nor what they said must be avoided so that nobody thinks of them, nor anything that says
//! how an answer finds the reporter. What the form does not ask stays behind too.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::paper_words::paper;
use super::redact::Redactor;
use super::removal::Removal;
use crate::case::Case;
use crate::case::conversation::{Turn, conversation};
use crate::error::{self, DeskError};
use crate::text::escaped;
use zegel_core::calendar::{Day, Week};
use zegel_core::document::{Answer, Draft, MESSAGE, Received, Restated};
use zegel_core::i18n::{Language, words};
use zegel_core::json::to_pretty_json;
use zegel_core::questionnaire::{Kind, Question, questionnaire};

/// The answer that never leaves the desk.
const ROLE: &str = "role";
/// The wish goes with the answers word for word; the cover says what of it holds for the receiver.
const WISH: &str = "pass";
/// What is read before all else: always a caseworker's words, never the reporter's.
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
    /// Whether it is a choice of the form, in the form's words.
    pub is_choice: bool,
}

/// Whose words something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// A caseworker's, written to be handed on.
    Desk,
    /// A caseworker's question to the reporter.
    Reply,
    /// The reporter's.
    Reporter,
}

/// What was written at one time.
pub struct Sending {
    /// Whose words it is.
    pub source: Source,
    /// The week; nothing where the day is odd, and for what the desk wrote to be handed on.
    pub week: Option<Week>,
    /// Whether it came after the report, and then whether its writer is known to be the same.
    pub later: Option<bool>,
    /// What was written, what to avoid first and the story last.
    pub parts: Vec<Part>,
    /// The language of the page, by which a telephone number is read. It never goes out.
    pub language: Option<String>,
    answers: Map<String, Value>,
}

/// All of it: what the desk wrote, then the conversation in its order.
pub struct Content {
    /// Each time.
    pub sendings: Vec<Sending>,
    /// Whether the reporter's own words are in it.
    pub own_words: bool,
    /// In how many places something was left out.
    pub left_out: usize,
    /// Every spelling of it.
    pub spellings: BTreeSet<String>,
    /// How many answers stay behind because the form asks no such thing.
    pub unasked: usize,
}

impl Content {
    /// What goes out of this case. Everything that is to be left out must be there.
    pub fn new(case: &Case, draft: &Draft, redactor: &Redactor) -> Result<Self, DeskError> {
        let mut content = Self {
            sendings: Vec::new(),
            own_words: draft.own_words,
            left_out: 0,
            spellings: BTreeSet::new(),
            unasked: 0,
        };
        let mut removal = Removal::new(redactor, &draft.lines);
        content.add_restated(&draft.text, &mut removal);
        if draft.own_words {
            content.add_conversation(case, &mut removal)?;
        } else if draft.text.is_empty() {
            return Err(error::export::nothing_written(case.thread.short()));
        }
        content.spellings = removal.spellings();
        if let Some(text) = removal.nowhere() {
            return Err(error::export::redact_nowhere(text));
        }
        Ok(content)
    }

    fn add_restated(&mut self, text: &Restated, removal: &mut Removal<'_>) {
        let paper = paper();
        let parts = [
            (CARE, &paper.avoid, &text.care),
            ("what", &paper.happens, &text.what),
            ("where", &paper.place, &text.place),
            ("when", &paper.when, &text.when),
            ("person", &paper.person, &text.who),
            ("translation", &paper.translation, &text.translation),
        ];
        let mut sending = Sending::new(Source::Desk, None, None);
        for (question, title, text) in parts {
            if !text.is_empty() {
                self.add_part(&mut sending, question, title, text, removal);
            }
        }
        if !sending.parts.is_empty() {
            self.sendings.push(sending);
        }
    }

    fn add_part(
        &mut self,
        sending: &mut Sending,
        question: &str,
        title: &str,
        text: &str,
        removal: &mut Removal<'_>,
    ) {
        let kept = removal.apply(text);
        self.left_out += kept.count;
        let title = title.to_owned();
        sending.parts.push(Part { question: question.to_owned(), title, text: kept.text, is_choice: false });
    }

    /// What the reporter wrote, and what the desk asked where the reporter wrote again after it: without
    /// the question nobody understands the answer.
    fn add_conversation(&mut self, case: &Case, removal: &mut Removal<'_>) -> Result<(), DeskError> {
        let last_answered = case.messages().map(|(_, message)| message.position.after).max().unwrap_or(0);
        let mut has_words = false;
        for turn in conversation(case) {
            let (writing, later) = match turn {
                Turn::Report(_, report) => (&report.writing, None),
                Turn::Message { message, proved, .. } => (&message.writing, Some(proved)),
                Turn::Reply { copy, .. } => {
                    if copy.number <= last_answered {
                        self.add_reply(copy.note.day.week(), copy.text, removal);
                    }
                    continue;
                }
            };
            has_words |= self.add_writing(writing, later, removal);
        }
        if has_words { Ok(()) } else { Err(error::export::empty()) }
    }

    fn add_reply(&mut self, week: Week, text: &str, removal: &mut Removal<'_>) {
        let mut sending = Sending::new(Source::Reply, Some(week), None);
        self.add_part(&mut sending, "question", &paper().message, text, removal);
        self.sendings.push(sending);
    }

    /// Whether there was something in it that goes.
    fn add_writing(&mut self, writing: &Received, later: Option<bool>, removal: &mut Removal<'_>) -> bool {
        let mut sending = Sending::new(Source::Reporter, writing.day.map(Day::week), later);
        sending.language.clone_from(&writing.language);
        for (id, title) in in_order() {
            let Some(answer) = writing.answers.get(id) else { continue };
            let kept: Vec<_> = answer.values().map(|value| removal.apply(&in_words(id, value))).collect();
            self.left_out += kept.iter().map(|kept| kept.count).sum::<usize>();
            let values = answer.values().zip(&kept).map(|(value, kept)| match kept.count {
                0 => value.to_owned(),
                _ if is_choice(id, value) => removal.mark().to_owned(),
                _ => kept.text.clone(),
            });
            sending.answers.insert(id.to_owned(), like(answer, values.collect()));
            let lines: Vec<&str> = kept.iter().map(|kept| kept.text.as_str()).collect();
            sending.parts.push(Part {
                question: id.to_owned(),
                title: title.to_owned(),
                text: lines.join("\n"),
                is_choice: answer.values().all(|value| is_choice(id, value)),
            });
        }
        sending.add_wish(writing);
        let asked = |id: &str| id == MESSAGE || questionnaire().get(id).is_some();
        self.unasked += writing.answers.iter().filter(|(id, _)| !asked(id)).count();
        let has_words = !sending.parts.is_empty();
        self.sendings.push(sending);
        has_words
    }

    /// All answers to a question, through all sendings.
    pub fn answers_to(&self, question: &str) -> String {
        let parts = self.sendings.iter().flat_map(|sending| &sending.parts);
        let texts: Vec<&str> =
            parts.filter(|part| part.question == question).map(|part| part.text.as_str()).collect();
        texts.join("\n")
    }

    /// Whether all answers to a question are in the words of the form.
    pub fn is_choice(&self, question: &str) -> bool {
        let mut parts = self.sendings.iter().flat_map(|sending| &sending.parts);
        parts.all(|part| part.question != question || part.is_choice)
    }

    /// The reporter's answers, word for word but for what was left out.
    pub fn verbatim(&self) -> Vec<u8> {
        let of_reporter = self.sendings.iter().filter(|sending| sending.source == Source::Reporter);
        let sendings: Vec<&Map<String, Value>> = of_reporter.map(|sending| &sending.answers).collect();
        escaped(&to_pretty_json(&sendings)).into_bytes()
    }
}

impl Sending {
    fn new(source: Source, week: Option<Week>, later: Option<bool>) -> Self {
        Self { source, week, later, parts: Vec::new(), language: None, answers: Map::new() }
    }

    fn add_wish(&mut self, writing: &Received) {
        let Some(answer) = writing.answers.get(WISH) else { return };
        if answer.values().all(|value| is_choice(WISH, value)) {
            self.answers.insert(WISH.to_owned(), json!(answer));
        }
    }
}

/// The questions whose answers go, by id and name: the form's order, the story, and what was written
/// later.
fn in_order() -> impl Iterator<Item = (&'static str, &'static str)> {
    let moved = |id: &str| [CARE, STORY, ROLE, WISH].contains(&id);
    let ids = questionnaire().questions().iter().map(|question| question.id.as_str());
    let between = ids.filter(move |id| !moved(id));
    let all = between.chain([STORY, MESSAGE]);
    all.map(|id| (id, title(id)))
}

fn title(id: &'static str) -> &'static str {
    let paper = paper();
    match id {
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
