//! Signs in a text by which two reports can be about the same: a telephone number, a licence plate, the
//! address of an advert, a name. One finder for search, links, redaction and export; each sign has one
//! form, however it was written, and the place where it stands.

mod address;
mod country;
mod digits;
mod dutch;
mod found;
mod name;
mod phone;
mod plate;
mod plate_forms;

use std::collections::BTreeSet;

use crate::case::Case;
use crate::text::clean;
use crate::text::folding::Folded;
pub use found::{Found, Indicator, Kind};

/// All signs in a text. The language is that of the page on which it was written, if it is known.
pub fn find(text: &str, language: Option<&str>) -> Vec<Found> {
    let folded = Folded::new(text);
    let plain = |kind, value: String, place| Found { kind, key: value.clone(), value, country: None, place };
    let mut found = phone::phones(&folded, language);
    let plates = plate::plates(&folded, text);
    found
        .extend(plates.into_iter().map(|(value, place)| plain(Kind::Plate, value, folded.as_written(place))));
    let addresses = address::addresses(text);
    found.extend(addresses.into_iter().map(|(value, place)| plain(Kind::Address, value, place)));
    let names = name::names(&folded, text);
    found.extend(names.into_iter().map(|(kind, value, place)| plain(kind, value, folded.as_written(place))));
    found
}

/// What a person typed as one sign: a telephone number or a plate that would be one anywhere.
pub fn asked(text: &str) -> Vec<Found> {
    let folded = Folded::new(text);
    let all = 0..text.len();
    let phone = phone::asked(folded.text().trim());
    let plate = plate::asked(folded.text().trim());
    let plate = plate.map(|value| Found {
        kind: Kind::Plate,
        key: value.clone(),
        value,
        country: None,
        place: all.clone(),
    });
    let phone = phone.map(|found| Found { place: all.clone(), ..found });
    phone.into_iter().chain(plate).collect()
}

/// All signs in a text, each once, in their order.
pub fn indicators(text: &str, language: Option<&str>) -> BTreeSet<Indicator> {
    find(text, language).iter().map(Found::indicator).collect()
}

/// All signs in what the reporter of a case wrote.
pub fn reporters_indicators(case: &Case) -> BTreeSet<Indicator> {
    let words = case.reporters_words();
    words.flat_map(|(text, language)| indicators(&clean(text), language)).collect()
}

/// A folded letter as the Latin one it looks like; any other character as it is.
pub fn latin_twin(c: char) -> char {
    plate_forms::twin(c).unwrap_or(c)
}
