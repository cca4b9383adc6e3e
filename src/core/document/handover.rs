//! Handing on: what notes keep of an export, from the draft that a colleague looks at to what came of it.

use serde::{Deserialize, Serialize};

use super::entry_digest::EntryDigest;
use super::named::named;
use crate::id::EntryId;

/// What was handed on, to whom and how.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exported {
    /// The export's own random number, by which the receiver can call.
    pub number: String,
    /// SHA-256 in hex of `manifest.json`.
    pub manifest: String,
    /// Who got it.
    pub receiver: String,
    /// Whether it was sealed for their key; else it went open, on a medium.
    pub sealed: bool,
    /// How many people could know what it says, as the caseworker judged.
    pub known_by: KnownBy,
    /// The confirmation of a colleague, where only one could.
    pub confirmed: Option<EntryId>,
    /// How many parts were left out.
    pub redactions: u32,
    /// Why it went against the reporter's wish, if it did.
    pub against_wish: Option<AgainstWish>,
    /// What its receiver is; nothing in notes of before that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver_kind: Option<ReceiverKind>,
    /// The message in which the reporter changed the wish or answered it, if that is the ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<EntryDigest>,
    /// Whether the reporter's own words went, and not only what a caseworker wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_words: Option<bool>,
}

/// How many people could know what a report says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    /// The reporter alone.
    One,
    /// A few people.
    Few,
    /// Many people.
    Many,
}

/// The only grounds on which a wish is not followed, and the reason in words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgainstWish {
    /// Which.
    pub ground: Ground,
    /// In a caseworker's words.
    pub reason: String,
}

/// A ground, as the form tells the reporter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Direct danger.
    Danger,
    /// A child.
    Child,
    /// A judge orders it.
    Judge,
}

/// Kind of a receiver: what the reporter's wish is held against.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiverKind {
    /// The police.
    Police,
    /// An organisation that helps.
    Help,
    /// An authority that protects children.
    ChildProtection,
    /// An inspectorate.
    Inspectorate,
}

/// Draft of an export: all that a caseworker decided and wrote, so that a colleague sees the same and
/// agrees to nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What the receiver is.
    pub receiver_kind: ReceiverKind,
    /// What the caseworker wrote.
    pub text: Restated,
    /// Whether the reporter's own words go too.
    pub own_words: bool,
    /// Whether the answers go word for word as a file of their own.
    pub answers: bool,
    /// Lines of all of it that stay behind, as they were written.
    pub lines: Vec<String>,
    /// The message in which the reporter changed the wish or answered it.
    pub agreed: Option<EntryDigest>,
    /// Why it goes against the reporter's wish.
    pub against_wish: Option<AgainstWish>,
}

/// Restated text: what a caseworker writes beside a report to be handed on. Each part may be empty.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restated {
    /// What happens.
    pub what: String,
    /// Where.
    #[serde(rename = "where")]
    pub place: String,
    /// When.
    pub when: String,
    /// Who is in it.
    pub who: String,
    /// What the receiver must not do, so that nobody thinks of the reporter.
    pub care: String,
    /// The reporter's words in the receiver's language.
    pub translation: String,
}

impl Restated {
    /// All parts, in the order in which they are written.
    pub fn parts(&self) -> [&str; 6] {
        [&self.what, &self.place, &self.when, &self.who, &self.care, &self.translation]
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|part| part.trim().is_empty())
    }
}

/// Outcome of an export, as its receiver tells it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Something was done with it.
    Used,
    /// Nothing was done with it.
    NotUsed,
    /// The receiver does not say.
    Unknown,
}

named!(KnownBy { One => "one", Few => "few", Many => "many" });
named!(Ground { Danger => "danger", Child => "child", Judge => "judge" });
named!(ReceiverKind {
    Police => "police", Help => "help", ChildProtection => "child-protection", Inspectorate => "inspectorate",
});
named!(Outcome { Used => "used", NotUsed => "not-used", Unknown => "unknown" });
