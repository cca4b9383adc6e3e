//! Telephone numbers, number plates, addresses on the internet and nicknames, picked out of what was
//! written, so that they can be searched at once. A help for the eye, never complete.

use std::collections::BTreeSet;

use super::content::Content;
use crate::case::indicator::{Kind, indicators};

/// All that is found, each once, as `zegel links` compares it. The name of a hotel stands with the place.
/// A number is completed with its country where the page's language says it, and else stays as written.
pub fn find(content: &Content) -> Vec<String> {
    let mut found = BTreeSet::new();
    for sending in &content.sendings {
        let language = sending.language.as_deref();
        found.extend(sending.parts.iter().flat_map(|part| indicators(&part.text, language)));
    }
    let named = found.into_iter().filter(|(kind, _)| *kind != Kind::Hotel);
    named.map(|(_, indicator)| indicator).collect()
}
