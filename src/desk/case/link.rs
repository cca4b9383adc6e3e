//! What reports share: a proposal to look at them together, no proof. Signs are compared here, in
//! memory, and go nowhere.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::indicator::{Indicator, Kind, indicators};
use super::{Case, similarity};
use crate::text::clean;

/// Reports that share something.
pub struct Group {
    /// What it is.
    pub shared: Shared,
    /// Their places among the cases, at least two.
    pub places: Vec<usize>,
}

/// What reports can share.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "value")]
pub enum Shared {
    /// A telephone number.
    Phone(String),
    /// A licence plate.
    Plate(String),
    /// The address of an advert or profile.
    Address(String),
    /// A nickname.
    Nickname(String),
    /// Words that are much alike.
    Text,
}

/// All groups, the largest first. What reporters and colleagues wrote counts; answers of the desk
/// do not, for they hold the same numbers everywhere.
pub fn groups(cases: &[&Case]) -> Vec<Group> {
    let mut places: BTreeMap<Indicator, BTreeSet<usize>> = BTreeMap::new();
    for (place, case) in cases.iter().enumerate() {
        let texts = case.reporters_texts().into_iter().chain(case.colleagues_texts());
        for indicator in texts.flat_map(|text| indicators(&clean(text))) {
            places.entry(indicator).or_default().insert(place);
        }
    }
    let shared = places.into_iter().filter(|(_, places)| places.len() > 1);
    let mut groups: Vec<Group> = shared
        .map(|(indicator, places)| Group {
            shared: Shared::new(indicator),
            places: places.into_iter().collect(),
        })
        .collect();
    let similar = similarity::groups(&reporters_words(cases));
    groups.extend(similar.into_iter().map(|places| Group { shared: Shared::Text, places }));
    groups.sort_by_key(|group| (Reverse(group.places.len()), group.shared.clone(), group.places[0]));
    groups
}

/// The places of the reports whose words are like those of the one at this place, itself among them.
pub fn similar_to(cases: &[&Case], place: usize) -> Vec<usize> {
    let groups = similarity::groups(&reporters_words(cases));
    groups.into_iter().find(|group| group.contains(&place)).unwrap_or_else(|| vec![place])
}

fn reporters_words(cases: &[&Case]) -> Vec<String> {
    cases
        .iter()
        .map(|case| {
            case.reporters_texts().join(
                "
",
            )
        })
        .collect()
}

impl Shared {
    fn new((kind, value): Indicator) -> Self {
        match kind {
            Kind::Phone => Self::Phone(value),
            Kind::Plate => Self::Plate(value),
            Kind::Address => Self::Address(value),
            Kind::Nickname => Self::Nickname(value),
        }
    }
}
