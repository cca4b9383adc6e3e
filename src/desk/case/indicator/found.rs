//! Found signs: what each is, its one form, and where it stands.

use std::ops::Range;

use serde::Serialize;

/// What a sign is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `+31612345678`, or as it was written where nobody knows the country.
    Phone,
    /// `12AB34`.
    Plate,
    /// `host/path`.
    Address,
    /// What somebody is called, folded.
    Nickname,
    /// What a hotel is called, folded.
    Hotel,
}

/// A sign in its one form.
pub type Indicator = (Kind, String);

/// A sign where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its one form.
    pub value: String,
    /// What is compared: of a telephone number the last nine digits, of all others the form itself.
    pub key: String,
    /// The country of a telephone number, where it was given or is beyond doubt.
    pub country: Option<String>,
    /// Where it stands in the text, in bytes.
    pub place: Range<usize>,
}

impl Found {
    /// Whether it may be the same as another: a number without a country may be of any.
    pub fn is_same(&self, other: &Self) -> bool {
        let agree = match (&self.country, &other.country) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        self.kind == other.kind && self.key == other.key && agree
    }

    /// Its kind and form.
    pub fn indicator(&self) -> Indicator {
        (self.kind, self.value.clone())
    }
}

/// Where a part of a text stands in it.
pub fn place_of(part: &str, whole: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    start..start + part.len()
}
