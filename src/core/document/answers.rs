//! Answers: what a reporter typed or chose, by the ids of the questions.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::{MOST_CHARACTERS, Refused, clean};
use crate::json::to_json;
use crate::questionnaire::{Kind, Question, questionnaire};

/// The one question of a message.
pub const MESSAGE: &str = "message";

/// One answer: a text or the id of a choice, or the ids of several.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A text, or the id of the one choice.
    One(String),
    /// The ids of what was ticked.
    Many(Vec<String>),
}

/// All answers of one document, by question id. A question that was not answered is not in it.
#[derive(Serialize, Default)]
#[serde(transparent)]
pub struct Answers(pub(super) BTreeMap<String, Answer>);

impl Answers {
    /// Parses the fields of the report form. At least one text must have a word in it.
    pub fn from_report<'a>(
        fields: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
    ) -> Result<Self, Refused> {
        let mut answers = Self::default();
        for (id, value) in fields {
            let question = questionnaire().get(&id).ok_or(Refused::Unread)?;
            answers.add(question, &value)?;
        }
        answers.within_limits(|id| {
            questionnaire().get(id).is_some_and(|question| matches!(question.kind, Kind::Text))
        })
    }

    /// Parses the text of a message.
    pub fn from_message(text: &str) -> Result<Self, Refused> {
        let mut answers = Self::default();
        answers.add_text(MESSAGE, text)?;
        answers.within_limits(|_| true)
    }

    fn add(&mut self, question: &Question, value: &str) -> Result<(), Refused> {
        match &question.kind {
            Kind::Text => self.add_text(&question.id, value),
            _ if !question.allows(value) => Err(Refused::Unread),
            Kind::One(_) => self.insert(&question.id, Answer::One(value.to_owned())),
            Kind::Many(_) => match self.0.entry(question.id.clone()).or_insert(Answer::Many(Vec::new())) {
                Answer::Many(chosen) if !chosen.iter().any(|other| other == value) => {
                    chosen.push(value.to_owned());
                    Ok(())
                }
                Answer::Many(_) | Answer::One(_) => Err(Refused::Unread),
            },
        }
    }

    fn add_text(&mut self, id: &str, value: &str) -> Result<(), Refused> {
        let text = clean(value);
        if text.trim().is_empty() { Ok(()) } else { self.insert(id, Answer::One(text)) }
    }

    fn insert(&mut self, id: &str, answer: Answer) -> Result<(), Refused> {
        match self.0.insert(id.to_owned(), answer) {
            None => Ok(()),
            Some(_) => Err(Refused::Unread),
        }
    }

    fn within_limits(self, is_text: impl Fn(&str) -> bool) -> Result<Self, Refused> {
        let texts = self.0.iter().filter(|(id, _)| is_text(id));
        let count =
            texts.map(|(_, answer)| answer.values().map(|text| text.chars().count()).sum::<usize>()).sum();
        match count {
            0 => Err(Refused::Empty),
            1..=MOST_CHARACTERS => Ok(self),
            _ => Err(Refused::TooLong { count, most: MOST_CHARACTERS }),
        }
    }

    /// The answer to a question, if there is one.
    pub fn get(&self, id: &str) -> Option<&Answer> {
        self.0.get(id)
    }

    /// All of them, by question id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(id, answer)| (id.as_str(), answer))
    }

    /// The bytes that an entry id and a proof are made of: compact JSON, ASCII keys in order.
    pub fn canonical(&self) -> Vec<u8> {
        to_json(self).into_bytes()
    }
}

impl Answer {
    /// The text, or the ids.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        match self {
            Answer::One(value) => std::slice::from_ref(value),
            Answer::Many(values) => values.as_slice(),
        }
        .iter()
        .map(String::as_str)
    }
}

/// Deserialises a map that refuses a question that stands in it twice: otherwise two readers of one
/// document could see two different answers.
impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Once;

        impl<'de> Visitor<'de> for Once {
            type Value = Answers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("answers by question id")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
                let mut answers = Answers::default();
                while let Some((id, answer)) = map.next_entry::<String, Answer>()? {
                    answers.insert(&id, answer).map_err(A::Error::custom)?;
                }
                Ok(answers)
            }
        }

        json.deserialize_map(Once)
    }
}
