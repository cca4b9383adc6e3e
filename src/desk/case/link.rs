//! What reports share: a proposal to look at them together, no proof. Signs are compared here, in
//! memory, and go nowhere.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::indicator::{self, Found, Kind};
use super::{Case, similarity};
use crate::text::clean;
use zegel_core::id::ThreadId;

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
    /// What a hotel is called.
    Hotel(String),
    /// Words that are much alike.
    Text,
}

/// All groups, the largest first. What reporters and colleagues wrote counts; answers of the desk
/// do not, for they hold the same numbers everywhere.
pub fn groups(cases: &[&Case]) -> Vec<Group> {
    let mut found: BTreeMap<(Kind, String), Vec<(usize, Found)>> = BTreeMap::new();
    for (place, case) in cases.iter().enumerate() {
        let colleagues = case.colleagues_texts().into_iter().map(|text| (text, None));
        for (text, language) in case.reporters_words().chain(colleagues) {
            for sign in indicator::find(&clean(text), language) {
                found.entry((sign.kind, sign.key.clone())).or_default().push((place, sign));
            }
        }
    }
    let mut groups: Vec<Group> = found.values().flat_map(|found| by_country(found)).collect();
    let similar = similarity::groups(&reporters_words(cases));
    groups.extend(similar.into_iter().map(|places| Group { shared: Shared::Text, places }));
    groups.sort_by_key(|group| (Reverse(group.places.len()), group.shared.clone(), group.places[0]));
    groups
}

/// The places of the reports whose words are much alike, in groups.
pub fn similar(cases: &[&Case]) -> Vec<Vec<usize>> {
    similarity::groups(&reporters_words(cases))
}

/// For each report with words much like those of others one of these: the first of them, and for the
/// first the second.
pub fn likenesses(cases: &[&Case]) -> BTreeMap<ThreadId, ThreadId> {
    let mut likenesses = BTreeMap::new();
    for group in similar(cases) {
        let ids: Vec<ThreadId> = group.iter().map(|place| cases[*place].thread).collect();
        likenesses.extend(ids.iter().enumerate().map(|(at, id)| (*id, ids[usize::from(at == 0)])));
    }
    likenesses
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

/// Signs with one key as groups of what may be the same: a group for each country, and with each those
/// numbers that were written without one.
fn by_country(found: &[(usize, Found)]) -> Vec<Group> {
    let mut countries: BTreeSet<Option<&String>> =
        found.iter().map(|(_, sign)| sign.country.as_ref()).collect();
    if countries.len() > 1 {
        countries.remove(&None);
    }
    let group = |country: &Option<&String>| {
        let same =
            found.iter().filter(|(_, sign)| sign.country.is_none() || sign.country.as_ref() == *country);
        let places: BTreeSet<usize> = same.clone().map(|(place, _)| *place).collect();
        let (_, shown) = same.min_by_key(|(_, sign)| (sign.country.is_none(), &sign.value))?;
        let places: Vec<usize> = places.into_iter().collect();
        (places.len() > 1).then(|| Group { shared: Shared::new(shown), places })
    };
    countries.iter().filter_map(group).collect()
}

impl Shared {
    fn new(found: &Found) -> Self {
        let value = found.value.clone();
        match found.kind {
            Kind::Phone => Self::Phone(value),
            Kind::Plate => Self::Plate(value),
            Kind::Address => Self::Address(value),
            Kind::Nickname => Self::Nickname(value),
            Kind::Hotel => Self::Hotel(value),
        }
    }
}
