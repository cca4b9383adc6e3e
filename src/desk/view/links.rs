//! What reports share, in words.

use crate::case::link::{Group, Shared};
use crate::case::triage::Row;
use crate::texts::Texts;
use crate::view::table;
use zegel_core::i18n::interpolate;

/// Columns of a place.
const PLACE: usize = 15;

/// What the reports of a group share, and how many they are.
pub fn heading(group: &Group, texts: Texts) -> String {
    let words = &texts.desk.finding;
    let (text, value) = match &group.shared {
        Shared::Phone(value) => (&words.phone, value.as_str()),
        Shared::Plate(value) => (&words.plate, value.as_str()),
        Shared::Address(value) => (&words.address, value.as_str()),
        Shared::Nickname(value) => (&words.nickname, value.as_str()),
        Shared::Hotel(value) => (&words.hotel, value.as_str()),
        Shared::Text => (&words.alike, ""),
    };
    interpolate(text, &[("value", value), ("count", &group.places.len().to_string())])
}

/// One of its reports: so many characters of its id, its week and its place.
pub fn line(row: &Row, short: usize, texts: Texts) -> String {
    let id: String = row.id.to_string().chars().take(short).collect();
    let place = row.place.as_deref().map(|place| table::short_place(place, PLACE, texts)).unwrap_or_default();
    format!("{id}  {}  {place}", row.week)
}
