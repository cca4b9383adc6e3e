//! Telephone numbers, number plates, addresses on the internet and nicknames, picked out of what was
//! written, so that they can be searched at once. A help for the eye, never complete.

use std::collections::BTreeSet;

use super::content::Content;
use crate::case::indicator::indicators;

/// All that is found, each once, as `zegel links` compares it.
pub fn find(content: &Content) -> Vec<String> {
    let parts = content.sendings.iter().flat_map(|sending| &sending.parts);
    let found: BTreeSet<_> = parts.flat_map(|part| indicators(&part.text)).collect();
    found.into_iter().map(|(_, indicator)| indicator).collect()
}
