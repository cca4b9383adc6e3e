//! Signs in a text by which two reports can be about the same: a telephone number, a licence plate,
//! the address of an advert, a nickname. Each in one form, however it was written.

mod address;
mod nickname;
mod phone;
mod plate;

use std::collections::BTreeSet;

use serde::Serialize;

/// What a sign is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `+31612345678`.
    Phone,
    /// `12AB34`.
    Plate,
    /// `host/path`.
    Address,
    /// As [`fold`](super::text::fold) leaves it.
    Nickname,
}

/// A sign in its one form.
pub type Indicator = (Kind, String);

/// All signs in a text, each once.
pub fn indicators(text: &str) -> BTreeSet<Indicator> {
    let mut found_here = BTreeSet::new();
    let mut add =
        |kind, found: Vec<String>| found_here.extend(found.into_iter().map(|indicator| (kind, indicator)));
    add(Kind::Phone, phone::phones(text));
    add(Kind::Plate, plate::plates(text));
    add(Kind::Address, address::addresses(text));
    add(Kind::Nickname, nickname::nicknames(text));
    found_here
}
