//! Three-way merge: what two programs on one computer learnt at once, neither of which may be lost.

use std::collections::BTreeMap;

/// What two programs know that began with the same: each key as the one left it that changed it,
/// and as both together where both did.
pub fn merge<K: Ord + Clone, V: PartialEq>(
    mut base: BTreeMap<K, V>,
    mine: BTreeMap<K, V>,
    mut theirs: BTreeMap<K, V>,
    both: impl Fn(Option<V>, V, V) -> V,
) -> BTreeMap<K, V> {
    let mut all = BTreeMap::new();
    for (key, mine) in mine {
        let value = match (base.remove(&key), theirs.remove(&key)) {
            // Not changed here: theirs stands, changed or not.
            (base, Some(theirs)) if base.as_ref() == Some(&mine) => Some(theirs),
            // Not changed here, and forgotten there.
            (Some(base), None) if base == mine => None,
            // New here, or changed here and forgotten there: what was learnt is kept.
            (_, None) => Some(mine),
            // Changed here, and there or not: the caller knows how the two go together.
            (base, Some(theirs)) => Some(both(base, mine, theirs)),
        };
        all.extend(value.map(|value| (key, value)));
    }
    // What is in the base and not in mine was forgotten here, unless they changed it.
    all.extend(theirs.into_iter().filter(|(key, theirs)| base.get(key) != Some(theirs)));
    all
}
