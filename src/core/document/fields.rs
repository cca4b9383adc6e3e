//! Fields of a document that was opened, before anything is known of their shapes: the answers, and all
//! others by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::{Answer, Answers, NotADocument, VERSION, clean};
use crate::json::to_json;
use crate::seal::Plain;

/// The field of the answers.
const ANSWERS: &str = "answers";
/// Fields whose value shows nobody a key, so that it may be shown.
const SHOWN: [&str; 8] = ["after", "day", "kind", "language", "marks", "previous", "sealed_for", "zegel"];

/// A field that is not as this service writes it. It is never believed.
#[derive(Clone, PartialEq, Eq)]
pub struct OddField {
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub oddity: Oddity,
}

/// What is wrong with a field. Texts are as they came; whoever shows them cleans them.
#[derive(Clone, PartialEq, Eq)]
pub enum Oddity {
    /// It is not there.
    Missing,
    /// It has this value, if that can be shown.
    Value(Option<String>),
    /// No document of this kind has such a field.
    Unknown,
}

/// All fields of one document.
#[derive(Default)]
pub(super) struct Fields {
    answers: BTreeMap<String, Answer>,
    others: BTreeMap<String, Value>,
    twice: BTreeSet<String>,
    odd: Vec<OddField>,
}

impl Fields {
    /// Parses a JSON object.
    pub fn parse(plain: &Plain) -> Result<Self, NotADocument> {
        serde_json::from_slice(plain.as_bytes()).map_err(|_| NotADocument)
    }

    /// A field, whatever it is.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.others.get(name)
    }

    /// Takes a field out, if it stands there once and can be read. Else it is odd.
    pub fn take<T>(&mut self, name: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = self.others.remove(name);
        let once = value.as_ref().filter(|_| !self.twice.contains(name));
        let known = once.and_then(read);
        if known.is_none() {
            let oddity = value.map_or(Oddity::Missing, |value| {
                Oddity::Value(SHOWN.contains(&name).then(|| text_of(&value)))
            });
            self.odd.push(OddField { name: name.to_owned(), oddity });
        }
        known
    }

    /// The same of a field that need not be there.
    pub fn take_optional<T>(&mut self, name: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        if self.others.contains_key(name) { self.take(name, read) } else { None }
    }

    /// Takes the two fields that every document has. Whether they are those of a document that this
    /// program knows.
    pub fn take_head(&mut self, kind: &str) -> bool {
        let version = self.take("zegel", |value| (*value == VERSION).then_some(()));
        let kind = self.take("kind", |value| (*value == kind).then_some(()));
        version.is_some() && kind.is_some()
    }

    /// The answers, with all that is odd. Fields that nobody took are unknown. At least one answer must
    /// have a word or a choice in it.
    pub fn finish(mut self) -> Result<(Answers, Vec<OddField>), NotADocument> {
        let is_blank = |answer: &Answer| answer.values().all(|text| clean(text).trim().is_empty());
        if self.answers.values().all(is_blank) {
            return Err(NotADocument);
        }
        for name in self.others.into_keys() {
            self.odd.push(OddField { name, oddity: Oddity::Unknown });
        }
        Ok((Answers(self.answers), self.odd))
    }

    fn add(&mut self, name: String, value: Value) {
        if let Some(before) = self.others.insert(name.clone(), value) {
            self.others.insert(name.clone(), before);
            self.twice.insert(name);
        }
    }

    /// An answer of another shape is shown as the JSON that it is, and a second one to the same question
    /// beside the first: two readers must not see two different answers.
    fn add_answer(&mut self, id: String, value: &Value) {
        let (answer, is_odd) = match answer_of(value) {
            Some(answer) => (answer, self.answers.contains_key(&id)),
            None if value.is_null() => return self.mark_answers(),
            None => (Answer::One(text_of(value)), true),
        };
        if is_odd {
            self.mark_answers();
        }
        let answer = match self.answers.remove(&id) {
            None => answer,
            Some(before) => Answer::Many(before.values().chain(answer.values()).map(str::to_owned).collect()),
        };
        self.answers.insert(id, answer);
    }

    fn mark_answers(&mut self) {
        if !self.odd.iter().any(|field| field.name == ANSWERS) {
            self.odd.push(OddField { name: ANSWERS.to_owned(), oddity: Oddity::Value(None) });
        }
    }
}

fn answer_of(value: &Value) -> Option<Answer> {
    match value {
        Value::String(text) => Some(Answer::One(text.clone())),
        Value::Array(values) => {
            let texts = values.iter().map(|value| value.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().map(Answer::Many)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| to_json(value), str::to_owned)
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        let mut fields = Self::default();
        json.deserialize_map(Document(&mut fields))?;
        Ok(fields)
    }
}

/// Reads the fields of a document.
struct Document<'a>(&'a mut Fields);

/// Reads the answers among them.
struct AnswersOf<'a>(&'a mut Fields);

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_answers = false;
        while let Some(name) = map.next_key::<String>()? {
            if name == ANSWERS {
                map.next_value_seed(AnswersOf(self.0))?;
                if has_answers {
                    self.0.mark_answers();
                }
                has_answers = true;
            } else {
                self.0.add(name, map.next_value()?);
            }
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for AnswersOf<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for AnswersOf<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("answers by question id")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((id, value)) = map.next_entry::<String, Value>()? {
            self.0.add_answer(id, &value);
        }
        Ok(())
    }
}
