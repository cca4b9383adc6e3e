//! Reply: what a caseworker writes to a reporter.

use serde::{Deserialize, Serialize};

use super::writing::json;
use super::{Head, MOST_REPLY_CHARACTERS, NotADocument, Refused, VERSION, clean};
use crate::id::EntryId;
use crate::seal::{Document, ForReporter, Plain};

/// A reply. It is unsigned: a signature would name the caseworker.
pub struct Reply {
    /// Its own name; a reply that stands there twice is shown once.
    pub id: EntryId,
    /// Its place among the replies of the thread, from 1.
    pub number: u32,
    /// The words.
    pub text: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplyJson {
    zegel: u8,
    kind: String,
    id: EntryId,
    number: u32,
    text: String,
}

impl Reply {
    /// Words for a reporter, at most [`MOST_REPLY_CHARACTERS`].
    pub fn new(id: EntryId, number: u32, text: &str) -> Result<Self, Refused> {
        let text = clean(text).trim().to_owned();
        match text.chars().count() {
            0 => Err(Refused::Empty),
            1..=MOST_REPLY_CHARACTERS => Ok(Self { id, number, text }),
            count => Err(Refused::TooLong { count, most: MOST_REPLY_CHARACTERS }),
        }
    }

    /// Reads one that was opened, and holds it to the same limits.
    pub fn parse(plain: &Plain) -> Result<Self, NotADocument> {
        let json: ReplyJson = Head::read(plain, "reply")?;
        Self::new(json.id, json.number, &json.text).map_err(|_| NotADocument)
    }
}

impl Document for Reply {
    type Sealed = ForReporter;

    fn into_json(self) -> Plain {
        let Self { id, number, text } = self;
        json(&ReplyJson { zegel: VERSION, kind: "reply".to_owned(), id, number, text })
    }
}
